import ArgumentParser
import Engine
import Fleet
import Records
import Reports
import Values

/// `vaer check-fleet`: tells a monitoring system how the fleet is.
struct CheckFleetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-fleet",
        abstract:
            "Check the fleet as a plugin of Nagios, Icinga and their like: one line, figures, exit status 0 to 3.",
        discussion: """
            Exit status 0 ok, 1 warning, 2 critical, 3 unknown. Answers from the history unless --refresh is given. \
            Figures: \(FleetCheck.Figure.allCases.map(\.rawValue).joined(separator: ", ")) (in seconds). A threshold is \
            'figure=range', a range alone is for 'unprotected'; the range is of the plugins' own form: '5' alerts \
            outside of 0 to 5, '5:' below 5, '@5:9' from 5 to 9.

            Unless told otherwise: warning unprotected=0, drifted=0, age=300; critical down=0, age=900. Pairs of which \
            nothing is known make it unknown.
            """
    )

    @OptionGroup var selection: PairSelection

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where a figure warns; may be given more than once.", valueName: "figure=range")
    )
    var warning: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where a figure is critical; may be given more than once.", valueName: "figure=range")
    )
    var critical: [String] = []

    @Flag(help: "Look at AWS first, with batched reads.")
    var refresh = false

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        do {
            let thresholds = try thresholds()
            let fleet = try FleetLoader.fleet(options, console)
            let source = FleetStatus(try selection.pairs(of: fleet), of: fleet, options, console)
            let answer = refresh ? await source.looked(comparing: false) : await source.known()
            if let problem = answer.problem { throw problem }
            let statuses = answer.statuses.map { status in
                // What was so when AWS could be asked last does not answer the question.
                guard let failure = answer.unread[status.pair] else { return status }
                var status = status
                (status.state, status.reason) = (.unknown, failure.message)
                return status
            }
            let report = StatusReport(statuses, now: source.access.time.now(), source: answer.source)
            let check = FleetCheck(report, thresholds)
            console.data(check.text)
            throw ExitCode(check.verdict.rawValue)
        } catch let failure as Failure {
            console.data(
                FleetCheck.unknown(([failure.message] + [failure.hint].compactMap { $0 }).joined(separator: "; "))
            )
            throw ExitCode(FleetCheck.Verdict.unknown.rawValue)
        }
    }

    private func thresholds() throws(Failure) -> FleetCheck.Thresholds {
        var thresholds = FleetCheck.Thresholds()
        for text in warning where !FleetCheck.Thresholds.set(text, in: &thresholds.warning) { throw Self.bad(text) }
        for text in critical where !FleetCheck.Thresholds.set(text, in: &thresholds.critical) { throw Self.bad(text) }
        return thresholds
    }

    private static func bad(_ text: String) -> Failure {
        let figures = FleetCheck.Figure.allCases.map(\.rawValue).joined(separator: ", ")
        return Failure(.usage, "'\(text)' is no threshold", hint: "write figure=range, such as down=0, of: \(figures)")
    }

    /// Ends the process as a plugin does when its command line is wrong; returns when another command's is.
    static func endAsPlugin(_ error: any Error) {
        guard CommandLine.arguments.dropFirst().first == configuration.commandName,
            Vaer.exitCode(for: error) == .validationFailure
        else { return }
        Console(color: .never, isQuiet: false, environment: [:]).data(FleetCheck.unknown(Vaer.message(for: error)))
        Vaer.exit(withError: ExitCode(FleetCheck.Verdict.unknown.rawValue))
    }
}
