import Codecs
import Fleet
import Testing
import Values

struct PairDocumentTests {
    @Test func `a document read back is the document that was written`() throws {
        for seed in UInt64(0)..<500 {
            var random = SplitMix(state: seed)
            let document = try random.document()
            #expect(try PairDocument.read(document.json) == document, "seed \(seed)")
        }
    }

    @Test func `the document of a whole pair has every key in its fixed order`() throws {
        var random = SplitMix(state: 1)
        guard case .object(let members) = try random.document().json else {
            Issue.record("the document is no object")
            return
        }
        let expected = [
            "schema", "kind", "name", "region", "account", "vpc", "members", "routes", "failover", "notify", "timeout",
        ]
        #expect(members.map(\.key) == expected)
    }

    @Test(arguments: Spoiled.all)
    func `a spoiled document says where and what is wrong`(row: Spoiled) throws {
        var random = SplitMix(state: 2)
        let json = row.spoil(try random.document().json)
        #expect(throws: PairDocumentError(path: row.path, detail: row.detail)) { try PairDocument.read(json) }
    }

    @Test func `a key that this version does not know is ignored`() throws {
        var random = SplitMix(state: 3)
        let document = try random.document()
        guard case .object(let members) = document.json else { return }
        #expect(try PairDocument.read(.object(members + [JSON.Member("later", .null)])) == document)
    }
}

/// One way to spoil a document, and what is said about it.
struct Spoiled: CustomTestStringConvertible, Sendable {
    var key: String
    var value: JSON?
    var path: String
    var detail: String

    var testDescription: String { "\(path) \(detail)" }

    func spoil(_ json: JSON) -> JSON {
        guard case .object(let members) = json else { return json }
        return .object(
            members.compactMap { member in
                guard member.key == key else { return member }
                return value.map { JSON.Member(key, $0) }
            }
        )
    }

    static let all = [
        Spoiled(
            key: "schema",
            value: .string("vaer/2"),
            path: "schema",
            detail: "is 'vaer/2', this version reads 'vaer/1'"
        ),
        Spoiled(key: "kind", value: .string("plan"), path: "kind", detail: "is 'plan', expected 'pair'"),
        Spoiled(key: "name", value: nil, path: "name", detail: "is missing"),
        Spoiled(key: "name", value: .string("Edge"), path: "name", detail: "is 'Edge', which is no pair name"),
        Spoiled(key: "vpc", value: .number("7"), path: "vpc", detail: "is not a string"),
        Spoiled(key: "members", value: .array([]), path: "members", detail: "has 0 members, a pair has two"),
        Spoiled(key: "timeout", value: .string("soon"), path: "timeout", detail: "is 'soon', which is no duration"),
        Spoiled(
            key: "members",
            value: .array([.object([JSON.Member("interfaces", .array([.object([])]))]), .null]),
            path: "members[0].interfaces[0].eni",
            detail: "is missing"
        ),
    ]
}

/// A small seeded generator, the same on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func id<Kind: ResourceKind>(_ kind: Kind.Type) throws -> ResourceID<Kind> {
        let digits = String(next(), radix: 16)
        let padded = String(repeating: "0", count: 17 - digits.utf8.count) + digits
        return try #require(ResourceID<Kind>("\(Kind.prefix)-\(padded)"))
    }

    mutating func destination() throws -> Destination {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: .prefixList(try id(PrefixListKind.self))
        case 1: try #require(Destination("2001:db8:\(Int.random(in: 1..<9, using: &self))::/48"))
        case 2: try #require(Destination("0.0.0.0/0"))
        default: try #require(Destination("10.\(Int.random(in: 0..<256, using: &self)).0.0/16"))
        }
    }

    mutating func several<Item>(_ make: (inout SplitMix) throws -> Item) rethrows -> [Item] {
        try (0..<Int.random(in: 0..<4, using: &self)).map { _ in try make(&self) }
    }

    mutating func member(_ name: String) throws -> Member {
        Member(
            name: name,
            instance: Bool.random(using: &self) ? try id(InstanceKind.self) : nil,
            interfaces: try several { Interface(name: "if\($0.next() % 9)", eni: try $0.id(InterfaceKind.self)) },
            alarms: several { "tunnel \"\($0.next() % 9)\" \u{1F6A8}" }
        )
    }

    mutating func destinations() throws -> DestinationPattern {
        let destination = try destination()
        if case .prefixList = destination { return DestinationPattern(destination) }
        return DestinationPattern(destination, includesWithin: Bool.random(using: &self))
    }

    mutating func tables() throws -> TablePattern {
        switch next() % 3 {
        case 0: .id(try id(RouteTableKind.self))
        case 1: .tag(key: "Role\(next() % 100)", value: Bool.random(using: &self) ? "edge=\(next() % 100)" : "")
        default: .tag(key: "failover.example.com/pair", value: nil)
        }
    }

    mutating func document() throws -> PairDocument {
        let failback: FailoverPolicy.Failback =
            Bool.random(using: &self) ? .never : .after(.seconds(Int.random(in: 0..<9999, using: &self)))
        let pair = Pair(
            name: try #require(PairName("pair-\(next() % 1000)")),
            region: try #require(Region("cn-northwest-1")),
            account: try #require(AccountID("777788889999")),
            vpc: try id(VPCKind.self),
            members: BySide(first: try member("vAER-A"), second: try member("vAER-B")),
            routes: RoutePolicy(
                destinations: Bool.random(using: &self) ? .all : .only(try several { try $0.destinations() }),
                tables: Bool.random(using: &self) ? .all : .only(try several { try $0.tables() }),
                protect: try several { try $0.destinations() },
                exclude: try several { try $0.tables() }
            ),
            failover: FailoverPolicy(
                failback: failback,
                failbacksPerHour: Int.random(in: 1...60, using: &self),
                statusChecks: Bool.random(using: &self),
                paused: Bool.random(using: &self)
            ),
            notify: Notifications(everyRun: Bool.random(using: &self)),
            deployment: Deployment(timeout: .seconds(Int.random(in: 1..<900, using: &self)))
        )
        let topic = Bool.random(using: &self) ? ARN("arn:aws-cn:sns:cn-northwest-1:777788889999:vaer-x") : nil
        return PairDocument(pair: pair, topic: topic)
    }
}
