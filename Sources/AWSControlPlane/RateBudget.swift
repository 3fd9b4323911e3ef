package import AWS
package import Values

/// How many calls per second each API takes, and how many at once.
struct CallRate: Hashable, Sendable {
    /// The calls per second.
    let perSecond: Double
    /// The most at once.
    let burst: Double

    /// A rate; without a burst of its own a second's calls may be sent at once.
    init(_ perSecond: Double, burst: Double? = nil) {
        (self.perSecond, self.burst) = (perSecond, burst ?? perSecond)
    }
}

/// The calls of a whole process, kept to the limits of each account, region and API.
///
/// Waiting here is cheaper than being throttled, which AWS also holds against the pair that is failing over; that pair's
/// own calls go before all others.
package actor RateBudget {
    /// Whose calls are counted together.
    struct Key: Hashable, Sendable {
        let account: AccountID
        /// Nil for a service that the whole partition shares.
        let region: Region?
        let family: String
        let mode: RetryPolicy.Mode
    }

    private let time: any TimeSource
    private var queues: [Key: CallQueue] = [:]

    /// A budget of which nothing is used yet.
    package init(time: any TimeSource = SystemTime()) { self.time = time }

    /// Lines up for an API.
    func enter(_ key: Key, _ rate: CallRate, isUrgent: Bool) -> CallQueue.Ticket {
        queues[key, default: CallQueue(rate, mode: key.mode, now: time.now())].enter(isUrgent: isUrgent)
    }

    /// Lets a caller go; otherwise how long it should wait until it asks again.
    func ask(_ key: Key, _ ticket: CallQueue.Ticket) -> Duration? { queues[key]?.ask(ticket, at: time.now()) }

    /// Gives a place up.
    func leave(_ key: Key, _ ticket: CallQueue.Ticket) { queues[key]?.leave(ticket) }

    /// Takes note of an answer.
    func note(_ key: Key, wasThrottled: Bool) { queues[key]?.note(wasThrottled: wasThrottled, at: time.now()) }

    /// What a call counts towards, and how much of it there is.
    ///
    /// Lambda's limit is for all calls of its control plane together, with its own for two reads. EC2 counts each
    /// action by itself: those that change something more strictly, most of all starts. IAM says no number.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
    /// <https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>
    /// <https://docs.aws.amazon.com/general/latest/gr/ev.html>
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>
    static func family(of service: Service, operation: String) -> (name: String, rate: CallRate) {
        switch service.name {
        case EC2.service.name where operation.hasPrefix("Describe"): ("ec2:\(operation)", CallRate(20, burst: 50))
        case EC2.service.name where operation == "StartInstances": ("ec2:\(operation)", CallRate(2, burst: 5))
        case EC2.service.name: ("ec2:\(operation)", CallRate(5, burst: 50))
        case Lambda.service.name where operation == "GetFunction": ("lambda:GetFunction", CallRate(100))
        case Lambda.service.name where operation == "GetPolicy": ("lambda:GetPolicy", CallRate(15))
        case Lambda.service.name: ("lambda", CallRate(15))
        case EventBridge.service.name: ("events", CallRate(50))
        case IAM.service.name: ("iam", CallRate(15, burst: 30))
        case SNS.service.name: ("sns", CallRate(30))
        case Logs.service.name: ("logs:\(operation)", CallRate(10))
        default: (service.name, CallRate(20, burst: 50))
        }
    }
}

/// Keeps the calls of a client to the budget of its account and region.
package struct AccountPacer: CallPacer {
    /// The account whose budget is used.
    let account: AccountID
    /// The region that the client calls.
    let region: Region
    /// How the budget learns.
    let mode: RetryPolicy.Mode
    /// The budget.
    let budget: RateBudget
    /// The clock.
    let time: any TimeSource

    /// A pacer for an account and a region.
    package init(
        _ account: AccountID,
        _ region: Region,
        mode: RetryPolicy.Mode,
        budget: RateBudget,
        time: any TimeSource = SystemTime()
    ) {
        (self.account, self.region, self.mode) = (account, region, mode)
        (self.budget, self.time) = (budget, time)
    }

    /// Waits in the queue of the call's API.
    package func admit(
        _ operation: String,
        of service: Service,
        isUrgent: Bool,
        deadline: Timestamp?
    ) async throws(AWSError) -> Bool {
        let (key, rate) = key(operation, service)
        let ticket = await budget.enter(key, rate, isUrgent: isUrgent)
        while let wait = await budget.ask(key, ticket) {
            if let deadline, time.now() + wait >= deadline {
                await budget.leave(key, ticket)
                return false
            }
            do {
                try await time.sleep(for: wait)
            } catch {
                await budget.leave(key, ticket)
                throw .cancelled
            }
        }
        return true
    }

    /// Lets the budget learn from an answer.
    package func note(_ operation: String, of service: Service, wasThrottled: Bool) async {
        await budget.note(key(operation, service).key, wasThrottled: wasThrottled)
    }

    private func key(_ operation: String, _ service: Service) -> (key: RateBudget.Key, rate: CallRate) {
        let (family, rate) = RateBudget.family(of: service, operation: operation)
        let region = service.isGlobal ? nil : region
        return (RateBudget.Key(account: account, region: region, family: family, mode: mode), rate)
    }
}
