import Engine
package import Fleet
package import Records
import Values

/// What a drill did and found, and what it had to put back.
package struct DrillReport: Sendable {
    /// The steps and how it ended.
    package var record: DrillRecord
    /// The owned routes as they were before.
    package var snapshot: Snapshot
    /// What was put back after a failure or an interruption, a line each; empty when nothing was to be put back.
    package var restored: [String]
    /// What could not be put back, a line each: for the operator to do by hand.
    package var leftovers: [String]
}

/// What a drill tells while it runs.
package enum DrillEvent: Hashable, Sendable {
    /// A step begins.
    case step(number: Int, action: String, expected: String)
    /// What is waited for, for a progress line.
    case waiting(String)
    /// A step is over.
    case done(DrillStep)
    /// The routes and routers are being put back as they were.
    case restoring(reason: String)
}

/// Why a drill does not begin: nothing was changed.
package struct DrillRefusal: Error, Hashable, Sendable {
    /// Why, without a full stop.
    package let reason: String
    /// What to do about it.
    package let help: String
}

/// How long a drill waits for what.
package struct DrillTiming: Hashable, Sendable {
    /// The longest time from a stop to the last moved route: more than a lost event and a sweep of a minute take.
    package var moveLimit: Duration = .seconds(180)
    /// The longest time until a started router passes its status checks; EC2 needs some minutes.
    package var bootLimit: Duration = .seconds(900)
    /// How long is watched that nothing moves.
    package var settle: Duration = .seconds(20)
    /// The time between two looks.
    package var poll: Duration = .milliseconds(500)
    /// The time between two looks at the route tables alone, while routes move: how exactly that time is measured.
    package var routePoll: Duration = .milliseconds(100)

    /// The timing for real routers.
    package init() {}
}

extension DrillReport {
    /// The failovers that the drill saw, for the history: who gave routes to whom, and how long it took.
    ///
    /// The routes one by one are those of the snapshot, whichever way they went last.
    package func failovers(of pair: Pair) -> [FailoverRecord] {
        record.steps.compactMap { step in
            guard let recovery = step.recovery, step.passed else { return nil }
            let stopped: Side = step.action.hasSuffix(pair.members.first.name) ? .first : .second
            let instance = pair.members[stopped].instance
            return FailoverRecord(
                pair: pair.name,
                source: .drill,
                trigger: instance.map { .stateChange(instance: $0, state: .stopping) } ?? .sweep,
                direction: .failover,
                from: pair.members[stopped].name,
                to: pair.members[stopped.peer].name,
                eventTime: step.started,
                started: step.started,
                finished: step.started + recovery,
                reason: "drill: \(step.action)",
                moves: moves(away: stopped, of: pair, recovery)
            )
        }
    }

    private func moves(away side: Side, of pair: Pair, _ recovery: Duration) -> [MoveRecord] {
        snapshot.routes.compactMap { route in
            let all = pair.members.first.interfaces + pair.members.second.interfaces
            guard let name = all.first(where: { $0.eni == route.target })?.name,
                let from = pair.members[side].interface(named: name),
                let to = pair.members[side.peer].interface(named: name)
            else { return nil }
            let move = Move(table: route.table, destination: route.destination, from: from, to: to)
            return MoveRecord(move: move, outcome: .moved, duration: recovery)
        }
    }
}
