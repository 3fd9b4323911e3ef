import Fleet
import Values

/// Where a route points, as the simulation writes it down.
enum Spot: UInt8, Hashable, Sendable {
    case firstLAN, secondLAN, firstWAN, secondWAN
    /// An interface that is neither member's.
    case elsewhere
    /// The route is not there.
    case nowhere

    /// The member that it belongs to.
    var side: Side? {
        switch self {
        case .firstLAN, .firstWAN: .first
        case .secondLAN, .secondWAN: .second
        case .elsewhere, .nowhere: nil
        }
    }

    /// The peer's interface of the same name.
    var counterpart: Spot {
        switch self {
        case .firstLAN: .secondLAN
        case .secondLAN: .firstLAN
        case .firstWAN: .secondWAN
        case .secondWAN: .firstWAN
        case .elsewhere, .nowhere: self
        }
    }

    var isWAN: Bool { self == .firstWAN || self == .secondWAN }

    static func interface(_ side: Side, isWAN: Bool) -> Spot {
        switch side {
        case .first: isWAN ? .firstWAN : .firstLAN
        case .second: isWAN ? .secondWAN : .secondLAN
        }
    }
}

/// One route of a scenario, and whether it is the pair's by the policy: written down, not computed.
struct Place: Hashable, Sendable {
    let table: RouteTableID
    let tags: [String: String]
    let destination: Destination
    /// Whether the policy selects it and a person or a tool made it.
    let isOurs: Bool
    let isStatic: Bool
    let start: Spot
}

/// A pair with the routes of its VPC.
struct Estate: Sendable {
    let name: String
    let hasWAN: BySide<Bool>
    let policy: RoutePolicy
    let places: [Place]

    private init(_ name: String, hasWAN: BySide<Bool>, _ policy: RoutePolicy, _ places: [Place]) {
        (self.name, self.hasWAN, self.policy, self.places) = (name, hasWAN, policy, places)
    }

    /// Where a route can be pointed so that the pair knows the interface.
    var memberSpots: [Spot] {
        [Spot.firstLAN, .secondLAN, .firstWAN, .secondWAN].filter(isKnown)
    }

    /// Whether the definition has the interface.
    func isKnown(_ spot: Spot) -> Bool {
        guard let side = spot.side else { return false }
        return !spot.isWAN || hasWAN[side]
    }

    /// The route's position in the list; nil when there is no such route.
    func index(_ table: RouteTableID, _ destination: Destination) -> Int? {
        places.firstIndex { $0.table == table && $0.destination == destination }
    }

    /// The pair's definition.
    func pair(failover: FailoverPolicy, namesInstance: BySide<Bool>, hasAlarms: Bool) -> Pair {
        let member = { (side: Side) -> Member in
            var interfaces = [
                Interface(name: hasWAN.first ? "lan" : "eni", eni: IDs.eni(.interface(side, isWAN: false)))
            ]
            if hasWAN[side] {
                interfaces.append(Interface(name: "wan", eni: IDs.eni(.interface(side, isWAN: true))))
            }
            return Member(
                name: side.name,
                instance: namesInstance[side] ? IDs.instance(side, isReplacement: false) : nil,
                interfaces: interfaces,
                alarms: hasAlarms ? [IDs.alarm(side)] : []
            )
        }
        return Pair(
            name: IDs.pair,
            region: IDs.region,
            account: IDs.account,
            vpc: IDs.vpc,
            members: BySide(first: member(.first), second: member(.second)),
            routes: policy,
            failover: failover
        )
    }
}

extension Side {
    /// The member's name in every story.
    var name: String {
        switch self {
        case .first: "vAER-A"
        case .second: "vAER-B"
        }
    }
}

