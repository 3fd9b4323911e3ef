import Codecs
import Records
import Reports
import Values

/// `vaer status --watch`: shows how the fleet is, again and again.
struct StatusWatch: Sendable {
    private let source: FleetStatus
    private let pause: Duration
    private let looks: Bool
    private let output: OutputFormat
    private let console: Console

    /// A watch that reads every `pause`, from AWS when it `looks` there itself.
    init(_ source: FleetStatus, every pause: Duration, looks: Bool, _ output: OutputFormat, _ console: Console) {
        (self.source, self.pause, self.looks) = (source, pause, looks)
        (self.output, self.console) = (output, console)
    }

    /// Shows it until the user has seen enough; that is no failure.
    func run() async throws {
        let isTable = output == .table || output == .wide
        guard output != .csv else {
            throw Failure(.usage, "--watch has no csv", hint: "use '-o json', which writes a document per line")
        }
        if console.drawsScreen, isTable { return try await draw() }
        try await Interruption.handled(console, notice: nil) {
            var lines = StatusLines()
            var told: [String] = []
            await eachTime { report, troubles in
                if isTable { console.data(lines.next(report)) } else { console.data(report.json.text) }
                // What lasts is said once.
                for trouble in troubles where !told.contains(trouble) { console.notice(trouble) }
                told = troubles
            }
        }
    }

    private func draw() async throws {
        let screen = Screen(console)
        screen.enter()
        defer { screen.leave() }
        try await Interruption.handled(console, notice: nil, atOnce: screen.leave) {
            let ending = "every \(pause.shortText)\(looks ? " from AWS" : ""); Ctrl-C ends it"
            await eachTime { report, troubles in
                let text = report.rendered(as: output, colors: console.colorsData)
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                screen.draw(lines + troubles.map(\.shown), ending)
            }
        }
    }

    /// Reads again and again until the task is cancelled.
    private func eachTime(_ show: (StatusReport, [String]) -> Void) async {
        while !Task.isCancelled {
            let answer = looks ? await source.looked(comparing: false) : await source.known()
            guard !Task.isCancelled else { return }
            let report = StatusReport(answer.statuses, now: source.access.time.now(), source: answer.source)
            show(report, answer.problems.map { "error: \($0.message)" } + answer.warnings.map { "warning: \($0)" })
            try? await Task.sleep(for: pause)
        }
    }
}
