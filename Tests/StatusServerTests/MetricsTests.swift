import NIOCore
import Synchronization
import Testing
import Values

@testable import Controller
@testable import StatusServer

@Suite struct MetricsTests {
    @Test(arguments: [
        (nil, MetricsText.Form.prometheus), ("*/*", .prometheus), ("text/plain;version=0.0.4", .prometheus),
        ("application/openmetrics-text;version=1.0.0,application/openmetrics-text;q=0.9,*/*;q=0.1", .openMetrics),
    ])
    func `the form is the one that the reader takes`(accept: String?, form: MetricsText.Form) {
        #expect(MetricsText.Form(accept: accept) == form)
    }

    @Test func `a long text comes in pieces, none of them cut within a line`() {
        var text = MetricsText(.openMetrics)
        text.family("vaer_x", .gauge, "What.")
        for index in 0..<20_000 { text.sample("vaer_x", [("pair", "p\(index)")], Double(index)) }
        #expect(text.pieces.count > 5)
        #expect(text.pieces.allSatisfy { String(buffer: $0).hasSuffix("\n") && $0.readableBytes <= 70_000 })
        #expect(text.text.split(separator: "\n").count == 20_003 && text.text.hasSuffix("# EOF\n"))
    }

    @Test func `labels are escaped and numbers are short`() {
        var text = MetricsText(.prometheus)
        text.family("vaer_x", .gauge, unit: "seconds", "What.")
        text.sample("vaer_x", [("a", "b\"c\\d\ne"), ("f", "東京")], 0.25)
        text.sample("vaer_x", [], 1_795_593_308)
        #expect(
            text.text == """
                # HELP vaer_x What.
                # TYPE vaer_x gauge
                vaer_x{a="b\\"c\\\\d\\ne",f="東京"} 0.25
                vaer_x 1795593308

                """
        )
    }

    @Test func `readers that come together get one text, and later ones a new one`() async {
        let (time, recent) = (Clock(), RecentMetrics())
        let ask = { @Sendable (form: MetricsText.Form) async -> [ByteBuffer] in
            await recent.text(form, time) {
                let number = time.made.withLock { made in
                    made += 1
                    return made
                }
                return FleetMetrics(
                    state: await FleetBoard(started: time.now(), version: "\(number)").state(),
                    tally: RunTally(),
                    processorTime: nil,
                    memoryBytes: nil
                )
            }
        }
        let together = await withTaskGroup(of: [ByteBuffer].self) { group in
            for _ in 0..<20 { group.addTask { await ask(.prometheus) } }
            return await group.reduce(into: Set<[ByteBuffer]>()) { $0.insert($1) }
        }
        #expect(together.count == 1)
        #expect(await ask(.openMetrics) != together.first)
        time.moment.withLock { $0 += 1000 }
        #expect(await ask(.prometheus) != together.first)
        // A clock that is set back makes nothing recent.
        let latest = await ask(.prometheus)
        time.moment.withLock { $0 -= 500 }
        #expect(await ask(.prometheus) != latest)
    }

    private final class Clock: TimeSource {
        let moment = Mutex<Int64>(1_795_593_600_000)
        let made = Mutex(0)
        func now() -> Timestamp { Timestamp(milliseconds: moment.withLock { $0 }) }
        func sleep(for duration: Duration) async throws { try await Task.sleep(for: .seconds(3600)) }
    }

    @Test func `a counter has its ending where each form wants it`() {
        var (plain, open) = (MetricsText(.prometheus), MetricsText(.openMetrics))
        plain.family("vaer_x", .counter, unit: "seconds", "What.")
        plain.sample("vaer_x_total", [], 1)
        open.family("vaer_x", .counter, unit: "seconds", "What.")
        open.sample("vaer_x_total", [], 1)
        #expect(plain.text == "# HELP vaer_x_total What.\n# TYPE vaer_x_total counter\nvaer_x_total 1\n")
        #expect(
            open.text == "# HELP vaer_x What.\n# TYPE vaer_x counter\n# UNIT vaer_x seconds\nvaer_x_total 1\n# EOF\n"
        )
    }
}

extension MetricsText {
    /// The whole text.
    fileprivate var text: String { pieces.map { String(buffer: $0) }.joined() }
}
