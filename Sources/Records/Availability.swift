import Values

/// For how long of a time a pair's routes pointed at a member that worked, as far as that is known.
///
/// Unavailable: from the event of each failover to its last move, and from a look that found a route at a failed member
/// until the move, or the look, that ended it. Unknown: when nobody looked for more than ``Watching/longestGap``, or what
/// was seen could not be told. The rest is good.
package struct Availability: Hashable, Sendable {
    /// All of the time.
    package var total: Duration
    /// When a route pointed at a member that had failed.
    package var unavailable: Duration
    /// The part of ``unavailable`` that drills made.
    package var inDrills: Duration
    /// When it cannot be told.
    package var unknown: Duration

    /// A time with these parts.
    package init(total: Duration, unavailable: Duration, inDrills: Duration, unknown: Duration) {
        (self.total, self.unavailable, self.inDrills, self.unknown) = (total, unavailable, inDrills, unknown)
    }

    /// When it is known that all routes pointed at members that worked.
    package var good: Duration { total - unavailable - unknown }

    /// No time at all.
    package static let none = Availability(total: .zero, unavailable: .zero, inDrills: .zero, unknown: .zero)

    /// Millionths of the known time that were good, cut off, so that only a time without any outage is all of it.
    ///
    /// Nil when nothing is known.
    package var millionths: Int64? {
        let known = (good + unavailable).milliseconds
        return known > 0 ? Int64(Double(good.milliseconds) / Double(known) * 1_000_000) : nil
    }

    /// The times of both together.
    package static func + (left: Self, right: Self) -> Self {
        Availability(
            total: left.total + right.total,
            unavailable: left.unavailable + right.unavailable,
            inDrills: left.inDrills + right.inDrills,
            unknown: left.unknown + right.unknown
        )
    }
}
