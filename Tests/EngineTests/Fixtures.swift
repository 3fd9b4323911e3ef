import Engine
import Fleet
import Testing
import Values

/// What a member is like in a test; each case stands for one reading of EC2 and CloudWatch.
enum Condition: CaseIterable, Hashable, Sendable {
    case running, initializing, statusAbsent
    case pending, stopping, stopped, shuttingDown, terminated, gone
    case impaired, detached, interfaceGone, alarmed
    case checking
    case unreadState, unreadStatus, unreadInterface, unreadAlarm

    enum Kind { case eligible, ineligible, failed, unknown }

    /// What the rules say about it; written down apart from the engine, so that the two can disagree.
    var kind: Kind {
        switch self {
        case .running, .initializing, .statusAbsent: .eligible
        case .pending, .stopping, .stopped, .shuttingDown, .terminated, .gone: .failed
        case .impaired, .detached, .interfaceGone, .alarmed: .failed
        case .checking: .ineligible
        case .unreadState, .unreadStatus, .unreadInterface, .unreadAlarm: .unknown
        }
    }

    var state: Reading<InstanceState> {
        switch self {
        case .pending: .known(.pending)
        case .stopping: .known(.stopping)
        case .stopped: .known(.stopped)
        case .shuttingDown: .known(.shuttingDown)
        case .terminated: .known(.terminated)
        case .gone: .absent
        case .unreadState: .unknown("RequestLimitExceeded")
        default: .known(.running)
        }
    }

    var statusCheck: Reading<StatusCheck> {
        switch self {
        case .impaired: .known(.impaired)
        case .initializing: .known(.initializing)
        case .statusAbsent, .gone: .absent
        case .unreadStatus: .unknown("RequestLimitExceeded")
        case .pending, .stopping, .stopped, .shuttingDown, .terminated: .known(.notApplicable)
        default: .known(.ok)
        }
    }

    var interface: Reading<InterfaceFacts> {
        switch self {
        case .detached: .known(InterfaceFacts(isAttached: false, checksSourceAndDestination: false))
        case .interfaceGone, .terminated, .gone: .absent
        case .checking: .known(InterfaceFacts(isAttached: true, checksSourceAndDestination: true))
        case .unreadInterface: .unknown("RequestLimitExceeded")
        default: .known(InterfaceFacts(isAttached: true, checksSourceAndDestination: false))
        }
    }

    var alarm: Reading<AlarmState> {
        switch self {
        case .alarmed: .known(.alarm)
        case .unreadAlarm: .unknown("RequestLimitExceeded")
        default: .known(.ok)
        }
    }
}

/// The pair that all engine tests are about, and what is read about it.
enum Fixture {
    static let now = Timestamp(milliseconds: 1_700_000_000_000)
    static let instances = BySide(first: instance("i-0a000000"), second: instance("i-0b000000"))
    static let lan = BySide(first: eni("eni-0a000001"), second: eni("eni-0b000001"))
    static let wan = BySide(first: eni("eni-0a000002"), second: eni("eni-0b000002"))
    static let foreign = eni("eni-0f000001")
    static let table = routeTable("rtb-00000001")
    static let otherTable = routeTable("rtb-00000002")
    static let alarms = BySide(first: "a-tunnel", second: "b-tunnel")

    static func pair(
        failover: FailoverPolicy = FailoverPolicy(),
        routes: RoutePolicy = RoutePolicy(),
        hasTwoInterfaces: Bool = false
    ) -> Pair {
        let member = { (side: Side) -> Member in
            Member(
                name: side == .first ? "vAER-A" : "vAER-B",
                instance: instances[side],
                interfaces: hasTwoInterfaces
                    ? [Interface(name: "lan", eni: lan[side]), Interface(name: "wan", eni: wan[side])]
                    : [Interface(eni: lan[side])],
                alarms: [alarms[side]]
            )
        }
        guard let name = PairName("edge"), let region = Region("us-west-1"), let account = AccountID("731262942057"),
            let vpc = VPCID("vpc-0bf5741eb0ef56a41")
        else { preconditionFailure("the fixture's own ids are wrong") }
        return Pair(
            name: name,
            region: region,
            account: account,
            vpc: vpc,
            members: BySide(first: member(.first), second: member(.second)),
            routes: routes,
            failover: failover
        )
    }

    static func reading(_ side: Side, _ condition: Condition) -> MemberReading {
        MemberReading(
            instance: instances[side],
            state: condition.state,
            statusCheck: condition.statusCheck,
            interfaces: [lan[side]: condition.interface, wan[side]: condition.interface],
            alarms: [alarms[side]: condition.alarm]
        )
    }

    static func observation(
        _ first: Condition,
        _ second: Condition,
        routes: [RouteReading]?,
        time: Timestamp = now
    ) -> Observation {
        let members = BySide(first: reading(.first, first), second: reading(.second, second))
        return Observation(time: time, members: members, routes: routes)
    }

    static func route(_ destination: String, _ target: ENIID, in table: RouteTableID = table) -> RouteReading {
        RouteReading(table: table, destination: self.destination(destination), target: target)
    }

    /// One route for each letter: `A` and `B` for the members, `x` for somebody else's.
    static func routes(_ letters: String) -> [RouteReading] {
        letters.enumerated().map { index, letter in
            let target =
                switch letter {
                case "A": lan.first
                case "B": lan.second
                default: foreign
                }
            return route("10.\(index).0.0/16", target)
        }
    }

    static func destination(_ text: String) -> Destination {
        guard let destination = Destination(text) else { preconditionFailure("\(text) is no destination") }
        return destination
    }

    static func instance(_ text: String) -> InstanceID {
        guard let id = InstanceID(text) else { preconditionFailure("\(text) is no instance id") }
        return id
    }

    static func eni(_ text: String) -> ENIID {
        guard let id = ENIID(text) else { preconditionFailure("\(text) is no interface id") }
        return id
    }

    static func routeTable(_ text: String) -> RouteTableID {
        guard let id = RouteTableID(text) else { preconditionFailure("\(text) is no route table id") }
        return id
    }
}
