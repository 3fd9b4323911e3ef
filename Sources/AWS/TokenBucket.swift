package import Values

/// How many calls may be sent: so many at once, and so many more each second, as AWS counts too.
///
/// <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>
package struct TokenBucket: Hashable, Sendable {
    /// How many more each second brings.
    package var perSecond: Double
    /// The most that can be kept.
    package var burst: Double
    /// What is left, as of the last time that was told.
    package private(set) var tokens: Double
    private var filled: Timestamp?

    /// A full bucket.
    package init(perSecond: Double, burst: Double) {
        (self.perSecond, self.burst, tokens) = (perSecond, burst, burst)
    }

    /// Adds what the time since the last filling has brought; a clock that was set back brings nothing.
    package mutating func fill(at now: Timestamp) {
        if let filled, filled < now {
            tokens = min(burst, tokens + Double((now - filled).milliseconds) / 1000 * perSecond)
        }
        filled = now
    }

    /// Takes tokens that are there.
    package mutating func take(_ count: Int) { tokens -= Double(count) }

    /// Empties the bucket, as AWS's own is when it throttles.
    package mutating func empty() { tokens = min(tokens, 0) }

    /// How long it takes until that many tokens are there; zero when they are.
    package func wait(for count: Double) -> Duration {
        count <= tokens ? .zero : .milliseconds(Int64(((count - tokens) / perSecond * 1000).rounded(.up)))
    }
}
