import ArgumentParser
import Codecs
import Controller
import Fleet
import Records
import Reports
import Values

/// `vaer preflight`: checks what a failover depends on, before it is needed.
struct PreflightCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "Check everything that a failover of the pairs depends on; changes nothing.",
        discussion: """
            Routers, status checks, addresses, routes, the permission to replace each of them (dry runs of this login and \
            of the pair's function), the time that it takes, who is told, and the account's quotas. The reads are shared \
            by the pairs of an account and region. Exit status 1 when a check of every pair failed, 3 when of some.
            """
    )

    @OptionGroup var selection: PairSelection

    @Option(name: .shortAndLong, help: "How to write the result: table or json.")
    var output = PlainFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let fleet = try FleetLoader.fleet(options, console)
        let pairs = try selection.pairs(of: fleet)
        let access = AWSAccess(fleet, options, console)
        let records = try await Interruption.handled(console) { await Self.check(pairs, access, console) }
        console.data(output == .json ? Self.document(records).prettyText : Self.text(records, console))
        let failed = records.count { $0.outcome == .failed }
        if failed > 0 { throw (failed == records.count ? ExitStatus.failed : .partlyDone).code }
    }

    private static func check(_ pairs: [Pair], _ access: AWSAccess, _ console: Console) async -> [PreflightRecord] {
        let bar = ProgressBar("preflight", total: pairs.count, console: console)
        defer { bar.end() }
        return await FleetPreflight(callers: access.callers, time: access.time).run(pairs) { bar.finish($0.text) }
    }

    private static func text(_ records: [PreflightRecord], _ console: Console) -> String {
        let counts = PreflightCheck.Outcome.allCases
            .map { outcome in (outcome, records.count { $0.outcome == outcome }) }
            .filter { $0.1 > 0 }
            .map { "\($0.1) \($0.0.rawValue)" }
        var lines = ["\(records.count) \(records.count == 1 ? "pair" : "pairs"): \(counts.joined(separator: ", "))"]
        for record in records {
            lines += ["", record.pair.text]
            let width = record.checks.map(\.name.displayWidth).max() ?? 0
            for check in record.checks {
                let outcome = check.outcome.rawValue.padding(to: 7)
                lines.append("  \(outcome)  \(check.name.padding(to: width))  \(check.message)")
                if let wayOut = check.wayOut { lines.append("           \("".padding(to: width))  way out: \(wayOut)") }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func document(_ records: [PreflightRecord]) -> JSON {
        Document.json(
            kind: "preflight",
            [
                "pairs": .array(
                    records.map { record in
                        .fields([
                            "pair": .string(record.pair.text),
                            "outcome": .string(record.outcome.rawValue),
                            "checks": .array(record.checks.map(json)),
                        ])
                    }
                )
            ]
        )
    }

    private static func json(_ check: PreflightCheck) -> JSON {
        .fields([
            "check": .string(check.name),
            "outcome": .string(check.outcome.rawValue),
            "message": .string(check.message),
            "wayOut": check.wayOut.map(JSON.string),
        ])
    }
}

extension String {
    /// The text with spaces after it, up to a width in columns.
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }
}
