import Engine
import Fleet
import Values

/// Everything that is done to a world while it is disturbed.
extension World {
    /// Something that is done, and its share of all that is done.
    private struct Deed: Sendable {
        let weight: Int
        let act: @Sendable (inout World) throws(Violation) -> Void

        init(_ weight: Int, _ act: @escaping @Sendable (inout World) throws(Violation) -> Void) {
            (self.weight, self.act) = (weight, act)
        }
    }

    private static let deeds: [Deed] = [
        Deed(8) { world throws(Violation) in world.stop(world.side()) },
        Deed(6) { world throws(Violation) in world.start(world.side()) },
        Deed(2) { world throws(Violation) in world.terminate(world.side()) },
        Deed(2) { world throws(Violation) in world.replace(world.side()) },
        Deed(3) { world throws(Violation) in world.impair() },
        Deed(4) { world throws(Violation) in world.unplug() },
        Deed(3) { world throws(Violation) in world.setSourceCheck() },
        Deed(3) { world throws(Violation) in world.setAlarm() },
        Deed(2) { world throws(Violation) in world.hang(world.side()) },
        Deed(4) { world throws(Violation) in world.moveByOthers() },
        Deed(2) { world throws(Violation) in world.repeatNotice() },
        Deed(2) { world throws(Violation) in world.sayFalsely() },
        Deed(3) { world throws(Violation) in world.crash(world.choices.below(2)) },
        Deed(2) { world throws(Violation) in try world.interrupt() },
        Deed(2) { world throws(Violation) in world.forget() },
        Deed(1) { world throws(Violation) in world.setClock() },
        Deed(4) { world throws(Violation) in try world.switchOver() },
        Deed(2) { world throws(Violation) in try world.rehearse() },
        Deed(2) { world throws(Violation) in try world.runDry() },
        Deed(1) { world throws(Violation) in world.pauseOrResume() },
        Deed(1) { world throws(Violation) in world.takeRights() },
        Deed(1) { world throws(Violation) in world.emptyBudget() },
        Deed(2) { world throws(Violation) in try world.lookAway() },
        Deed(1) { world throws(Violation) in try world.flap() },
        Deed(3) { world throws(Violation) in
            world.tally.note(.bothDown)
            for side in Side.allCases { world.stop(side) }
        },
    ]
    private static let total = deeds.reduce(0) { $0 + $1.weight }

    /// Time that passes between two deeds, in milliseconds.
    private static let gaps: [Int64] = [0, 30, 60, 300, 1000, 4000, 15_000, 65_000]
    /// The most deeds of a scenario, far more than most have.
    private static let longest = 60

    /// Does one thing after the other until the choices say that it is enough.
    mutating func disturb() throws(Violation) {
        for _ in 0..<Self.longest {
            var lot = choices.below(Self.total + 6)
            if lot < 6 { return }
            lot -= 6
            for deed in Self.deeds {
                if lot < deed.weight {
                    try deed.act(&self)
                    break
                }
                lot -= deed.weight
            }
            try run(until: now + choices.pick(Self.gaps))
        }
    }

    private mutating func side() -> Side { choices.below(2) == 0 ? .first : .second }
}

// MARK: - Members

extension World {
    private mutating func impair() {
        let side = side()
        let isImpaired = !cloud.machines[side].isImpaired
        cloud.change(side, at: now) { $0.isImpaired = isImpaired }
        tally.note(.memberImpaired)
        tell { _ in "the status check of \(side.name) \(isImpaired ? "fails" : "passes")" }
    }

    private mutating func unplug() {
        let side = side()
        let isWAN = estate.hasWAN[side] && choices.below(2) == 1
        let port: Port = choices.pick([
            Port(attachment: .detaching), Port(), Port(attachment: .detached),
            Port(attachment: .detached, isDeleted: true),
        ])
        tally.note(port.isDeleted ? .interfaceDeleted : .interfaceDetached)
        cloud.change(side, at: now) { if isWAN { $0.wan = port } else { $0.lan = port } }
        tell { _ in "an interface of \(side.name) is \(port.isDeleted ? "deleted" : "\(port.attachment)")" }
    }

    private mutating func setSourceCheck() {
        let side = side()
        let isOn = !cloud.machines[side].lan.checksSourceAndDestination
        cloud.change(side, at: now) { $0.lan.checksSourceAndDestination = isOn }
        tally.note(.sourceCheck)
        tell { _ in "the source/dest check of \(side.name) is \(isOn ? "on" : "off")" }
    }

    private mutating func setAlarm() {
        let side = side()
        let state: AlarmState? = choices.pick([.ok, .alarm, .insufficientData, nil])
        if state == .alarm {
            tally.note(.alarmRaised)
            return raiseAlarm(side)
        }
        if state != .ok { tally.note(.alarmVague) }
        cloud.change(side, at: now) { $0.alarm = state }
        tell { _ in "the alarm of \(side.name) is \(state?.rawValue ?? "deleted")" }
        announce(.alarm(name: IDs.alarm(side)))
    }

    /// The preferred member comes and goes, each time for just long enough to get its routes back.
    private mutating func flap() throws(Violation) {
        tally.note(.flapping)
        var wait: Int64 = 5000
        if case .after(let policy) = definition.failover.failback { wait = min(policy.milliseconds, 60_000) }
        for _ in 0..<(2 + choices.below(3)) {
            stop(.first)
            try run(until: now + 62_000)
            start(.first)
            try run(until: now + wait + 66_000)
        }
    }
}

