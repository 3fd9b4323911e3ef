package import Values

/// One prerequisite of a pair, and whether it is met.
package struct PreflightCheck: Hashable, Sendable {
    /// How it stands.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// It is met.
        case ok
        /// The pair works without, and somebody should know.
        case warning
        /// A failover would not work, or not help.
        case failed
    }

    /// What is checked, in a word or two, such as `routes`.
    package var name: String
    /// How it stands.
    package var outcome: Outcome
    /// What was found, without a full stop.
    package var message: String
    /// What to do about it; nil when nothing needs to be done, or the message says it.
    package var wayOut: String?

    /// A check.
    package init(_ name: String, _ outcome: Outcome, _ message: String, wayOut: String? = nil) {
        (self.name, self.outcome, self.message, self.wayOut) = (name, outcome, message, wayOut)
    }
}

/// All checks of one pair.
package struct PreflightRecord: Hashable, Sendable {
    /// The pair.
    package var pair: PairName
    /// The checks, in the order in which a failover needs them.
    package var checks: [PreflightCheck]

    /// The checks of a pair.
    package init(pair: PairName, checks: [PreflightCheck]) { (self.pair, self.checks) = (pair, checks) }

    /// The worst of the checks.
    package var outcome: PreflightCheck.Outcome {
        if checks.contains(where: { $0.outcome == .failed }) { return .failed }
        return checks.contains { $0.outcome == .warning } ? .warning : .ok
    }
}
