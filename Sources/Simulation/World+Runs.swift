import Engine
import Fleet
import Values

/// Runs, as `FailoverRun` and `FailoverCourse` do them.
extension World {
    mutating func start(
        _ index: Int,
        _ trigger: Trigger,
        eventTime: Int64? = nil,
        isDry: Bool = false
    ) throws(Violation) {
        guard deciders[index].isUp else { return }
        guard deciders[index].run == nil else {
            if deciders[index].waiting.count < 3 {
                deciders[index].waiting.append(Notice(trigger: trigger, time: eventTime ?? now))
                tally.note(.eventQueued)
            }
            return
        }
        if deciders[index].isForgetful { deciders[index].forget() }
        issued += 1
        deciders[index].run = Course(
            id: issued,
            request: trigger,
            eventTime: eventTime,
            began: now,
            limit: deciders[index].limit,
            isDry: isDry
        )
        try beginLook(index)
    }

    /// Sends the reads: just those of the routes where only the proof of the moves is missing.
    mutating func beginLook(_ index: Int) throws(Violation) {
        guard var run = deciders[index].run else { return }
        let moves = run.decision?.moves ?? []
        let isProof = !moves.isEmpty && moves.allSatisfy { result($0, run) == .moved }
        run.looks += 1
        run.isProof = isProof && clock(index) - (run.glimpse?.time ?? .min / 2) < Course.youngReading
        run.lookTime = clock(index)
        var latency: Int64 = 40
        if choices.happens(weather.readIsSlow) {
            latency = choices.pick([2000, 4000, 7000])
            tally.note(.readIsSlow)
        }
        deciders[index].run = run
        agenda.add(now + latency, .looked(index, run: run.id))
    }

    /// The answers are there: the engine decides, and the run goes on as it says.
    mutating func looked(_ index: Int) throws(Violation) {
        guard var run = deciders[index].run else { return }
        if run.isProof {
            run.glimpse?.spots = readRoutes()
        } else {
            run.glimpse = Glimpse(
                time: run.lookTime,
                instances: readInstances(index),
                statusChecks: read(weather.statusUnread),
                alarms: read(weather.alarmsUnread),
                spots: readRoutes()
            )
        }
        deciders[index].run = run
        try decide(index)
        if run.isWaitingForReads { try waitWhileStale(index) } else { try moveOn(index) }
    }

    private mutating func read(_ odds: Int) -> BySide<Machine>? {
        guard !fails(odds) else { return nil }
        return cloud.machines(at: now - lag())
    }

    /// One call for the members that the definition names, another for those that it does not.
    private mutating func readInstances(_ index: Int) -> BySide<Machine?> {
        let members = deciders[index].pair.members
        let read = self.read(weather.instancesUnread)
        guard (members.first.instance == nil) != (members.second.instance == nil) else {
            return BySide(first: read?.first, second: read?.second)
        }
        return BySide(first: read?.first, second: self.read(weather.instancesUnread)?.second)
    }

    private mutating func readRoutes() -> [Spot]? {
        guard !fails(weather.tablesUnread) else { return nil }
        return cloud.spots(at: now - lag())
    }

    private mutating func fails(_ odds: Int) -> Bool {
        guard choices.happens(odds) else { return false }
        tally.note(.readFails)
        return true
    }

    private mutating func lag() -> Int64 {
        guard choices.happens(weather.readLags) else { return -1 }
        tally.note(.readLags)
        return choices.pick([300, 2000, 8000])
    }

    /// Decides on the latest look, and has the decision judged.
    private mutating func decide(_ index: Int) throws(Violation) {
        guard let run = deciders[index].run, let glimpse = run.glimpse else { return }
        let sight = Sight(
            pair: deciders[index].pair,
            estate: estate,
            glimpse: glimpse,
            trigger: run.trigger,
            memory: run.decision?.memory ?? deciders[index].memory,
            now: clock(index)
        )
        let decision = judge.subject.decide(sight)
        tally.decisions += 1
        if run.decision?.reason != decision.reason {
            tell { "\($0.deciders[index].name) looks (\(run.trigger.words)): \(decision.reason)" }
        }
        note(sight, decision, deciders[index].account)
        deciders[index].run?.decision = decision
        try judge.check(sight, decision, &deciders[index].account)
    }

