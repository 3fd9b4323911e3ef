import Engine
import Fleet

/// What members do, and what EC2 tells of it.
extension World {
    /// A member is in another state from now on, and EC2 tells so.
    mutating func become(_ side: Side, _ state: InstanceState) {
        cloud.change(side, at: now) { machine in
            machine.state = state
            guard state == .terminated else { return }
            machine.lan.attachment = .detached
            machine.wan.attachment = .detached
        }
        tell { _ in "\(side.name) is \(state.rawValue)" }
        let instance = IDs.instance(side, isReplacement: cloud.machines[side].isReplacement)
        announce(.stateChange(instance: instance, state: state))
    }

    mutating func stop(_ side: Side) {
        guard [.running, .pending].contains(cloud.machines[side].state) else { return }
        tally.note(.memberStops)
        generations[side] += 1
        become(side, .stopping)
        let wait: Int64 = choices.pick([8000, 500, 40_000])
        agenda.add(now + wait, .transition(side, .stopped, generation: generations[side]))
    }

    mutating func start(_ side: Side) {
        guard [.stopped, .stopping].contains(cloud.machines[side].state) else { return }
        tally.note(.memberStarts)
        generations[side] += 1
        cloud.change(side, at: now) { machine in
            machine.isImpaired = false
            if machine.alarm == .alarm { machine.alarm = .ok }
        }
        become(side, .pending)
        let wait: Int64 = choices.pick([6000, 300, 30_000])
        agenda.add(now + wait, .transition(side, .running, generation: generations[side]))
    }

    mutating func terminate(_ side: Side) {
        guard ![nil, .terminated, .shuttingDown].contains(cloud.machines[side].state) else { return }
        tally.note(.memberTerminates)
        generations[side] += 1
        become(side, .shuttingDown)
        agenda.add(now + choices.pick([8000, 500]), .transition(side, .terminated, generation: generations[side]))
    }

    /// Another instance is there in place of one that is gone, with the same interfaces.
    mutating func replace(_ side: Side) {
        guard [nil, .terminated].contains(cloud.machines[side].state) else { return vanish(side) }
        tally.note(.memberReplaced)
        generations[side] += 1
        cloud.change(side, at: now) { $0 = Machine(isReplacement: !$0.isReplacement) }
        become(side, .running)
    }

    private mutating func vanish(_ side: Side) {
        tally.note(.memberVanishes)
        generations[side] += 1
        cloud.change(side, at: now) { machine in
            machine.state = nil
            machine.lan.attachment = .detached
            machine.wan.attachment = .detached
        }
        tell { _ in "EC2 knows nothing of \(side.name) any more" }
    }

    /// A member does nothing while EC2 calls it running; its status check or its alarm notices after a while.
    mutating func hang(_ side: Side) {
        tally.note(.memberHangs)
        tell { _ in "\(side.name) hangs" }
        agenda.add(now + choices.pick([60_000, 5000]), .noticed(side, generation: generations[side]))
    }

    mutating func notice(_ side: Side) {
        guard definition.members[side].alarms.isEmpty else { return raiseAlarm(side) }
        cloud.change(side, at: now) { $0.isImpaired = true }
        tell { _ in "\(side.name) fails its status check" }
    }

    mutating func raiseAlarm(_ side: Side) {
        cloud.change(side, at: now) { $0.alarm = .alarm }
        tell { _ in "the alarm of \(side.name) is raised" }
        announce(.alarm(name: IDs.alarm(side)))
    }

    /// Gives the bus something to carry to the function.
    mutating func announce(_ trigger: Trigger) {
        if case .alarm = trigger, definition.members.first.alarms.isEmpty { return }
        let notice = Notice(trigger: trigger, time: now)
        if notices.count == 6 { notices.removeFirst() }
        notices.append(notice)
        if choices.happens(weather.eventLost) || quietSince != nil { return tally.note(.eventLost) }
        var delay: Int64 = 800
        if choices.happens(weather.eventLate) {
            delay = choices.pick([5000, 30_000, 100_000])
            tally.note(.eventLate)
        }
        agenda.add(now + delay, .delivery(notice))
        guard choices.happens(weather.eventTwice) else { return }
        tally.note(.eventTwice)
        agenda.add(now + delay + choices.pick([10, 3000, 70_000]), .delivery(notice))
    }

    mutating func deliver(_ notice: Notice) throws(Violation) {
        try start(Decider.function, notice.trigger, eventTime: notice.time)
    }
}
