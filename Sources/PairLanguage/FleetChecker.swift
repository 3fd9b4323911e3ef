import Values

/// Checks the pairs against each other: no two of them may fight over the same thing.
struct FleetChecker {
    var problems = Problems()
    private var interfaces: [ENIID: Owner] = [:]
    private var instances: [InstanceID: Owner] = [:]

    /// Who uses something first, and where.
    private struct Owner {
        let pair: Name
        let member: Int
        let extent: Extent
    }

    /// Checks all pairs, in source order.
    mutating func check(_ pairs: [EffectivePair]) {
        for pair in pairs {
            for (index, member) in pair.members.enumerated() { check(member, index, pair) }
        }
        checkRoutes(pairs)
        checkNames(pairs)
    }

    // MARK: routers

    private mutating func check(_ member: Definitions.MemberGiven, _ index: Int, _ pair: EffectivePair) {
        for (_, eni, extent) in member.allInterfaces {
            let owner = Owner(pair: pair.name, member: index, extent: extent)
            if let first = interfaces[eni] {
                tell(.sharedInterface, "the network interface \(eni)", owner, first)
            } else {
                interfaces[eni] = owner
            }
        }
        guard let given = member.layer.given(.instance), case .instance(let instance) = given.value else { return }
        let owner = Owner(pair: pair.name, member: index, extent: given.valueExtent)
        if let first = instances[instance] {
            tell(.sharedInstance, "the instance \(instance)", owner, first)
        } else {
            instances[instance] = owner
        }
    }

    private mutating func tell(_ id: DiagnosticID, _ what: String, _ owner: Owner, _ first: Owner) {
        let (message, help): (String, String)
        if owner.pair != first.pair {
            message = "\(what) belongs to the pair '\(first.pair.text.printable)' already"
            help = "two pairs would fight over its routes: remove one"
        } else if owner.member != first.member {
            message = "both members have \(what)"
            help = "routes can only move between two routers"
        } else {
            message = "this member has \(what) twice"
            help = "each name stands for an interface of its own"
        }
        problems.error(
            id,
            message,
            at: owner.extent,
            notes: [Problem.Note(message: "it is first used here", extent: first.extent)],
            help: help
        )
    }

    mutating func addError(
        _ id: DiagnosticID,
        _ message: String,
        at extent: Extent,
        note: Problem.Note,
        help: String
    ) {
        problems.error(id, message, at: extent, notes: [note], help: help)
    }
}
