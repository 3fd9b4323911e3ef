package import Planning
package import Values

/// How far the work on one pair is.
package struct PairProgress: Hashable, Sendable {
    /// The pair.
    package let pair: PairName
    /// How many changes are done.
    package let done: Int
    /// How many there are.
    package let total: Int
    /// What is done now, such as `create function vaer-sfo-edge`; empty when all is done or given up.
    package let work: String

    /// Whether the work is over, well or not.
    package var isOver: Bool { work.isEmpty }
}

/// What became of the plan of one pair.
package struct ApplyOutcome: Hashable, Sendable {
    /// The pair.
    package let pair: PairName
    /// What the plan wanted.
    package let goal: PairPlan.Goal
    /// How many resources were made.
    package let created: Int
    /// How many resources were changed.
    package let updated: Int
    /// How many resources were deleted.
    package let deleted: Int
    /// How many changes the plan had.
    package let planned: Int
    /// Why not all of it was done; nil when it was.
    package let failure: PlanFailure?
    /// The digest of the definition.
    package let digest: String
    /// When it began.
    package let started: Timestamp
    /// When it ended.
    package let finished: Timestamp

    /// Whether all of it was done.
    package var isDone: Bool { failure == nil }
}

/// What became of the plan of many pairs.
package struct FleetOutcome: Hashable, Sendable {
    /// The pairs that the plan wanted something for, sorted by name; blocked and unreadable ones are among them.
    package let pairs: [ApplyOutcome]
    /// The layers and queues that are not as the plan wants them, and why.
    package let placeFailures: [PlaceFailure]

    /// A layer or queue that is not as the plan wants it.
    package struct PlaceFailure: Hashable, Sendable {
        /// Which of both.
        package let kind: Resource.Kind
        /// Where.
        package let place: Place
        /// Why.
        package let failure: PlanFailure
    }

    /// Whether everything was done.
    package var isDone: Bool { placeFailures.isEmpty && pairs.allSatisfy(\.isDone) }
}
