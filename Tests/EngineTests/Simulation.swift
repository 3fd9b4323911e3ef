import Engine
import Fleet
import Values

/// A whole world in small: one pair, its routes, two deciders, and everything that may go wrong, by one seed.
///
/// The deciders see late, stale, partial and contradicting readings, are told of things that did not happen, lose
/// their memory, crash in the middle of a list, and their calls fail, also after they took effect.
struct Simulation {
    /// A decider's state: the Lambda's or the controller's.
    struct Runner {
        var memory = Memory()
        var pending: [Move] = []
        /// Since when it has seen the preferred member eligible, kept apart from the engine's memory.
        var preferredEligibleSince: Timestamp?
        var failbacks: [Timestamp] = []
    }

    let pair: Pair
    let decider: Decider
    var random: SplitMix
    var now = Fixture.now
    var truth = BySide(first: Condition.running, second: Condition.running)
    var routes: [RouteReading]
    /// What the world was like before, the latest last; a stale read shows one of these.
    var past: [(truth: BySide<Condition>, routes: [RouteReading])] = []
    var runners = [Runner(), Runner()]
    /// What happened, for the story of a failing seed; empty unless it is wanted.
    var story: [String] = []
    let tells: Bool

    static let truths: [Condition] = [
        .running, .running, .running, .stopped, .pending, .stopping, .terminated, .gone, .impaired, .detached,
        .alarmed, .checking,
    ]

    init(seed: UInt64, decider: @escaping Decider, tells: Bool = false) {
        random = SplitMix(state: seed)
        (self.decider, self.tells) = (decider, tells)
        let hasTwoInterfaces = random.chance(3)
        var policy = FailoverPolicy()
        if random.chance(2) { policy.failback = .after(.seconds(random.below(600))) }
        policy.paused = random.chance(20)
        let protected = Fixture.destination("192.168.0.0/16")
        pair = Fixture.pair(
            failover: policy,
            routes: RoutePolicy(
                protect: [DestinationPattern(protected, includesWithin: true)],
                exclude: [.id(Fixture.otherTable)]
            ),
            hasTwoInterfaces: hasTwoInterfaces
        )
        let second = hasTwoInterfaces ? Fixture.wan : Fixture.lan
        routes = [
            Fixture.route("0.0.0.0/0", Fixture.lan.first), Fixture.route("10.0.0.0/16", second.first),
            Fixture.route("192.168.7.0/24", Fixture.lan.first), Fixture.route("10.9.0.0/16", Fixture.foreign),
            Fixture.route("10.0.0.0/16", Fixture.lan.first, in: Fixture.otherTable),
        ]
        var propagated = Fixture.route("172.16.0.0/12", Fixture.lan.first)
        propagated.isStatic = false
        routes.append(propagated)
    }

    /// The routes that are the pair's to move; the others must never change.
    static let owned = 0..<2

    /// Plays the whole story: faults first, then a quiet end in which the world must heal.
    mutating func run() throws(Violation) {
        let untouchable = Array(routes[Self.owned.upperBound...])
        for _ in 0..<(6 + random.below(14)) { try step() }
        if random.chance(8) { try flap() }
        try settle()
        guard Array(routes[Self.owned.upperBound...]) == untouchable else {
            throw Violation("S2", "a route that is not owned has changed")
        }
    }

    private mutating func step() throws(Violation) {
        switch random.below(10) {
        case 0: advance(.milliseconds(Int64(random.below(30_000))))
        case 1: advance(.seconds(random.below(1200)))
        case 2, 3: changeTruth()
        case 4: apply(random.below(2))
        case 5:
            if random.chance(3) { forget(random.below(2)) } else { interfere() }
        default: try look(random.below(2))
        }
    }

    mutating func advance(_ duration: Duration) { now = now + duration }

    private mutating func changeTruth() {
        remember()
        let side: Side = random.chance(2) ? .first : .second
        truth[side] = Self.truths[random.below(Self.truths.count)]
        tell { "\(side) is \($0.truth[side])" }
    }

    private mutating func remember() {
        past.append((truth, routes))
        if past.count > 3 { past.removeFirst() }
    }

    /// A restart: whatever was in flight is gone, and so is the memory.
    private mutating func forget(_ index: Int) {
        runners[index] = Runner()
        tell { _ in "decider \(index) starts anew" }
    }

    /// Somebody else points an owned route at a member or away from both.
    private mutating func interfere() {
        remember()
        let index = random.below(Self.owned.count)
        let names = [Fixture.lan.first, Fixture.lan.second, Fixture.foreign]
        if index == 0 { routes[index].target = names[random.below(3)] }
        tell { "somebody points \($0.routes[index].destination) at \($0.routes[index].target)" }
    }

    /// The calls that a decider has in flight arrive, some of them in vain, some of them twice.
    mutating func apply(_ index: Int) {
        let moves = runners[index].pending
        runners[index].pending = []
        remember()
        for move in moves {
            if random.chance(25) { return tell { _ in "decider \(index) dies in the middle" } }
            if random.chance(5) { continue }
            replace(move)
            if random.chance(8) { replace(move) }
        }
    }

    private mutating func replace(_ move: Move) {
        guard let place = routes.firstIndex(where: { $0.table == move.table && $0.destination == move.destination })
        else { return }
        routes[place].target = move.to
        tell { _ in "\(move.destination) points at \(move.to)" }
    }

    mutating func tell(_ line: (Simulation) -> String) {
        if tells { story.append("\(now - Fixture.now) \(line(self))") }
    }
}

