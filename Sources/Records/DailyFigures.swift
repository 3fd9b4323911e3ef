package import Values

/// What one day was like for one pair: what is left of it when its single entries are deleted.
package struct DailyFigures: Hashable, Sendable {
    /// The pair.
    package var pair: PairName
    /// The day in UTC.
    package var day: Day
    /// How available the pair was.
    package var availability: Availability
    /// How many failovers and failbacks began.
    package var runs: RunFigures

    /// Figures that were kept.
    package init(pair: PairName, day: Day, availability: Availability, runs: RunFigures) {
        (self.pair, self.day, self.availability, self.runs) = (pair, day, availability, runs)
    }

    /// The figures of a day that is over, from all that is on record of it.
    package init(pair: PairName, day: Day, past: PairPast) {
        let time = day.start..<day.next.start
        self.init(
            pair: pair,
            day: day,
            availability: past.availability(within: time),
            runs: RunFigures(past.failovers.filter { time.contains($0.started) })
        )
    }
}

/// How many failovers and failbacks there were, and how long they took together.
package struct RunFigures: Hashable, Sendable {
    /// How many failovers.
    package var failovers = 0
    /// How many failbacks and switchovers.
    package var failbacks = 0
    /// How many routes were moved.
    package var moved = 0
    /// How many routes could not be moved.
    package var failed = 0
    /// The sum of the failovers' recovery times.
    package var recovery = Duration.zero
    /// The longest of them.
    package var slowest = Duration.zero

    /// No runs.
    package init() {}

    /// The figures of these.
    package init(_ runs: [FailoverRecord]) {
        for run in runs {
            moved += run.movedCount
            failed += run.failedCount
            switch run.direction {
            case .failback: failbacks += 1
            case .failover:
                failovers += 1
                recovery += run.recovery
                slowest = max(slowest, run.recovery)
            }
        }
    }

    /// The figures of both together.
    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.failovers += right.failovers
        sum.failbacks += right.failbacks
        sum.moved += right.moved
        sum.failed += right.failed
        sum.recovery += right.recovery
        sum.slowest = max(left.slowest, right.slowest)
        return sum
    }
}
