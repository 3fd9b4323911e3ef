import Foundation
import Simulation

/// Plays scenarios and says what they came to.
@main
enum Simulate {
    static func main() async {
        let options: Options
        do {
            options = try Options(Array(CommandLine.arguments.dropFirst()))
        } catch {
            Report.complain(error.text)
            exit(64)
        }
        switch options.task {
        case .help: print(Options.help)
        case .scenarios: exit(await playAll(options) ? 0 : 1)
        case .replay(let choices): exit(replay(choices, options) ? 0 : 1)
        case .mutants: exit(await catchAll(options) ? 0 : 1)
        case .exhaustive: exit(search(options) ? 0 : 1)
        }
    }

    /// How few scenarios need not exercise everything.
    private static let fewScenarios = 1000

    private static func playAll(_ options: Options) async -> Bool {
        let scenarios = options.scenarios ?? 100_000
        let subject = options.mutant?.subject ?? .engine
        let campaign = Campaign(
            seed: options.seed,
            scenarios: scenarios,
            subject: subject,
            only: options.only,
            workers: options.workers
        )
        if options.tells {
            let first = Scenario.play(Choices(seed: options.seed), subject, only: options.only, tells: true)
            print("the story of seed \(options.seed):")
            Report.tell(first, options)
            print("")
        }
        let clock = ContinuousClock()
        let start = clock.now
        let result = await campaign.run()
        Report.printCounts(result.tally, clock.now - start)
        if let failure = result.failure {
            print("\nseed \(failure.seed) breaks \(failure.outcome.violation?.description ?? "")\n")
            let shortest = Shrinker.shrink(failure.outcome, subject, only: options.only)
            print("the shortest story, \(shortest.choices.count) of \(failure.outcome.choices.count) choices:")
            Report.tell(shortest, options)
            return false
        }
        Report.printTable(result.tally)
        return Report.judge(result.tally, isWhole: scenarios >= fewScenarios && options.only == nil)
    }

    private static func replay(_ choices: [Int], _ options: Options) -> Bool {
        let subject = options.mutant?.subject ?? .engine
        let outcome = Scenario.play(Choices(replaying: choices), subject, only: options.only, tells: true)
        Report.tell(outcome, options)
        return outcome.violation == nil
    }

    /// Each mutant against the one invariant that has to catch it, and against all.
    private static func catchAll(_ options: Options) async -> Bool {
        let scenarios = options.scenarios ?? 20_000
        var escaped: [Mutant] = []
        for mutant in Mutant.all {
            var alone = Campaign(
                seed: options.seed,
                scenarios: scenarios,
                subject: mutant.subject,
                only: mutant.invariant,
                workers: options.workers
            )
            let failure = await alone.run().failure
            alone.only = nil
            let first = await alone.run().failure
            Report.printCatch(mutant, failure, first, options)
            if failure == nil || first == nil { escaped.append(mutant) }
        }
        let caught = Set(Mutant.all.map(\.invariant))
        let idle = Invariant.allCases.filter { !caught.contains($0) }
        print("\n\(Mutant.all.count - escaped.count) of \(Mutant.all.count) planted mistakes are caught")
        if !idle.isEmpty { print("no planted mistake shows \(idle.map(\.rawValue).joined(separator: ", "))") }
        return escaped.isEmpty && idle.isEmpty
    }

    /// The small model without a failback policy and with one.
    private static func search(_ options: Options) -> Bool {
        let subject = options.mutant?.subject ?? .engine
        let clock = ContinuousClock()
        let start = clock.now
        let (sights, violation) = EverySight.check(subject)
        Report.printSights(sights, violation, clock.now - start)
        var isGood = violation == nil
        for hasFailback in [false, true] {
            let start = clock.now
            let result = SmallModel.search(depth: options.depth, subject: subject, hasFailback: hasFailback)
            Report.printSearch(result, clock.now - start, depth: options.depth, hasFailback: hasFailback)
            isGood = isGood && result.violation == nil
        }
        return isGood
    }
}
