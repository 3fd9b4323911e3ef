import Testing

/// How the cases of a suite that others wrote went; printed, so that nobody has to believe it.
package struct SuiteReport {
    /// The suite's name.
    package let name: String
    private var passed = 0
    private var failed = 0
    private var skipped: [(name: String, reason: String)] = []

    /// A report of a suite.
    package init(_ name: String) { self.name = name }

    /// Runs a case; the closure says what is wrong, nil when nothing is.
    package mutating func run(_ name: String, _ check: () async throws -> String?) async {
        let complaint: String?
        do { complaint = try await check() } catch { complaint = "\(error)" }
        if let complaint {
            failed += 1
            Issue.record("\(self.name): \(name): \(complaint)")
        } else {
            passed += 1
        }
    }

    /// Takes note of a case that is about something that is not offered.
    package mutating func skip(_ name: String, _ reason: String) { skipped.append((name, reason)) }

    /// Prints the report, and insists on the number of cases that the suite has and on what was skipped.
    package func finish(cases: Int, skipped count: Int = 0) {
        print("suite \(name): \(passed + failed) cases ran, \(passed) passed, \(skipped.count) skipped")
        for (name, reason) in skipped { print("  skipped '\(name)': \(reason)") }
        #expect(passed + failed + skipped.count == cases)
        #expect(skipped.count == count)
    }
}

/// Says nothing when both are equal, else what was found and what was wanted.
package func difference<Value: Equatable>(_ found: Value, _ wanted: Value) -> String? {
    found == wanted ? nil : "found \(found), wanted \(wanted)"
}
