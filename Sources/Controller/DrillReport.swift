package import Records

/// What a drill did and found, and what it had to put back.
package struct DrillReport: Sendable {
    /// The steps and how it ended.
    package var record: DrillRecord
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

    /// The timing for real routers.
    package init() {}
}
