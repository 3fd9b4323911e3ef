import Engine
import Fleet
import Values

/// An engine, or a way to carry its decisions out, with one planted mistake.
package struct Mutant: Sendable, CustomStringConvertible {
    /// What it is called on the command line.
    package let name: String
    /// What it does wrong, as a sentence without its subject.
    package let description: String
    /// The invariant that has to catch it even when no other is checked.
    package let invariant: Invariant
    /// The broken engine.
    package let subject: Subject

    init(_ name: String, _ invariant: Invariant, _ description: String, _ habit: Subject.Habit) {
        (self.name, self.invariant, self.description) = (name, invariant, description)
        subject = Subject(habit: habit, decide: Subject.engine.decide)
    }

    init(_ name: String, _ invariant: Invariant, _ description: String, _ decide: @escaping Subject.Decide) {
        (self.name, self.invariant, self.description) = (name, invariant, description)
        subject = Subject(decide: decide)
    }

    /// A mutant whose engine is sound and is given something else than it should be.
    static func given(
        _ name: String,
        _ invariant: Invariant,
        _ description: String,
        _ change: @escaping @Sendable (inout Given) -> Void
    ) -> Mutant {
        Mutant(name, invariant, description) { pair, observation, trigger, memory, now in
            var given = Given(pair: pair, observation: observation, trigger: trigger, memory: memory, now: now)
            change(&given)
            return given.decision
        }
    }

    /// A mutant whose engine is sound and whose decision is changed.
    static func decided(
        _ name: String,
        _ invariant: Invariant,
        _ description: String,
        _ change: @escaping @Sendable (inout Decision, Given) -> Void
    ) -> Mutant {
        Mutant(name, invariant, description) { pair, observation, trigger, memory, now in
            let given = Given(pair: pair, observation: observation, trigger: trigger, memory: memory, now: now)
            var decision = given.decision
            change(&decision, given)
            return decision
        }
    }

    /// What an engine is given.
    struct Given {
        var pair: Pair
        var observation: Observation
        var trigger: Trigger
        var memory: Memory
        var now: Timestamp

        var decision: Decision { decide(pair, observation, trigger: trigger, memory: memory, now: now) }

        func moves(from side: Side) -> [Move] {
            observation.routes.map { OwnedRoutes(pair, $0).moves(from: side, in: pair) } ?? []
        }
    }
}

extension Reading {
    /// Whether the read failed.
    var isUnknown: Bool {
        switch self {
        case .unknown: true
        case .known, .absent: false
        }
    }
}

extension MemberReading {
    /// Puts a guess in the place of every read that failed.
    mutating func guess(state guessed: InstanceState) {
        if state.isUnknown { state = .known(guessed) }
        if statusCheck.isUnknown { statusCheck = .known(guessed == .running ? .ok : .impaired) }
        for (eni, reading) in interfaces where reading.isUnknown {
            interfaces[eni] = .known(
                InterfaceFacts(isAttached: guessed == .running, checksSourceAndDestination: false)
            )
        }
        for (name, reading) in alarms where reading.isUnknown {
            alarms[name] = .known(guessed == .running ? .ok : .alarm)
        }
    }
}
