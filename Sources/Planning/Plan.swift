import Fleet

/// What is to be done so that a pair is as it should be.
///
/// Pure: a dry run and an apply have the same plan. The changes stand in the order of the work.
package func plan(
    desired: DesiredPair,
    observed: ObservedPair,
    problems: [PlanProblem] = [],
    warnings: [String] = []
) -> PairPlan {
    var desired = desired
    if let path = observed.resources.role?.path, path != desired.names.rolePath {
        desired = desired.placingRole(at: path)
    }
    let differ = PairDiffer(desired: desired, observed: observed)
    return PairPlan(
        desired.pair,
        goal: .apply,
        changes: differ.changes,
        problems: problems + desired.limitProblems(observed: observed),
        warnings: warnings + differ.warnings,
        digest: desired.digest
    )
}

/// Compares the resources of one pair.
private struct PairDiffer {
    let desired: DesiredPair
    let observed: ObservedPair

    private var want: PairResources { desired.resources }
    private var have: PairResources { observed.resources }
    private var ownership: Ownership { Ownership(fleet: desired.context.fleet, pair: desired.pair) }

    var changes: [ResourceChange] {
        var changes: [ResourceChange] = []
        changes += owned(want.logGroup.map(Resource.logGroup), have.logGroup.map(Resource.logGroup))
        changes += owned(want.role.map(Resource.role), have.role.map(Resource.role))
        changes += owned(want.topic.map(Resource.topic), have.topic.map(Resource.topic))
        changes += part(want.rolePolicy.map(Resource.rolePolicy), have.rolePolicy.map(Resource.rolePolicy), of: .role)
        changes += subscriptionChanges
        changes += owned(want.function.map(Resource.function), have.function.map(Resource.function))
        changes += part(
            want.invokeConfig.map(Resource.invokeConfig),
            have.invokeConfig.map(Resource.invokeConfig),
            of: .function
        )
        changes += owned(want.rule.map(Resource.rule), have.rule.map(Resource.rule))
        for permission in want.permissions {
            let old = have.permissions.first { $0.id == permission.id }
            changes += part(.permission(permission), old.map(Resource.permission), of: .function)
        }
        return changes + targetChanges + attachmentChanges
    }

    /// A role that the definition takes over keeps no rights beyond the pair's own.
    private var attachmentChanges: [ResourceChange] {
        guard takesOverRole else { return [] }
        return observed.attachedPolicies.sorted().map { policy in
            let resource = Resource.attachment(PolicyAttachment(role: desired.names.role, policy: policy))
            let reason = "detached, since the inline policy allows all that the pair needs; the policy itself is kept"
            return ResourceChange(.delete, resource, observed: resource, reason: reason)
        }
    }

    private var takesOverRole: Bool {
        desired.names.adopted.contains(.role) && have.role != nil && !isRefused(.role)
    }

    var warnings: [String] {
        var warnings: [String] = []
        let others = observed.otherRolePolicies + (takesOverRole ? [] : observed.attachedPolicies)
        if !others.isEmpty {
            let policies = others.joined(separator: ", ")
            warnings.append("the role \(desired.names.role) has rights beyond what the pair needs: \(policies)")
        }
        for subscription in want.subscriptions {
            guard let old = have.subscriptions.first(where: { $0.isSame(as: subscription) }), old.arn == nil else {
                continue
            }
            warnings.append("\(subscription.safeName) has not confirmed its subscription yet")
        }
        return warnings
    }

    /// A resource with tags, which prove whose it is.
    private func owned(_ new: Resource?, _ old: Resource?) -> [ResourceChange] {
        guard let new else { return [] }
        guard let old else { return [ResourceChange(.create, new, reason: "does not exist")] }
        if let refusal = refusal(old) {
            return [ResourceChange(.blocked, new, observed: old, reason: refusal)]
        }
        return [compared(new, old)]
    }

    /// A resource without tags, which is whose that is of which it is a part.
    private func part(_ new: Resource?, _ old: Resource?, of kind: Resource.Kind) -> [ResourceChange] {
        guard let new else { return [] }
        if isRefused(kind) {
            return [ResourceChange(.blocked, new, observed: old, reason: "the \(kind.rawValue) is not ours")]
        }
        guard let old else { return [ResourceChange(.create, new, reason: "does not exist")] }
        return [compared(new, old)]
    }

    private func compared(_ new: Resource, _ old: Resource) -> ResourceChange {
        var change = ResourceChange.updating(old, to: new)
        let isTakenOver = old.tags.map { ownership.owner($0) == .nobodys } ?? false
        if isTakenOver {
            let names = change.attributes.map(\.name).joined(separator: ", ")
            change.reason = "taken over by the definition's 'names': \(names)"
        }
        return change
    }

    /// Why a resource that exists must not be changed; nil when it may.
    private func refusal(_ old: Resource) -> String? {
        switch ownership.owner(old.tags ?? [:]) {
        case .ours: return nil
        case .anothers(let owner): return "belongs to \(owner); rename one of the two pairs"
        case .nobodys:
            guard !desired.names.adopted.contains(old.kind) else { return nil }
            return "exists and has no tag of vaer; delete it, or name it in the pair's 'names' to take it over"
        }
    }

    private func isRefused(_ kind: Resource.Kind) -> Bool {
        have.all.first { $0.kind == kind }.map { refusal($0) != nil } ?? false
    }

    private var subscriptionChanges: [ResourceChange] {
        guard want.topic != nil else { return [] }
        var changes: [ResourceChange] = []
        for subscription in want.subscriptions {
            let old = have.subscriptions.first { $0.isSame(as: subscription) }
            changes += part(.subscription(subscription), old.map(Resource.subscription), of: .topic)
        }
        for old in have.subscriptions where !want.subscriptions.contains(where: { $0.isSame(as: old) }) {
            changes.append(surplus(old))
        }
        return changes
    }

    private func surplus(_ old: Subscription) -> ResourceChange {
        let resource = Resource.subscription(old)
        // On a topic that was somebody's, the subscriptions are somebody's too.
        guard !desired.names.adopted.contains(.topic), !isRefused(.topic) else {
            return ResourceChange(.none, resource, observed: resource, reason: "not in the definition; kept")
        }
        guard old.arn != nil else {
            let reason = "not in the definition; cannot be ended while it waits for confirmation"
            return ResourceChange(.none, resource, observed: resource, reason: reason)
        }
        return ResourceChange(.delete, resource, observed: resource, reason: "not in the definition")
    }

    private var targetChanges: [ResourceChange] {
        var changes: [ResourceChange] = []
        for target in want.targets {
            let old = have.targets.first { $0.id == target.id }
            changes += part(.target(target), old.map(Resource.target), of: .rule)
        }
        for old in have.targets where !want.targets.contains(where: { $0.id == old.id }) {
            let resource = Resource.target(old)
            let isSecond = want.targets.contains { $0.arn == old.arn } && !isRefused(.rule)
            changes.append(
                isSecond
                    ? ResourceChange(.delete, resource, observed: resource, reason: "would run the function twice")
                    : ResourceChange(.none, resource, observed: resource, reason: "not in the definition; kept")
            )
        }
        return changes
    }
}
