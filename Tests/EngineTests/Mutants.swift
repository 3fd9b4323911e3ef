import Engine
import Fleet
import Values

/// An engine with one planted mistake.
struct Mutant: Sendable, CustomStringConvertible {
    var description: String
    var decider: Decider

    init(_ description: String, _ decider: @escaping Decider) {
        (self.description, self.decider) = (description, decider)
    }

    static let all: [Mutant] = [
        Mutant("takes an unknown member for a working one") { pair, observation, trigger, memory, now in
            var blind = observation
            for side in Side.allCases where unknown(observation.members[side]) {
                blind.members[side] = Fixture.reading(side, .running)
            }
            return decide(pair, blind, trigger: trigger, memory: memory, now: now)
        },
        Mutant("takes an unknown member for a failed one") { pair, observation, trigger, memory, now in
            var hasty = observation
            for side in Side.allCases where unknown(observation.members[side]) {
                hasty.members[side] = Fixture.reading(side, .stopped)
            }
            return decide(pair, hasty, trigger: trigger, memory: memory, now: now)
        },
        Mutant("does not look at the age of a reading") { pair, observation, trigger, memory, now in
            var timeless = observation
            timeless.time = now
            return decide(pair, timeless, trigger: trigger, memory: memory, now: now)
        },
        Mutant("forgets what is protected") { pair, observation, trigger, memory, now in
            var bare = pair
            bare.routes.protect = []
            return decide(bare, observation, trigger: trigger, memory: memory, now: now)
        },
        Mutant("forgets which tables are excluded") { pair, observation, trigger, memory, now in
            var bare = pair
            bare.routes.exclude = []
            return decide(bare, observation, trigger: trigger, memory: memory, now: now)
        },
        Mutant("moves propagated routes") { pair, observation, trigger, memory, now in
            var all = observation
            all.routes = observation.routes?.map {
                RouteReading(table: $0.table, destination: $0.destination, target: $0.target)
            }
            return decide(pair, all, trigger: trigger, memory: memory, now: now)
        },
        Mutant("moves foreign routes along") { pair, observation, trigger, memory, now in
            var decision = decide(pair, observation, trigger: trigger, memory: memory, now: now)
            guard let move = decision.moves.first else { return decision }
            for route in observation.routes ?? [] where route.target == Fixture.foreign {
                decision.moves.append(
                    Move(table: route.table, destination: route.destination, from: route.target, to: move.to)
                )
            }
            return decision
        },
        Mutant("does not look at the source/dest check") { pair, observation, trigger, memory, now in
            var trusting = observation
            for side in Side.allCases {
                for (eni, reading) in observation.members[side].interfaces {
                    guard case .known(var facts) = reading else { continue }
                    facts.checksSourceAndDestination = false
                    trusting.members[side].interfaces[eni] = .known(facts)
                }
            }
            return decide(pair, trusting, trigger: trigger, memory: memory, now: now)
        },
        Mutant("believes the event") { pair, observation, trigger, memory, now in
            guard case .stateChange(let instance, .stopped) = trigger else {
                return decide(pair, observation, trigger: trigger, memory: memory, now: now)
            }
            let side: Side = instance == Fixture.instances.first ? .first : .second
            return decide(pair, observation, trigger: .rehearsal(assumeDown: side), memory: memory, now: now)
        },
        Mutant("moves a paused pair") { pair, observation, trigger, memory, now in
            var resumed = pair
            resumed.failover.paused = false
            return decide(resumed, observation, trigger: trigger, memory: memory, now: now)
        },
        Mutant("never moves") { pair, observation, trigger, memory, now in
            var decision = decide(pair, observation, trigger: trigger, memory: memory, now: now)
            decision.moves = []
            return decision
        },
        Mutant("moves one route at a time") { pair, observation, trigger, memory, now in
            var decision = decide(pair, observation, trigger: trigger, memory: memory, now: now)
            decision.moves = Array(decision.moves.prefix(1))
            return decision
        },
        Mutant("moves everything to the same interface") { pair, observation, trigger, memory, now in
            var decision = decide(pair, observation, trigger: trigger, memory: memory, now: now)
            for index in decision.moves.indices { decision.moves[index].to = decision.moves[0].to }
            return decision
        },
        Mutant("goes back at once") { pair, observation, trigger, memory, now in
            var eager = memory
            eager.preferredEligibleSince = now + .seconds(-86_400)
            return decide(pair, observation, trigger: trigger, memory: eager, now: now)
        },
        Mutant("goes back without limit") { pair, observation, trigger, memory, now in
            var fresh = memory
            fresh.failbacks = []
            return decide(pair, observation, trigger: trigger, memory: fresh, now: now)
        },
        Mutant("goes back by an operator's word in the other direction") { pair, observation, trigger, memory, now in
            let other: Trigger = if case .switchover(let side) = trigger { .switchover(to: side.peer) } else { trigger }
            return decide(pair, observation, trigger: other, memory: memory, now: now)
        },
        Mutant("tells a hold again and again") { pair, observation, trigger, memory, now in
            var decision = decide(pair, observation, trigger: trigger, memory: memory, now: now)
            if decision.verdict == .hold { decision.notifies = true }
            return decision
        },
        Mutant("decides by more than it was given") { pair, observation, trigger, memory, now in
            var decision = decide(pair, observation, trigger: trigger, memory: memory, now: now)
            if Bool.random() { decision.moves.reverse() }
            return decision
        },
        Mutant("waits for ever for the reads to follow the event") { pair, observation, trigger, memory, now in
            var stuck = decide(pair, observation, trigger: trigger, memory: memory, now: now)
            if memory.heldSince != nil { stuck.moves = [] }
            return stuck
        },
    ]

    private static func unknown(_ reading: MemberReading) -> Bool {
        if case .unknown = reading.state { return true }
        if case .unknown = reading.statusCheck { return true }
        if reading.interfaces.values.contains(where: { if case .unknown = $0 { true } else { false } }) { return true }
        return reading.alarms.values.contains { if case .unknown = $0 { true } else { false } }
    }
}
