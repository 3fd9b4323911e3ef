package import Fleet
package import Values

/// Why the engine looks at a pair now.
///
/// A trigger is a hint to look, never a fact: only the observation decides.
package enum Trigger: Hashable, Sendable {
    /// The schedule, or the controller's sweep.
    case sweep
    /// EC2 said that an instance of the pair changed its state.
    case stateChange(instance: InstanceID, state: InstanceState)
    /// CloudWatch said that an alarm of a member changed its state.
    case alarm(name: String)
    /// A rehearsal: this member counts as failed for this run.
    case rehearsal(assumeDown: Side)
    /// An operator's command to make this member carry all routes.
    case switchover(to: Side)
}

/// What a decider remembers of a pair between runs; it may be lost at any time.
package struct Memory: Hashable, Sendable {
    /// Since when, without a break and as far as this decider saw, the preferred member has been eligible while its peer
    /// carried routes; nil when there is nothing to go back.
    ///
    /// Whoever sent the routes away, an operator's command included: they stay for the policy's time before they go back.
    package var failbackWaitSince: Timestamp?
    /// Since when nothing could be done for routes that may need it; nil when all is well.
    package var heldSince: Timestamp?
    /// Whether the hold that lasts now has been reported.
    package var holdReported: Bool
    /// When this decider moved routes back, the latest last; those within the damping window.
    package var failbacks: [Timestamp]

    /// A memory; without arguments the empty one.
    package init(
        failbackWaitSince: Timestamp? = nil,
        heldSince: Timestamp? = nil,
        holdReported: Bool = false,
        failbacks: [Timestamp] = []
    ) {
        (self.failbackWaitSince, self.heldSince) = (failbackWaitSince, heldSince)
        (self.holdReported, self.failbacks) = (holdReported, failbacks)
    }
}

/// One route to be pointed at the other member.
package struct Move: Hashable, Sendable {
    /// The table that the route is in.
    package var table: RouteTableID
    /// Where the route leads.
    package var destination: Destination
    /// The interface that it points at.
    package var from: ENIID
    /// The interface that it shall point at.
    package var to: ENIID

    /// A move.
    package init(table: RouteTableID, destination: Destination, from: ENIID, to: ENIID) {
        (self.table, self.destination, self.from, self.to) = (table, destination, from, to)
    }
}

/// Whether a member works, and why that is thought.
///
/// A reason continues a sentence that starts with the member's name, such as `is stopped`.
package enum Health: Hashable, Sendable {
    /// It runs and may carry routes.
    case eligible
    /// It runs, or is on its way, but may not be given routes, for these reasons.
    case ineligible([String])
    /// It has failed, for these reasons.
    case failed([String])
    /// It cannot be told, for these reasons.
    case unknown([String])

    /// Whether it may be given routes.
    package var isEligible: Bool { self == .eligible }

    /// Whether it has failed for certain.
    package var isFailed: Bool {
        switch self {
        case .failed: true
        case .eligible, .ineligible, .unknown: false
        }
    }

    /// Whether it cannot be told.
    package var isUnknown: Bool {
        switch self {
        case .unknown: true
        case .eligible, .ineligible, .failed: false
        }
    }

    /// Why it is not eligible; empty when it is.
    package var reasons: [String] {
        switch self {
        case .eligible: []
        case .ineligible(let reasons), .failed(let reasons), .unknown(let reasons): reasons
        }
    }
}

/// How well a pair is protected now.
package enum PairState: String, Hashable, Sendable, CaseIterable {
    /// Both members are eligible and one carries all owned routes.
    case protected
    /// Both members are eligible and each carries some owned routes.
    case split
    /// Routes point at a working member, but the other could not take over.
    case degraded
    /// Owned routes point at a member that does not work, and nobody can take over.
    case down
    /// It cannot be told.
    case unknown
}

/// What is to be done for a pair, and why.
package struct Decision: Hashable, Sendable {
    /// What kind of decision it is.
    package enum Verdict: Hashable, Sendable {
        /// All is as it should be.
        case steady
        /// The moves point the routes of a failed member at its peer.
        case failover(failed: Side)
        /// The moves bring routes back to the preferred member, or to the one that the operator named.
        case failback(to: Side)
        /// Routes may need to move and nothing can be done: nobody is eligible, or it cannot be told.
        case hold
        /// The pair is paused.
        case paused
        /// The event says down, EC2 says running: nothing to do yet, look again.
        case stale(Side)
    }

    /// What kind of decision it is.
    package var verdict: Verdict
    /// The routes to move, default and widest routes first; empty unless the verdict is a failover or failback.
    package var moves: [Move]
    /// The reason, in words for an operator.
    package var reason: String
    /// What each member is like.
    package var health: BySide<Health>
    /// How well the pair is protected before the moves.
    package var state: PairState
    /// How many owned routes each member carries before the moves.
    package var carried: BySide<Int>
    /// Whether someone should be told of this decision even when nothing moves.
    package var notifies: Bool
    /// What to remember for the next run.
    package var memory: Memory

    /// A decision.
    package init(
        verdict: Verdict,
        moves: [Move],
        reason: String,
        health: BySide<Health>,
        state: PairState,
        carried: BySide<Int>,
        notifies: Bool,
        memory: Memory
    ) {
        (self.verdict, self.moves, self.reason, self.health) = (verdict, moves, reason, health)
        (self.state, self.carried, self.notifies, self.memory) = (state, carried, notifies, memory)
    }
}