// MARK: - Routes and rights

extension World {
    private mutating func moveByOthers() {
        let index = choices.below(estate.places.count)
        moveByOthers(index, choices.pick(estate.memberSpots + [.elsewhere, .nowhere]))
    }

    private mutating func moveByOthers(_ index: Int, _ spot: Spot) {
        let isOurs = estate.places[index].isOurs
        tally.note(
            !isOurs
                ? .foreignMovedByOthers
                : spot == .nowhere
                    ? .routeDeletedByOthers : spot == .elsewhere ? .routeAwayFromBoth : .routeMovedByOthers
        )
        cloud.disturb(index, spot, isOurs: isOurs, at: now)
        let route = estate.places[index].destination
        tell { _ in
            spot == .nowhere
                ? "somebody deletes \(route)" : "somebody points \(route) at \(spot.side?.name ?? "something else")"
        }
    }

    private mutating func takeRights() {
        let tables = Set(estate.places.map(\.table)).sorted()
        cloud.refusedTable = cloud.refusedTable == nil ? choices.pick(tables) : nil
        tally.note(.rightsTaken)
        let table = cloud.refusedTable
        tell { _ in table.map { "the right to change routes of \($0) is taken away" } ?? "the right is given back" }
    }

    private mutating func emptyBudget() {
        let index = choices.below(2)
        (deciders[index].budget, deciders[index].budgetTime) = (-40_000, now)
        tell { "other pairs use up the calls that \($0.deciders[index].name) may send" }
    }
}

// MARK: - Events and deciders

extension World {
    /// An event that was carried before comes again, hours later as far as anyone can tell.
    private mutating func repeatNotice() {
        guard !notices.isEmpty else { return }
        tally.note(.eventOld)
        agenda.add(now, .delivery(notices[choices.below(notices.count)]))
    }

    /// Something is said about a member that is not so.
    private mutating func sayFalsely() {
        let instance = IDs.instance(side(), isReplacement: choices.below(4) == 3)
        let state: InstanceState = choices.pick([.stopping, .running, .pending, .stopped, .shuttingDown, .terminated])
        tally.note(.eventFalse)
        let notice = Notice(trigger: .stateChange(instance: instance, state: state), time: now)
        agenda.add(now, .delivery(notice))
    }

    /// Something happens just when calls are on their way, if they are before long.
    private mutating func interrupt() throws(Violation) {
        let (limit, deed) = (now + 70_000, choices.below(3))
        while calls.isEmpty, let next = agenda.next, next <= limit { try run(until: next) }
        guard let call = calls.min(by: { $0.key < $1.key })?.value else { return }
        switch deed {
        case 0: crash(call.decider)
        case 1: moveByOthers(call.index, .nowhere)
        default: moveByOthers(call.index, .elsewhere)
        }
    }

    private mutating func forget() {
        let index = choices.below(2)
        guard deciders[index].run == nil else { return crash(index) }
        deciders[index].forget()
        tally.note(.memoryLost)
        tell { "\($0.deciders[index].name) forgets everything" }
    }

    private mutating func setClock() {
        let index = choices.below(2)
        deciders[index].clockOffset = choices.pick([0, -2000, 3000, -3_700_000, 3_700_000])
        tally.note(.clockSet)
        tell { "the clock of \($0.deciders[index].name) is set to be \($0.deciders[index].clockOffset) ms ahead" }
    }

    private mutating func switchOver() throws(Violation) {
        let target = side()
        tally.note(.switchover)
        tell { _ in "the operator wants \(target.name) to carry the routes" }
        deciders[Decider.operatorsCommand].pair = definition
        try start(Decider.operatorsCommand, .switchover(to: target))
    }

    private mutating func rehearse() throws(Violation) {
        let side = side()
        tally.note(.rehearsal)
        tell { _ in "the operator rehearses that \(side.name) fails" }
        try start(Decider.function, .rehearsal(assumeDown: side))
    }

    private mutating func runDry() throws(Violation) {
        let target = side()
        tally.note(.dryRun)
        deciders[Decider.operatorsCommand].pair = definition
        try start(Decider.operatorsCommand, choices.pick([.switchover(to: target), .sweep]), isDry: true)
    }

    /// A new definition, which each decider gets when it gets it; the function starts anew with it.
    private mutating func pauseOrResume() {
        definition.failover.paused.toggle()
        tally.note(definition.failover.paused ? .paused : .resumed)
        tell { "the pair is \($0.definition.failover.paused ? "paused" : "resumed")" }
        for index in [Decider.function, Decider.controller] where choices.below(3) < 2 { adopt(index) }
    }

    /// A decider gets the definition as it is written now.
    mutating func adopt(_ index: Int) {
        guard deciders[index].pair != definition else { return }
        deciders[index].pair = definition
        deciders[index].run = nil
        deciders[index].waiting = []
        deciders[index].forget()
    }

    /// The rule and the controller stand still for some time.
    private mutating func lookAway() throws(Violation) {
        tally.note(.nobodyLooks)
        let time = now + choices.pick([200_000, 900_000, 4_000_000])
        agenda.postponeSweeps(until: time)
        try run(until: time)
    }
}
