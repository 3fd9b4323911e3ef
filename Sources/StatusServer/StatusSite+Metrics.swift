import Controller
import Foundation
import Glibc
import Values

extension StatusSite {
    /// The metrics in the form that the reader takes.
    func metrics(_ question: Question) async -> Reply {
        let form = MetricsText.Form(accept: question.headers["accept"])
        let text = await recentMetrics.text(form, desk.time) { [desk] in
            FleetMetrics(
                state: await desk.board.state(),
                tally: await desk.board.currentTally(),
                processorTime: Self.processorTime,
                memoryBytes: Self.memoryBytes
            )
        }
        return Reply(headers: [("Content-Type", form.type)], body: .bytes(text))
    }

    /// POSIX counts it in microseconds.
    ///
    /// <https://man7.org/linux/man-pages/man3/clock.3.html>
    private static var processorTime: Duration? {
        let time = clock()
        return time < 0 ? nil : .microseconds(time)
    }

    /// The second number of statm, in pages.
    ///
    /// <https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html>
    private static var memoryBytes: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let words = text.split(separator: " ")
        return words.count < 2 ? nil : Int(words[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }
}
