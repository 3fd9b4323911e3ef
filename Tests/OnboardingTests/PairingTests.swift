import Fleet
import Onboarding
import Testing
import Values

/// What is a pair, what is none, and how sure that is.
@Suite struct PairingTests {
    /// A network and what is found in it: a line for each finding.
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let network: Network
        var criteria = Pairing.Criteria()
        var known: [Pair] = []
        let expected: [String]

        init(
            _ title: String,
            _ instances: [Network.Instance],
            _ routes: [Network.Route],
            criteria: Pairing.Criteria = Pairing.Criteria(),
            known: [Pair] = [],
            _ expected: [String]
        ) {
            (testDescription, network) = (title, Towns.network(instances, routes))
            (self.criteria, self.known, self.expected) = (criteria, known, expected)
        }
    }

    @Test(arguments: Row.all)
    func `each network gives its findings`(row: Row) {
        let known = KnownPairs(Fleet(pairs: row.known))
        let findings = Pairing(row.network, criteria: row.criteria, known: known).findings()
        #expect(findings.map(\.line) == row.expected)
    }

    @Test func `reasons say what speaks for a pair and what against it`() {
        let routers = [Towns.router(1, "edge-1", image: "ami-1"), Towns.router(2, "edge-2", image: "ami-2")]
        let finding = Pairing(Towns.network(routers, Towns.routes(1, to: 1))).findings()[0]
        #expect(
            finding.reasons == [
                "the only two of the VPC", "the names are alike", "same type", "both forward", "but different images",
                "but both in us-west-1a",
            ]
        )
    }

    @Test func `a cluster of hundreds of forwarding nodes is not searched for pairs`() {
        let nodes = (1...300).map { Towns.router($0, "node-\($0)", zone: $0.isMultiple(of: 2) ? "a" : "b") }
        let routes = (1...300).flatMap { Towns.routes(1, to: $0) }
        let findings = Pairing(Towns.network(nodes, routes)).findings()
        #expect(findings.count == 1)
        #expect(findings[0].reasons[0].hasPrefix("300 instances come into question"))
    }

    @Test func `the peer's interface is the one at the same place`() {
        let routers = [Towns.router(1, "r-a", interfaces: 3), Towns.router(2, "r-b", zone: "b", interfaces: 3)]
        let routes = Towns.routes(2, to: 1, place: 1) + Towns.routes(1, to: 1, place: 2, table: 2)
        let network = Towns.network(routers, routes)
        let finding = Pairing(network).findings()[0]
        #expect(
            finding.routers.map { $0.interfaces.map(\.eni) } == [
                [Towns.eni(1, 1), Towns.eni(1, 2)], [Towns.eni(2, 1), Towns.eni(2, 2)],
            ]
        )
    }
}

extension Finding {
    /// The finding in a line, such as `high r1 r2 (3+0)`.
    fileprivate var line: String {
        let word =
            switch verdict {
            case .pair(let confidence): confidence.rawValue
            case .defined(let name): "defined \(name)"
            case .alone: "alone"
            case .unclear: "unclear"
            }
        let counts = routers.map { String($0.routeCount) }.joined(separator: "+")
        return ([word] + routers.map(\.name)).joined(separator: " ") + " (\(counts))"
    }
}

extension PairingTests.Row {
    private static let a = Towns.router(1, "vAER-A")
    private static let b = Towns.router(2, "vAER-B", zone: "b")
    private static let app = Towns.router(3, "app", zone: "c", image: "ami-9", forwards: false)

    static let all: [PairingTests.Row] = pairs + others

