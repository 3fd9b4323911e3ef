import Engine
import Failover
import Fleet
import Testing
import Values

struct ManualPairTests {
    static let environment = [
        "region": "us-west-1", "vpcid": Fixture.vpc.text, "host1eni": Fixture.enis.first.text,
        "host2eni": Fixture.enis.second.text,
    ]

    static func function(_ name: String) throws -> ARN {
        try #require(ARN("arn:aws:lambda:us-west-1:731262942057:function:\(name)"))
    }

    @Test(arguments: [
        ("AxesdnRouterTableAutoFailoverForSDWAN-vAER", "axesdnroutertableautofailoverfo"),
        ("vaer-sfo-edge", "sfo-edge"), ("42_Edge:live", "edge"),
    ])
    func `the four variables and the function's name make a pair`(function: String, name: String) throws {
        let pair = try ManualPair.read(Self.environment, function: Self.function(function))
        #expect(pair.name.text == name)
        #expect(pair.account.text == "731262942057")
        #expect(pair.members.map { $0.interfaces.map(\.eni) } == Fixture.enis.map { [$0] })
        #expect(!pair.failover.statusChecks)
        #expect(pair.routes == RoutePolicy())
    }

    @Test(arguments: [
        (
            "host2eni", nil,
            "the environment has no 'host2eni'; the function needs 'pair.json' or 'region', 'vpcid', 'host1eni', 'host2eni'"
        ),
        ("vpcid", "vpc-1", "the environment variable 'vpcid' is 'vpc-1', which is no VPC id"),
        (
            "host2eni", Fixture.enis.first.text,
            "'host1eni' and 'host2eni' are both \(Fixture.enis.first); a pair has two routers"
        ),
    ])
    func `a variable that is missing or wrong is named`(key: String, value: String?, detail: String) throws {
        var environment = Self.environment
        environment[key] = value
        let function = try Self.function("edge")
        #expect(throws: ManualPair.Problem(detail: detail)) { try ManualPair.read(environment, function: function) }
    }

    @Test func `it needs no more rights than the manual procedure gives`() async throws {
        let ec2 = Fixture.ec2(Fixture.world("stopped"))
        let pair = try ManualPair.read(Self.environment, function: Self.function("edge"))
        let report = await Fixture.run(ec2, pair: pair)
        #expect(report.movedCount == 2)
        #expect(Set(ec2.operations) == ["DescribeInstances", "DescribeRouteTables", "ReplaceRoute"])
    }
}
