package import Engine
package import Fleet
package import Values

/// How a pair was from one moment on, kept whenever something about it changed.
package struct ObservationRecord: Hashable, Sendable {
    /// The pair.
    package var pair: PairName
    /// When it was first seen so.
    package var time: Timestamp
    /// How well it was protected.
    package var state: PairState
    /// Whether it was paused.
    package var isPaused: Bool
    /// Whether each member worked.
    package var health: BySide<Health>
    /// How many of the pair's routes pointed at each member.
    package var carries: BySide<Int>

    /// What was seen of a pair.
    package init(
        pair: PairName,
        time: Timestamp,
        state: PairState,
        isPaused: Bool,
        health: BySide<Health>,
        carries: BySide<Int>
    ) {
        (self.pair, self.time, self.state, self.isPaused) = (pair, time, state, isPaused)
        (self.health, self.carries) = (health, carries)
    }
}
