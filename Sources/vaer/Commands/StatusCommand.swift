import ArgumentParser
import Fleet
import Records
import Reports
import Values

/// `vaer status`: tells how the fleet is.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show each pair's health, who carries its routes, its last failover and its drift.",
        discussion: """
            Answers from the history, and says how old that is; pairs that were never looked at are looked at now. \
            --refresh looks at AWS first: exit status 3 when some pairs could not be read, that of the cause when all.

            --watch draws the table anew every --interval until Ctrl-C; where standard output is no terminal it writes \
            a line for each pair and then one for each change, and with '-o json' a document per line. With --refresh \
            each time looks at the routers and routes with batched reads, but does not compare what apply has set up.
            """
    )

    /// The shortest time between two looks at the history, and at AWS.
    private static let shortest = (history: Duration.seconds(1), aws: Duration.seconds(5))

    @OptionGroup var selection: PairSelection

    @Flag(help: "Look at AWS first: the routers, the routes, and what apply has set up.")
    var refresh = false

    @Flag(name: .shortAndLong, help: "Stay and show how it changes, until Ctrl-C.")
    var watch = false

    @Option(
        help: ArgumentHelp("With --watch: the time between two looks; 2s, or 30s with --refresh.", valueName: "time")
    )
    var interval: String?

    @Option(name: .shortAndLong, help: "How to write it: table, wide, json or csv.")
    var output = OutputFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let pause = try pause()
        let fleet = try FleetLoader.fleet(options, console)
        let pairs = try selection.pairs(of: fleet)
        if watch {
            // Progress and warnings would be drawn over what is watched.
            let still = Console(color: options.color, isQuiet: true, environment: GlobalOptions.environment)
            let source = FleetStatus(pairs, of: fleet, options, still)
            return try await StatusWatch(source, every: pause, looks: refresh, output, still).run()
        }
        let source = FleetStatus(pairs, of: fleet, options, console)
        let answer = try await Interruption.handled(console) { await self.answer(source) }
        for problem in answer.problems { console.report(problem) }
        for warning in answer.warnings { console.notice("warning: \(warning)") }
        let report = StatusReport(answer.statuses, now: source.access.time.now(), source: answer.source)
        console.data(report.rendered(as: output, colors: console.colorsData))
        guard let failure = answer.unread.values.first else { return }
        throw (answer.unread.count == pairs.count ? failure.status : .partlyDone).code
    }

    private func answer(_ source: FleetStatus) async -> FleetStatus.Answer {
        if refresh { return await source.looked(comparing: true) }
        let known = await source.known()
        let unseen = Set(known.statuses.filter { $0.observedAt == nil }.map(\.pair))
        guard !unseen.isEmpty else { return known }
        let all = unseen.count == known.statuses.count
        return await source.looked(
            at: all ? nil : source.chosen.pairs.filter { unseen.contains($0.name) },
            comparing: false
        )
    }

    private func pause() throws(Failure) -> Duration {
        guard let interval else { return .seconds(refresh ? 30 : 2) }
        guard watch else { throw Failure(.usage, "--interval needs --watch") }
        let shortest = refresh ? Self.shortest.aws : Self.shortest.history
        guard let pause = Duration(shortText: interval), pause >= shortest else {
            throw Failure(
                .usage,
                "'\(interval)' is no time for --interval",
                hint: "write a number and s, m or h, at least \(shortest.shortText)"
            )
        }
        return pause
    }
}
