package import Engine
package import Values

/// What tells a drill from all others in one history.
package struct DrillID: Hashable, Sendable {
    /// The number of the drill, counted up by the history.
    package let number: Int64

    /// A drill's number.
    package init(number: Int64) { self.number = number }
}

/// One acceptance drill of a pair: members are stopped and started, and what the routes do is compared.
package struct DrillRecord: Hashable, Sendable {
    /// How a drill ended.
    package enum Outcome: Hashable, Sendable {
        /// Every step did what was expected.
        case passed
        /// A step did not, for this reason.
        case failed(String)
        /// The operator stopped it.
        case interrupted
    }

    /// The pair.
    package var pair: PairName
    /// When it began.
    package var started: Timestamp
    /// When it ended; nil while it runs, or when its process died.
    package var finished: Timestamp?
    /// How it ended; nil while it runs, or when its process died.
    package var outcome: Outcome?
    /// Whether the routes were put back as they were before; nil when that was not needed.
    package var restored: Bool?
    /// The steps, in order; empty where only the outcome was read.
    package var steps: [DrillStep]

    /// A drill; without an end it is running.
    package init(
        pair: PairName,
        started: Timestamp,
        finished: Timestamp? = nil,
        outcome: Outcome? = nil,
        restored: Bool? = nil,
        steps: [DrillStep] = []
    ) {
        (self.pair, self.started, self.finished) = (pair, started, finished)
        (self.outcome, self.restored, self.steps) = (outcome, restored, steps)
    }

    /// The longest time in which a step moved the routes; nil when none did.
    package var slowestMove: Duration? { steps.compactMap(\.recovery).max() }
}

/// One step of a drill: what was done, what should follow and what did.
package struct DrillStep: Hashable, Sendable {
    /// What was done, such as `stop vAER-A`.
    package var action: String
    /// What should follow, such as `all 3 routes on vAER-B`.
    package var expected: String
    /// What followed.
    package var actual: String
    /// Whether that is what should.
    package var passed: Bool
    /// When it began.
    package var started: Timestamp
    /// When what followed was certain.
    package var finished: Timestamp
    /// The time from the action to the last moved route; nil when nothing moved.
    package var recovery: Duration?

    /// A step.
    package init(
        action: String,
        expected: String,
        actual: String,
        passed: Bool,
        started: Timestamp,
        finished: Timestamp,
        recovery: Duration? = nil
    ) {
        (self.action, self.expected, self.actual, self.passed) = (action, expected, actual, passed)
        (self.started, self.finished, self.recovery) = (started, finished, recovery)
    }
}

/// The routes of a pair at one moment, kept so that they can be put back.
package struct Snapshot: Hashable, Sendable {
    /// The pair.
    package var pair: PairName
    /// When the routes were read.
    package var time: Timestamp
    /// The routes that point at a member.
    package var routes: [RouteReading]

    /// The routes at a moment.
    package init(pair: PairName, time: Timestamp, routes: [RouteReading]) {
        (self.pair, self.time, self.routes) = (pair, time, routes)
    }
}