extension Simulation {
    /// One run of a decider with whatever reading it gets.
    private mutating func look(_ index: Int) throws(Violation) {
        let isStale = random.chance(5) && !past.isEmpty
        let seen = isStale ? past[random.below(past.count)] : (truth: truth, routes: routes)
        var sight = Sight(
            pair: pair,
            conditions: BySide(first: blur(seen.truth.first), second: blur(seen.truth.second)),
            routes: random.chance(12) ? nil : seen.routes,
            age: .milliseconds(Int64(random.below(random.chance(6) ? 20_000 : 3000))),
            trigger: trigger(),
            memory: runners[index].memory,
            now: now
        )
        note(index, &sight)
        try decide(index, sight)
    }

    /// A read fails now and then.
    private mutating func blur(_ condition: Condition) -> Condition {
        guard random.chance(8), condition.kind != .failed else {
            return random.chance(12) ? .unreadState : condition
        }
        return [.unreadState, .unreadStatus, .unreadInterface, .unreadAlarm][random.below(4)]
    }

    /// Lost, late, duplicated and invented events are all the same to a decider: a trigger that need not be true.
    private mutating func trigger() -> Trigger {
        switch random.below(12) {
        case 0: .rehearsal(assumeDown: random.chance(2) ? .first : .second)
        case 1: .switchover(to: random.chance(2) ? .first : .second)
        case 2: .alarm(name: Fixture.alarms.first)
        case 3, 4, 5, 6:
            .stateChange(
                instance: random.chance(2) ? Fixture.instances.first : Fixture.instances.second,
                state: InstanceState.allCases[random.below(InstanceState.allCases.count)]
            )
        default: .sweep
        }
    }

    /// Keeps the test's own account of how long the preferred member has been eligible.
    private mutating func note(_ index: Int, _ sight: inout Sight) {
        let since = sight.kind(.first) == .eligible ? (runners[index].preferredEligibleSince ?? now) : nil
        runners[index].preferredEligibleSince = since
        sight.preferredEligibleSince = since
    }

    private mutating func decide(_ index: Int, _ sight: Sight) throws(Violation) {
        let decision = decider(sight.pair, sight.observation, sight.trigger, sight.memory, sight.now)
        try Invariants.check(sight, decision, by: decider)
        tell { _ in "decider \(index), \(sight.trigger): \(decision.reason)" }
        runners[index].memory = decision.memory
        if sight.trigger == .switchover(to: .second), sight.preferredEligibleSince != nil,
            sight.kind(.second) == .eligible, !pair.failover.paused
        {
            runners[index].preferredEligibleSince = now
        }
        try checkDamping(index, sight, decision)
        if !decision.moves.isEmpty { runners[index].pending = decision.moves }
    }

    /// S7: routes go back at most twice an hour, apart from what finishes the latest time.
    private mutating func checkDamping(_ index: Int, _ sight: Sight, _ decision: Decision) throws(Violation) {
        guard decision.verdict == .failback(to: .first), sight.trigger != .switchover(to: .first) else { return }
        let recent = runners[index].failbacks.filter { now - $0 < .seconds(3600) }
        if let latest = recent.last, let since = sight.preferredEligibleSince, since <= latest,
            now - latest < .seconds(600)
        {
            return
        }
        guard recent.count < 2 else { throw Violation("S7", "routes go back a third time within an hour") }
        runners[index].failbacks = recent + [now]
    }
}

extension Simulation {
    /// No more faults: one round of one decider must bring every owned route to the one eligible member.
    private mutating func settle() throws(Violation) {
        for index in runners.indices { runners[index].pending = [] }
        let end = random.below(4)
        if end == 0 { truth = BySide(first: .running, second: .stopped) }
        if end == 1 { truth = BySide(first: .terminated, second: .running) }
        if end == 2 { truth = BySide(first: .running, second: .running) }
        tell { "quiet: \($0.truth.first) and \($0.truth.second)" }
        try round(0)
        try checkLiveness()
        try round(1)
        try checkLiveness()
        try checkFailback()
        let settled = routes
        for index in [0, 1, 0] { try round(index) }
        guard routes == settled else { throw Violation("L3", "the deciders do not come to rest") }
    }

    /// The preferred member comes and goes, each time for just long enough to get its routes back.
    private mutating func flap() throws(Violation) {
        guard case .after(let wait) = pair.failover.failback, wait < .seconds(120) else { return }
        truth.second = .running
        for _ in 0..<4 {
            truth.first = .stopped
            try round(0)
            truth.first = .running
            try round(0)
            advance(wait)
            try round(0)
        }
    }

    /// One run with a perfect reading, every call successful.
    private mutating func round(_ index: Int) throws(Violation) {
        advance(.seconds(1))
        var sight = Sight(
            pair: pair,
            conditions: truth,
            routes: routes,
            age: .milliseconds(100),
            trigger: .sweep,
            memory: runners[index].memory,
            now: now
        )
        note(index, &sight)
        try decide(index, sight)
        for move in runners[index].pending { replace(move) }
        runners[index].pending = []
    }

    private func checkLiveness() throws(Violation) {
        guard !pair.failover.paused else { return }
        for side in Side.allCases where truth[side].kind == .failed && truth[side.peer].kind == .eligible {
            let left = routes[Self.owned].count { pair.side(carrying: $0.target) == side }
            guard left == 0 else { throw Violation("L1", "\(left) routes still point at the failed member") }
        }
    }

    /// With a failback policy, the preferred member gets its routes once it has been eligible for long enough.
    private mutating func checkFailback() throws(Violation) {
        guard !pair.failover.paused, case .after(let wait) = pair.failover.failback else { return }
        guard truth.first.kind == .eligible, truth.second.kind == .eligible else { return }
        advance(wait + .seconds(3600))
        try round(0)
        let away = routes[Self.owned].count { pair.side(carrying: $0.target) == .second }
        guard away == 0 else { throw Violation("L1", "\(away) routes have not gone back") }
    }
}
