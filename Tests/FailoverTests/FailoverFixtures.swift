import AWS
import Engine
import Failover
import Fleet
import Synchronization
import Values

/// A clock that goes on only when something takes time.
///
/// A short wait passes at once; a long one, such as the limit of a whole run, lasts until it is cancelled.
final class VirtualTime: TimeSource {
    private let present: Mutex<Timestamp>
    private let longest: Duration

    init(_ start: Timestamp = Timestamp(milliseconds: 1_700_000_000_000), longest: Duration = .seconds(5)) {
        present = Mutex(start)
        self.longest = longest
    }

    func now() -> Timestamp { present.withLock { $0 } }

    func pass(_ duration: Duration) { present.withLock { $0 = $0 + duration } }

    func sleep(for duration: Duration) async throws {
        guard duration <= longest else { return try await Task.sleep(for: .seconds(3600)) }
        pass(duration)
        await Task.yield()
    }
}

/// The pair that all failover tests are about, in its region.
enum Fixture {
    static let instances =
        BySide(first: id("i-045ebd27124159b6d"), second: id("i-09ff574d23245419a")) as BySide<InstanceID>
    static let enis = BySide(first: id("eni-071b4d6cbf57de651"), second: id("eni-0847da0f62b486046")) as BySide<ENIID>
    static let table: RouteTableID = id("rtb-024855d8566b8128b")
    static let vpc: VPCID = id("vpc-0bf5741eb0ef56a41")
    static let destinations = ["1.1.1.1/32", "10.0.0.0/16"]

    static func id<Kind: ResourceKind>(_ text: String) -> ResourceID<Kind> {
        guard let id = ResourceID<Kind>(text) else { preconditionFailure("'\(text)' is no \(Kind.noun) id") }
        return id
    }

    static var region: Region {
        guard let region = Region("us-west-1") else { preconditionFailure("no region") }
        return region
    }

    static func pair(failover: FailoverPolicy = FailoverPolicy(), hasInstances: Bool = true) -> Pair {
        guard let name = PairName("sfo-edge"), let account = AccountID("731262942057") else {
            preconditionFailure("the fixture's own names are wrong")
        }
        let member = { (side: Side) in
            Member(
                name: side == .first ? "vAER-A" : "vAER-B",
                instance: hasInstances ? instances[side] : nil,
                interfaces: [Interface(eni: enis[side])]
            )
        }
        return Pair(
            name: name,
            region: region,
            account: account,
            vpc: vpc,
            members: BySide(first: member(.first), second: member(.second)),
            failover: failover
        )
    }

    static func world(
        _ first: String = "running",
        _ second: String = "running",
        routes: [String] = destinations,
        on side: Side = .first
    ) -> FakeEC2.State {
        FakeEC2.State(
            instances: [
                instances.first: FakeEC2.Instance(state: first, interfaces: [(enis.first, false)]),
                instances.second: FakeEC2.Instance(state: second, interfaces: [(enis.second, false)]),
            ],
            tables: [table: routes.map { FakeEC2.Route(destination: $0, target: enis[side]) }]
        )
    }

    static func ec2(_ state: FakeEC2.State, time: VirtualTime = VirtualTime()) -> FakeEC2 {
        FakeEC2(vpc: vpc, region: region, time: time, state)
    }

    /// One whole run, with a minute of time.
    static func run(
        _ ec2: FakeEC2,
        pair: Pair = pair(),
        trigger: Trigger = .sweep,
        memory: Memory = Memory(),
        eventAge: Duration? = nil,
        seconds: Int64 = 60
    ) async -> FailoverReport {
        let run = FailoverRun(caller: ec2, time: ec2.time, budget: MoveBudget(), engineVersion: "1.2.3")
        let now = ec2.time.now()
        let request = FailoverRequest(
            pair: pair,
            trigger: trigger,
            memory: memory,
            eventTime: eventAge.map { now + (.zero - $0) },
            deadline: now + .seconds(seconds),
            requestID: "8a3e"
        )
        return await run.run(request)
    }
}
