import AWS
import Engine
import Failover
import Fleet
import Testing
import Values

struct PairObserverTests {
    private func observe(_ ec2: FakeEC2, _ pair: Pair = Fixture.pair()) async -> Observation {
        await PairObserver(caller: ec2, time: ec2.time).observe(pair)
    }

    @Test func `instances, interfaces, status checks and routes come from four kinds of reads`() async {
        let ec2 = Fixture.ec2(Fixture.world("running", "stopped"))
        let seen = await observe(ec2)
        #expect(seen.members.first.state == .known(.running))
        #expect(seen.members.first.statusCheck == .known(.ok))
        let facts = InterfaceFacts(isAttached: true, checksSourceAndDestination: false)
        #expect(seen.members.first.interfaces == [Fixture.enis.first: .known(facts)])
        #expect(seen.members.second.state == .known(.stopped))
        #expect(seen.members.second.statusCheck == .known(.notApplicable))
        #expect(seen.routes?.map(\.destination.description) == Fixture.destinations)
        #expect(Set(ec2.operations) == ["DescribeInstances", "DescribeInstanceStatus", "DescribeRouteTables"])
    }

    @Test func `an instance that does not exist is absent, not unknown`() async {
        var world = Fixture.world()
        world.instances[Fixture.instances.first] = nil
        let seen = await observe(Fixture.ec2(world))
        #expect(seen.members.first.state == .absent)
        #expect(seen.members.first.interfaces == [Fixture.enis.first: .absent])
    }

    @Test func `without an instance in the definition the one that holds the interface is found`() async {
        let ec2 = Fixture.ec2(Fixture.world())
        let seen = await observe(ec2, Fixture.pair(hasInstances: false))
        #expect(seen.members.first.instance == Fixture.instances.first)
        #expect(seen.members.second.state == .known(.running))
        var world = Fixture.world()
        world.instances[Fixture.instances.second]?.interfaces = []
        let lost = await observe(Fixture.ec2(world), Fixture.pair(hasInstances: false))
        #expect(lost.members.second.state == .absent)
    }

    @Test func `a failed status check, a foreign interface and the source/dest check are seen`() async {
        var world = Fixture.world()
        world.instances[Fixture.instances.first]?.systemStatus = "impaired"
        world.instances[Fixture.instances.second]?.interfaces = [(Fixture.enis.second, true)]
        let seen = await observe(Fixture.ec2(world))
        #expect(seen.members.first.statusCheck == .known(.impaired))
        let facts = InterfaceFacts(isAttached: true, checksSourceAndDestination: true)
        #expect(seen.members.second.interfaces == [Fixture.enis.second: .known(facts)])
    }

    @Test func `status checks and alarms are not read when they do not count`() async {
        let ec2 = Fixture.ec2(Fixture.world())
        _ = await observe(ec2, Fixture.pair(failover: FailoverPolicy(statusChecks: false)))
        #expect(ec2.operations.sorted() == ["DescribeInstances", "DescribeRouteTables"])
    }

    @Test func `alarms are read by name; one that does not exist is absent`() async {
        var world = Fixture.world()
        world.alarms = ["tunnel-a": "ALARM"]
        var pair = Fixture.pair()
        pair.members.first.alarms = ["tunnel-a", "tunnel-z"]
        let seen = await observe(Fixture.ec2(world), pair)
        #expect(seen.members.first.alarms == ["tunnel-a": .known(.alarm), "tunnel-z": .absent])
    }

    @Test func `every page of route tables is read`() async {
        var world = Fixture.world(routes: [])
        for number in 0..<250 {
            let id = Fixture.id("rtb-\(10_000_000 + number)") as RouteTableID
            world.tables[id] = [FakeEC2.Route(destination: "10.0.0.0/16", target: Fixture.enis.first)]
        }
        let ec2 = Fixture.ec2(world)
        let seen = await observe(ec2)
        #expect(seen.routes?.count == 250)
        #expect(ec2.count("DescribeRouteTables") == 3)
    }

    @Test func `a list that has no end is a read that failed, not a short list`() async {
        var world = Fixture.world()
        world.tables[Fixture.id("rtb-10000000")] = []
        world.pageSize = 0
        let seen = await observe(Fixture.ec2(world))
        #expect(seen.routes == nil)
        #expect(seen.routesProblem.contains("the list has no end"))
    }

