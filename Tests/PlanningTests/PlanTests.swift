import Codecs
import Fleet
import Planning
import Testing
import Values

struct PlanTests {
    @Test func `a pair that is not there yet is made whole, in the order in which things need each other`() throws {
        let plan = plan(desired: try Fixture.desired(try Fixture.pair()), observed: ObservedPair())
        #expect(plan.verdict == .create)
        let stages = plan.changes.map(\.resource.kind.stage)
        #expect(plan.changes.allSatisfy { $0.action == .create })
        #expect(
            plan.changes.map(\.resource.kind) == [
                .logGroup, .role, .topic, .rolePolicy, .subscription, .subscription, .function, .invokeConfig, .rule,
                .permission, .target,
            ]
        )
        #expect(stages == stages.sorted())
    }

    @Test func `a pair that is as defined has nothing to be done`() throws {
        let desired = try Fixture.desired(try Fixture.pair())
        let plan = plan(desired: desired, observed: Fixture.observed(desired))
        #expect(plan.work.isEmpty)
        #expect(plan.verdict == .unchanged)
    }

    /// One thing that was changed by hand, and what is done about it.
    struct Drift: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var work: [String]
        var spoil: @Sendable (inout ObservedPair) -> Void

        init(_ name: String, _ work: [String], _ spoil: @escaping @Sendable (inout ObservedPair) -> Void) {
            (testDescription, self.work, self.spoil) = (name, work, spoil)
        }
    }

    @Test(arguments: Drift.attributes + Drift.parts)
    func `what was changed by hand is put right, and nothing else`(drift: Drift) throws {
        let desired = try Fixture.desired(try Fixture.pair())
        var observed = Fixture.observed(desired)
        drift.spoil(&observed)
        #expect(plan(desired: desired, observed: observed).work == drift.work)
    }

    /// One edit of the definition, and what is done about it.
    struct Edit: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var work: [String]
        var change: @Sendable (inout Pair) throws -> Void

        init(_ name: String, _ work: [String], _ change: @escaping @Sendable (inout Pair) throws -> Void) {
            (testDescription, self.work, self.change) = (name, work, change)
        }
    }

    @Test(arguments: Edit.all)
    func `an edit of the definition changes just what depends on it`(edit: Edit) throws {
        let observed = Fixture.observed(try Fixture.desired(try Fixture.pair()))
        let desired = try Fixture.desired(try Fixture.pair(change: edit.change))
        #expect(plan(desired: desired, observed: observed).work == edit.work)
    }

    @Test(arguments: [Resource.Kind.logGroup, .role, .topic, .function, .rule])
    func `what exists without our tag is never changed`(kind: Resource.Kind) throws {
        let desired = try Fixture.desired(try Fixture.pair())
        var observed = Fixture.observed(desired)
        observed.resources.setTags([:], of: kind)
        let plan = plan(desired: desired, observed: observed)
        #expect(plan.verdict == .blocked)
        #expect(plan.mutations.isEmpty)
        let blocked = plan.changes.filter { $0.action == .blocked }
        #expect(blocked.allSatisfy { $0.resource.kind.owner == kind })
        #expect(plan.problems.contains { $0.message.contains("exists and has no tag of vaer") })
    }

    @Test func `what another pair owns is never taken, not even by name`() throws {
        let pair = try Fixture.pair { $0.deployment.names.function = "vaer-lhr-edge" }
        let desired = try Fixture.desired(pair)
        var observed = Fixture.observed(desired)
        observed.resources.function?.tags[TagKey.pair] = "lhr-edge"
        let plan = plan(desired: desired, observed: observed)
        #expect(plan.verdict == .blocked)
        #expect(plan.problems.first?.message.contains("the pair 'lhr-edge' of the fleet 'default'") == true)
    }

    @Test func `what the definition names is taken over: put right and tagged`() throws {
        let pair = try Fixture.pair { $0.deployment.names.function = "by-hand" }
        let desired = try Fixture.desired(pair)
        var observed = Fixture.observed(desired)
        observed.resources.function?.tags = ["owner": "somebody"]
        observed.resources.function?.runtime = "python3.9"
        let plan = plan(desired: desired, observed: observed)
        let tags = "tags.vaer:digest, tags.vaer:fleet, tags.vaer:managed, tags.vaer:pair"
        #expect(plan.work == ["update function: runtime, \(tags)"])
        let change = try #require(plan.mutations.first)
        #expect(change.tagsToWrite.count == 4)
        #expect(change.reason.hasPrefix("taken over"))
    }

    @Test func `a role that is taken over stays in its path, and all that names it follows`() throws {
        let pair = try Fixture.pair { $0.deployment.names.role = "by-hand" }
        var desired = try Fixture.desired(pair)
        var observed = Fixture.observed(desired)
        observed.resources.role?.path = "/service-role/"
        desired = DesiredPair(pair, instances: desired.instances, context: desired.context)
        let plan = plan(desired: desired, observed: observed)
        #expect(plan.work == ["update topic: policy", "update function: role"])
        let arn = "arn:aws:iam::731262942057:role/service-role/by-hand"
        #expect(plan.mutations.last?.attributes.first?.new == arn)
    }

    @Test func `a subscriber who has not confirmed is told of, not subscribed again`() throws {
        let desired = try Fixture.desired(try Fixture.pair())
        var observed = Fixture.observed(desired)
        observed.resources.subscriptions[0].arn = nil
        let plan = plan(desired: desired, observed: observed)
        #expect(plan.work.isEmpty)
        #expect(plan.warnings == ["email netops@example.com has not confirmed its subscription yet"])
    }

    @Test func `rights that the role has beyond ours are told of`() throws {
        let desired = try Fixture.desired(try Fixture.pair())
        var observed = Fixture.observed(desired)
        observed.attachedPolicies = ["arn:aws:iam::aws:policy/AdministratorAccess"]
        let plan = plan(desired: desired, observed: observed)
        #expect(plan.warnings.first?.contains("AdministratorAccess") == true)
        #expect(plan.work.isEmpty)
    }

    @Test func `a function by hand that needs rights of its own is not taken over`() throws {
        var pair = try Fixture.pair()
        pair.deployment.names.function = "by-hand"
        let desired = try Fixture.desired(pair)
        var observed = Fixture.observed(desired)
        observed.functionTies = ["the subnets of a VPC", "a key of KMS"]
        let problem = plan(desired: desired, observed: observed).problems.first
        #expect(
            problem?.message.hasPrefix("the function by-hand is tied to the subnets of a VPC and a key of KMS") == true
        )
    }

    @Test func `a role that is taken over loses its managed policies, and keeps inline ones for people to look at`()
        throws
    {
        var pair = try Fixture.pair()
        pair.deployment.names.role = "by-hand"
        let desired = try Fixture.desired(pair)
        var observed = Fixture.observed(desired)
        observed.attachedPolicies = ["arn:aws:iam::731262942057:policy/wide"]
        observed.otherRolePolicies = ["own"]
        let plan = plan(desired: desired, observed: observed)
        #expect(
            plan.mutations.map { "\($0.action) \($0.resource.name)" } == [
                "delete by-hand/arn:aws:iam::731262942057:policy/wide"
            ]
        )
        #expect(plan.warnings == ["the role by-hand has rights beyond what the pair needs: own"])
        observed.resources.role?.tags["vaer:pair"] = "another"
        #expect(Planning.plan(desired: desired, observed: observed).mutations.isEmpty)
    }
}

extension PairResources {
    mutating func setTags(_ tags: [String: String], of kind: Resource.Kind) {
        switch kind {
        case .logGroup: logGroup?.tags = tags
        case .role: role?.tags = tags
        case .topic: topic?.tags = tags
        case .function: function?.tags = tags
        case .rule: rule?.tags = tags
        case .layer, .queue, .rolePolicy, .attachment, .subscription, .invokeConfig, .permission, .target: break
        }
    }
}
