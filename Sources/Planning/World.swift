package import Fleet
package import Values

/// What a pair's definition speaks of, as AWS has it: the VPC, the interfaces and the listed route tables.
package struct World: Hashable, Sendable {
    /// A network interface.
    package struct Interface: Hashable, Sendable {
        /// The VPC that it is in; nil when AWS left it out.
        package var vpc: VPCID?
        /// The instance that it is attached to; nil for none.
        package var instance: InstanceID?
        /// The availability zone.
        package var zone: String
        /// Whether EC2 drops what is not from or to the interface itself, which a router cannot work with.
        package var checksSourceAndDestination: Bool

        /// A network interface.
        package init(vpc: VPCID?, instance: InstanceID?, zone: String, checksSourceAndDestination: Bool) {
            (self.vpc, self.instance, self.zone) = (vpc, instance, zone)
            self.checksSourceAndDestination = checksSourceAndDestination
        }
    }

    /// Whether the pair's VPC exists.
    package var hasVPC: Bool
    /// The interfaces that exist, of those that the definition names.
    package var interfaces: [ENIID: Interface]
    /// The VPCs of the route tables that exist, of those that the definition names.
    package var tables: [RouteTableID: VPCID]

    /// What was read.
    package init(hasVPC: Bool, interfaces: [ENIID: Interface], tables: [RouteTableID: VPCID] = [:]) {
        (self.hasVPC, self.interfaces, self.tables) = (hasVPC, interfaces, tables)
    }

    /// What the world says about a definition.
    package struct Finding: Hashable, Sendable {
        /// The members' instances; nil when one of them cannot be told.
        package var instances: BySide<InstanceID>?
        /// What makes the definition impossible.
        package var problems: [PlanProblem]
        /// What makes it doubtful.
        package var warnings: [String]
    }

    /// Holds a definition against the world.
    package func finding(on pair: Pair) -> Finding {
        guard hasVPC else {
            let place = Place(account: pair.account, region: pair.region)
            let problem = PlanProblem(
                "\(pair.vpc) does not exist in \(place)",
                wayOut: "check 'vpc', 'region' and 'account' of the pair"
            )
            return Finding(instances: nil, problems: [problem], warnings: [])
        }
        let first = MemberCheck(world: self, pair: pair, member: pair.members.first)
        let second = MemberCheck(world: self, pair: pair, member: pair.members.second)
        var problems = first.problems + second.problems + tableProblems(pair)
        var instances: BySide<InstanceID>?
        if let one = first.instance, let other = second.instance {
            instances = BySide(first: one, second: other)
            if one == other {
                let wayOut = "name the interfaces of two routers"
                problems.append(PlanProblem("both members are the instance \(one)", wayOut: wayOut))
            }
        }
        var warnings = first.warnings + second.warnings
        if let zone = first.zone, zone == second.zone, !zone.isEmpty {
            warnings.append("both members are in \(zone): the loss of that zone takes both")
        }
        return Finding(instances: instances, problems: problems, warnings: warnings)
    }

    private func tableProblems(_ pair: Pair) -> [PlanProblem] {
        pair.routes.listedTables.compactMap { table in
            guard let vpc = tables[table] else {
                return PlanProblem("the route table \(table) does not exist", wayOut: "check 'tables' of the pair")
            }
            guard vpc != pair.vpc else { return nil }
            return PlanProblem(
                "the route table \(table) is in \(vpc), not in the pair's \(pair.vpc)",
                wayOut: "check 'tables' of the pair"
            )
        }
    }
}

/// Holds one member against the world.
private struct MemberCheck {
    let world: World
    let pair: Pair
    let member: Member

    private var found: [World.Interface] { member.interfaces.compactMap { world.interfaces[$0.eni] } }

    var instance: InstanceID? { member.instance ?? found.first?.instance }

    var zone: String? { found.first?.zone }

    var problems: [PlanProblem] { member.interfaces.flatMap { problems($0.eni) } }

    var warnings: [String] {
        member.interfaces.compactMap { interface in
            guard world.interfaces[interface.eni]?.checksSourceAndDestination == true else { return nil }
            return "source/destination check is on at \(interface.eni) of \(member.name): no route will move there"
        }
    }

    private func problems(_ eni: ENIID) -> [PlanProblem] {
        guard let interface = world.interfaces[eni] else {
            let message = "\(eni) of \(member.name) does not exist in \(pair.region)"
            return [PlanProblem(message, wayOut: "check the member's 'eni'")]
        }
        var problems: [PlanProblem] = []
        if interface.vpc != pair.vpc {
            let vpc = interface.vpc?.text ?? "no VPC"
            problems.append(
                PlanProblem(
                    "\(eni) of \(member.name) is in \(vpc), not in the pair's \(pair.vpc)",
                    wayOut: "both members must be in the VPC whose routes they share; check 'vpc' and 'eni'"
                )
            )
        }
        guard let attached = interface.instance else {
            let message = "\(eni) of \(member.name) is attached to no instance"
            return problems + [PlanProblem(message, wayOut: "attach it to the router, or name the router's own")]
        }
        if let instance, attached != instance {
            problems.append(
                PlanProblem(
                    "\(eni) of \(member.name) is attached to \(attached), not to \(instance)",
                    wayOut: "check 'instance' and 'eni' of the member, or leave 'instance' out"
                )
            )
        }
        return problems
    }
}
