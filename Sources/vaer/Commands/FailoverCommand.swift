import AWS
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

/// `vaer failover`: lets the other router carry the routes, by an operator's command.
struct FailoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "failover",
        abstract: "Let the other router of a pair carry its routes, such as before maintenance.",
        discussion: """
            The engine moves the routes as after a failure: by ReplaceRoute, never to a router that is not fit. Without \
            --yes the moves are shown and AWS is asked whether it would allow them; nothing is moved.
            """
    )

    @Argument(help: ArgumentHelp("The pair's name.", valueName: "pair"))
    var name: String

    @Option(
        help: ArgumentHelp(
            "The router that shall carry the routes; without it, the one that does not.",
            valueName: "member"
        )
    )
    var to: String?

    @Flag(help: "Do it; without this the moves are only shown.")
    var yes = false

    @Option(name: .shortAndLong, help: "How to write the outcome: table or json.")
    var output = PlainFormat.table

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let console = options.console
        let fleet = try FleetLoader.fleet(options, console)
        let pair = try fleet.pair(named: name)
        let target = try to.map { try Self.side($0, of: pair) }
        let access = AWSAccess(fleet, options, console)
        try await Interruption.handled(console) {
            let caller = try await access.verifiedCaller(for: pair)
            let switchover = Switchover(pair: pair, caller: caller, time: access.time, engineVersion: vaerVersion)
            let outline = await switchover.outline(to: target)
            guard try isNeeded(outline, pair, console) else { return }
            guard yes else { return show(outline, pair, console) }
            let report = await switchover.run(to: outline.target)
            await record(switchover.record(of: report), access, console)
            console.data(output == .json ? report.json.prettyText : report.body)
            guard report.failures.isEmpty else {
                throw (report.movedCount > 0 ? ExitStatus.partlyDone : .failed).code
            }
            guard report.movedCount > 0 else { throw Failure(.refused, "\(pair.name): \(report.decision.reason)") }
            if case .after(let wait) = pair.failover.failback, outline.target == .second {
                console.talk(
                    "the pair's failback takes the routes back to \(pair.members.first.name) after \(wait.shortText)"
                )
            }
        }
    }

    private static func side(_ name: String, of pair: Pair) throws -> Side {
        guard let side = Side.allCases.first(where: { pair.members[$0].name == name }) else {
            throw Failure(
                .usage,
                "\(pair.name) has no member '\(name)'",
                hint: "its members are '\(pair.members.first.name)' and '\(pair.members.second.name)'"
            )
        }
        return side
    }

    /// Whether there is anything to do; refuses what the engine would not do.
    private func isNeeded(_ outline: Switchover.Outline, _ pair: Pair, _ console: Console) throws -> Bool {
        let decision = outline.decision
        let target = pair.members[outline.target].name
        if pair.failover.paused {
            throw Failure(.refused, "\(pair.name) is paused", hint: "remove 'paused = on' and apply")
        }
        guard decision.health[outline.target] == .eligible else {
            let reasons = decision.health[outline.target].reasons.joined(separator: "; ")
            throw Failure(
                .refused,
                "\(pair.name): \(target) is not fit to carry routes: \(reasons)",
                hint: "nothing was moved; bring it up first"
            )
        }
        guard decision.moves.isEmpty else { return true }
        console.talk("nothing to do: \(decision.reason)")
        return false
    }

    private func show(_ outline: Switchover.Outline, _ pair: Pair, _ console: Console) {
        let moves = outline.decision.moves
        let lines = moves.map { "\($0.table)  \($0.destination)  \($0.from) -> \($0.to)" }
        let count = "\(moves.count) \(moves.count == 1 ? "route" : "routes")"
        console.data(
            (["\(pair.name): \(count) would move to \(pair.members[outline.target].name)"] + lines).joined(
                separator: "\n"
            )
        )
        for refusal in outline.refusals {
            console.notice(
                "AWS would refuse \(refusal.move.destination) in \(refusal.move.table): \(refusal.outcome.words)"
            )
        }
        let allowed = outline.refusals.isEmpty ? "AWS would allow it; " : ""
        console.talk("\(allowed)nothing was done; run 'vaer failover \(pair.name) --yes' to do it")
    }

    private func record(_ record: FailoverRecord?, _ access: AWSAccess, _ console: Console) async {
        guard let record, let history = options.historyIfPossible(console, now: access.time.now()) else { return }
        do {
            try await history.record(failover: record)
        } catch {
            console.warn(error)
        }
    }
}

extension Fleet {
    /// The pair of that name.
    func pair(named name: String) throws(Failure) -> Pair {
        guard let pair = pairs.first(where: { $0.name.text == name }) else {
            throw Failure(.usage, "no pair is called '\(name)'", hint: "'vaer status' lists the pairs")
        }
        return pair
    }
}
