package import AWS
package import Engine
package import Failover
package import Fleet
package import Records
package import Values

/// An operator's command to let one router of a pair carry all of its routes.
///
/// The engine decides and moves, as it does after a failure: never to a router that is not fit.
package struct Switchover: Sendable {
    /// What is to be done, before it is done.
    package struct Outline: Sendable {
        /// The router that shall carry the routes.
        package let target: Side
        /// What the engine says.
        package let decision: Decision
        /// The moves that AWS would refuse, as a dry run shows; empty when all would be allowed.
        package let refusals: [MoveResult]
    }

    private let pair: Pair
    private let caller: any Caller
    private let time: any TimeSource
    private let engineVersion: String

    /// The longest time for the moves of one pair.
    private static let limit: Duration = .seconds(120)

    /// A switchover of a pair; nothing happens yet.
    package init(pair: Pair, caller: any Caller, time: any TimeSource, engineVersion: String) {
        (self.pair, self.caller, self.time, self.engineVersion) = (pair, caller, time, engineVersion)
    }

    /// What would be done to let `target` carry the routes, nil meaning the router that carries fewer; changes nothing.
    package func outline(to target: Side?) async -> Outline {
        let observation = await PairObserver(caller: caller, time: time).observe(pair)
        let now = time.now()
        let look = decide(pair, observation, trigger: .sweep, memory: Memory(), now: now)
        let side = target ?? (look.carried.first > look.carried.second ? .second : .first)
        let decision = decide(pair, observation, trigger: .switchover(to: side), memory: Memory(), now: now)
        let refusals = await RouteMover(caller: caller, time: time).refusals(of: decision.moves)
        return Outline(target: side, decision: decision, refusals: refusals)
    }

    /// Moves the routes, deciding anew on what EC2 says then.
    package func run(to target: Side) async -> FailoverReport {
        let run = FailoverRun(
            caller: caller.urgent,
            time: time,
            budget: MoveBudget(),
            engineVersion: engineVersion
        )
        let deadline = time.now() + Self.limit
        return await run.run(FailoverRequest(pair: pair, trigger: .switchover(to: target), deadline: deadline))
    }

    /// The record of a run; nil when it moved nothing.
    package func record(of report: FailoverReport) -> FailoverRecord? {
        FailoverRecord(report, by: .command)
    }
}
