/// Many scenarios, played side by side.
package struct Campaign: Sendable {
    /// The first seed; the others follow.
    package var seed: UInt64
    /// How many scenarios.
    package var scenarios: Int
    /// What is tried.
    package var subject: Subject
    /// The only invariant that is checked; nil for all.
    package var only: Invariant?
    /// How many scenarios are played at the same time.
    package var workers: Int

    /// A scenario that broke an invariant.
    package struct Failure: Sendable {
        /// The seed that makes it.
        package let seed: UInt64
        /// What it came to.
        package let outcome: Scenario.Outcome
    }

    /// What a campaign came to.
    package struct Result: Sendable {
        /// All scenarios that were played, added up.
        package var tally = Tally()
        /// The failure with the lowest seed; nil when there was none.
        package var failure: Failure?
    }

    /// How many scenarios are played in one go.
    private static let block = 250

    /// A campaign.
    package init(
        seed: UInt64,
        scenarios: Int,
        subject: Subject = .engine,
        only: Invariant? = nil,
        workers: Int = 1
    ) {
        (self.seed, self.scenarios, self.subject, self.only) = (seed, scenarios, subject, only)
        self.workers = workers
    }

    /// Plays them all, or until one breaks an invariant; the failure is the same however many workers there are.
    package func run() async -> Result {
        await withTaskGroup(of: Result.self) { group in
            var (next, result) = (0, Result())
            for _ in 0..<workers where next < scenarios {
                let start = next
                group.addTask { play(from: start) }
                next += Self.block
            }
            for await part in group {
                result.tally.add(part.tally)
                if let failure = part.failure, failure.seed < result.failure?.seed ?? .max { result.failure = failure }
                guard result.failure == nil, next < scenarios else { continue }
                let start = next
                group.addTask { play(from: start) }
                next += Self.block
            }
            return result
        }
    }

    private func play(from start: Int) -> Result {
        var result = Result()
        for index in start..<min(start + Self.block, scenarios) {
            let seed = seed &+ UInt64(index)
            let outcome = Scenario.play(Choices(seed: seed), subject, only: only)
            result.tally.add(outcome.tally)
            if outcome.violation != nil {
                result.failure = Failure(seed: seed, outcome: outcome)
                break
            }
        }
        return result
    }
}
