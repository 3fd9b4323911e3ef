package import Engine
package import Fleet
package import Values

/// What is tried: the engine, or a broken one in its place, and how its decisions are carried out.
package struct Subject: Sendable {
    /// The engine's signature.
    package typealias Decide = @Sendable (Pair, Observation, Trigger, Memory, Timestamp) -> Decision

    /// The engine.
    package var decide: Decide
    /// What the run around it does wrong.
    package var habit: Habit

    /// The way a run carries decisions out.
    package enum Habit: Hashable, Sendable {
        /// As it should.
        case sound
        /// Sends the moves of a dry run for real.
        case dryRunsMove
        /// Gives up all routes when one of them is refused.
        case stopsAtFirstRefusal
        /// Sends what has failed again and again without a new look.
        case resendsOldDecisions
        /// Deletes a route and makes it anew.
        case deletesAndCreates
        /// Sends each call once and leaves the rest to others.
        case neverTriesAgain
    }

    /// A subject with the sound way of carrying decisions out.
    package init(habit: Habit = .sound, decide: @escaping Decide) { (self.decide, self.habit) = (decide, habit) }

    /// The engine as it is.
    package static let engine = Subject { Engine.decide($0, $1, trigger: $2, memory: $3, now: $4) }

    func decide(_ sight: Sight, routesReversed: Bool = false) -> Decision {
        decide(
            sight.pair,
            sight.observation(routesReversed: routesReversed),
            sight.trigger,
            sight.memory,
            Sight.timestamp(sight.now)
        )
    }
}
