package import Values

/// Stretches of time that do not overlap, the oldest first.
package struct TimeSet: Hashable, Sendable {
    /// The stretches; none is empty.
    package private(set) var ranges: [Range<Timestamp>] = []

    /// The time that any of these stretches covers, given in any order.
    package init(_ stretches: [Range<Timestamp>]) {
        for next in stretches.sorted(by: { $0.lowerBound < $1.lowerBound }) where !next.isEmpty {
            if let last = ranges.last, next.lowerBound <= last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
            } else {
                ranges.append(next)
            }
        }
    }

    /// How long it is.
    package var length: Duration { ranges.reduce(.zero) { $0 + ($1.upperBound - $1.lowerBound) } }

    /// The time that either covers.
    package func union(_ other: TimeSet) -> TimeSet { TimeSet(ranges + other.ranges) }

    /// The time that both cover.
    package func intersection(_ other: TimeSet) -> TimeSet {
        var (result, left, right) = ([Range<Timestamp>](), ranges[...], other.ranges[...])
        while let one = left.first, let two = right.first {
            let start = max(one.lowerBound, two.lowerBound)
            let end = min(one.upperBound, two.upperBound)
            if start < end { result.append(start..<end) }
            if one.upperBound < two.upperBound { left.removeFirst() } else { right.removeFirst() }
        }
        return TimeSet(result)
    }
}
