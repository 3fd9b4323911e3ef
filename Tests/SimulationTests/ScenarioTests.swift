import Engine
import Simulation
import Testing

struct ScenarioTests {
    /// `contrib/simulate` plays the many; these are for whoever runs just the Swift tests.
    static let parts = 8
    static let scenariosPerPart = 40

    @Test(arguments: 0..<parts)
    func `no seed breaks an invariant`(part: Int) {
        for index in 0..<Self.scenariosPerPart {
            let seed = UInt64(1_000_000 + part * Self.scenariosPerPart + index)
            let outcome = Scenario.play(Choices(seed: seed))
            guard outcome.violation != nil else { continue }
            let shortest = Shrinker.shrink(outcome, .engine)
            Issue.record("seed \(seed):\n\(shortest.story.joined(separator: "\n"))")
        }
    }

    @Test func `a seed gives the same story each time, and so does the list of its choices`() {
        let first = Scenario.play(Choices(seed: 7), tells: true)
        let second = Scenario.play(Choices(seed: 7), tells: true)
        let replayed = Scenario.play(Choices(replaying: first.choices), tells: true)
        #expect(first.story == second.story)
        #expect(first.story == replayed.story)
        #expect(first.tally.digest == replayed.tally.digest)
        #expect(first.story.count > 2)
        #expect(Scenario.play(Choices(seed: 7)).story.isEmpty)
    }

    @Test func `many workers find what one finds`() async throws {
        let mutant = try #require(Mutant.all.first { $0.name == "no-alarms" })
        var campaign = Campaign(seed: 1, scenarios: 600, subject: mutant.subject)
        let one = await campaign.run()
        campaign.workers = 3
        let three = await campaign.run()
        #expect(one.failure?.seed == three.failure?.seed)
        #expect(one.failure != nil)
        campaign = Campaign(seed: 1, scenarios: 100)
        let alone = await campaign.run()
        campaign.workers = 2
        let together = await campaign.run()
        #expect(alone.tally.digest == together.tally.digest)
        #expect(alone.tally.scenarios == 100)
    }

    @Test func `choices that run out go on with zeros, and too high ones are lowered`() {
        var choices = Choices(replaying: [9, 1])
        #expect([choices.below(3), choices.below(3), choices.below(3)] == [2, 1, 0])
        #expect(choices.made == [2, 1, 0])
    }

    @Test func `a failing story is made short and breaks the same invariant`() throws {
        let mutant = try #require(Mutant.all.first { $0.name == "no-rehearsal" })
        let failing = try #require(
            (1...500).lazy.map { Scenario.play(Choices(seed: $0), mutant.subject, only: .damping) }
                .first { $0.violation != nil && $0.choices.count > 60 }
        )
        let shortest = Shrinker.shrink(failing, mutant.subject, only: .damping, budget: 2000)
        #expect(shortest.violation?.invariant == .damping)
        #expect(shortest.choices.count < failing.choices.count)
        #expect(shortest.story.contains { $0.contains("the operator rehearses") })
        let again = Scenario.play(Choices(replaying: shortest.choices), mutant.subject, only: .damping, tells: true)
        #expect(again.story == shortest.story)
    }

    @Test func `what holds is not made shorter`() {
        let outcome = Scenario.play(Choices(seed: 1))
        #expect(Shrinker.shrink(outcome, .engine).choices == outcome.choices)
    }

    @Test func `the small model holds, and finds a planted mistake with its story`() throws {
        for hasFailback in [false, true] {
            let result = SmallModel.search(depth: 2, hasFailback: hasFailback)
            #expect(result.violation == nil, "\(result.story.joined(separator: "\n"))")
            #expect(result.states > 81)
        }
        let mutant = try #require(Mutant.all.first { $0.name == "stuck-in-a-hold" })
        let broken = SmallModel.search(depth: 3, subject: mutant.subject, hasFailback: false)
        #expect(broken.violation != nil)
        #expect(broken.story.first?.hasPrefix("in the beginning") == true)
    }

    @Test func `every single decision holds, and a planted mistake is found there too`() throws {
        let mutant = try #require(Mutant.all.first { $0.name == "no-source-check" })
        #expect(EverySight.check(mutant.subject).violation != nil)
    }
}
