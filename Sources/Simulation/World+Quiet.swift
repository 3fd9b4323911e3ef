import Engine
import Fleet
import Values

/// The quiet end of every scenario: nothing goes wrong any more, and the world must heal.
extension World {
    /// How a scenario ends.
    private enum Ending: CaseIterable { case asItIs, firstFit, secondFit, bothFit, noneFit }

    /// Time in which every decider has looked and all that it does about it is done.
    private static let oneSweep = sweep + 15_000
    /// Time in which what was begun before is over: the longest wait for reads that lag behind an event.
    private static let aftermath: Int64 = 11_000

    /// Plays the end.
    mutating func end() throws(Violation) {
        let ending = choices.pick(Ending.allCases)
        weather = .calm
        if definition.failover.paused, choices.below(3) < 2 { definition.failover.paused = false }
        for index in deciders.indices {
            adopt(index)
            deciders[index].budget = 50_000
        }
        arrange(ending)
        try run(until: max(now + Self.aftermath, lateUntil + 1000))
        agenda.dropDeliveries()
        for index in deciders.indices { deciders[index].waiting = [] }
        if choices.below(3) == 2 { try keepFailing() }
        tell { _ in "from now on nothing goes wrong, and no event is delivered" }
        quietSince = now
        let alternative = choices.below(4)
        guard alternative > 1 else { return try settle(ending) }
        var other = self
        try settle(ending)
        let left = alternative - 2
        if try other.settle(ending, alone: left) {
            tally.note(.otherOrder)
            try judge.require(
                .confluence,
                other.cloud.spots == cloud.spots,
                "with \(deciders[left].name) alone the routes come to rest elsewhere"
            )
        }
    }

    private mutating func arrange(_ ending: Ending) {
        for side in Side.allCases { generations[side] += 1 }
        let fit: BySide<Bool>
        switch ending {
        case .asItIs: return
        case .firstFit: fit = BySide(first: true, second: false)
        case .secondFit: fit = BySide(first: false, second: true)
        case .bothFit: fit = BySide(first: true, second: true)
        case .noneFit: fit = BySide(first: false, second: false)
        }
        for side in Side.allCases {
            cloud.change(side, at: now) { $0 = Machine(state: fit[side] ? .running : .stopped) }
            tell { _ in "\(side.name) is \(fit[side] ? "fit" : "stopped") for good" }
        }
        tally.note(fit.first && fit.second ? .endsBothFit : fit.first || fit.second ? .endsOneFit : .endsBothDown)
    }

    /// Everything that must be so when nothing goes wrong any more; false when `alone` cannot come to the same end.
    private mutating func settle(_ ending: Ending, alone: Int? = nil) throws(Violation) -> Bool {
        if let alone {
            let silent = Decider.controller - alone
            deciders[silent].isUp = false
            deciders[silent].abandon()
        }
        try sweepOnce(until: now + Self.oneSweep)
        try checkHealed(.lostEvents)
        if ending == .noneFit { try comeBack() }
        let mayGoHome = isFit(.first) && definition.failover.failback != .never
        if mayGoHome, !definition.failover.paused {
            guard alone.map({ !deciders[$0].isForgetful }) ?? true else { return false }
            try comeHome()
        }
        let before = tally.moves
        try sweepOnce(until: now + Self.oneSweep)
        try judge.require(
            .confluence,
            tally.moves == before,
            "\(tally.moves - before) routes move although all is well"
        )
        return true
    }

    private mutating func settle(_ ending: Ending) throws(Violation) {
        guard try settle(ending, alone: nil) else { preconditionFailure("both deciders together have a memory") }
    }

    /// Both members are down, which has been told; when one comes back it gets the routes, and that is told too.
    private mutating func comeBack() throws(Violation) {
        guard !definition.failover.paused else { return }
        for index in [Decider.function, Decider.controller] where deciders[index].isUp {
            let isTold = deciders[index].account.trouble?.isTold ?? false
            try judge.require(.telling, isTold, "\(deciders[index].name) has not told that both members are down")
        }
        cloud.change(.second, at: now) { $0.state = .running }
        tell { _ in "\(Side.second.name) comes back" }
        try sweepOnce(until: now + Self.oneSweep)
        try checkHealed(.lostEvents)
        // A route whose interface has no counterpart waits for its own member.
        let isStuck = estate.places.indices.contains { estate.places[$0].isOurs && cloud.spots[$0].side == .first }
        for index in [Decider.function, Decider.controller] where deciders[index].isUp && !isStuck {
            let isOver = deciders[index].account.trouble == nil
            try judge.require(.telling, isOver, "\(deciders[index].name) has not told that the trouble is over")
        }
    }

