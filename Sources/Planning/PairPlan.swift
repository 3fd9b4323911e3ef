package import Fleet

/// What is to be done for one pair.
package struct PairPlan: Sendable {
    /// What the plan wants.
    package enum Goal: String, Hashable, Sendable {
        /// AWS as the definition says.
        case apply
        /// Nothing of the pair left in AWS.
        case destroy
    }

    /// What it comes to.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// Everything is to be made.
        case create
        /// Something is to be changed.
        case update
        /// Everything of it is to be deleted.
        case delete
        /// All is as it should be.
        case unchanged
        /// Something is in the way; nothing is done for this pair.
        case blocked
        /// AWS could not be read, so nothing is known and nothing is done.
        case unreadable
    }

    /// The pair.
    package let pair: Pair
    /// What the plan wants.
    package let goal: Goal
    /// Every resource, in the order of the work.
    package let changes: [ResourceChange]
    /// What is in the way; empty for nothing.
    package let problems: [PlanProblem]
    /// What the operator should know although nothing is in the way.
    package let warnings: [String]
    /// The digest of the definition; empty when it is not known.
    package let digest: String
    /// Why AWS could not be read; nil when it could.
    package let failure: PlanFailure?

    /// A plan.
    package init(
        _ pair: Pair,
        goal: Goal,
        changes: [ResourceChange],
        problems: [PlanProblem] = [],
        warnings: [String] = [],
        digest: String = ""
    ) {
        (self.pair, self.goal, self.changes, failure) = (pair, goal, changes, nil)
        (self.warnings, self.digest) = (warnings, digest)
        let refusals = changes.filter { $0.action == .blocked }
            .map { PlanProblem("\($0.resource.kind.rawValue) \($0.resource.name): \($0.reason)", wayOut: nil) }
        self.problems = problems + refusals
    }

    /// A plan that could not be made, because AWS could not be read.
    package init(_ pair: Pair, goal: Goal, failure: PlanFailure) {
        (self.pair, self.goal, self.failure) = (pair, goal, failure)
        (changes, problems, warnings, digest) = ([], [], [], "")
    }

    /// The account and the region.
    package var place: Place { Place(account: pair.account, region: pair.region) }

    /// What it comes to.
    package var verdict: Verdict {
        if failure != nil { return .unreadable }
        if !problems.isEmpty { return .blocked }
        guard !mutations.isEmpty else { return .unchanged }
        switch goal {
        case .destroy: return .delete
        case .apply: return changes.contains { $0.observed != nil } ? .update : .create
        }
    }

    /// The changes that send calls; empty when the pair is blocked or could not be read.
    package var mutations: [ResourceChange] {
        problems.isEmpty && failure == nil ? changes.filter(\.isMutating) : []
    }
}

/// Something that is in the way of a plan.
package struct PlanProblem: Hashable, Sendable {
    /// What is wrong, without a full stop.
    package var message: String
    /// What to do about it; nil when the message says it.
    package var wayOut: String?

    /// A problem.
    package init(_ message: String, wayOut: String?) { (self.message, self.wayOut) = (message, wayOut) }
}

/// Why a plan could not be made or not be carried out.
package struct PlanFailure: Error, Hashable, Sendable {
    /// What kind of thing went wrong, for the exit status.
    package enum Cause: String, Hashable, Sendable, CaseIterable {
        /// There are no credentials, or AWS does not take them.
        case credentials
        /// They are another account's.
        case account
        /// They do not allow the action.
        case access
        /// AWS could not be reached.
        case network
        /// The operator stopped the work.
        case interrupted
        /// Anything else.
        case other
    }

    /// What kind of thing went wrong.
    package var cause: Cause
    /// What went wrong, with the action and the resource, without a full stop.
    package var message: String
    /// What to do about it; nil when the message says it.
    package var wayOut: String?

    /// A failure.
    package init(_ cause: Cause, _ message: String, wayOut: String? = nil) {
        (self.cause, self.message, self.wayOut) = (cause, message, wayOut)
    }
}
