package import Engine
package import Values

/// A change of a pair's state.
package struct Transition: Hashable, Sendable {
    /// The pair.
    package var pair: PairName
    /// When the new state was first seen.
    package var time: Timestamp
    /// The state before; nil when the pair was seen for the first time.
    package var from: PairState?
    /// The state since then.
    package var to: PairState
    /// Whether the pair was paused then.
    package var isPaused: Bool
    /// Why, in words for an operator.
    package var reason: String

    /// A change of state.
    package init(
        pair: PairName,
        time: Timestamp,
        from: PairState?,
        to: PairState,
        isPaused: Bool = false,
        reason: String
    ) {
        (self.pair, self.time, self.from, self.to) = (pair, time, from, to)
        (self.isPaused, self.reason) = (isPaused, reason)
    }
}

/// One thing that happened to a pair.
package enum HistoryEntry: Hashable, Sendable {
    /// Its state changed.
    case transition(Transition)
    /// Its routes moved.
    case failover(FailoverRecord)
    /// The engine looked at it, moved nothing and told somebody of it.
    case decision(DecisionRecord)
    /// Its resources were changed.
    case apply(ApplyRecord)
    /// It was drilled.
    case drill(DrillRecord)

    /// When it happened: the moment that it began.
    package var time: Timestamp {
        switch self {
        case .transition(let transition): transition.time
        case .failover(let failover): failover.started
        case .decision(let decision): decision.started
        case .apply(let apply): apply.started
        case .drill(let drill): drill.started
        }
    }

    /// The pair that it happened to.
    package var pair: PairName {
        switch self {
        case .transition(let transition): transition.pair
        case .failover(let failover): failover.pair
        case .decision(let decision): decision.pair
        case .apply(let apply): apply.pair
        case .drill(let drill): drill.pair
        }
    }
}
