import Codecs
import Fleet
import Planning
import Testing
import Values

struct FleetPlanTests {
    private func example() throws -> FleetPlan {
        let made = try Fixture.desired(try Fixture.pair("ord-edge", region: "us-east-2"))
        let drifted = try Fixture.desired(try Fixture.pair("lhr-edge", region: "eu-west-2"))
        var observed = Fixture.observed(drifted)
        observed.resources.function?.memoryMegabytes = 512
        observed.resources.rule?.isEnabled = false
        observed.resources.targets = []
        let new = try Fixture.pair {
            $0.notify.https = ["https://user:secret@hooks.example.com/vaer?token=secret"]
        }
        let problem = PlanProblem("vpc-0bf5741eb0ef56a41 does not exist in us-west-1", wayOut: "check 'vpc'")
        let blocked = try Fixture.desired(try Fixture.pair("cdg-edge"))
        return FleetPlan(
            goal: .apply,
            layers: [
                .publishing(Fixture.artifact, at: Place(account: new.account, region: new.region), observed: [])
            ],
            queues: [
                .serving([new], fleet: "default", at: Place(account: new.account, region: new.region), observed: nil)
            ],
            pairs: [
                plan(desired: made, observed: Fixture.observed(made)),
                plan(desired: drifted, observed: observed, warnings: ["both members are in eu-west-2a"]),
                plan(desired: try Fixture.desired(new), observed: ObservedPair()),
                plan(desired: blocked, observed: ObservedPair(), problems: [problem]),
                PairPlan(
                    try Fixture.pair("nrt-edge"),
                    goal: .apply,
                    failure: PlanFailure(.network, "no answer", wayOut: "check the network")
                ),
            ]
        )
    }

    @Test func `a plan reads verdict first, then a line per pair`() throws {
        try Golden.expect(PlanText.render(try example()), "plan-short.txt")
    }

    @Test func `a verbose plan has every attribute, and no secret of a subscriber's URL`() throws {
        let text = PlanText.render(try example(), verbose: true)
        #expect(!text.contains("secret"))
        try Golden.expect(text, "plan-verbose.txt")
    }

    @Test func `a plan is a document with the same facts, and no secret of a subscriber's URL`() throws {
        let text = PlanDocument.json(try example()).prettyText
        #expect(!text.contains("secret"))
        try Golden.expect(text + "\n", "plan.json")
    }

    @Test func `the verdict of a fleet in order is that there are no changes`() throws {
        let desired = try Fixture.desired(try Fixture.pair())
        let pair = plan(desired: desired, observed: Fixture.observed(desired))
        #expect(FleetPlan(goal: .apply, layers: [], pairs: [pair]).verdict == "no changes: the pair is as defined")
        let two = FleetPlan(goal: .apply, layers: [], pairs: [pair, pair])
        #expect(two.verdict == "no changes: all 2 pairs are as defined")
        #expect(FleetPlan(goal: .apply, layers: [], pairs: []).verdict == "no pairs")
    }

    @Test func `more pairs than the default quotas allow are told of`() throws {
        let pairs = try (0..<301).map { PairPlan(try Fixture.pair("p\($0)"), goal: .apply, changes: []) }
        let warnings = FleetPlan(goal: .apply, layers: [], pairs: pairs).warnings
        #expect(warnings == ["301 pairs in us-west-1 of 731262942057: the default quota is 300 rules per event bus"])
    }
}

struct TeardownTests {
    @Test func `everything that is ours goes, from what wakes the function to what it stands on`() throws {
        let desired = try Fixture.desired(try Fixture.pair())
        let plan = teardown(desired.pair, fleet: "default", observed: Fixture.observed(desired))
        #expect(plan.verdict == .delete)
        #expect(
            plan.changes.map(\.resource.kind) == [
                .target, .rule, .permission, .invokeConfig, .function, .rolePolicy, .subscription, .subscription,
                .logGroup, .role, .topic,
            ]
        )
    }

    @Test(arguments: [Resource.Kind.logGroup, .role, .topic, .function, .rule])
    func `what no tag proves ours is kept, with its parts`(kind: Resource.Kind) throws {
        let desired = try Fixture.desired(try Fixture.pair())
        var observed = Fixture.observed(desired)
        observed.resources.setTags(["vaer:managed": "true", "vaer:pair": "other"], of: kind)
        let plan = teardown(desired.pair, fleet: "default", observed: observed)
        let kept = plan.changes.filter { $0.action == .none }
        #expect(!kept.isEmpty)
        #expect(kept.allSatisfy { $0.resource.kind.owner == kind })
        #expect(plan.mutations.allSatisfy { $0.resource.kind.owner != kind })
    }

    @Test func `another fleet's pair of the same name is kept`() throws {
        let desired = try Fixture.desired(try Fixture.pair())
        let plan = teardown(desired.pair, fleet: "another", observed: Fixture.observed(desired))
        #expect(plan.mutations.isEmpty)
    }

    @Test func `a pair that is gone needs no work`() throws {
        #expect(teardown(try Fixture.pair(), fleet: "default", observed: ObservedPair()).verdict == .unchanged)
    }
}

struct LayerPlanTests {
    private let description = "vaer 0.1.0 sha256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="

    private func version(_ number: Int, _ description: String, sha256: String) -> LayerVersion {
        let arn = "arn:aws:lambda:us-west-1:731262942057:layer:vaer-failover:\(number)"
        return LayerVersion(name: "vaer-failover", description: description, sha256: sha256, arn: arn, version: number)
    }

    private func place() throws -> Place {
        let pair = try Fixture.pair()
        return Place(account: pair.account, region: pair.region)
    }

    @Test func `an engine that is there is not published again`() throws {
        let there = version(3, description, sha256: Fixture.artifact.sha256)
        let plan = LayerPlan.publishing(Fixture.artifact, at: try place(), observed: [there])
        #expect(plan.mutations.isEmpty)
        #expect(plan.current == there)
        #expect(LayerVersion(artifact: Fixture.artifact).description == description)
    }

    @Test func `an engine that was published twice is kept once, the oldest`() throws {
        let twice = [4, 3].map { version($0, description, sha256: Fixture.artifact.sha256) }
        let plan = LayerPlan.publishing(Fixture.artifact, at: try place(), observed: twice)
        #expect(plan.current?.version == 3)
        #expect(plan.mutations.map(\.action) == [.delete])
        #expect(plan.mutations.first?.resource == .layer(twice[0]))
    }

    @Test func `a version that says our digest and holds something else does not count`() throws {
        let poisoned = version(3, description, sha256: "another")
        let plan = LayerPlan.publishing(Fixture.artifact, at: try place(), observed: [poisoned])
        #expect(plan.mutations.map(\.action) == [.create])
        #expect(plan.current == nil)
    }

    @Test func `the last pair takes our versions along, and only ours`() throws {
        let versions = [version(1, "by hand", sha256: "x"), version(2, description, sha256: "y")]
        let last = LayerPlan.removing(at: try place(), observed: versions, usersThatStay: [])
        #expect(last.changes.map(\.action) == [.none, .delete])
        let used = LayerPlan.removing(at: try place(), observed: versions, usersThatStay: ["vaer-lhr-edge"])
        #expect(used.mutations.isEmpty)
        #expect(used.changes.last?.reason == "still used by vaer-lhr-edge")
    }
}