    /// With a failback policy, the preferred member gets its routes once it has been fit for long enough.
    private mutating func comeHome() throws(Violation) {
        guard case .after(let wait) = definition.failover.failback else { return }
        try sweepOnce(until: now + Self.oneSweep)
        let time = now + wait.milliseconds + 3_600_000
        agenda.postponeSweeps(until: time)
        try sweepOnce(until: time + Self.oneSweep)
        tally.note(.homecoming)
        let away = left(on: .second)
        try judge.require(.oneRound, away.isEmpty, "\(away.count) routes have not come home to \(Side.first.name)")
    }

    /// Lets every decider look, and finish what it begins.
    private mutating func sweepOnce(until time: Int64) throws(Violation) {
        try run(until: time)
        while deciders.contains(where: { $0.run != nil }) { try run(until: now + 100) }
    }

    private func isFit(_ side: Side) -> Bool { condition(side) == .fit }

    /// What the rules say about a member as it really is.
    private func condition(_ side: Side) -> Condition {
        Glimpse.complete(cloud.machines, cloud.spots, time: now)
            .condition(side, of: definition, hasWAN: estate.hasWAN[side])
    }

    /// The pair's routes on a member that could be on its peer, but for those that may not be changed.
    private func left(on side: Side) -> [Int] {
        estate.places.indices.filter { index in
            let (place, spot) = (estate.places[index], cloud.spots[index])
            return place.isOurs && spot.side == side && estate.isKnown(spot) && estate.isKnown(spot.counterpart)
                && place.table != cloud.refusedTable
        }
    }

    /// L1, L4 and S10: no route is left on a failed member whose peer is fit.
    private mutating func checkHealed(_ invariant: Invariant) throws(Violation) {
        guard !definition.failover.paused else { return }
        for side in Side.allCases where condition(side) == .failed && isFit(side.peer) {
            let routes = left(on: side)
            if cloud.refusedTable != nil { tally.note(.isolation) }
            let named = cloud.refusedTable == nil ? invariant : .isolation
            try judge.require(
                named,
                routes.isEmpty,
                "\(routes.count) routes are left on \(side.name), which has failed"
            )
        }
    }

    /// L1: the first run of the quiet heals, in at most three looks.
    mutating func checkOneRound(_ index: Int, _ run: Course) throws(Violation) {
        deciders[index].sendings = run.sendings
        guard let quietSince, run.began >= quietSince, run.request == .sweep else { return }
        try checkHealed(.oneRound)
        try judge.require(.oneRound, run.looks <= 3, "\(deciders[index].name) needs \(run.looks) looks")
    }

    /// L2: calls go on failing, and the controller's run goes on until all routes have moved.
    private mutating func keepFailing() throws(Violation) {
        let index = Decider.controller
        guard !definition.failover.paused, cloud.refusedTable == nil else { return }
        guard let side = Side.allCases.first(where: { condition($0) == .failed && isFit($0.peer) }) else { return }
        // What the quiet would have healed by now: the routes are put back, as if the member had failed just now.
        for place in estate.places.indices where estate.places[place].isOurs && cloud.spots[place].side == side.peer {
            guard estate.isKnown(cloud.spots[place].counterpart) else { continue }
            cloud.disturb(place, cloud.spots[place].counterpart, isOurs: true, at: now)
        }
        let rounds = Rounds(odds: choices.pick([2, 4]), routes: left(on: side).count)
        guard rounds.routes > 0 else { return }
        for other in deciders.indices { deciders[other].abandon() }
        deciders[Decider.function].isUp = false
        tell { _ in "one call in \(rounds.odds) fails from now on, and \(rounds.routes) routes have to move" }
        weather.callFails = rounds.odds
        try start(index, .sweep)
        while deciders[index].run != nil { try self.run(until: now + 500) }
        weather = .calm
        deciders[Decider.function].isUp = true
        let sendings = deciders[index].sendings
        tally.note(.failingRounds)
        tally.note(rounds: sendings, rounds)
        try judge.require(.retries, left(on: side).isEmpty, "the run ends after \(sendings) rounds with routes left")
        try judge.require(.retries, sendings <= 64, "it takes \(sendings) rounds")
    }
}
