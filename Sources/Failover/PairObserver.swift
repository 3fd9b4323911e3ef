package import AWS
package import Engine
package import Fleet
package import Values

/// Looks at pairs of one account and region, with the same few reads for one pair as for many.
package struct PairObserver: Sendable {
    /// How many pairs fit into one batch of reads, so that the reading is still young when it is decided on.
    ///
    /// Both members of so many pairs fill one call; an observation must not be older than ``Limits/observationAge``.
    package static let pairsPerBatch = 100

    /// Who sends the reads.
    package let caller: any Caller
    /// Where the time comes from.
    package let time: any TimeSource

    /// An observer of what `caller` can see.
    package init(caller: any Caller, time: any TimeSource) { (self.caller, self.time) = (caller, time) }

    /// What the pairs are like now, by name; at most ``pairsPerBatch`` of them should be asked for at once.
    ///
    /// Never throws: a read that failed makes what it would have told unknown, and nothing else; the first that did is
    /// the failure.
    package func observe(_ pairs: [Pair]) async -> (observations: [PairName: Observation], failure: AWSError?) {
        let reads = await FleetReader(caller: caller, time: time).read(pairs)
        let observations = Dictionary(pairs.map { ($0.name, reads.observation(of: $0)) }) { first, _ in first }
        return (observations, reads.failure)
    }

    /// What one pair is like now.
    package func observe(_ pair: Pair) async -> Observation {
        await FleetReader(caller: caller, time: time).read([pair]).observation(of: pair)
    }

    /// The routes that name an interface of the pair, in one call for each page; nil when they could not be read.
    ///
    /// For whoever waits for routes to move. A route that names only an instance is not among them.
    package func routes(of pair: Pair) async -> [RouteReading]? {
        guard case .success(let tables) = await FleetReader(caller: caller, time: time).tables([pair.vpc]) else {
            return nil
        }
        return (tables[pair.vpc] ?? []).flatMap { $0.readings(of: pair) { _ in nil } }
    }
}

extension FleetReads {
    /// What was read about one of the pairs.
    func observation(of pair: Pair) -> Observation {
        let holders = pair.members.map(holder)
        let members = BySide(
            first: reading(pair.members.first, holders.first),
            second: reading(pair.members.second, holders.second)
        )
        let problem = if case .failure(let failure) = tables { failure.reason } else { "" }
        return Observation(time: time, members: members, routes: routes(pair, holders), routesProblem: problem)
    }

    /// The instance of a member; nil when there is none.
    private func holder(_ member: Member) -> Read<EC2.Instance?> {
        if let id = member.instance { return instances.map { $0[id] } }
        return self.holders.map { holders in member.interfaces.first.flatMap { holders[$0.eni] } }
    }

    private func reading(_ member: Member, _ holder: Read<EC2.Instance?>) -> MemberReading {
        let readings = Dictionary(member.alarms.map { ($0, alarm($0)) }) { first, _ in first }
        switch holder {
        case .failure(let failure):
            let unknown = Reading<InterfaceFacts>.unknown(failure.reason)
            return MemberReading(
                instance: member.instance,
                state: .unknown(failure.reason),
                statusCheck: .unknown(failure.reason),
                interfaces: interfaces(member) { _ in unknown },
                alarms: readings
            )
        case .success(nil):
            return MemberReading(
                instance: member.instance,
                state: .absent,
                statusCheck: .absent,
                interfaces: interfaces(member) { _ in .absent },
                alarms: readings
            )
        case .success(let instance?):
            return MemberReading(
                instance: instance.id,
                state: state(instance),
                statusCheck: statusCheck(instance),
                interfaces: interfaces(member) { facts($0, of: instance) },
                alarms: readings
            )
        }
    }

    private func interfaces(
        _ member: Member,
        _ reading: (ENIID) -> Reading<InterfaceFacts>
    ) -> [ENIID: Reading<InterfaceFacts>] {
        Dictionary(member.interfaces.map { ($0.eni, reading($0.eni)) }) { first, _ in first }
    }

    private func state(_ instance: EC2.Instance) -> Reading<InstanceState> {
        guard let state = InstanceState(rawValue: instance.state) else {
            return .unknown("EC2 says '\(instance.state)', which this version does not know")
        }
        return .known(state)
    }

    /// What is known without a further call: that a running instance is impaired, or that it is not.
    private func statusCheck(_ instance: EC2.Instance) -> Reading<StatusCheck> {
        guard instance.state == InstanceState.running.rawValue else { return .known(.notApplicable) }
        switch impaired {
        case .failure(let failure): return .unknown(failure.reason)
        case .success(let impaired): return .known(impaired.contains(instance.id) ? .impaired : .ok)
        }
    }

    private func facts(_ eni: ENIID, of instance: EC2.Instance) -> Reading<InterfaceFacts> {
        guard let interface = instance.interfaces.first(where: { $0.eni == eni }) else { return .absent }
        return .known(
            InterfaceFacts(
                // An instance shows only what is attached, or on its way to or from it.
                isAttached: interface.attachmentStatus == "attached" || interface.attachmentStatus.isEmpty,
                checksSourceAndDestination: interface.checksSourceAndDestination
            )
        )
    }

    private func alarm(_ name: String) -> Reading<AlarmState> {
        switch alarms {
        case .failure(let failure): return .unknown(failure.reason)
        case .success(let states):
            guard let text = states[name] else { return .absent }
            return AlarmState(rawValue: text).map { .known($0) } ?? .unknown("CloudWatch says '\(text)'")
        }
    }

    /// The routes of the pair's VPC that point at a member; nil when they could not be read.
    private func routes(_ pair: Pair, _ holders: BySide<Read<EC2.Instance?>>) -> [RouteReading]? {
        guard case .success(let tables) = self.tables else { return nil }
        return (tables[pair.vpc] ?? []).flatMap { $0.readings(of: pair) { primary($0, of: pair, holders) } }
    }

    /// The primary interface of a member's instance, to which a route that names only the instance leads.
    ///
    /// An instance that is gone has no interface any more; its routes are the member's all the same.
    private func primary(_ id: InstanceID, of pair: Pair, _ holders: BySide<Read<EC2.Instance?>>) -> ENIID? {
        for side in Side.allCases {
            guard case .success(let holder) = holders[side] else { continue }
            guard (holder?.id ?? pair.members[side].instance) == id else { continue }
            let primary = holder?.interfaces.first { $0.deviceIndex == 0 }
            guard holder?.interfaces.isEmpty ?? true else { return primary?.eni }
            return pair.members[side].interfaces.first?.eni
        }
        return nil
    }
}

extension EC2.RouteTable {
    /// The routes that point at a member; `primary` gives the interface of an instance that a route names alone.
    fileprivate func readings(of pair: Pair, primary: (InstanceID) -> ENIID?) -> [RouteReading] {
        routes.compactMap { route in
            guard let destination = route.destination else { return nil }
            guard let target = route.eni ?? route.instance.flatMap(primary) else { return nil }
            guard pair.side(carrying: target) != nil else { return nil }
            return RouteReading(
                table: id,
                destination: destination,
                target: target,
                tableTags: tags,
                isStatic: route.isStatic,
                isBlackhole: route.isBlackhole
            )
        }
    }
}
