import Engine
import Fleet
import Values

/// The engine, or a broken one in its place.
typealias Decider = @Sendable (Pair, Observation, Trigger, Memory, Timestamp) -> Decision

/// What one run of a decider saw, in the words of the test and not of the engine.
struct Sight {
    var pair: Pair
    var conditions: BySide<Condition>
    var routes: [RouteReading]?
    /// How long ago the reading was made.
    var age: Duration
    var trigger: Trigger
    var memory: Memory
    var now: Timestamp
    /// Since when this decider has seen the preferred member eligible without a break; nil when it is not.
    var preferredEligibleSince: Timestamp?

    var observation: Observation {
        Fixture.observation(conditions.first, conditions.second, routes: routes, time: now + (.zero - age))
    }

    var isFresh: Bool { age <= .seconds(5) }

    /// What the rules say about a member, the rehearsal included.
    func kind(_ side: Side) -> Condition.Kind {
        if trigger == .rehearsal(assumeDown: side) { return .failed }
        return isFresh ? conditions[side].kind : .unknown
    }

    func interfaces(_ side: Side) -> [ENIID] { pair.members[side].interfaces.map(\.eni) }
}

/// An invariant that does not hold, by its name.
struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
    var invariant: String
    var detail: String

    init(_ invariant: String, _ detail: String) { (self.invariant, self.detail) = (invariant, detail) }

    var description: String { "\(invariant): \(detail)" }
}

/// The invariants that can be checked on one decision.
enum Invariants {
    static func check(_ sight: Sight, _ decision: Decision, by decider: Decider) throws(Violation) {
        let moving = Set(decision.moves.map(\.from))
        for move in decision.moves { try check(sight, move) }
        for side in Side.allCases where !moving.isDisjoint(with: sight.interfaces(side)) {
            try checkNeed(sight, decision, from: side)
        }
        if sight.kind(.first) != .eligible, sight.kind(.second) != .eligible, !decision.moves.isEmpty {
            throw Violation("S5", "moves although nobody is eligible")
        }
        if sight.pair.failover.paused, !decision.moves.isEmpty { throw Violation("S11", "moves although paused") }
        try checkRepetition(sight, decision, by: decider)
        try checkTelling(sight, decision)
    }

    private static func check(_ sight: Sight, _ move: Move) throws(Violation) {
        guard let side = Side.allCases.first(where: { sight.interfaces($0).contains(move.to) }) else {
            throw Violation("S1", "\(move.destination) would point at \(move.to), which is no member's")
        }
        let present = sight.routes?.first { $0.table == move.table && $0.destination == move.destination }
        guard let present, present.isStatic, present.target == move.from,
            sight.interfaces(side.peer).contains(move.from)
        else { throw Violation("S2", "\(move.destination) is not the peer's to give") }
        guard sight.pair.routes.selects(table: move.table, tags: present.tableTags, destination: move.destination)
        else {
            throw Violation("S2", "\(move.destination) is not selected")
        }
        let name = sight.pair.members[side.peer].interfaces.first { $0.eni == move.from }?.name
        guard let name, sight.pair.members[side].interface(named: name) == move.to else {
            throw Violation("S1", "\(move.destination) would change its interface's name")
        }
        guard sight.isFresh else { throw Violation("S3", "moves by a reading of \(sight.age.shortText) ago") }
        guard sight.kind(side) == .eligible else { throw Violation("S3", "the target is \(sight.kind(side))") }
    }

    /// Routes leave a member that has failed, or by command, or by policy after the wait.
    private static func checkNeed(_ sight: Sight, _ decision: Decision, from side: Side) throws(Violation) {
        if sight.kind(side) == .failed { return }
        if sight.trigger == .switchover(to: side.peer) { return }
        guard side == .second, case .after(let wait) = sight.pair.failover.failback else {
            throw Violation("S4", "routes leave a member that is \(sight.kind(side))")
        }
        guard let since = sight.preferredEligibleSince, sight.now - since >= wait else {
            throw Violation("S4", "routes go back before \(wait.shortText)")
        }
    }

    private static func checkRepetition(
        _ sight: Sight,
        _ decision: Decision,
        by decider: Decider
    ) throws(Violation) {
        let again = decider(sight.pair, sight.observation, sight.trigger, sight.memory, sight.now)
        guard again == decision else { throw Violation("S9", "the same sight gives another decision") }
        guard let routes = sight.routes, !decision.moves.isEmpty else { return }
        var after = sight
        after.routes = routes.map { route in
            let move = decision.moves.first { $0.table == route.table && $0.destination == route.destination }
            var moved = route
            if let move { moved.target = move.to }
            return moved
        }
        let next = decider(after.pair, after.observation, after.trigger, decision.memory, after.now)
        guard next.moves.isEmpty else { throw Violation("S8", "what is right already moves again") }
    }

    private static func checkTelling(_ sight: Sight, _ decision: Decision) throws(Violation) {
        if !decision.moves.isEmpty, !decision.notifies { throw Violation("L5", "routes move and nobody is told") }
        if decision.verdict == .hold, sight.memory.holdReported, decision.notifies {
            throw Violation("L5", "a hold is told twice")
        }
        if decision.verdict == .hold, decision.notifies, !decision.memory.holdReported {
            throw Violation("L5", "a hold that was told is not remembered")
        }
    }
}
