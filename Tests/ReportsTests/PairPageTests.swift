import Codecs
import Engine
import Fleet
import Planning
import Records
import Testing
import Values

@testable import Reports

@Suite struct PairPageTests {
    private func page(isLive: Bool = true) throws -> PairPage {
        let status = try SampleFleet.healthy()
        let pair = try SampleFleet.pair(of: status)
        let route = { (destination: String, side: Side, isBlackhole: Bool) in
            RouteReading(
                table: try #require(RouteTableID("rtb-024855d8566b8128b")),
                destination: try #require(Destination(destination)),
                target: try #require(pair.members[side].interfaces.first?.eni),
                isBlackhole: isBlackhole
            )
        }
        let topic = "arn:aws:sns:us-west-1:731262942057:vaer-sfo-edge"
        let mail = Subscription(topic: topic, protocolName: "email", endpoint: "netops@example.com")
        let group = LogGroup(name: "/aws/lambda/vaer-sfo-edge", retentionDays: 30, tags: [:])
        let plan = PairPlan(
            pair,
            goal: .apply,
            changes: [
                ResourceChange(.none, .logGroup(group), observed: .logGroup(group), reason: "as defined"),
                ResourceChange(.create, .subscription(mail), reason: "does not exist"),
            ]
        )
        let hook = Subscription(
            topic: topic,
            protocolName: "https",
            endpoint: "https://user:secret@example.com/hook?key=secret",
            arn: "\(topic):1"
        )
        let live = PairPage.Live(
            routes: OwnedRoutes(
                pair,
                [try route("10.0.0.0/16", .second, false), try route("0.0.0.0/0", .first, true)]
            ),
            plan: plan,
            recipients: [mail, hook]
        )
        return PairPage(
            status,
            pair: pair,
            definition: "vaer 1\n\npair \"sfo-edge\" {\n  region = us-west-1\n}\n",
            events: try SampleFleet.story(),
            live: isLive ? live : nil,
            now: SampleFleet.now
        )
    }

    @Test(arguments: OutputFormat.allCases) func `everything about a pair`(format: OutputFormat) throws {
        let text = try page().rendered(as: format)
        try Golden.expect(text, "describe.\(format.rawValue)")
        #expect(!text.contains("secret"))
    }

    @Test func `what was not read is said`() throws {
        try Golden.expect(try page(isLive: false).rendered(as: .table), "describe-recorded.table")
        let json = try page(isLive: false).json
        #expect(json["routes"] == .null && json["subscriptions"] == .null && json["resources"] == .null)
    }

    @Test func `one route is one`() throws {
        let status = try SampleFleet.healthy()
        var failover = try SampleFleet.failover(SampleFleet.now)
        failover.movedCount = 1
        let page = PairPage(
            status,
            pair: try SampleFleet.pair(of: status),
            definition: "",
            events: [.failover(failover)],
            live: nil,
            now: SampleFleet.now
        )
        #expect(page.rendered(as: .table).contains(" 1 route, 812 ms,"))
    }

    @Test func `every row of a spreadsheet has as many fields as the headings`() throws {
        let rows = try page().rendered(as: .csv).split(separator: "\n")
        #expect(rows.dropFirst().allSatisfy { $0.hasPrefix("sfo-edge,") })
    }

    @Test(arguments: [(50, 3), (95, 5), (100, 5), (1, 1)])
    func `a percentile is the nearest rank`(percent: Int, seconds: Int64) throws {
        let failovers = try (1...5).map { try SampleFleet.failover(SampleFleet.now, milliseconds: 1000 * $0) }
        #expect(RecoveryTimes(failovers).percentile(percent) == .seconds(seconds))
        #expect(RecoveryTimes([]).percentile(percent) == nil)
    }

    @Test func `going back takes no time to recover from anything`() throws {
        var back = try SampleFleet.failover(SampleFleet.now)
        back.direction = .failback
        #expect(RecoveryTimes([back]).times.isEmpty)
    }
}
