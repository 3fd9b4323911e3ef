import Foundation
import Simulation

/// What is printed.
enum Report {
    static func complain(_ text: String) {
        FileHandle.standardError.write(Data("simulate: \(text)\n".utf8))
    }

    /// A story, and the command that tells it again.
    static func tell(_ outcome: Scenario.Outcome, _ options: Options) {
        for line in outcome.story { print("  \(line)") }
        var choices = outcome.choices
        while choices.last == 0 { choices.removeLast() }
        var command =
            "contrib/simulate --replay \(choices.isEmpty ? "0" : choices.map(String.init).joined(separator: ","))"
        if let mutant = options.mutant { command += " --mutant \(mutant.name)" }
        if let only = options.only { command += " --only \(only.rawValue)" }
        print("told again by: \(command)")
    }

    static func printCounts(_ tally: Tally, _ duration: Duration) {
        let milliseconds = max(1, Int(duration / .milliseconds(1)))
        print(
            "\(grouped(tally.scenarios)) scenarios in \(seconds(duration)): "
                + "\(grouped(tally.scenarios * 1000 / milliseconds)) scenarios/s, \(grouped(tally.steps)) steps, "
                + "\(grouped(tally.decisions)) decisions, \(grouped(tally.moves)) moves, "
                + "digest \(String(tally.digest, radix: 16))"
        )
    }

    static func printSights(_ count: Int, _ violation: Violation?, _ duration: Duration) {
        print("every single decision: \(grouped(count)) sights in \(seconds(duration))")
        if let violation { print("  \(violation)") }
    }

    static func printSearch(_ result: SmallModel.Result, _ duration: Duration, depth: Int, hasFailback: Bool) {
        print(
            "small model \(hasFailback ? "with a failback policy" : "without failback"), depth \(depth): "
                + "\(grouped(result.states)) states, \(grouped(result.steps)) steps, "
                + "\(grouped(result.sights)) different sights in \(seconds(duration))"
        )
        for line in result.story { print("  \(line)") }
    }

    private static func seconds(_ duration: Duration) -> String {
        let tenths = Int(duration / .milliseconds(100))
        return "\(tenths / 10).\(tenths % 10) s"
    }

    static func printTable(_ tally: Tally) {
        for exercise in Exercise.allCases {
            if let heading = Exercise.headings.first(where: { $0.first == exercise })?.heading { print("\n\(heading)") }
            print("  \(right(grouped(tally.count(of: exercise)), 12))  \(exercise.rawValue)")
        }
        print("\nrounds until all routes have moved while calls fail")
        print("  routes  fails   samples   mean  by chance")
        for row in tally.convergence {
            print(
                "  \(right("\(row.routes)", 6))  1 in \(row.odds) \(right("\(row.samples)", 8))  "
                    + "\(right(thousandths(row.meanThousandths), 5))  \(right(thousandths(row.expectedThousandths), 9))"
            )
        }
    }

    /// Whether everything was exercised, and calls that fail were sent again quickly enough.
    static func judge(_ tally: Tally, isWhole: Bool) -> Bool {
        var isGood = true
        for row in tally.convergence where !row.isWithinBound {
            isGood = false
            print("L2 breaks: \(row.routes) routes with 1 call in \(row.odds) failing take too many rounds")
        }
        guard isWhole, !tally.missing.isEmpty else { return isGood }
        print("\nnever exercised: \(tally.missing.map(\.rawValue).joined(separator: "; "))")
        return false
    }

    static func printCatch(_ mutant: Mutant, _ alone: Campaign.Failure?, _ first: Campaign.Failure?, _ options: Options)
    {
        guard let alone, let first else { return print("ESCAPES  \(mutant.name): \(mutant)") }
        let after = { (failure: Campaign.Failure) in grouped(Int(failure.seed - options.seed) + 1) }
        let name = first.outcome.violation?.invariant.rawValue ?? ""
        print(
            "\(left(mutant.invariant.rawValue, 4)) catches it alone after \(right(after(alone), 6)), "
                + "\(left(name, 3)) first after \(right(after(first), 5)): \(mutant.name), \(mutant)"
        )
    }

    private static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return String(digits)
    }

    private static func thousandths(_ number: Int) -> String {
        "\(number / 1000).\(String(String(1000 + number % 1000).dropFirst().prefix(2)))"
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
