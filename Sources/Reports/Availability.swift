import Records
import Values

/// For how long of a time a pair's routes pointed at a member that worked, as far as that is known.
///
/// Unavailable: from the event of each failover to its last move, and from a look that found a route at a failed member
/// until the move, or the look, that ended it. Unknown: when nobody looked for more than ``Watching/longestGap``, or what
/// was seen could not be told. The rest is good.
package struct Availability: Hashable, Sendable {
    /// All of the time.
    var total: Duration
    /// When a route pointed at a member that had failed.
    var unavailable: Duration
    /// The part of ``unavailable`` that drills made.
    var inDrills: Duration
    /// When it cannot be told.
    var unknown: Duration

    /// When it is known that all routes pointed at members that worked.
    var good: Duration { total - unavailable - unknown }

    /// No time at all.
    static let none = Availability(total: .zero, unavailable: .zero, inDrills: .zero, unknown: .zero)

    /// Millionths of the known time that were good, cut off, so that only a time without any outage is all of it.
    ///
    /// Nil when nothing is known.
    var millionths: Int64? {
        let known = (good + unavailable).milliseconds
        return known > 0 ? Int64(Double(good.milliseconds) / Double(known) * 1_000_000) : nil
    }

    /// Such as `99.9987 %`.
    var words: String {
        guard let millionths else { return Wording.nothing }
        return millionths == 1_000_000 ? "100 %" : Self.percent(millionths)
    }

    /// The part of the time of which anything is known, such as `97.2 %`.
    var knownWords: String {
        guard total > .zero else { return Wording.nothing }
        let share = (good + unavailable).milliseconds * 1000 / total.milliseconds
        return share == 1000 ? "100 %" : "\(share / 10).\(share % 10) %"
    }

    private static func percent(_ millionths: Int64) -> String {
        let digits = String(millionths % 10_000)
        return "\(millionths / 10_000).\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits) %"
    }

    /// The times of both together.
    static func + (left: Self, right: Self) -> Self {
        Availability(
            total: left.total + right.total,
            unavailable: left.unavailable + right.unavailable,
            inDrills: left.inDrills + right.inDrills,
            unknown: left.unknown + right.unknown
        )
    }
}

extension Availability {
    /// The availability of a pair within the time of its timeline.
    init(_ timeline: Timeline) {
        let all = TimeSet([timeline.since..<max(timeline.since, timeline.now)])
        let failovers = timeline.entries.compactMap { if case .failover(let failover) = $0 { failover } else { nil } }
        let moving = TimeSet(
            Exposure.spans([], failovers, until: timeline.now).map { $0.from..<max($0.from, $0.to) }
        ).intersection(all)
        let drills = timeline.entries.compactMap { entry -> Range<Timestamp>? in
            guard case .drill(let drill) = entry else { return nil }
            return drill.started..<max(drill.started, drill.finished ?? drill.started)
        }
        let exposed = timeline.stretches.filter(\.isExposed).map { Self.exposure($0, failovers) }
        let told = timeline.stretches.filter { $0.standing != .unknown }.map { $0.start..<$0.end }
        let bad = TimeSet(exposed).union(moving)
        let known = TimeSet(told).union(bad)
        self.init(
            total: all.length,
            unavailable: bad.length,
            inDrills: bad.intersection(TimeSet(drills)).length,
            unknown: all.length - known.length
        )
    }

    /// The part of a stretch before the routes were moved; the next look saw that later.
    private static func exposure(_ stretch: Timeline.Stretch, _ failovers: [FailoverRecord]) -> Range<Timestamp> {
        let ends = failovers.filter { $0.failedCount == 0 && $0.movedCount > 0 }.map(\.finished)
        return stretch.start..<(ends.first { $0 > stretch.start && $0 < stretch.end } ?? stretch.end)
    }
}
