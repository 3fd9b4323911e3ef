package import Engine
package import Values

/// What one day was like for one pair: what is left of it when its single entries are deleted.
package struct DailyFigures: Hashable, Sendable {
    /// The pair.
    package var pair: PairName
    /// The day in UTC.
    package var day: Day
    /// How long the pair was in each state; what was before it was first seen is in none.
    package var time: [PairState: Duration]
    /// How long a route pointed at a member that had failed; see ``Exposure``.
    package var exposed: Duration
    /// How many failovers there were.
    package var failovers: Int
    /// How many failbacks and switchovers there were.
    package var failbacks: Int
    /// How many routes were moved.
    package var moved: Int
    /// How many routes could not be moved.
    package var failed: Int
    /// The sum of the failovers' recovery times.
    package var recovery: Duration
    /// The longest of them.
    package var slowest: Duration

    /// Figures of a day without anything.
    package init(pair: PairName, day: Day) {
        (self.pair, self.day, time, exposed) = (pair, day, [:], .zero)
        (failovers, failbacks, moved, failed, recovery, slowest) = (0, 0, 0, 0, .zero, .zero)
    }

    /// The figures of a day, up to `now` when it is not over.
    ///
    /// `transitions` are all of the pair up to the day's end, the oldest first; `failovers` those that ended after the
    /// day's start.
    package init(pair: PairName, day: Day, now: Timestamp, transitions: [Transition], failovers: [FailoverRecord]) {
        self.init(pair: pair, day: day)
        let range = day.start..<max(day.start, min(day.next.start, now))
        for (index, transition) in transitions.enumerated() {
            let end = index + 1 < transitions.count ? transitions[index + 1].time : range.upperBound
            let share = Exposure.length(of: [(transition.time, end)], within: range)
            if share > .zero { time[transition.to, default: .zero] += share }
        }
        let spans = Exposure.spans(transitions, failovers, until: range.upperBound)
        exposed = Exposure.length(of: spans, within: range)
        for failover in failovers where range.contains(failover.started) {
            moved += failover.movedCount
            failed += failover.failedCount
            switch failover.direction {
            case .failback: failbacks += 1
            case .failover:
                self.failovers += 1
                recovery += failover.recovery
                slowest = max(slowest, failover.recovery)
            }
        }
    }
}

/// The time in which a route of a pair pointed at a member that had failed.
///
/// From the event of a failover, or the start of its run where nobody told of one, to its last move; and all the time
/// in the state `down`. What overlaps counts once.
package enum Exposure {
    /// From when to when.
    package typealias Span = (from: Timestamp, to: Timestamp)

    /// The spans of exposure; transitions the oldest first, a state that lasts ends at `end`.
    package static func spans(
        _ transitions: [Transition],
        _ failovers: [FailoverRecord],
        until end: Timestamp
    ) -> [Span] {
        var spans: [Span] = []
        for (index, transition) in transitions.enumerated() where transition.to == .down {
            spans.append((transition.time, index + 1 < transitions.count ? transitions[index + 1].time : end))
        }
        for failover in failovers where failover.direction == .failover {
            spans.append((min(failover.eventTime ?? failover.started, failover.started), failover.finished))
        }
        return spans
    }

    /// How long the spans are together within a range, what overlaps counted once.
    package static func length(of spans: [Span], within range: Range<Timestamp>) -> Duration {
        var total = Duration.zero
        var reached = range.lowerBound
        for span in spans.sorted(by: { $0.from < $1.from }) {
            let (from, to) = (max(span.from, reached), min(span.to, range.upperBound))
            guard from < to else { continue }
            total += to - from
            reached = to
        }
        return total
    }
}
