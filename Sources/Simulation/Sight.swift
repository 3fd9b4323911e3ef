import Engine
import Fleet
import Values

/// What one run of the engine is about to decide on.
struct Sight {
    var pair: Pair
    let estate: Estate
    let glimpse: Glimpse
    let trigger: Trigger
    var memory: Memory
    /// The decider's clock, in milliseconds.
    let now: Int64

    /// When everything began, by clocks that are right.
    static let epoch: Int64 = 1_700_000_000_000

    static func timestamp(_ time: Int64) -> Timestamp { Timestamp(milliseconds: epoch + time) }

    /// Whether the look is at most five seconds away from now.
    var isFresh: Bool { (-5000...5000).contains(now - glimpse.time) }

    /// What the rules say about a member here, the rehearsal included.
    func condition(_ side: Side) -> Condition {
        if trigger == .rehearsal(assumeDown: side) { return .failed }
        return isFresh ? glimpse.condition(side, of: pair, hasWAN: estate.hasWAN[side]) : .unknown
    }

    /// Where a route points, as shown; nil when it is not the pair's or points at neither member, or nothing was shown.
    func ownedSpot(_ index: Int) -> Spot? {
        guard isFresh, let spot = glimpse.spots?[index], estate.places[index].isOurs, estate.isKnown(spot) else {
            return nil
        }
        return spot
    }

    /// The routes that a member carries, as shown, that could go to its peer.
    func movable(from side: Side) -> [Int] {
        estate.places.indices.filter { index in
            guard let spot = ownedSpot(index), spot.side == side else { return false }
            return estate.isKnown(spot.counterpart)
        }
    }

    /// How many routes a member carries, as shown.
    func carried(_ side: Side) -> Int { estate.places.indices.count { ownedSpot($0)?.side == side } }

    /// Whether EC2's event says that a member goes down that is shown as running.
    func eventContradicts(_ side: Side) -> Bool {
        guard isFresh, case .stateChange(let instance, let state) = trigger else { return false }
        guard state != .running, state != .pending else { return false }
        guard let machine = glimpse.instances[side], machine.state == .running else { return false }
        if pair.members[side].instance == nil {
            return machine.isFoundByInterface && instance == IDs.instance(side, isReplacement: machine.isReplacement)
        }
        return !machine.isReplacement && instance == IDs.instance(side, isReplacement: false)
    }
}

// MARK: - What the engine is given

extension Sight {
    /// The same as `PairObserver` makes of EC2's answers.
    func observation(routesReversed: Bool = false) -> Observation {
        let routes = glimpse.spots.map { spots in
            let indices = estate.places.indices.filter { estate.isKnown(spots[$0]) }
            return (routesReversed ? indices.reversed() : indices).map { reading($0, spots[$0]) }
        }
        return Observation(
            time: Self.timestamp(glimpse.time),
            members: BySide(first: reading(.first), second: reading(.second)),
            routes: routes,
            routesProblem: routes == nil ? "RequestLimitExceeded" : ""
        )
    }

    private func reading(_ index: Int, _ spot: Spot) -> RouteReading {
        let place = estate.places[index]
        return RouteReading(
            table: place.table,
            destination: place.destination,
            target: IDs.eni(spot),
            tableTags: place.tags,
            isStatic: place.isStatic,
            isBlackhole: spot.side.flatMap { glimpse.instances[$0] }.map { $0.state != .running } ?? false
        )
    }

    private func reading(_ side: Side) -> MemberReading {
        let member = pair.members[side]
        var alarms: [String: Reading<AlarmState>] = [:]
        for alarm in member.alarms {
            alarms[alarm] = self.alarms(side)
        }
        guard let machine = glimpse.instances[side] else {
            return MemberReading(
                instance: member.instance,
                state: .unknown("RequestLimitExceeded"),
                statusCheck: .unknown("RequestLimitExceeded"),
                interfaces: interfaces(side) { _ in .unknown("RequestLimitExceeded") },
                alarms: alarms
            )
        }
        let isThere =
            member.instance == nil ? machine.isFoundByInterface : machine.state != nil && !machine.isReplacement
        guard isThere, let state = machine.state else {
            return MemberReading(
                instance: member.instance,
                state: .absent,
                statusCheck: .absent,
                interfaces: interfaces(side) { _ in .absent },
                alarms: alarms
            )
        }
        return MemberReading(
            instance: IDs.instance(side, isReplacement: machine.isReplacement),
            state: .known(state),
            statusCheck: statusCheck(side, state),
            interfaces: interfaces(side) { facts($0.isWAN ? machine.wan : machine.lan) },
            alarms: alarms
        )
    }

    private func alarms(_ side: Side) -> Reading<AlarmState> {
        guard let alarms = glimpse.alarms else { return .unknown("RequestLimitExceeded") }
        return alarms[side].alarm.map { .known($0) } ?? .absent
    }

    private func statusCheck(_ side: Side, _ state: InstanceState) -> Reading<StatusCheck> {
        guard state == .running else { return .known(.notApplicable) }
        guard pair.failover.statusChecks else { return .known(.ok) }
        guard let checks = glimpse.statusChecks else { return .unknown("RequestLimitExceeded") }
        return .known(checks[side].isImpaired ? .impaired : .ok)
    }

    private func facts(_ port: Port) -> Reading<InterfaceFacts> {
        guard port.attachment != .detached else { return .absent }
        return .known(
            InterfaceFacts(
                isAttached: port.attachment == .attached,
                checksSourceAndDestination: port.checksSourceAndDestination
            )
        )
    }

    private func interfaces(
        _ side: Side,
        _ reading: (Spot) -> Reading<InterfaceFacts>
    ) -> [ENIID: Reading<InterfaceFacts>] {
        let lan = Spot.interface(side, isWAN: false)
        guard estate.hasWAN[side] else { return [IDs.eni(lan): reading(lan)] }
        let wan = Spot.interface(side, isWAN: true)
        return [IDs.eni(lan): reading(lan), IDs.eni(wan): reading(wan)]
    }
}
