/// Counts the cases of a suite that others wrote, and tells what became of them.
package struct SuiteTally {
    private let suite: String
    private var passed = 0
    private var skipped: [(name: String, reason: String)] = []
    /// What is wrong, by case; a test expects it to be empty.
    package private(set) var failures: [String] = []

    /// A tally of a suite's cases.
    package init(_ suite: String) { self.suite = suite }

    /// How many cases ran.
    package var ranCount: Int { passed + failures.count }

    /// Runs a case; `complaints` gives what is wrong, nothing when it passes.
    package mutating func run(_ name: String, _ complaints: () throws -> [String]) {
        do {
            take(name, try complaints())
        } catch {
            failures.append("\(name): \(error)")
        }
    }

    /// Takes the result of a case that was run elsewhere.
    package mutating func take(_ name: String, _ complaints: [String]) {
        if complaints.isEmpty { passed += 1 } else { failures.append("\(name): " + complaints.joined(separator: "; ")) }
    }

    /// Leaves a case out, for a reason that is told.
    package mutating func skip(_ name: String, _ reason: String) { skipped.append((name, reason)) }

    /// Prints the counts, and each case that was left out by its name.
    package func tell() {
        print("suite \(suite): \(ranCount) cases ran, \(passed) passed, \(skipped.count) skipped")
        for (name, reason) in skipped { print("  skipped '\(name)': \(reason)") }
    }
}

/// A complaint when two values differ.
package func difference<Value: Equatable>(_ what: String, _ ours: Value, _ theirs: Value) -> [String] {
    ours == theirs ? [] : ["\(what) is \(ours), not \(theirs)"]
}
