package import Codecs
package import Values

/// Why a pair's document cannot be read.
package typealias PairDocumentError = DocumentError

/// What the failover engine needs to know of a pair, as the file `pair.json` beside it.
///
/// The text is canonical: equal pairs give equal bytes, so the digest of the file is the digest of the definition.
/// What the engine does not need, such as the description or the tags, is not in it and comes back as its default.
package struct PairDocument: Hashable, Sendable {
    /// The file's name in the function's package.
    package static let fileName = "pair.json"
    /// What the `kind` of the document says.
    package static let kind = "pair"

    /// The pair.
    package var pair: Pair
    /// The topic that the engine publishes to; nil means that nobody is told.
    package var topic: ARN?

    /// A document about a pair.
    package init(pair: Pair, topic: ARN? = nil) { (self.pair, self.topic) = (pair, topic) }

    /// The document.
    package var json: JSON {
        .object([
            JSON.Member("schema", .string(DocumentReader.schema)),
            JSON.Member("kind", .string(Self.kind)),
            JSON.Member("name", .string(pair.name.text)),
            JSON.Member("region", .string(pair.region.name)),
            JSON.Member("account", .string(pair.account.text)),
            JSON.Member("vpc", .string(pair.vpc.text)),
            JSON.Member("members", .array([Self.json(pair.members.first), Self.json(pair.members.second)])),
            JSON.Member("routes", Self.json(pair.routes)),
            JSON.Member("failover", Self.json(pair.failover)),
            JSON.Member(
                "notify",
                .object([
                    JSON.Member("topic", topic.map { .string($0.description) } ?? .null),
                    JSON.Member("every-run", .bool(pair.notify.everyRun)),
                ])
            ),
            JSON.Member("timeout", .string(pair.deployment.timeout.shortText)),
        ])
    }

    /// Reads a document; keys that it does not know are ignored.
    package static func read(_ json: JSON) throws(PairDocumentError) -> PairDocument {
        let top = DocumentReader(json)
        try top.check(kind: kind)
        let members = try top.required("members").elements()
        guard members.count == 2 else {
            throw try top.required("members").complaint("has \(members.count) members, a pair has two")
        }
        let notify = try top.required("notify")
        let pair = Pair(
            name: try top.required("name").parsed("pair name", PairName.init),
            region: try top.required("region").parsed("region", Region.init),
            account: try top.required("account").parsed("account number", AccountID.init),
            vpc: try top.required("vpc").parsed("VPC id", VPCID.init),
            members: BySide(first: try member(members[0]), second: try member(members[1])),
            routes: try routes(try top.required("routes")),
            failover: try failover(try top.required("failover")),
            notify: Notifications(everyRun: try notify.required("every-run").bool()),
            deployment: Deployment(timeout: try top.required("timeout").parsed("duration", Duration.init(shortText:)))
        )
        return PairDocument(pair: pair, topic: try notify.optional("topic")?.parsed("ARN", ARN.init))
    }
}

extension PairDocument {
    private static func json(_ member: Member) -> JSON {
        .object([
            JSON.Member("name", .string(member.name)),
            JSON.Member("instance", member.instance.map { .string($0.text) } ?? .null),
            JSON.Member(
                "interfaces",
                .array(
                    member.interfaces.map {
                        .object([JSON.Member("name", .string($0.name)), JSON.Member("eni", .string($0.eni.text))])
                    }
                )
            ),
            JSON.Member("alarms", .array(member.alarms.map { .string($0) })),
        ])
    }

    private static func member(_ place: DocumentReader) throws(PairDocumentError) -> Member {
        var interfaces: [Interface] = []
        for element in try place.required("interfaces").elements() {
            let eni = try element.required("eni").parsed("network interface id", ENIID.init)
            interfaces.append(Interface(name: try element.required("name").text(), eni: eni))
        }
        return Member(
            name: try place.required("name").text(),
            instance: try place.optional("instance")?.parsed("instance id", InstanceID.init),
            interfaces: interfaces,
            alarms: try place.required("alarms").parsedElements("alarm name") { $0 }
        )
    }

    private static func json(_ routes: RoutePolicy) -> JSON {
        .object([
            JSON.Member("destinations", selection(routes.destinations) { $0.description }),
            JSON.Member("tables", selection(routes.tables) { $0.description }),
            JSON.Member("protect", .array(routes.protect.map { .string($0.description) })),
            JSON.Member("exclude", .array(routes.exclude.map { .string($0.description) })),
        ])
    }

    private static func routes(_ place: DocumentReader) throws(PairDocumentError) -> RoutePolicy {
        RoutePolicy(
            destinations: try selection(try place.required("destinations"), "destination", DestinationPattern.init),
            tables: try selection(try place.required("tables"), "route table id or tag", TablePattern.init),
            protect: try place.required("protect").parsedElements("destination", DestinationPattern.init),
            exclude: try place.required("exclude").parsedElements("route table id or tag", TablePattern.init)
        )
    }

    private static func selection<Item>(_ selection: Selection<Item>, _ text: (Item) -> String) -> JSON {
        switch selection {
        case .all: .string("all")
        case .only(let items): .array(items.map { .string(text($0)) })
        }
    }

    private static func selection<Item>(
        _ place: DocumentReader,
        _ noun: String,
        _ read: (String) -> Item?
    ) throws(PairDocumentError) -> Selection<Item> {
        guard place.value != .string("all") else { return .all }
        return .only(try place.parsedElements(noun, read))
    }

    private static func json(_ failover: FailoverPolicy) -> JSON {
        let failback =
            switch failover.failback {
            case .never: "never"
            case .after(let duration): duration.shortText
            }
        return .object([
            JSON.Member("failback", .string(failback)),
            JSON.Member("failbacks-per-hour", .integer(failover.failbacksPerHour)),
            JSON.Member("status-checks", .bool(failover.statusChecks)),
            JSON.Member("paused", .bool(failover.paused)),
        ])
    }

    private static func failover(_ place: DocumentReader) throws(PairDocumentError) -> FailoverPolicy {
        let failback = try place.required("failback").parsed("duration, nor 'never'") { text in
            text == "never" ? FailoverPolicy.Failback.never : Duration(shortText: text).map { .after($0) }
        }
        // A document that an older vaer wrote does not have it.
        let limit = try place.optional("failbacks-per-hour")?.integer()
        return FailoverPolicy(
            failback: failback,
            failbacksPerHour: limit.map(Int.init) ?? FailoverPolicy().failbacksPerHour,
            statusChecks: try place.required("status-checks").bool(),
            paused: try place.required("paused").bool()
        )
    }
}
