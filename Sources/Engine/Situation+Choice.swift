import Fleet
import Values

extension Situation {
    /// The decision, rule by rule; the first rule that applies decides.
    var choice: Choice {
        if pair.failover.paused { return paused }
        if let rescue, denied?.side != rescue.side.peer { return failover(from: rescue.side, rescue.moves) }
        if let denied { return stale(denied) }
        if case .switchover(let side) = trigger { return switchover(to: side) ?? hold ?? steady }
        return hold ?? failback ?? steady
    }

    /// The member that has failed and carries routes which its peer can take, with their moves; nil when there is none.
    private var rescue: (side: Side, moves: [Move])? {
        guard let routes else { return nil }
        for side in Side.allCases where health[side].isFailed && health[side.peer].isEligible {
            let moves = routes.moves(from: side, in: pair)
            if !moves.isEmpty { return (side, moves) }
        }
        return nil
    }

    private func failover(from side: Side, _ moves: [Move]) -> Choice {
        let stuck = carried[side] - moves.count
        var reason = "\(describe(side)): \(count(moves.count)) \(moves.count == 1 ? "moves" : "move")"
        reason += " to \(name(side.peer))"
        if stuck > 0 { reason += "; \(count(stuck)) \(stuck == 1 ? "stays" : "stay"), \(noCounterpart(side))" }
        return Choice(verdict: .failover(failed: side), moves: moves, reason: reason + refusedSwitchover)
    }

    private var paused: Choice {
        guard let side = rescue?.side else {
            return Choice(verdict: .paused, reason: "paused; \(summary)")
        }
        let text = "paused: \(describe(side)), and \(count(carried[side])) would move to \(name(side.peer))"
        return Choice(verdict: .paused, reason: text)
    }

    /// The event that says that a member goes down while EC2 still reads it as running.
    ///
    /// `pending` comes before `running`, so a member that reads running after it is as expected.
    private var denied: Contradiction? {
        guard let contradicted, contradicted.state != .pending else { return nil }
        return contradicted
    }

    private func stale(_ contradiction: Contradiction) -> Choice {
        let side = contradiction.side
        let text = "the event says that \(name(side)) is \(contradiction.state.rawValue), but EC2 reads it as running: "
        return Choice(verdict: .stale(side), reason: "\(text)nothing moved; \(rehearsalHint)")
    }

    private func switchover(to side: Side) -> Choice? {
        guard health[side].isEligible, let routes else { return nil }
        let moves = routes.moves(from: side.peer, in: pair)
        guard !moves.isEmpty else { return nil }
        let text =
            "an operator's command: \(count(moves.count)) \(moves.count == 1 ? "moves" : "move") to \(name(side))"
        return Choice(verdict: .failback(to: side), moves: moves, reason: text)
    }

    private var hold: Choice? {
        guard routes != nil else {
            return Choice(verdict: .hold, reason: "\(routesProblem): nothing moves", isCertain: false)
        }
        let troubled = Side.allCases.filter { carried[$0] > 0 && !works($0) }
        guard !troubled.isEmpty || !(works(.first) || works(.second)) else { return nil }
        let sides = troubled.isEmpty ? Side.allCases : troubled
        let isCertain = sides.contains { health[$0].isFailed && !health[$0.peer].isUnknown }
        let waiting = sides.reduce(0) { $0 + carried[$1] }
        return Choice(verdict: .hold, reason: holdReason(sides, waiting) + refusedSwitchover, isCertain: isCertain)
    }

    private func holdReason(_ sides: [Side], _ waiting: Int) -> String {
        if let side = sides.first, health[side].isFailed, health[side.peer].isEligible {
            return "\(describe(side)), but \(count(waiting)) cannot move: \(noCounterpart(side))"
        }
        let both = Side.allCases.filter { !health[$0].isEligible }.map(describe).joined(separator: "; ")
        return "\(both): nothing moves, \(count(waiting)) \(waiting == 1 ? "waits" : "wait") until a member works"
    }

    private var failback: Choice? {
        guard case .after(let wait) = pair.failover.failback, health.first.isEligible, let routes else { return nil }
        let moves = routes.moves(from: .second, in: pair)
        guard !moves.isEmpty, now - failbackWaitSince >= wait, completesFailback || !isDamped else { return nil }
        let text = "\(name(.first)) has worked for \(wait.shortText): \(count(moves.count)) "
        return Choice(
            verdict: .failback(to: .first),
            moves: moves,
            reason: text + "\(moves.count == 1 ? "goes" : "go") back to it"
        )
    }

    /// Whether routes have gone back as often as they may for now.
    private var isDamped: Bool { recentFailbacks.count >= pair.failover.failbacksPerHour }

    private var steady: Choice {
        let recovered = memory.holdReported ? "the hold is over: " : ""
        if let contradicted {
            return Choice(
                verdict: .steady,
                reason: "\(recovered)\(name(contradicted.side)) is running, nothing moved; \(rehearsalHint)"
            )
        }
        return Choice(verdict: .steady, reason: recovered + summary + failbackOutlook + refusedSwitchover)
    }
}

// MARK: - Words

extension Situation {
    private func name(_ side: Side) -> String { pair.members[side].name }

    private func count(_ routes: Int) -> String { routes == 1 ? "1 route" : "\(routes) routes" }

    /// What is wrong with a member that is not eligible.
    private func describe(_ side: Side) -> String { "\(name(side)) \(health[side].reasons.joined(separator: " and "))" }

    private func noCounterpart(_ side: Side) -> String {
        "\(name(side.peer)) has no interface of the same name"
    }

    private var rehearsalHint: String {
        "to rehearse its failure, add \"vaer\": {\"assume\": \"down\"} to the event"
    }

    /// Who carries what and what the members are like, in one sentence.
    private var summary: String {
        let carriers = Side.allCases.filter { carried[$0] > 0 }
        let carrying =
            carriers.isEmpty
            ? "no owned route points at either member"
            : carriers.map { "\(name($0)) carries \(count(carried[$0]))" }.joined(separator: " and ")
        let weak = Side.allCases.filter { !health[$0].isEligible }
        guard !weak.isEmpty else { return "\(carrying); both members work" }
        return "\(carrying); \(weak.map(describe).joined(separator: "; "))"
    }

    /// When and whether routes go back by policy; empty when they need not.
    private var failbackOutlook: String {
        guard case .after(let wait) = pair.failover.failback, carried.second > 0 else { return "" }
        guard health.first.isEligible else { return "" }
        let left = wait - (now - failbackWaitSince)
        if left > .zero { return "; routes go back to \(name(.first)) in \(left.shortText)" }
        guard isDamped else { return "" }
        let times = pair.failover.failbacksPerHour == 1 ? "once" : "\(pair.failover.failbacksPerHour) times"
        return "; routes have gone back \(times) in an hour, they stay for now"
    }

    /// Why an operator's command is not carried out; empty when there is none or when nothing is left to do for it.
    private var refusedSwitchover: String {
        guard case .switchover(let side) = trigger, !health[side].isEligible else { return "" }
        return "; not switched to \(name(side)), which \(health[side].reasons.joined(separator: " and "))"
    }
}
