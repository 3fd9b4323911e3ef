import Engine
import Fleet
package import Values

/// What is on record of a pair's past, from which it follows how available it was.
package struct PairPast: Sendable {
    /// How it was seen, each change, the oldest first; the first may be from before the time in question.
    package var observations: [ObservationRecord]
    /// When it was looked at without a break; when nobody looked nothing is known.
    package var watches: TimeSet
    /// Its failovers and failbacks, the oldest first.
    package var failovers: [FailoverRecord]
    /// Its drills.
    package var drills: [DrillRecord]

    /// A stretch of time in one state.
    package struct Stretch: Hashable, Sendable {
        /// Its beginning.
        package var start: Timestamp
        /// Its end.
        package var end: Timestamp
        /// The state as one word.
        package var standing: Standing
        /// Whether a route pointed at a member that had failed.
        package var isExposed: Bool
    }

    /// A past of these records.
    package init(
        observations: [ObservationRecord],
        watches: TimeSet,
        failovers: [FailoverRecord],
        drills: [DrillRecord]
    ) {
        (self.observations, self.watches, self.failovers, self.drills) = (observations, watches, failovers, drills)
    }

    /// The stretches of known state within a time.
    package func stretches(within time: Range<Timestamp>) -> [Stretch] {
        observations.enumerated().flatMap { index, seen -> [Stretch] in
            let next = index + 1 < observations.count ? observations[index + 1].time : time.upperBound
            let (start, end) = (max(time.lowerBound, seen.time), min(time.upperBound, next))
            guard start < end else { return [] }
            return TimeSet([start..<end]).intersection(watches).ranges.map { range in
                Stretch(
                    start: range.lowerBound,
                    end: range.upperBound,
                    standing: Standing(state: seen.state, isPaused: seen.isPaused),
                    isExposed: Side.allCases.contains { seen.health[$0].isFailed && seen.carries[$0] > 0 }
                )
            }
        }
    }

    /// How available the pair was within a time.
    package func availability(within time: Range<Timestamp>) -> Availability {
        let (all, stretches) = (TimeSet([time]), stretches(within: time))
        let moving = failovers.filter { $0.direction == .failover }.map { failover in
            let start = min(failover.eventTime ?? failover.started, failover.started)
            return start..<max(start, failover.finished)
        }
        let bad = TimeSet(stretches.filter(\.isExposed).map(exposure)).union(TimeSet(moving).intersection(all))
        let told = TimeSet(stretches.filter { $0.standing != .unknown }.map { $0.start..<$0.end })
        let drilling = drills.map { $0.started..<max($0.started, $0.finished ?? $0.started) }
        return Availability(
            total: all.length,
            unavailable: bad.length,
            inDrills: bad.intersection(TimeSet(drilling)).length,
            unknown: all.length - told.union(bad).length
        )
    }

    /// The part of a stretch before the routes were moved; the next look saw that later.
    private func exposure(_ stretch: Stretch) -> Range<Timestamp> {
        let ends = failovers.filter { $0.failedCount == 0 && $0.movedCount > 0 }.map(\.finished)
        return stretch.start..<(ends.first { $0 > stretch.start && $0 < stretch.end } ?? stretch.end)
    }
}
