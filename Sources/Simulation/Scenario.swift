import Fleet

/// One story of a world, from its choices.
package enum Scenario {
    /// What a scenario came to.
    package struct Outcome: Sendable {
        /// The invariant that does not hold; nil when all do.
        package var violation: Violation?
        /// The choices that were made.
        package var choices: [Int]
        /// What was exercised.
        package var tally: Tally
        /// What happened, in plain sentences; empty unless it was wanted.
        package var story: [String]
    }

    /// Plays a scenario.
    ///
    /// `only` leaves out all other invariants; `tells` makes the story, which takes time. The same choices give the
    /// same outcome, on every machine.
    package static func play(
        _ choices: Choices,
        _ subject: Subject = .engine,
        only: Invariant? = nil,
        tells: Bool = false
    ) -> Outcome {
        var world = World(Judge(subject: subject, only: only), choices: choices, tells: tells)
        var violation: Violation?
        world.introduce()
        do {
            try world.disturb()
            try world.end()
        } catch {
            violation = error
            world.tell { _ in "\(error)" }
        }
        world.tally.scenarios = 1
        world.tally.choices = world.choices.made.count
        return Outcome(
            violation: violation,
            choices: world.choices.made,
            tally: world.tally,
            story: world.story.lines
        )
    }
}

extension World {
    /// What everything is like in the beginning.
    fileprivate mutating func introduce() {
        tell {
            "a pair with \($0.estate.places.count) routes (\($0.estate.name)), failback \($0.definition.failover.failback.words),"
                + " both members fit"
        }
        let carried = estate.places.map { "\($0.destination) at \($0.start.side?.name ?? "something else")" }
        tell { _ in "routes: \(carried.joined(separator: ", "))" }
    }
}
