import Values

/// Checks the pairs against each other: no two of them may fight over the same thing.
struct FleetChecker {
    private(set) var problems = Problems()
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

    // MARK: routes

    /// A route that a pair names by table and destination.
    private struct Claim: Hashable {
        let table: RouteTableID
        let destination: Destination
    }

    private mutating func checkRoutes(_ pairs: [EffectivePair]) {
        var ofVPC: [VPCID: [EffectivePair]] = [:]
        for pair in pairs {
            guard let vpc = pair.vpc, pair.layer.items(.tables) != nil, pair.layer.items(.destinations) != nil else {
                continue
            }
            ofVPC[vpc, default: []].append(pair)
        }
        for group in ofVPC.values where group.count > 1 { checkClaims(group) }
    }

    private mutating func checkClaims(_ pairs: [EffectivePair]) {
        // Only what two pairs name can clash, so all else is left out before tables and destinations are multiplied.
        var tables: [RouteTableID: Int] = [:]
        var destinations: [Destination: Int] = [:]
        for pair in pairs {
            for table in pair.layer.tables(.tables) ?? [] { tables[table, default: 0] += 1 }
            for destination in pair.layer.destinations(.destinations) ?? [] {
                destinations[destination, default: 0] += 1
            }
        }
        var owners: [Claim: EffectivePair] = [:]
        for pair in pairs {
            let shared = (pair.layer.tables(.tables) ?? []).filter { tables[$0, default: 0] > 1 }
            let wanted = (pair.layer.destinations(.destinations) ?? []).filter { destinations[$0, default: 0] > 1 }
            let claims = shared.lazy.flatMap { table in
                wanted.lazy.map { Claim(table: table, destination: $0) }
            }
            if let claim = claims.first(where: { owners[$0] != nil }), let first = owners[claim] {
                tell(claim, pair, first)
            } else {
                for claim in claims { owners[claim] = pair }
            }
        }
    }

    private mutating func tell(_ claim: Claim, _ pair: EffectivePair, _ first: EffectivePair) {
        let place = { (pair: EffectivePair) in
            pair.layer.items(.destinations)?.first { $0.value == .destination(claim.destination) }?.extent
                ?? pair.heading
        }
        problems.error(
            .sharedRoute,
            "the pairs '\(pair.name.text.printable)' and '\(first.name.text.printable)' both claim the route to "
                + "\(claim.destination) in \(claim.table)",
            at: place(pair) == place(first) ? pair.heading : place(pair),
            notes: [Problem.Note(message: "the other claim is here", extent: place(first))],
            help: "leave the route to one of the two"
        )
    }
}
