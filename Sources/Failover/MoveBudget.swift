package import Values

/// How many ReplaceRoute calls one account and region may get now: 50 at once, then 5 in a second.
///
/// Shared by all runs of a process in one account and region, so that many pairs that fail together do not throttle
/// each other. EC2 counts by the same kind of bucket.
/// <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>
package actor MoveBudget {
    /// How many calls may be sent at once.
    package static let burst = 50
    /// How many more each second brings.
    package static let perSecond = 5

    private var tokens = Double(MoveBudget.burst)
    private var filled: Timestamp?

    /// A full budget.
    package init() {}

    /// Takes as many calls as there are, at most `wanted`; 0 when there are none left.
    package func take(_ wanted: Int, now: Timestamp) -> Int {
        if let filled, filled < now {
            let gained = Double((now - filled).milliseconds) / 1000 * Double(Self.perSecond)
            tokens = min(Double(Self.burst), tokens + gained)
        }
        filled = now
        let taken = max(0, min(wanted, Int(tokens)))
        tokens -= Double(taken)
        return taken
    }
}