    private static let pairs: [PairingTests.Row] = [
        Self("the tutorial's two routers", [a, b], Towns.routes(2, to: 1), ["high vAER-A vAER-B (2+0)"]),
        Self("the one that carries more comes first", [a, b], Towns.routes(2, to: 2), ["high vAER-B vAER-A (2+0)"]),
        Self(
            "servers that do not forward are no candidates",
            [a, b, app],
            Towns.routes(1, to: 1),
            ["high vAER-A vAER-B (1+0)"]
        ),
        Self("no routes, no pair", [a, b], [], []),
        Self(
            "a stopped peer is one",
            [a, Towns.router(2, "vAER-B", zone: "b", state: "stopped")],
            Towns.routes(1, to: 1),
            ["high vAER-A vAER-B (1+0)"]
        ),
        Self(
            "a terminated peer is none",
            [a, Towns.router(2, "vAER-B", zone: "b", state: "terminated")],
            Towns.routes(1, to: 1),
            ["alone vAER-A (1)"]
        ),
        Self(
            "routes at both are doubtful",
            [a, b],
            Towns.routes(1, to: 1) + Towns.routes(1, to: 2),
            ["medium vAER-A vAER-B (1+1)"]
        ),
        Self(
            "one zone is doubtful",
            [a, Towns.router(2, "vAER-B")],
            Towns.routes(1, to: 1),
            ["medium vAER-A vAER-B (1+0)"]
        ),
        Self(
            "two doubts",
            [a, Towns.router(2, "vAER-B", image: "ami-2")],
            Towns.routes(1, to: 1),
            ["low vAER-A vAER-B (1+0)"]
        ),
        Self(
            "nodes of an Auto Scaling group are doubtful",
            [
                Towns.router(1, "nat-1", tags: ["aws:autoscaling:groupName": "x"]),
                Towns.router(2, "nat-2", zone: "b", tags: ["aws:autoscaling:groupName": "y"]),
            ],
            Towns.routes(1, to: 1),
            ["medium nat-1 nat-2 (1+0)"]
        ),
        Self(
            "unlike names and images are not enough",
            [a, Towns.router(2, "nat", zone: "b", image: "ami-2")],
            Towns.routes(1, to: 1),
            ["low vAER-A nat (1+0)"]
        ),
        Self(
            "two pairs in a VPC, told apart by names",
            [a, b, Towns.router(3, "wan-1"), Towns.router(4, "wan-2", zone: "b")],
            Towns.routes(1, to: 1) + Towns.routes(1, to: 3),
            ["high vAER-A vAER-B (1+0)", "high wan-1 wan-2 (1+0)"]
        ),
        Self(
            "two pairs in a VPC, told apart by a tag",
            [
                Towns.router(1, "r1", tags: ["ha": "x"]), Towns.router(2, "r2", zone: "b", tags: ["ha": "y"]),
                Towns.router(3, "r3", tags: ["ha": "y"]), Towns.router(4, "r4", zone: "b", tags: ["ha": "x"]),
            ],
            Towns.routes(1, to: 1) + Towns.routes(1, to: 2),
            ["high r1 r4 (1+0)", "high r2 r3 (1+0)"]
        ),
    ]

    private static let others: [PairingTests.Row] = [
        Self(
            "a route that names an instance alone leads to its first interface",
            [a, b],
            [Network.Route(table: Towns.table(1), destination: "10.0.0.0/8", eni: nil, instance: Towns.instance(1))],
            ["high vAER-A vAER-B (1+0)"]
        ),
        Self("one router has no peer", [a, app], Towns.routes(3, to: 1), ["alone vAER-A (3)"]),
        Self(
            "three that are alike are left to people",
            [Towns.router(1, "r1"), Towns.router(2, "r2", zone: "b"), Towns.router(3, "r3", zone: "c")],
            Towns.routes(1, to: 1),
            ["unclear r1 (1)"]
        ),
        Self(
            "a tag narrows them down",
            [
                Towns.router(1, "r1", tags: ["Role": "edge"]), Towns.router(2, "r2", zone: "b", tags: ["Role": "edge"]),
                Towns.router(3, "r3", zone: "c"),
            ],
            Towns.routes(1, to: 1),
            criteria: Pairing.Criteria(tags: [("Role", "edge")]),
            ["high r1 r2 (1+0)"]
        ),
        Self(
            "an image narrows them down, and the peer need not forward yet",
            [a, Towns.router(2, "vAER-B", zone: "b", forwards: false), app],
            Towns.routes(1, to: 1),
            criteria: Pairing.Criteria(images: ["ami-1"]),
            ["medium vAER-A vAER-B (1+0)"]
        ),
        Self(
            "what a definition names is not proposed again",
            [a, b],
            Towns.routes(1, to: 1),
            known: [Towns.pair("sfo-edge", 1, 2)],
            ["defined sfo-edge vAER-A vAER-B (1+0)"]
        ),
        Self(
            "nor is the other half of it",
            [a, b],
            Towns.routes(1, to: 1),
            known: [Towns.pair("sfo-edge", 1, 9)],
            ["defined sfo-edge vAER-A (1)"]
        ),
        Self(
            "a peer without an interface at that place",
            [Towns.router(1, "r-a", interfaces: 2), Towns.router(2, "r-b", zone: "b")],
            Towns.routes(1, to: 1, place: 1),
            ["unclear r-a r-b (1+0)"]
        ),
        Self(
            "routes to an interface that nobody has",
            [app],
            [Network.Route(table: Towns.table(1), destination: "10.0.0.0/8", eni: Towns.eni(7))],
            ["unclear ()"]
        ),
    ]
}
