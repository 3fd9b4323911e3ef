import ArgumentParser
import Codecs
import Controller
import Engine
import Failover
import Fleet
import History
import Planning
import Records
import Reports
import Values

/// `vaer sweep`: looks at all pairs with batched reads and runs the engine for each.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Look at all pairs once, move what the engine says, and record it.",
        discussion: """
            The second line of defence: what the pairs' own functions do by themselves, done from here. Exit status 3 \
            when some pairs could not be looked at or some routes not moved, 1 when that is so for all.
            """
    )

    @OptionGroup var selection: PairSelection

    @Flag(help: "Only look and record; move nothing.")
    var dryRun = false

    @Option(name: .shortAndLong, help: "How to write the result: table or json.")
    var output = PlainFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let fleet = try FleetLoader.fleet(options, console)
        let pairs = try selection.pairs(of: fleet)
        let access = AWSAccess(fleet, options, console)
        let mode: FleetSweep.Mode = dryRun ? .observe : .act
        let findings = try await Interruption.handled(console) {
            await access.sweep(pairs, mode: mode, console: console)
        }
        await record(findings, access, console)
        switch output {
        case .json: console.data(Self.document(findings).prettyText)
        case .table: for finding in findings { console.data(finding.line) }
        }
        try Self.end(findings, console)
    }

    private func record(_ findings: [FleetSweep.Finding], _ access: AWSAccess, _ console: Console) async {
        guard let history = options.historyIfPossible(console, now: access.time.now()) else { return }
        await access.record(findings, in: history, console)
    }

    private static func end(_ findings: [FleetSweep.Finding], _ console: Console) throws {
        let problems = findings.compactMap { finding in finding.problem.map { (finding.pair, $0) } }
        let leftovers = findings.reduce(0) { $0 + ($1.failover?.failedCount ?? 0) }
        for (place, group) in Dictionary(grouping: problems, by: { FleetCallers.place(of: $0.0) }) {
            guard let problem = group.first?.1 else { continue }
            let names = group.map(\.0.name.text).joined(separator: ", ")
            console.report(Failure(problem).about("\(place.region) \(place.account), \(names)"))
        }
        if problems.count == findings.count, let first = problems.first {
            throw Failure(first.1).status.code
        }
        if !problems.isEmpty || leftovers > 0 { throw ExitStatus.partlyDone.code }
    }

    private static func document(_ findings: [FleetSweep.Finding]) -> JSON {
        .fields([
            "schema": .string("vaer/1"),
            "kind": .string("sweep"),
            "pairs": .array(
                findings.map { finding in
                    .fields([
                        "pair": .string(finding.pair.name.text),
                        "region": .string(finding.pair.region.name),
                        "state": .string((finding.sighting?.state ?? .unknown).rawValue),
                        "reason": .string(finding.sighting?.reason ?? finding.problem?.message ?? ""),
                        "moved": .number(String(finding.failover?.movedCount ?? 0)),
                        "failed": .number(String(finding.failover?.failedCount ?? 0)),
                    ])
                }
            ),
        ])
    }
}

extension AWSAccess {
    /// Sweeps these pairs, with a progress bar.
    func sweep(_ pairs: [Pair], mode: FleetSweep.Mode, console: Console) async -> [FleetSweep.Finding] {
        let bar = ProgressBar("sweep", total: pairs.count, console: console)
        defer { bar.end() }
        let sweep = FleetSweep(callers: callers, time: time, engineVersion: vaerVersion)
        return await sweep.run(pairs, mode: mode) { bar.finish($0.text) }
    }
}

extension AWSAccess {
    /// Records what a sweep found, with what the functions did meanwhile; what could not be looked at leaves no trace.
    func record(_ findings: [FleetSweep.Finding], in history: HistoryStore, _ console: Console) async {
        do {
            let before = try await history.statuses()
            let unwatched = await failovers(behind: findings, since: before, console)
            try await history.record(
                sweep: SweepRecord(
                    sightings: findings.compactMap(\.sighting),
                    failovers: unwatched + findings.compactMap(\.failover)
                )
            )
        } catch {
            console.warn(error)
        }
    }

    /// What the functions of those pairs did whose routes are carried by another than when they were last seen.
    private func failovers(
        behind findings: [FleetSweep.Finding],
        since before: [PairStatus],
        _ console: Console
    ) async -> [FailoverRecord] {
        let known = Dictionary(before.map { ($0.pair, $0) }) { first, _ in first }
        let reports = FunctionReports(callers: callers)
        var found: [FailoverRecord] = []
        for finding in findings where finding.failover == nil {
            guard let sighting = finding.sighting, let status = known[finding.pair.name],
                let since = status.observedAt, status.members.map(\.carries) != sighting.carries
            else { continue }
            do {
                found += try await reports.failovers(of: finding.pair, since: since)
            } catch {
                console.notice("warning: \(finding.pair.name): why its routes moved is not known: \(error.message)")
            }
        }
        return found
    }
}

extension FleetSweep.Finding {
    /// What was found, in one line.
    fileprivate var line: String {
        guard let sighting else { return "\(pair.name): unknown: \(problem?.message ?? "not read")" }
        var text = "\(pair.name): \(sighting.state.rawValue): \(sighting.reason)"
        if let failover {
            text += "; \(failover.from) to \(failover.to): \(failover.movedCount) moved"
            text += failover.failedCount > 0 ? ", \(failover.failedCount) not" : ""
            text += " in \(failover.duration.milliseconds) ms"
        }
        return text
    }
}

extension Failure {
    /// The same failure, with what it is about before the message.
    func about(_ subject: String) -> Failure { Failure(status, "\(subject): \(message)", hint: hint) }
}
