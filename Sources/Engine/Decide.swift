package import Fleet
package import Values

/// What is to be done for a pair, by what was read about it.
///
/// Pure: the same arguments give the same decision, in the Lambda and in the controller. The trigger is a hint to
/// look; only the observation moves routes, except that a rehearsal and an operator's switchover are commands.
package func decide(
    _ pair: Pair,
    _ observation: Observation,
    trigger: Trigger,
    memory: Memory,
    now: Timestamp
) -> Decision {
    let situation = Situation(pair, observation, trigger: trigger, memory: memory, now: now)
    let choice = situation.choice
    let notifies = situation.notifies(choice)
    return Decision(
        verdict: choice.verdict,
        moves: choice.moves,
        reason: choice.reason,
        health: situation.health,
        state: situation.state,
        carried: situation.carried,
        notifies: notifies,
        memory: situation.memory(after: choice, told: notifies)
    )
}

/// What a decision comes down to.
struct Choice {
    /// What kind of decision it is.
    var verdict: Decision.Verdict
    /// The routes to move.
    var moves: [Move] = []
    /// Why.
    var reason: String
    /// Whether the hold rests on facts, rather than on reads that failed.
    var isCertain = true
}

/// Everything that a decision rests on, judged once.
struct Situation {
    let pair: Pair
    let trigger: Trigger
    let memory: Memory
    let now: Timestamp
    /// What each member is like, the rehearsal's assumption included.
    let health: BySide<Health>
    /// The owned routes; nil when they are not known.
    let routes: OwnedRoutes?
    /// How many owned routes each member carries; none when that is not known.
    let carried: BySide<Int>
    /// What to say when the routes are not known.
    let routesProblem: String
    /// The member that EC2's event is about, when EC2 reads it as running although the event says otherwise.
    let contradicted: Contradiction?

    /// An event that does not agree with what was read.
    struct Contradiction {
        let side: Side
        let state: InstanceState
    }

    init(_ pair: Pair, _ observation: Observation, trigger: Trigger, memory: Memory, now: Timestamp) {
        (self.pair, self.trigger, self.memory, self.now) = (pair, trigger, memory, now)
        let age = now - observation.time
        let isFresh = age <= Limits.observationAge && age >= .zero - Limits.observationAge
        let outdated = "what was read is older than \(Limits.observationAge.shortText)"
        let assess = { (side: Side) -> Health in
            if trigger == .rehearsal(assumeDown: side) { return .failed(["counts as failed for this rehearsal"]) }
            guard isFresh else { return .unknown(["cannot be told: \(outdated)"]) }
            return Health(pair.members[side], observation.members[side], statusChecks: pair.failover.statusChecks)
        }
        health = BySide(first: assess(.first), second: assess(.second))
        routes = isFresh ? observation.routes.map { OwnedRoutes(pair, $0) } : nil
        carried = BySide(first: routes?.carried.first.count ?? 0, second: routes?.carried.second.count ?? 0)
        let why = observation.routesProblem.isEmpty ? "" : " (\(observation.routesProblem))"
        routesProblem = isFresh ? "the route tables could not be read\(why)" : outdated
        contradicted = isFresh ? Self.contradiction(pair, observation, trigger) : nil
    }

    private static func contradiction(_ pair: Pair, _ observation: Observation, _ trigger: Trigger) -> Contradiction? {
        guard case .stateChange(let instance, let state) = trigger, state != .running else { return nil }
        for side in Side.allCases where observation.members[side].state == .known(.running) {
            let known = observation.members[side].instance ?? pair.members[side].instance
            if known == instance { return Contradiction(side: side, state: state) }
        }
        return nil
    }

    /// Whether a member runs, as far as can be told, so that what points at it needs no help.
    func works(_ side: Side) -> Bool {
        switch health[side] {
        case .eligible, .ineligible: true
        case .failed, .unknown: false
        }
    }

    /// How well the pair is protected, before any move.
    var state: PairState {
        guard routes != nil else { return .unknown }
        let carriers = Side.allCases.filter { carried[$0] > 0 }
        if carriers.contains(where: { health[$0].isFailed && !health[$0.peer].isEligible }) { return .down }
        if health.first.isFailed, health.second.isFailed { return .down }
        if health.first.isUnknown || health.second.isUnknown { return .unknown }
        guard health.first.isEligible, health.second.isEligible else { return .degraded }
        return carriers.count == 2 ? .split : .protected
    }

    /// Whether someone should be told, also when nothing moves.
    func notifies(_ choice: Choice) -> Bool {
        switch choice.verdict {
        case .failover, .failback: true
        case .hold:
            !memory.holdReported
                && (choice.isCertain || now - (memory.heldSince ?? now) >= Limits.unknownPatience)
        // Who was told of the trouble is told of its end.
        case .steady: memory.holdReported
        case .paused, .stale: false
        }
    }

    /// What to remember for the next run.
    func memory(after choice: Choice, told: Bool) -> Memory {
        var next = memory
        next.failbacks = recentFailbacks
        next.failbackWaitSince = waitsForFailback ? failbackWaitSince : nil
        switch choice.verdict {
        case .hold:
            next.heldSince = memory.heldSince ?? now
            next.holdReported = memory.holdReported || told
        case .stale: break
        case .steady, .failover, .failback, .paused: (next.heldSince, next.holdReported) = (nil, false)
        }
        if choice.verdict == .failback(to: .first), trigger != .switchover(to: .first), !completesFailback {
            next.failbacks.append(now)
        }
        // The operator wants the routes there: the wait for the failback begins anew.
        if trigger == .switchover(to: .second), health.second.isEligible, waitsForFailback {
            next.failbackWaitSince = now
        }
        return next
    }

    /// Whether the preferred member could have back what its peer carries; what was not read stays as it was.
    private var waitsForFailback: Bool {
        health.first.isEligible && (routes == nil ? memory.failbackWaitSince != nil : carried.second > 0)
    }

    /// Since when routes have waited to go back, given that they do; a moment to come is a clock set back.
    var failbackWaitSince: Timestamp { memory.failbackWaitSince.map { min($0, now) } ?? now }

    /// The failbacks of the last hour; a moment to come is a clock set back.
    var recentFailbacks: [Timestamp] {
        memory.failbacks.filter { $0 <= now && now - $0 < Limits.failbackWindow }
    }

    /// Whether a failback would only finish the latest one: what is left has been waiting since before it.
    var completesFailback: Bool {
        guard let latest = recentFailbacks.last else { return false }
        return failbackWaitSince <= latest && now - latest < Limits.failbackCompletion
    }
}
