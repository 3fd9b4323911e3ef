import Fleet
import Planning
import Testing
import Values

/// Pairs and what is made of them.
enum Fixture {
    /// A digest that is good enough to tell documents apart, and the same on every machine.
    static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (0..<32).map { index in
            state = (state ^ UInt64(index)) &* 0x100_0000_01B3
            return UInt8(truncatingIfNeeded: state >> 32)
        }
    }

    static let artifact = Artifact(
        sha256: "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
        sizeBytes: 4_600_000,
        version: "0.1.0"
    )

    static let context = PlanContext(fleet: "default", artifact: artifact, sha256: digest)

    static func instances() throws -> BySide<InstanceID> {
        BySide(
            first: try #require(InstanceID("i-045ebd27124159b6d")),
            second: try #require(InstanceID("i-09ff574d23245419a"))
        )
    }

    static func eni(_ side: Side) throws -> ENIID {
        switch side {
        case .first: try #require(ENIID("eni-071b4d6cbf57de651"))
        case .second: try #require(ENIID("eni-0847da0f62b486046"))
        }
    }

    static func pair(
        _ name: String = "sfo-edge",
        region: String = "us-west-1",
        change: (inout Pair) throws -> Void = { _ in }
    ) throws -> Pair {
        let instances = try instances()
        let members = BySide(
            first: Member(
                name: "vAER-A",
                instance: instances.first,
                interfaces: [Interface(eni: try eni(.first))]
            ),
            second: Member(
                name: "vAER-B",
                instance: instances.second,
                interfaces: [Interface(eni: try eni(.second))]
            )
        )
        var pair = Pair(
            name: try #require(PairName(name)),
            region: try #require(Region(region)),
            account: try #require(AccountID("731262942057")),
            vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
            members: members,
            notify: Notifications(email: ["netops@example.com"])
        )
        try change(&pair)
        return pair
    }

    static func desired(_ pair: Pair) throws -> DesiredPair {
        DesiredPair(pair, instances: try instances(), context: context)
    }

    /// What AWS shows of a pair that was applied.
    static func observed(_ desired: DesiredPair) -> ObservedPair {
        var resources = desired.resources
        resources.function?.code = []
        for index in resources.subscriptions.indices {
            resources.subscriptions[index].arn = resources.subscriptions[index].topic + ":\(index)"
        }
        return ObservedPair(resources: resources, functionPolicyBytes: 400)
    }
}

extension PairPlan {
    /// What would be done, a line per change, such as `update role: trust`.
    var work: [String] {
        mutations.map { change in
            let names = change.attributes.map(\.name).joined(separator: ", ")
            return "\(change.action.rawValue) \(change.resource.kind.rawValue)" + (names.isEmpty ? "" : ": \(names)")
        }
    }
}
