package import AWS
package import Codecs
package import Engine
package import Fleet
package import Values

/// Says what the engine would do now, and whether AWS would allow every route of the pair to be moved to the other member.
///
/// Sent to the deployed function, it proves the rights of the function's own role. No call of it changes anything.
package struct DryRun: Sendable {
    private let caller: any Caller
    private let time: any TimeSource
    private let engineVersion: String

    /// A dry run with these means; nothing happens yet.
    package init(caller: any Caller, time: any TimeSource, engineVersion: String) {
        (self.caller, self.time, self.engineVersion) = (caller, time, engineVersion)
    }

    /// Reads, decides, and asks EC2 by dry runs; never throws, what could not be read is part of the report.
    package func run(_ pair: Pair, trigger: Trigger, memory: Memory, requestID: String) async -> DryRunReport {
        let observation = await PairObserver(caller: caller, time: time).observe(pair)
        let decision = decide(pair, observation, trigger: trigger, memory: memory, now: time.now())
        let routes = observation.routes.map { OwnedRoutes(pair, $0) }
        let moves = Side.allCases.flatMap { routes?.moves(from: $0, in: pair) ?? [] }
        return DryRunReport(
            pair: pair,
            trigger: trigger,
            decision: decision,
            routeCount: routes.map { $0.carried.first.count + $0.carried.second.count },
            tableCount: Set(moves.map(\.table)).count,
            refusals: await RouteMover(caller: caller, time: time).refusals(of: moves),
            engineVersion: engineVersion,
            requestID: requestID
        )
    }
}

/// What a dry run found.
package struct DryRunReport: Hashable, Sendable {
    /// What the `kind` of the document says.
    package static let kind = "dry-run"

    /// The pair.
    package let pair: Pair
    /// Why the engine would look.
    package let trigger: Trigger
    /// What it would do.
    package let decision: Decision
    /// How many routes are the pair's; nil when they could not be read.
    package let routeCount: Int?
    /// In how many tables a route was tried.
    package let tableCount: Int
    /// What AWS would refuse, one route for each table.
    package let refusals: [MoveResult]
    /// The version of the engine.
    package let engineVersion: String
    /// What tells the run from all others, such as the Lambda's request id; may be empty.
    package let requestID: String

    /// The report as a document; what it says of a move is what it says of all routes of its table.
    package var json: JSON {
        .fields([
            "schema": .string(DocumentReader.schema),
            "kind": .string(Self.kind),
            "pair": .string(pair.name.text),
            "region": .string(pair.region.name),
            "account": .string(pair.account.text),
            "trigger": trigger.json,
            "verdict": decision.verdict.json,
            "reason": .string(decision.reason),
            "state": .string(decision.state.rawValue),
            "planned": .array(decision.moves.map(\.json)),
            "owned": routeCount.map(JSON.integer),
            "tables": .integer(tableCount),
            "refused": .array(refusals.map(\.json)),
            "engine": .string(engineVersion),
            "request-id": .string(requestID),
        ])
    }
}
