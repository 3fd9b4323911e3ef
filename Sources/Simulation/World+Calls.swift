import Engine
import Fleet
import Values

/// ReplaceRoute calls and what becomes of them on their way.
extension World {
    /// How long a decider waits for an answer.
    private static let patience: Int64 = 10_000

    /// What becomes of a call.
    private struct Fate {
        /// When EC2 carries it out; nil for never.
        var arrives: Int64?
        var answered: Int64
        /// What the answer says if not what EC2 did.
        var reply: Course.Outcome?
    }

    mutating func send(_ move: Move, _ index: Int) throws(Violation) {
        guard let run = deciders[index].run, let place = estate.index(move.table, move.destination) else { return }
        let spot = estate.memberSpots.first { IDs.eni($0) == move.to } ?? .elsewhere
        let isDry = run.isDry && judge.subject.habit != .dryRunsMove
        try judge.require(.dryRun, !run.isDry || isDry, "a dry run moves \(move.destination)")
        let age = clock(index) - (run.glimpse?.time ?? .min / 2)
        try judge.require(.knownGood, age <= 5000, "\(move.destination) moves by a look of \(age) ms ago")
        let fate = fate()
        issued += 1
        calls[issued] = Call(
            decider: index,
            run: run.id,
            index: place,
            spot: spot,
            sent: now,
            isDry: isDry,
            reply: fate.reply
        )
        if let arrives = fate.arrives { agenda.add(arrives, .arrived(call: issued)) }
        guard !isDry else { return }
        deciders[index].run?.pending += 1
        agenda.add(max(now, min(fate.answered, run.deadline)), .answered(call: issued))
    }

    private mutating func fate() -> Fate {
        let sound = Fate(arrives: now + 20, answered: now + 40)
        if choices.happens(weather.callThrottled) {
            tally.note(.callThrottled)
            return Fate(arrives: nil, answered: now + choices.pick([100, 2000]), reply: .unfinished)
        }
        if choices.happens(weather.callFails) {
            tally.note(.callFails)
            return Fate(arrives: nil, answered: now + 40, reply: .unfinished)
        }
        if choices.happens(weather.callFailsAfterEffect) {
            tally.note(.callFailsAfterEffect)
            return Fate(arrives: now + 20, answered: now + 40, reply: .unfinished)
        }
        if choices.happens(weather.answerLost) {
            tally.note(.answerLost)
            return Fate(arrives: now + 20, answered: now + Self.patience, reply: .unfinished)
        }
        if choices.happens(weather.callLate) {
            tally.note(.callLate)
            let arrives = now + choices.pick([1000, 12_000, 45_000, 90_000])
            lateUntil = max(lateUntil, arrives)
            return Fate(arrives: arrives, answered: now + Self.patience, reply: .unfinished)
        }
        return sound
    }

    /// EC2 carries a call out, or refuses.
    mutating func arrive(_ id: Int) throws(Violation) {
        guard var call = calls[id] else { return }
        call.hasArrived = true
        defer { calls[id] = call.isAnswered || call.isDry ? nil : call }
        guard !call.isDry else { return }
        guard cloud.spots[call.index] != .nowhere else {
            call.outcome = .gone
            return tally.note(.routeGone)
        }
        let isRefused = estate.places[call.index].table == cloud.refusedTable
        guard !isRefused, !isDeleted(call.spot) else {
            call.outcome = .refused
            return tally.note(.callRefused)
        }
        call.outcome = .moved
        let isOvertaken = calls.contains { $0 != id && $1.index == call.index && $1.sent > call.sent && $1.hasArrived }
        if isOvertaken || now - call.sent > 10_000 { tally.note(.callOvertaken) }
        if judge.subject.habit == .deletesAndCreates {
            cloud.replace(call.index, .nowhere, at: now)
            try checkRoutes()
        }
        cloud.replace(call.index, call.spot, at: now)
        tally.moves += 1
        mark(call.index, Int(call.spot.rawValue))
        let destination = estate.places[call.index].destination
        tell {
            "EC2 points \(destination) at \(call.spot.side?.name ?? "nobody"), as \($0.deciders[call.decider].name) asked"
        }
    }

    private func isDeleted(_ spot: Spot) -> Bool {
        guard let side = spot.side else { return false }
        return spot.isWAN ? cloud.machines[side].wan.isDeleted : cloud.machines[side].lan.isDeleted
    }

    /// The decider has its answer.
    mutating func answer(_ id: Int) throws(Violation) {
        guard var call = calls[id] else { return }
        call.isAnswered = true
        // What arrives later than its answer is kept until then.
        let isOnItsWay = !call.hasArrived && call.reply != nil && lateUntil > now
        calls[id] = isOnItsWay ? call : nil
        guard var run = deciders[call.decider].run, run.id == call.run else { return }
        run.results[call.index] = call.reply ?? call.outcome
        run.pending -= 1
        deciders[call.decider].run = run
        if run.pending == 0 { try endRound(call.decider) }
    }

    /// A decider dies; what it has sent may still arrive.
    mutating func crash(_ index: Int) {
        let isMoving = (deciders[index].run?.pending ?? 0) > 0
        tally.note(isMoving ? .crashMidList : .crash)
        tell { "\($0.deciders[index].name) crashes\(isMoving ? " in the middle of a list" : "")" }
        for (id, call) in calls.sorted(by: { $0.key < $1.key }) where call.decider == index && !call.hasArrived {
            if choices.below(2) == 1 { calls[id] = nil }
        }
        deciders[index].run = nil
        deciders[index].waiting = []
        deciders[index].forget()
    }
}
