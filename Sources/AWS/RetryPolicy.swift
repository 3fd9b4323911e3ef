import Values

/// When a failed call is tried again: the `standard` mode that all AWS SDKs share, in its 2026 form.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>
package struct RetryPolicy: Sendable {
    /// The kinds of failure that may go away by themselves.
    package enum Kind: Hashable, Sendable {
        /// AWS asks for fewer calls.
        case throttle
        /// A server or the network failed.
        case transient

        /// What a retry takes from the budget; throttles are cheap, because waiting is all that they need.
        package var cost: Int {
            switch self {
            case .throttle: 5
            case .transient: 14
            }
        }

        /// The longest wait before the first retry.
        fileprivate var base: Duration {
            switch self {
            case .throttle: .seconds(1)
            case .transient: .milliseconds(50)
            }
        }
    }

    /// How the rate of calls is found, besides the retries themselves.
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// AWS's published limits are kept, and fewer calls are sent after a throttle.
        case standard
        /// Throttles alone teach how many calls an account takes.
        case adaptive
    }

    /// How many times a call is sent at most, the first time included.
    package var attemptLimit: Int
    /// How the rate of calls is found.
    package var mode = Mode.standard
    /// A random number from 0 to 1, which spreads the retries of many callers over time.
    package var random: @Sendable () -> Double

    /// No wait is longer.
    private static let waitLimit = Duration.seconds(20)

    /// A policy.
    package init(attemptLimit: Int = 3, random: @escaping @Sendable () -> Double = { .random(in: 0...1) }) {
        (self.attemptLimit, self.random) = (max(1, attemptLimit), random)
    }

    /// The wait after attempt number `attempt`, from 1; `asked` is what the server wants.
    ///
    /// The server can make the wait up to five seconds longer, never shorter.
    package func wait(after attempt: Int, kind: Kind, asked: Duration? = nil) -> Duration {
        // 2 to the 9th of the smallest base is above the limit already.
        let longest = min(kind.base * (1 << min(max(attempt - 1, 0), 9)), Self.waitLimit)
        let own = .milliseconds(longest.milliseconds) * random()
        guard let asked else { return own }
        return min(max(own, asked), own + .seconds(5))
    }

    /// The kind of an error that AWS answered; nil when a retry would be answered in the same way.
    package static func kind(code: String, status: Int) -> Kind? {
        if status == 429 || throttleCodes.contains(code) { return .throttle }
        if [500, 502, 503, 504].contains(status) || transientCodes.contains(code) { return .transient }
        return nil
    }

    private static let throttleCodes: Set<String> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
        "TooManyRequestsException", "TransactionInProgressException",
    ]

    private static let transientCodes: Set<String> = [
        "IDPCommunicationError", "RequestTimeout", "RequestTimeoutException",
    ]
}

/// How many retries a client may still make, so that a broken service is not asked again and again by everyone.
package actor RetryBudget {
    /// What a fresh budget holds, and the most that it can hold.
    package static let capacity = 500

    /// What is left.
    package private(set) var left = capacity

    /// A full budget.
    package init() {}

    /// Takes an amount; false, and nothing taken, when there is not enough.
    func take(_ amount: Int) -> Bool {
        guard left >= amount else { return false }
        left -= amount
        return true
    }

    /// Gives an amount back after a success.
    func give(_ amount: Int) { left = min(Self.capacity, left + amount) }
}
