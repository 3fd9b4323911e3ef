package import Fleet

/// What is to be done so that nothing of a pair is left in AWS.
///
/// Only what tags prove to be the pair's is deleted; the rest is named and kept. Deleting goes from what wakes the
/// function to what it stands on, so that nothing runs half-way.
package func teardown(_ pair: Pair, fleet: String, observed: ObservedPair) -> PairPlan {
    let ownership = Ownership(fleet: fleet, pair: pair)
    let resources = observed.resources.all
    let ours = Set(resources.filter { $0.tags.map { ownership.owner($0) == .ours } ?? false }.map(\.kind))
    let changes = resources.sorted { $0.kind.teardownRank < $1.kind.teardownRank }.map { resource in
        guard ours.contains(resource.kind.owner) else {
            let reason = resource.tags == nil ? "part of what is not ours; kept" : "has no tag of this pair; kept"
            return ResourceChange(.none, resource, observed: resource, reason: reason)
        }
        return ResourceChange(.delete, resource, observed: resource, reason: "the pair is destroyed")
    }
    return PairPlan(pair, goal: .destroy, changes: changes.filter { !$0.isForeignPermission(of: pair) })
}

extension Resource.Kind {
    /// The kind whose tags say whose it is.
    package var owner: Resource.Kind {
        switch self {
        case .layer, .queue, .logGroup, .role, .topic, .function, .rule: self
        case .rolePolicy, .attachment: .role
        case .subscription: .topic
        case .invokeConfig, .permission: .function
        case .target: .rule
        }
    }

    /// When it is deleted; lower ones first.
    ///
    /// The log group goes after the function, which would write to it to the last.
    package var teardownRank: Int {
        switch self {
        case .target: 0
        case .rule, .permission: 1
        case .invokeConfig: 2
        case .function: 3
        case .rolePolicy, .attachment, .subscription: 4
        case .role, .topic, .logGroup: 5
        case .layer, .queue: 6
        }
    }
}

extension ResourceChange {
    /// A statement that is not ours goes with the function; it needs no step of its own.
    fileprivate func isForeignPermission(of pair: Pair) -> Bool {
        guard case .permission(let permission) = resource else { return false }
        return permission.id != PairNames(pair).permission
    }
}
