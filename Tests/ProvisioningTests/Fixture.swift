import AWS
import Fleet
import Planning
import Provisioning
import Synchronization
import Testing
import Values

/// A clock that moves only when somebody waits.
final class FakeTime: TimeSource {
    private let moment = Mutex(Timestamp(milliseconds: 1_000_000))

    func now() -> Timestamp { moment.withLock { $0 } }

    func sleep(for duration: Duration) async throws {
        try Task.checkCancellation()
        moment.withLock { $0 = $0 + duration }
    }
}

/// A pair, a world for it, and what works on both.
enum Fixture {
    static let account = "731262942057"
    static let engine = Array("the engine".utf8)

    static func pair(
        _ name: String = "sfo-edge",
        change: (inout Pair) throws -> Void = { _ in }
    ) throws -> Pair {
        let first = Member(
            name: "vAER-A",
            instance: InstanceID("i-045ebd27124159b6d"),
            interfaces: [Interface(eni: try #require(ENIID("eni-071b4d6cbf57de651")))]
        )
        let second = Member(
            name: "vAER-B",
            instance: nil,
            interfaces: [Interface(eni: try #require(ENIID("eni-0847da0f62b486046")))]
        )
        var pair = Pair(
            name: try #require(PairName(name)),
            region: try #require(Region("us-west-1")),
            account: try #require(AccountID(account)),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: BySide(first: first, second: second),
            notify: Notifications(
                email: ["netops@example.com"],
                sqs: [try #require(ARN("arn:aws:sqs:us-west-1:731262942057:events"))]
            )
        )
        try change(&pair)
        return pair
    }

    static func world() throws -> FakeAWS {
        var state = FakeAWS.State()
        state.vpcs = ["vpc-0bf5741eb0ef56a41"]
        state.interfaces = [
            ("eni-071b4d6cbf57de651", "vpc-0bf5741eb0ef56a41", "i-045ebd27124159b6d"),
            ("eni-0847da0f62b486046", "vpc-0bf5741eb0ef56a41", "i-09ff574d23245419a"),
        ]
        return FakeAWS(region: try #require(Region("us-west-1")), account: account, state)
    }

    static func provisioner(
        _ world: FakeAWS,
        definitions: [Pair] = [],
        time: FakeTime = FakeTime()
    ) -> FleetProvisioner {
        let context = PlanContext(artifact: Artifact(zip: engine, version: "0.1.0"))
        return FleetProvisioner(context: context, definitions: definitions, time: time) { _ throws(AWSError) in world }
    }
}

extension FleetProvisioner {
    /// Plans and applies.
    @discardableResult
    func converge(_ pairs: [Pair]) async -> FleetOutcome {
        await apply(await plan(pairs), engine: Fixture.engine)
    }
}