    @Test func `routes to an instance, prefix lists, IPv6 and other people's routes are told apart`() async {
        var world = Fixture.world(routes: ["pl-0a1b2c3d", "2001:db8::/32"])
        let foreign = Fixture.id("eni-0f00000000000000f") as ENIID
        world.tables[Fixture.table]? += [
            FakeEC2.Route(destination: "10.0.0.0/16", instance: Fixture.instances.second),
            FakeEC2.Route(destination: "10.1.0.0/16", target: foreign),
            FakeEC2.Route(destination: "10.2.0.0/16", target: Fixture.enis.first, origin: "EnableVgwRoutePropagation"),
        ]
        let seen = await observe(Fixture.ec2(world))
        let lines = seen.routes?.map { "\($0.destination) \($0.target) \($0.isStatic)" }
        #expect(
            lines == [
                "pl-0a1b2c3d \(Fixture.enis.first) true", "2001:db8::/32 \(Fixture.enis.first) true",
                "10.0.0.0/16 \(Fixture.enis.second) true", "10.2.0.0/16 \(Fixture.enis.first) false",
            ]
        )
    }

    @Test func `a route that names only the instance of a member is the member's, also when the instance is gone`()
        async
    {
        for state in ["terminated", nil] {
            var world = Fixture.world()
            world.instances[Fixture.instances.first] = state.map { FakeEC2.Instance(state: $0, interfaces: []) }
            world.tables[Fixture.table] = [
                FakeEC2.Route(destination: "10.0.0.0/16", instance: Fixture.instances.first),
                FakeEC2.Route(destination: "10.1.0.0/16", instance: Fixture.id("i-0f000000")),
            ]
            let seen = await observe(Fixture.ec2(world))
            #expect(seen.routes?.map { "\($0.destination) \($0.target)" } == ["10.0.0.0/16 \(Fixture.enis.first)"])
        }
    }

    @Test func `a route has the tags of its table`() async {
        var world = Fixture.world()
        world.tags[Fixture.table] = ["Role": "edge"]
        let seen = await observe(Fixture.ec2(world))
        #expect(seen.routes?.map(\.tableTags) == [["Role": "edge"], ["Role": "edge"]])
    }

    @Test func `a read that fails makes unknown what it would have told, and nothing else`() async {
        var world = Fixture.world()
        world.faults["DescribeInstanceStatus"] = ["RequestLimitExceeded"]
        let seen = await observe(Fixture.ec2(world))
        #expect(seen.members.first.state == .known(.running))
        let reason = "EC2 DescribeInstanceStatus in us-west-1: RequestLimitExceeded: because of a test"
        #expect(seen.members.first.statusCheck == .unknown(reason))
        #expect(seen.routes?.count == 2)
        var blind = Fixture.world()
        blind.faults["DescribeRouteTables"] = ["UnauthorizedOperation"]
        let dark = await observe(Fixture.ec2(blind))
        #expect(dark.routes == nil)
        #expect(dark.routesProblem.contains("UnauthorizedOperation"))
        let ec2 = Fixture.ec2(blind)
        let batch = await PairObserver(caller: ec2, time: ec2.time).observe([Fixture.pair()])
        #expect(batch.failure?.code == "UnauthorizedOperation" && batch.observations.count == 1)
    }

    @Test func `many pairs need as few reads as one`() async throws {
        let ec2 = Fixture.ec2(Fixture.world())
        let pairs = try (0..<PairObserver.pairsPerBatch).map { number in
            var pair = Fixture.pair()
            pair.name = try #require(PairName("pair-\(number)"))
            pair.members.second.instance = Fixture.id("i-\(20_000_000 + number)")
            return pair
        }
        let seen = await PairObserver(caller: ec2, time: ec2.time).observe(pairs)
        #expect(seen.failure == nil && seen.observations.count == 100)
        #expect(seen.observations.values.allSatisfy { $0.members.second.state == .absent && $0.routes?.count == 2 })
        #expect(ec2.count("DescribeInstances") == 1)
        #expect(ec2.operations.count == 4)
    }
}
