import Engine
import Foundation
import Testing
import Values

struct SimulationTests {
    static let engine: Decider = { decide($0, $1, trigger: $2, memory: $3, now: $4) }

    /// `VAER_SCENARIOS` asks for more than the ordinary number, `VAER_SEED` for others.
    static let scenarios = Int(ProcessInfo.processInfo.environment["VAER_SCENARIOS"] ?? "") ?? 20_000
    static let firstSeed = UInt64(ProcessInfo.processInfo.environment["VAER_SEED"] ?? "") ?? 1
    static let parts = 8

    @Test(arguments: 0..<parts)
    func `no seed breaks an invariant`(part: Int) {
        let size = (Self.scenarios + Self.parts - 1) / Self.parts
        for index in 0..<size {
            let seed = Self.firstSeed + UInt64(part * size + index)
            guard let violation = Self.violation(seed, Self.engine) else { continue }
            Issue.record("seed \(seed) breaks \(violation)\n\(Self.story(seed))")
            return
        }
    }

    @Test(arguments: Mutant.all)
    func `every planted mistake is found`(mutant: Mutant) {
        let found = (UInt64(1)...20_000).first { Self.violation($0, mutant.decider) != nil }
        #expect(found != nil, "no seed finds the engine that \(mutant)")
    }

    private static func violation(_ seed: UInt64, _ decider: @escaping Decider) -> Violation? {
        var simulation = Simulation(seed: seed, decider: decider)
        do {
            try simulation.run()
            return nil
        } catch {
            return error
        }
    }

    /// What happened in a failing seed, so that it can be read without a debugger.
    private static func story(_ seed: UInt64) -> String {
        var simulation = Simulation(seed: seed, decider: engine, tells: true)
        do { try simulation.run() } catch { simulation.story.append("\(error)") }
        return simulation.story.joined(separator: "\n")
    }
}
