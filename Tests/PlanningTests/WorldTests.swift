import Fleet
import Planning
import Testing
import Values

struct WorldTests {
    /// A world that does not fit the definition, and what is said about it.
    struct Row: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var change: @Sendable (inout World, inout Pair) throws -> Void

        init(_ message: String, _ change: @escaping @Sendable (inout World, inout Pair) throws -> Void) {
            (testDescription, self.change) = (message, change)
        }

        static let problems = [
            Row("vpc-0bf5741eb0ef56a41 does not exist in us-west-1 of 731262942057") { world, _ in
                world.hasVPC = false
            },
            Row("eni-071b4d6cbf57de651 of vAER-A does not exist in us-west-1") { world, _ in
                world.interfaces[try Fixture.eni(.first)] = nil
            },
            Row("eni-0847da0f62b486046 of vAER-B is in vpc-00000000, not in the pair's vpc-0bf5741eb0ef56a41") {
                world,
                _ in
                world.interfaces[try Fixture.eni(.second)]?.vpc = VPCID("vpc-00000000")
            },
            Row("eni-071b4d6cbf57de651 of vAER-A is attached to no instance") { world, _ in
                world.interfaces[try Fixture.eni(.first)]?.instance = nil
            },
            Row("eni-071b4d6cbf57de651 of vAER-A is attached to i-00000000, not to i-045ebd27124159b6d") { world, _ in
                world.interfaces[try Fixture.eni(.first)]?.instance = InstanceID("i-00000000")
            },
            Row("both members are the instance i-045ebd27124159b6d") { world, pair in
                pair.members.second.instance = nil
                world.interfaces[try Fixture.eni(.second)]?.instance = InstanceID("i-045ebd27124159b6d")
            },
            Row("the route table rtb-00000000 does not exist") { _, pair in
                pair.routes.tables = .only([try #require(TablePattern("rtb-00000000"))])
            },
            Row("the route table rtb-00000001 is in vpc-00000000, not in the pair's vpc-0bf5741eb0ef56a41") {
                world,
                pair in
                let table = try #require(RouteTableID("rtb-00000001"))
                pair.routes.tables = .only([.id(table)])
                world.tables[table] = VPCID("vpc-00000000")
            },
        ]

        static let warnings = [
            Row("source/destination check is on at eni-071b4d6cbf57de651 of vAER-A: no route will move there") {
                world,
                _ in
                world.interfaces[try Fixture.eni(.first)]?.checksSourceAndDestination = true
            },
            Row("both members are in us-west-1a: the loss of that zone takes both") { world, _ in
                world.interfaces[try Fixture.eni(.second)]?.zone = "us-west-1a"
            },
        ]
    }

    private func world(_ pair: Pair) throws -> World {
        let instances = try Fixture.instances()
        var interfaces: [ENIID: World.Interface] = [:]
        for side in Side.allCases {
            interfaces[try Fixture.eni(side)] = World.Interface(
                vpc: pair.vpc,
                instance: instances[side],
                zone: side == .first ? "us-west-1a" : "us-west-1c",
                checksSourceAndDestination: false
            )
        }
        return World(hasVPC: true, interfaces: interfaces)
    }

    @Test(arguments: Row.problems)
    func `a definition that the world does not bear out is a problem with a way out`(row: Row) throws {
        var pair = try Fixture.pair()
        var world = try world(pair)
        try row.change(&world, &pair)
        let problems = world.finding(on: pair).problems
        #expect(problems.map(\.message) == [row.testDescription])
        #expect(problems.first?.wayOut != nil)
    }

    @Test(arguments: Row.warnings)
    func `a doubtful world is told of and is no problem`(row: Row) throws {
        var pair = try Fixture.pair()
        var world = try world(pair)
        try row.change(&world, &pair)
        let finding = world.finding(on: pair)
        #expect(finding.problems.isEmpty)
        #expect(finding.warnings == [row.testDescription])
    }

    @Test func `instances that the definition leaves out are looked up`() throws {
        let pair = try Fixture.pair {
            $0.members.first.instance = nil
            $0.members.second.instance = nil
        }
        let finding = try world(pair).finding(on: pair)
        #expect(finding.instances == (try Fixture.instances()))
        #expect(finding.problems.isEmpty)
        #expect(finding.warnings.isEmpty)
    }
}
