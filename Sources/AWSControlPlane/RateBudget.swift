package import AWS
import AWSControlPlane
package import Values

/// How many calls per second each service takes from an account in a region, shared by all pairs there.
///
/// Waiting here is cheaper than being throttled, which AWS also holds against the pair that is failing over.
package actor RateBudget {
    /// Whose calls are counted together.
    struct Key: Hashable, Sendable {
        let account: AccountID
        /// Nil for a service that the whole partition shares.
        let region: Region?
        let family: String
    }

    /// A rate and how much of it may be used at once.
    struct Rate: Sendable {
        let perSecond: Double
        let burst: Double

        init(_ perSecond: Double, burst: Double? = nil) {
            (self.perSecond, self.burst) = (perSecond, burst ?? perSecond)
        }
    }

    /// What is left of a rate, and when that was.
    private struct Bucket {
        var tokens: Double
        var time: Timestamp
    }

    private let time: any TimeSource
    private var buckets: [Key: Bucket] = [:]

    /// A budget of which nothing is used yet.
    package init(time: any TimeSource = SystemTime()) { self.time = time }

    /// How long a call must wait; the call counts as sent.
    func reserve(_ key: Key, _ rate: Rate) -> Duration {
        let now = time.now()
        var bucket = buckets[key] ?? Bucket(tokens: rate.burst, time: now)
        let passed = Double(max(.zero, now - bucket.time).milliseconds) / 1000
        bucket.tokens = min(rate.burst, bucket.tokens + passed * rate.perSecond) - 1
        bucket.time = now
        buckets[key] = bucket
        return bucket.tokens >= 0 ? .zero : .milliseconds(Int64((-bucket.tokens / rate.perSecond * 1000).rounded(.up)))
    }

    /// What a call counts towards, and how much of it there is.
    ///
    /// Lambda's limit is for all calls of its control plane together, with its own for two reads. IAM says no number.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
    /// <https://docs.aws.amazon.com/general/latest/gr/ev.html>
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>
    static func family(of service: Service, operation: String) -> (name: String, rate: Rate) {
        switch service.name {
        case Lambda.service.name where operation == "GetFunction": ("lambda:GetFunction", Rate(100))
        case Lambda.service.name where operation == "GetPolicy": ("lambda:GetPolicy", Rate(15))
        case Lambda.service.name: ("lambda", Rate(15))
        case EventBridge.service.name: ("events", Rate(50))
        case IAM.service.name: ("iam", Rate(15, burst: 30))
        case SNS.service.name: ("sns", Rate(30))
        case Logs.service.name: ("logs:\(operation)", Rate(10))
        default: (service.name, Rate(20, burst: 50))
        }
    }
}

/// A caller that keeps to the budget of its account and region.
package struct BudgetedCaller: Caller {
    /// The caller that sends.
    let caller: any Caller
    /// The account whose budget is used.
    let account: AccountID
    /// The budget.
    let budget: RateBudget
    /// The clock.
    let time: any TimeSource

    /// A caller for an account.
    package init(_ caller: any Caller, account: AccountID, budget: RateBudget, time: any TimeSource) {
        (self.caller, self.account, self.budget, self.time) = (caller, account, budget, time)
    }

    /// The region that calls go to.
    package var region: Region { caller.region }

    /// Waits until the budget allows the call, and sends it.
    package func send<Output>(_ call: Call<Output>) async throws(AWSError) -> Output {
        let (family, rate) = RateBudget.family(of: call.service, operation: call.operation)
        let key = RateBudget.Key(account: account, region: call.service.isGlobal ? nil : region, family: family)
        let wait = await budget.reserve(key, rate)
        if wait > .zero {
            do { try await time.sleep(for: wait) } catch { throw .cancelled }
        }
        return try await caller.send(call)
    }
}
