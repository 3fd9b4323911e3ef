package import Engine
package import Fleet
package import Values

/// What one look at many pairs gave; it is stored whole or not at all.
package struct SweepRecord: Hashable, Sendable {
    /// What was seen of each pair, after anything that was moved: one entry per pair.
    package var sightings: [Sighting]
    /// What the sweep moved.
    package var failovers: [FailoverRecord]

    /// A sweep.
    package init(sightings: [Sighting], failovers: [FailoverRecord] = []) {
        (self.sightings, self.failovers) = (sightings, failovers)
    }
}

/// What was seen of one pair at one moment, as far as it is kept.
package struct Sighting: Hashable, Sendable {
    /// The pair's definition.
    package var pair: Pair
    /// When it was looked at.
    package var time: Timestamp
    /// Whether each member works.
    package var health: BySide<Health>
    /// How many of the pair's routes point at each member.
    package var carries: BySide<Int>
    /// How well the pair is protected.
    package var state: PairState
    /// Why, in words for an operator.
    package var reason: String
    /// What AWS holds for the pair beside its definition; nil when it was not compared this time.
    package var drift: Drift?
    /// The version of the engine that AWS holds for the pair; nil when it was not looked at this time.
    package var engineVersion: String?

    /// What an observation and the engine's word on it say of a pair.
    ///
    /// After a failover, give the observation that was read after it and the decision on that one: a decision tells how
    /// the pair was before its own moves.
    package init(
        pair: Pair,
        observation: Observation,
        decision: Decision,
        drift: Drift? = nil,
        engineVersion: String? = nil
    ) {
        (self.pair, time) = (pair, observation.time)
        (health, carries, state) = (decision.health, decision.carried, decision.state)
        (reason, self.drift, self.engineVersion) = (decision.reason, drift, engineVersion)
    }
}
