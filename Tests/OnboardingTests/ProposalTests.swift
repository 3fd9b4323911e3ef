import Fleet
import Onboarding
import PairLanguage
import Testing
import Values

/// From findings to definitions: names, and text that the language takes.
@Suite struct ProposalTests {
    private static func home(_ region: String, _ account: String = "731262942057") -> Proposal.Home {
        Proposal.Home(login: nil, account: Towns.account(account), region: Towns.region(region))
    }

    private static func findings(
        _ vpcName: String,
        _ first: String = "vAER-A",
        _ second: String = "vAER-B"
    ) -> [Finding] {
        let routers = [Towns.router(1, first), Towns.router(2, second, zone: "b")]
        return Pairing(Towns.network(routers, Towns.routes(2, to: 1), name: vpcName)).findings()
    }

    /// What names a pair.
    struct Row: CustomTestStringConvertible, Sendable {
        let vpcName: String
        let routers: (String, String)
        let expected: String

        init(_ vpcName: String, _ first: String, _ second: String, _ expected: String) {
            (self.vpcName, routers, self.expected) = (vpcName, (first, second), expected)
        }

        var testDescription: String { expected }

        static let all: [Row] = [
            Row("San Francisco (edge)", "vAER-A", "vAER-B", "san-francisco-edge"),
            Row("", "vAER-SFO-A", "vAER-SFO-B", "vaer-sfo"),
            Row("", "rtra", "rtrb", "rtr"),
            Row("", "edge primary", "edge standby", "edge"),
            Row("", "north", "south", "pair-00000001"),
            Row("10-office", "a", "b", "pair-10-office"),
            Row("Äther", "a", "b", "ther"),
            Row("a-very-long-name-of-a-network-in-the-far-north", "a", "b", "a-very-long-name-of-a-network-i"),
        ]
    }

    @Test(arguments: Row.all)
    func `a pair is named after its VPC, else its routers, else its VPC's id`(row: Row) {
        let findings = Self.findings(row.vpcName, row.routers.0, row.routers.1)
        let proposals = Proposal.all([Self.home("us-west-1"): findings], known: KnownPairs())
        #expect(proposals.map { $0.draft?.pair.name.text } == [row.expected])
    }

    @Test func `names are unique in the fleet and do not depend on the order of regions`() {
        let homes = [Self.home("us-west-1"), Self.home("cn-north-1", "111122223333"), Self.home("eu-west-1")]
        let found = Dictionary(uniqueKeysWithValues: homes.map { ($0, Self.findings("edge")) })
        let known = KnownPairs(Fleet(pairs: [Towns.pair("edge", 8, 9)]))
        let names = Proposal.all(found, known: known).map { $0.draft?.pair.name.text }
        #expect(names == ["edge-cn-north-1", "edge-eu-west-1", "edge-us-west-1"])
    }

    @Test func `an account's region that two logins can see counts once`() {
        let (plain, named) = (
            Self.home("us-west-1"), Proposal.Home(login: "x", account: Towns.account(), region: Towns.region())
        )
        let proposals = Proposal.all([plain: Self.findings("a"), named: Self.findings("a")], known: KnownPairs())
        #expect(proposals.count == 1)
    }

    @Test func `a draft is in the one form, compiles without a word and means the same pair`() throws {
        let routers = [
            Towns.router(1, "odd \"name\"\u{1B}[31m", interfaces: 3),
            Towns.router(2, "odd \"name\"", zone: "b", interfaces: 3),
        ]
        let routes = Towns.routes(2, to: 1, place: 1) + Towns.routes(1, to: 1, place: 2, table: 2)
        let findings = Pairing(Towns.network(routers, routes, name: "x\ny")).findings()
        let home = Proposal.Home(login: "odd login", account: Towns.account(), region: Towns.region())
        var draft = try #require(Proposal.all([home: findings], known: KnownPairs())[0].draft)
        draft.pair.description = "say \"hi\" \\ there"
        draft.pair.routes = RoutePolicy(
            destinations: .only([try #require(DestinationPattern("10.0.0.0/8+"))]),
            tables: .only([try #require(TablePattern("tag:Role=big edge"))]),
            protect: [try #require(DestinationPattern("0.0.0.0/0"))]
        )
        draft.pair.notify = Notifications(email: ["netops@example.com"], everyRun: true)
        draft.pair.deployment.names = NameOverrides(
            function: "F",
            role: "R+x",
            rule: "r.1",
            topic: "t",
            logGroup: "/a/b#c"
        )
        draft.pair.deployment.logRetentionDays = 3653
        let source = SourceFile(path: draft.fileName, bytes: Array(draft.text.utf8))
        #expect(try PairLanguage.format(source) == source.bytes)
        let login = SourceFile(path: "z", bytes: Array("vaer 1\n\ncredentials \"odd login\" { profile = x }\n".utf8))
        let compilation = PairLanguage.compile([source, login])
        #expect(compilation.diagnostics.map(\.message) == [])
        #expect(compilation.fleet.pairs == [draft.pair])
        #expect(draft.text.hasPrefix("# Found by 'vaer discover', confidence high"))
    }
}
