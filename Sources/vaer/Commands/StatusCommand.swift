import ArgumentParser
import Controller
import Fleet
import History
import Planning
import Records
import Reports
import Values

/// `vaer status`: tells how the fleet is.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show each pair's health, who carries its routes, its last failover and its drift.",
        discussion: """
            Answers from the history, with its age; --refresh looks at AWS first. Pairs that were never looked at are \
            looked at now.
            """
    )

    @OptionGroup var selection: PairSelection

    @Flag(help: "Look at AWS first: the routers, the routes, and what apply has set up.")
    var refresh = false

    @Option(name: .shortAndLong, help: "How to write it: table, wide, json or csv.")
    var output = OutputFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let fleet = try FleetLoader.fleet(options, console)
        let pairs = try selection.pairs(of: fleet)
        let chosen = Fleet(pairs: pairs, credentials: fleet.credentials)
        let access = AWSAccess(fleet, options, console)
        var statuses = await recorded(chosen, access)
        if refresh || statuses.contains(where: { $0.observedAt == nil }) {
            statuses = try await Interruption.handled(console) { await look(at: chosen, fleet, access, console) }
        }
        await tellOfController(console, now: access.time.now())
        let report = StatusReport(statuses, now: access.time.now())
        console.data(report.rendered(as: output, colors: console.colorsData))
    }

    /// Warns when a controller that runs does not use the definitions on disk.
    private func tellOfController(_ console: Console, now: Timestamp) async {
        guard let place = try? options.historyPlace(),
            let history = try? HistoryStore(place, access: .readOnly, now: now),
            let controllers = try? await history.controllers(since: now + .seconds(-180))
        else { return }
        for controller in controllers where controller.ended == nil {
            guard let problem = controller.definitionsProblem else { continue }
            console.notice("warning: the controller keeps the last good fleet, for what is on disk has \(problem)")
            console.notice("hint: run 'vaer check' and mend the definitions")
        }
    }

    /// What the history says; a history that is not there says nothing.
    private func recorded(_ fleet: Fleet, _ access: AWSAccess) async -> [PairStatus] {
        let now = access.time.now()
        guard let place = try? options.historyPlace(),
            let history = try? HistoryStore(place, access: .readOnly, now: now),
            let statuses = try? await history.statuses()
        else { return PairStatus.join(fleet, with: []) }
        return PairStatus.join(fleet, with: statuses)
    }

    /// Looks at AWS, records it, and gives what is known then.
    private func look(at chosen: Fleet, _ fleet: Fleet, _ access: AWSAccess, _ console: Console) async -> [PairStatus] {
        let findings = await access.sweep(chosen.pairs, mode: .observe, console: console)
        for finding in findings {
            guard let problem = finding.problem else { continue }
            console.report(Failure(problem).about(finding.pair.name.text))
        }
        let sweep = SweepRecord(sightings: findings.compactMap(\.sighting))
        guard let history = options.historyIfPossible(console, now: access.time.now()) else {
            return await inMemory(sweep, chosen, access)
        }
        await access.record(findings, in: history, console)
        if refresh, let deployer = try? Deployer(fleet, options, console, needsEngine: true) {
            await deployer.recordDrift(await deployer.plan(chosen.pairs, .apply))
        }
        return await recorded(chosen, access)
    }

    /// The statuses of a sweep that could not be recorded.
    private func inMemory(_ sweep: SweepRecord, _ fleet: Fleet, _ access: AWSAccess) async -> [PairStatus] {
        guard let store = try? HistoryStore(.memory, now: access.time.now()),
            (try? await store.record(sweep: sweep)) != nil,
            let statuses = try? await store.statuses()
        else { return PairStatus.join(fleet, with: []) }
        return PairStatus.join(fleet, with: statuses)
    }
}