    /// Looks again while EC2's reads contradict EC2's event, and believes the reads in the end.
    private mutating func waitWhileStale(_ index: Int) throws(Violation) {
        guard let run = deciders[index].run else { return }
        if case .stale = run.decision?.verdict {
            tally.note(.staleEvent)
            let isFresh = run.pauses > 0 || run.eventTime.map { now - $0 < Course.freshEvent } ?? true
            if isFresh, run.pauses < Course.stalePauses.count {
                let pause = Course.stalePauses[run.pauses]
                if now + pause < run.deadline {
                    deciders[index].run?.pauses += 1
                    agenda.add(now + pause, .woke(index, run: run.id))
                    return
                }
                tally.note(.timeOver)
            }
            deciders[index].run?.trigger = .sweep
            try decide(index)
        }
        deciders[index].run?.isWaitingForReads = false
        if case .stateChange = run.trigger { deciders[index].run?.trigger = .sweep }
        try moveOn(index)
    }

    /// Sends what is still to be moved, or ends the run.
    private mutating func moveOn(_ index: Int) throws(Violation) {
        guard let run = deciders[index].run, let decision = run.decision, !decision.moves.isEmpty else {
            return try finish(index)
        }
        if run.isDry {
            // A dry run asks EC2 whether it would allow the moves, and that is all.
            for move in decision.moves { try send(move, index) }
            return try finish(index)
        }
        let open = decision.moves.filter { [nil, .unfinished].contains(result($0, run)) }
        if open.isEmpty {
            deciders[index].run?.lagging += 1
            let hasMoved = decision.moves.contains { result($0, run) == .moved }
            guard hasMoved, run.lagging + 1 < Course.laggingReads else { return try finish(index) }
            return try endRound(index)
        }
        guard now < run.deadline else {
            tally.note(.timeOver)
            return try finish(index)
        }
        let granted = deciders[index].take(open.count, now: now)
        guard granted > 0 else {
            tally.note(.budgetEmpty)
            return try endRound(index)
        }
        if open.contains(where: { result($0, run) == .unfinished }) { tally.note(.triedAgain) }
        deciders[index].run?.sendings += 1
        let isOneByOne = judge.subject.habit == .stopsAtFirstRefusal
        for move in open.prefix(isOneByOne ? 1 : granted) { try send(move, index) }
    }

    /// All calls of a round are answered: a pause, longer each time, and another look.
    mutating func endRound(_ index: Int) throws(Violation) {
        guard var run = deciders[index].run else { return }
        run.round += 1
        deciders[index].run = run
        switch judge.subject.habit {
        case .neverTriesAgain: return try finish(index)
        case .stopsAtFirstRefusal where run.results.values.contains(.refused): return try finish(index)
        case .resendsOldDecisions where run.results.values.contains(.unfinished) && run.round < 12:
            return try moveOn(index)
        case .sound, .dryRunsMove, .deletesAndCreates, .stopsAtFirstRefusal, .resendsOldDecisions: break
        }
        guard run.round > 1 else { return try beginLook(index) }
        guard now + run.pause < run.deadline else {
            tally.note(.timeOver)
            return try finish(index)
        }
        agenda.add(now + run.pause, .woke(index, run: run.id))
    }

    private mutating func finish(_ index: Int) throws(Violation) {
        guard let run = deciders[index].run else { return }
        deciders[index].run = nil
        if let memory = run.decision?.memory { deciders[index].memory = memory }
        try checkOneRound(index, run)
        guard !deciders[index].waiting.isEmpty else { return }
        let next = deciders[index].waiting.removeFirst()
        try start(index, next.trigger, eventTime: next.time)
    }

    func result(_ move: Move, _ run: Course) -> Course.Outcome? {
        estate.index(move.table, move.destination).flatMap { run.results[$0] }
    }
}
