import AWS
package import Values

/// How many ReplaceRoute calls one account and region may get now: 50 at once, then 5 in a second.
///
/// Shared by all runs of a process in one account and region, so that many pairs that fail together do not throttle
/// each other.
package actor MoveBudget {
    /// How many calls may be sent at once.
    package static let burst = 50
    /// How many more each second brings.
    package static let perSecond = 5

    /// How long the last of so many moves waits at worst, from a full budget, in seconds.
    package static func seconds(for moves: Int) -> Int { (max(0, moves - burst) + perSecond - 1) / perSecond }

    private var bucket = TokenBucket(perSecond: Double(MoveBudget.perSecond), burst: Double(MoveBudget.burst))

    /// A full budget.
    package init() {}

    /// Takes as many calls as there are, at most `wanted`; 0 when there are none left.
    package func take(_ wanted: Int, now: Timestamp) -> Int {
        bucket.fill(at: now)
        let taken = max(0, min(wanted, Int(bucket.tokens)))
        bucket.take(taken)
        return taken
    }
}