extension Estate {
    static let all: [Estate] = [
        Estate(
            "two routes",
            hasWAN: BySide(first: false, second: false),
            RoutePolicy(),
            [
                ours("0.0.0.0/0", .firstLAN), ours("10.0.0.0/16", .firstLAN), ours("10.9.0.0/16", .elsewhere),
                propagated("172.16.0.0/12", .firstLAN),
            ]
        ),
        Estate(
            "protected and excluded",
            hasWAN: BySide(first: false, second: false),
            RoutePolicy(
                protect: [IDs.pattern("192.168.0.0/16+"), IDs.pattern("0.0.0.0/0")],
                exclude: [.id(IDs.otherTable), .tag(key: "Role", value: "core")]
            ),
            [
                ours("10.0.0.0/16", .firstLAN), foreign("0.0.0.0/0", .firstLAN), ours("::/0", .firstLAN),
                ours("pl-0a1b2c3d", .secondLAN), foreign("192.168.7.0/24", .firstLAN),
                foreign("10.0.0.0/16", .firstLAN, in: IDs.otherTable),
                foreign("10.1.0.0/16", .firstLAN, in: IDs.coreTable),
            ]
        ),
        Estate(
            "listed",
            hasWAN: BySide(first: false, second: false),
            RoutePolicy(
                destinations: .only([IDs.pattern("10.0.0.0/15"), IDs.pattern("2001:db8::/32+")]),
                tables: .only([.id(IDs.table), .tag(key: "Role", value: "core")])
            ),
            [
                ours("10.0.0.0/15", .firstLAN), foreign("10.0.0.0/16", .firstLAN), ours("2001:db8:1::/48", .firstLAN),
                foreign("10.0.0.0/15", .firstLAN, in: IDs.otherTable),
                ours("10.0.0.0/15", .firstLAN, in: IDs.coreTable),
                foreign("::/0", .secondLAN),
            ]
        ),
        Estate(
            "two interfaces",
            hasWAN: BySide(first: true, second: true),
            RoutePolicy(),
            [
                ours("0.0.0.0/0", .firstWAN), ours("10.0.0.0/16", .firstLAN), ours("10.1.0.0/16", .firstLAN),
                propagated("10.2.0.0/16", .firstWAN),
            ]
        ),
        Estate(
            "an interface without a counterpart",
            hasWAN: BySide(first: true, second: false),
            RoutePolicy(),
            [ours("10.0.0.0/16", .firstLAN), ours("10.1.0.0/16", .firstWAN), ours("::/0", .firstLAN)]
        ),
        Estate(
            "split on purpose",
            hasWAN: BySide(first: false, second: false),
            RoutePolicy(),
            [ours("10.0.0.0/16", .firstLAN), ours("10.1.0.0/16", .secondLAN), ours("0.0.0.0/0", .secondLAN)]
        ),
        Estate(
            "many routes",
            hasWAN: BySide(first: false, second: false),
            RoutePolicy(),
            (0..<8).map { ours("10.\($0).0.0/16", .firstLAN, in: $0 < 5 ? IDs.table : IDs.otherTable) }
        ),
    ]

    /// The one of the small model.
    static let small = Estate(
        "two routes",
        hasWAN: BySide(first: false, second: false),
        RoutePolicy(),
        [ours("0.0.0.0/0", .firstLAN), ours("10.0.0.0/16", .firstLAN)]
    )

    private static func ours(_ destination: String, _ start: Spot, in table: RouteTableID = IDs.table) -> Place {
        place(destination, start, table, isOurs: true)
    }

    private static func foreign(_ destination: String, _ start: Spot, in table: RouteTableID = IDs.table) -> Place {
        place(destination, start, table, isOurs: false)
    }

    private static func propagated(_ destination: String, _ start: Spot) -> Place {
        place(destination, start, IDs.table, isOurs: false, isStatic: false)
    }

    private static func place(
        _ destination: String,
        _ start: Spot,
        _ table: RouteTableID,
        isOurs: Bool,
        isStatic: Bool = true
    ) -> Place {
        Place(
            table: table,
            tags: table == IDs.coreTable ? ["Role": "core"] : [:],
            destination: IDs.pattern(destination).destination,
            isOurs: isOurs,
            isStatic: isStatic,
            start: start
        )
    }
}
