import Codecs
import Fleet
import Planning
import Testing
import Values

struct DesiredPairTests {
    /// A definition whose resources are compared with a file.
    struct Shape: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var region = "us-west-1"
        var change: @Sendable (inout Pair) throws -> Void = { _ in }

        static let all = [
            Shape(testDescription: "tutorial"),
            Shape(testDescription: "china", region: "cn-northwest-1"),
            Shape(testDescription: "govcloud", region: "us-gov-west-1"),
            Shape(testDescription: "listed-tables") { pair in
                let tables = [
                    try #require(TablePattern("rtb-024855d8566b8128b")),
                    try #require(TablePattern("rtb-0a1b2c3d4e5f60718")),
                ]
                pair.routes = RoutePolicy(tables: .only(tables))
            },
            Shape(testDescription: "tagged-tables") { pair in
                let texts = ["tag:Role=edge", "rtb-024855d8566b8128b", "tag:failover.example.com/pair"]
                pair.routes = RoutePolicy(tables: .only(try texts.map { try #require(TablePattern($0)) }))
            },
            Shape(testDescription: "alarms") { pair in
                pair.members.first.alarms = ["tunnel-a"]
                pair.members.second.alarms = ["tunnel-b"]
            },
            Shape(testDescription: "everything") { pair in
                pair.notify.https = ["https://user:secret@hooks.example.com/vaer?token=secret"]
                pair.notify.sqs = [try #require(ARN("arn:aws:sqs:us-west-1:731262942057:events"))]
                pair.deployment.tags = [Tag(key: "team", value: "netops")]
                pair.deployment.sweep = .seconds(300)
                pair.deployment.memoryMegabytes = 256
                pair.deployment.timeout = .seconds(90)
                pair.deployment.logRetentionDays = 90
                pair.deployment.permissionsBoundary = ARN("arn:aws:iam::731262942057:policy/vaer/vaer-boundary")
            },
            Shape(testDescription: "existing-topic") { pair in
                pair.notify.topic = ARN("arn:aws:sns:us-west-1:731262942057:alerts")
            },
            Shape(testDescription: "adopted") { pair in
                pair.deployment.names = NameOverrides(
                    function: "AxesdnRouterTableAutoFailoverForSDWAN-vAER",
                    role: "AxesdnRouterTableAutoFailoverForSDWAN-vAER-role-6k1qz0x3",
                    rule: "CloudWatch-Rule-Axesdn-DetectvAerState-ChangeRouteTableAuto",
                    topic: "LambdaTriggered-RouteFailoverScirpt-forSDWAN"
                )
            },
        ]
    }

    @Test(arguments: Shape.all)
    func `the resources of a definition are those of its golden file`(shape: Shape) throws {
        let pair = try Fixture.pair(region: shape.region, change: shape.change)
        let plan = plan(desired: try Fixture.desired(pair), observed: ObservedPair())
        #expect(plan.problems.isEmpty)
        let lines = plan.changes.flatMap { change in
            ["\(change.resource.kind.rawValue) \(change.resource.name)"]
                + change.resource.attributes.map { "    \($0.name): \(Self.text($0.value))" }
                + (change.resource.tags ?? [:]).sorted { $0.key < $1.key }.map { "    tag \($0.key): \($0.value)" }
        }
        try Golden.expect(lines.joined(separator: "\n") + "\n", "\(shape.testDescription).txt")
    }

    private static func text(_ value: Attribute.Value) -> String {
        switch value {
        case .absent: "(none)"
        case .text(let text): text
        case .policy(let document), .pattern(let document):
            document.prettyText.split(separator: "\n").joined(separator: "\n        ")
        }
    }

    @Test func `the code is a zip of nothing but the definition, and its digest is that of the zip`() throws {
        let desired = try Fixture.desired(try Fixture.pair())
        let function = try #require(desired.resources.function)
        let topic = ARN("arn:aws:sns:us-west-1:731262942057:vaer-sfo-edge")
        let definition = PairDocument(pair: desired.pair, topic: topic).json.bytes
        #expect(function.code == StoredZip([StoredZip.Entry(name: "pair.json", bytes: definition)]).bytes)
        #expect(function.codeSHA256 == Base64.encode(Fixture.digest(function.code)))
    }

    @Test func `two definitions that the engine reads alike have the same code`() throws {
        let one = try Fixture.desired(try Fixture.pair())
        let other = try Fixture.desired(
            try Fixture.pair {
                $0.description = "another"
                $0.deployment.tags = [Tag(key: "a", value: "b")]
            }
        )
        #expect(one.resources.function?.code == other.resources.function?.code)
        #expect(one.digest == other.digest)
    }

    @Test func `an instance that is looked up stands in the pattern but not in the definition`() throws {
        let looked = try Fixture.desired(try Fixture.pair { $0.members.first.instance = nil })
        let pattern = try #require(looked.resources.rule?.pattern)
        #expect(pattern["detail"]?["instance-id"]?.elements.first == "i-045ebd27124159b6d")
        let code = try #require(looked.resources.function?.code)
        #expect(!String(decoding: code, as: UTF8.self).contains("i-045ebd27124159b6d"))
    }
}
