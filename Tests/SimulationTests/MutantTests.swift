import Simulation
import Testing

struct MutantTests {
    @Test func `every invariant has a planted mistake that it has to catch alone`() {
        #expect(Set(Mutant.all.map(\.invariant)) == Set(Invariant.allCases))
        #expect(Set(Mutant.all.map(\.name)).count == Mutant.all.count)
    }

    @Test(arguments: Mutant.all.indices)
    func `every planted mistake is caught by its invariant alone`(index: Int) {
        let mutant = Mutant.all[index]
        let caught = (1...3000).contains { seed in
            Scenario.play(Choices(seed: seed), mutant.subject, only: mutant.invariant).violation != nil
        }
        #expect(caught, "\(mutant.invariant.rawValue) does not find the engine that \(mutant)")
    }
}
