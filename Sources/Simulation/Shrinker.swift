/// Makes a failing scenario short: leaves out choices and lowers them as long as the same invariant breaks.
package struct Shrinker: Sendable {
    private let subject: Subject
    private let only: Invariant?
    private let invariant: Invariant
    /// The shortest choices so far.
    private var best: [Int]
    /// How many more scenarios may be played.
    private var budget: Int

    /// The shortest choices that break the invariant that `outcome` broke; plays at most `budget` scenarios.
    ///
    /// Gives the choices as they are when nothing was broken.
    package static func shrink(
        _ outcome: Scenario.Outcome,
        _ subject: Subject,
        only: Invariant? = nil,
        budget: Int = 20_000
    ) -> Scenario.Outcome {
        guard let invariant = outcome.violation?.invariant else { return outcome }
        var shrinker = Shrinker(
            subject: subject,
            only: only,
            invariant: invariant,
            best: outcome.choices,
            budget: budget
        )
        shrinker.run()
        return Scenario.play(Choices(replaying: shrinker.best), subject, only: only, tells: true)
    }

    private mutating func run() {
        var before: [Int] = []
        while best != before, budget > 0 {
            before = best
            dropEnd()
            dropChunks()
            lower()
        }
    }

    /// Takes a candidate if it breaks the same; simpler means shorter, or as short and lower.
    private mutating func take(_ candidate: [Int]) -> Bool {
        guard budget > 0, candidate != best else { return false }
        budget -= 1
        let outcome = Scenario.play(Choices(replaying: candidate), subject, only: only)
        guard outcome.violation?.invariant == invariant else { return false }
        // What was not used need not be kept, and zeros at the end are what comes anyway.
        var kept = Array(candidate.prefix(outcome.choices.count))
        while kept.last == 0 { kept.removeLast() }
        best = kept
        return true
    }

    private mutating func dropEnd() {
        var size = best.count / 2
        while size > 0 {
            if !take(Array(best.dropLast(size))) { size /= 2 }
            size = min(size, best.count)
        }
    }

    private mutating func dropChunks() {
        var size = max(1, best.count / 2)
        while size > 0 {
            var start = 0
            while start < best.count {
                let end = min(start + size, best.count)
                if !take(Array(best[..<start] + best[end...])) { start += size }
            }
            // A deed is a handful of choices: every small size is tried.
            size = size > 10 ? size / 2 : size - 1
        }
    }

    private mutating func lower() {
        for index in best.indices.reversed() where index < best.count {
            for value in [0, best[index] / 2, best[index] - 1]
            where index < best.count && (0..<best[index]).contains(value) {
                var candidate = best
                candidate[index] = value
                if take(candidate) { break }
            }
        }
    }
}
