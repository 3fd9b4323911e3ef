import Engine
import Fleet
import Values

/// A whole world in small: EC2, its events, the bus that carries them, the deciders and the people, in their own time.
struct World: Sendable {
    let judge: Judge
    let estate: Estate
    /// The definition as it is written; a decider may have an older one.
    var definition: Pair
    var choices: Choices
    var cloud: Cloud
    var weather: Weather
    /// Milliseconds since the beginning, by a clock that is right.
    var now: Int64 = 0
    var agenda = Agenda()
    var deciders: [Decider]
    var calls: [Int: Call] = [:]
    /// How many calls and runs there have been, for their numbers.
    var issued = 0
    /// Void what a member would have done by itself.
    var generations = BySide(first: 0, second: 0)
    /// What the bus has carried, to come again one day.
    var notices: [Notice] = []
    /// When the last of the late calls arrives.
    var lateUntil: Int64 = 0
    /// Since when nothing goes wrong any more.
    var quietSince: Int64?
    var tally = Tally()
    var story: Story

    /// How often each decider looks.
    static let sweep: Int64 = 60_000

    init(_ judge: Judge, choices given: Choices, tells: Bool) {
        var choices = given
        self.judge = judge
        story = Story(isTold: tells)
        estate = choices.pick(Estate.all)
        let failback = choices.pick(
            [.never, .after(.seconds(60)), .after(.seconds(300)), .after(.zero)] as [FailoverPolicy.Failback]
        )
        let failover = FailoverPolicy(
            failback: failback,
            failbacksPerHour: choices.pick([2, 1, 3]),
            statusChecks: choices.below(4) < 3
        )
        let pair = estate.pair(
            failover: failover,
            namesInstance: BySide(first: choices.below(3) < 2, second: choices.below(3) < 2),
            hasAlarms: choices.below(2) == 1
        )
        definition = pair
        cloud = Cloud(estate)
        deciders = [
            Decider("the function", pair, limit: choices.pick([58_000, 58_000, 8000, 2000]), isForgetful: false),
            Decider("the controller", pair, limit: 120_000, isForgetful: choices.below(3) == 2),
            Decider("the operator", pair, limit: 120_000, isForgetful: true),
        ]
        weather = Weather(&choices)
        agenda.add(Int64(choices.below(6)) * 10_000, .sweep(Decider.function))
        agenda.add(Int64(choices.below(6)) * 10_000 + 5000, .sweep(Decider.controller))
        self.choices = choices
    }

    /// Lets time pass.
    mutating func run(until time: Int64) throws(Violation) {
        while let next = agenda.next, next <= time {
            now = max(now, next)
            try handle(agenda.takeNext())
            tally.steps += 1
            try checkRoutes()
        }
        now = max(now, time)
    }

    private mutating func handle(_ event: Event) throws(Violation) {
        switch event {
        case .transition(let side, let state, let generation):
            if generations[side] == generation { become(side, state) }
        case .noticed(let side, let generation):
            if generations[side] == generation { notice(side) }
        case .delivery(let notice): try deliver(notice)
        case .sweep(let index):
            agenda.add(now + Self.sweep, .sweep(index))
            if choices.happens(weather.sweepLost) {
                tally.note(.sweepLost)
            } else {
                try start(index, .sweep)
            }
        case .looked(let index, let run):
            if deciders[index].run?.id == run { try looked(index) }
        case .woke(let index, let run):
            if deciders[index].run?.id == run { try beginLook(index) }
        case .arrived(let call): try arrive(call)
        case .answered(let call): try answer(call)
        }
    }

    /// S2 and S6: what the deciders may not touch is where others put it, and no route is missing but by others.
    func checkRoutes() throws(Violation) {
        for index in cloud.spots.indices {
            let (spot, others) = (cloud.spots[index], cloud.othersWork[index])
            if others == nil || others == spot, spot != .nowhere || others == .nowhere { continue }
            let route = "\(estate.places[index].destination) of \(estate.places[index].table)"
            try judge.require(.noGap, spot != .nowhere, "\(route) is gone")
            try judge.require(.ownership, others == nil || others == spot, "\(route) was changed")
        }
    }

    /// The time by a decider's own clock.
    func clock(_ index: Int) -> Int64 { now + deciders[index].clockOffset }

    mutating func tell(_ sentence: (World) -> String) {
        if story.isTold { story.add(now, sentence(self)) }
    }

    /// Makes the run's digest depend on something.
    mutating func mark(_ first: Int, _ second: Int) {
        let mixed = tally.digest ^ UInt64(truncatingIfNeeded: now &* 31 &+ Int64(first) &* 7 &+ Int64(second))
        tally.digest = (mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }
}

/// What happened, in plain sentences; empty unless it is wanted.
struct Story: Sendable {
    let isTold: Bool
    private(set) var lines: [String] = []

    init(isTold: Bool) { self.isTold = isTold }

    mutating func add(_ time: Int64, _ sentence: String) {
        let (seconds, rest) = (time / 1000, time % 1000)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { ($0 < 10 ? "0" : "") + String($0) }
        let fraction = String(String(1000 + rest).dropFirst())
        lines.append("\(clock.joined(separator: ":")).\(fraction)  \(sentence)")
    }
}
