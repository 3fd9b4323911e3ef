import AWS
import Fleet
import Planning
import Provisioning
import Synchronization
import Testing
import Values

struct FleetProvisionerTests {
    @Test func `an apply makes everything, and a second one sends no call that changes anything`() async throws {
        let world = try Fixture.world()
        let provisioner = Fixture.provisioner(world)
        let pairs = [try Fixture.pair(), try Fixture.pair("sfo-core")]
        let outcome = await provisioner.converge(pairs)
        #expect(outcome.isDone, "\(outcome)")
        #expect(outcome.pairs.map(\.created) == [12, 12])
        #expect(world.now.layers.count == 1)
        #expect(Array(world.now.queues.keys) == ["vaer-events"])
        #expect(world.now.calls.count { $0 == "GetCallerIdentity" } == 2)
        let sent = world.now.mutations.count
        let plan = await provisioner.plan(pairs)
        #expect(plan.verdict == "no changes: all 2 pairs are as defined")
        #expect(await provisioner.apply(plan, engine: Fixture.engine).isDone)
        #expect(world.now.mutations.count == sent)
    }

    @Test func `a plan sends no call that changes anything`() async throws {
        let world = try Fixture.world()
        let plan = await Fixture.provisioner(world).plan([try Fixture.pair()])
        #expect(plan.count(pairs: .create) == 1)
        #expect(world.now.mutations.isEmpty)
    }

    @Test(arguments: [true, false])
    func `an apply that is cut off at any call converges when it is run again`(hasEffect: Bool) async throws {
        let pair = try Fixture.pair()
        let whole = try Fixture.world()
        await Fixture.provisioner(whole).converge([pair])
        for cut in 0..<whole.now.mutations.count {
            let world = try Fixture.world()
            world.change { $0.faults = [cut: hasEffect ? .answerLost : .lost] }
            let first = await Fixture.provisioner(world).converge([pair])
            #expect(!first.isDone, "cut at \(cut)")
            let second = await Fixture.provisioner(world).converge([pair])
            #expect(second.isDone, "cut at \(cut): \(second)")
            let plan = await Fixture.provisioner(world).plan([pair])
            #expect(!plan.hasChanges && plan.stuck.isEmpty, "cut at \(cut): \(PlanText.render(plan, verbose: true))")
        }
    }

    @Test(arguments: [true, false])
    func `a destroy that is cut off at any call leaves nothing when it is run again`(hasEffect: Bool) async throws {
        let pair = try Fixture.pair()
        let whole = try Fixture.world()
        await Fixture.provisioner(whole).converge([pair])
        let made = whole.now.mutations.count
        let plan = await Fixture.provisioner(whole).planTeardown([pair])
        #expect(await Fixture.provisioner(whole).apply(plan).isDone)
        #expect(whole.now.isEmpty)
        for cut in made..<whole.now.mutations.count {
            let world = try Fixture.world()
            await Fixture.provisioner(world).converge([pair])
            world.change { $0.faults = [cut: hasEffect ? .answerLost : .lost] }
            for _ in 0..<2 {
                let plan = await Fixture.provisioner(world).planTeardown([pair])
                _ = await Fixture.provisioner(world).apply(plan)
            }
            #expect(world.now.isEmpty, "cut at \(cut)")
        }
    }

    @Test func `the layer stays for the pairs that stay`() async throws {
        let world = try Fixture.world()
        let provisioner = Fixture.provisioner(world)
        let pairs = [try Fixture.pair(), try Fixture.pair("sfo-core")]
        await provisioner.converge(pairs)
        _ = await provisioner.apply(await provisioner.planTeardown([pairs[0]]))
        #expect(world.now.layers.count == 1)
        #expect(world.now.queues.count == 1)
        #expect(Array(world.now.functions.keys) == ["vaer-sfo-core"])
        _ = await provisioner.apply(await provisioner.planTeardown([pairs[1]]))
        #expect(world.now.isEmpty)
    }

    @Test func `an edit is applied, and only that`() async throws {
        let world = try Fixture.world()
        let provisioner = Fixture.provisioner(world)
        await provisioner.converge([try Fixture.pair()])
        let sent = world.now.mutations.count
        let edited = try Fixture.pair {
            $0.deployment.memoryMegabytes = 256
            $0.deployment.sweep = .seconds(120)
            $0.deployment.logRetentionDays = 7
            $0.failover.failback = .after(.seconds(600))
            $0.deployment.permissionsBoundary = ARN("arn:aws:iam::731262942057:policy/b")
            $0.notify.sqs = []
        }
        let outcome = await provisioner.converge([edited])
        #expect(outcome.isDone, "\(outcome)")
        #expect(
            Set(world.now.mutations[sent...]) == [
                "PutRetentionPolicy", "PutRolePermissionsBoundary", "TagRole", "UpdateFunctionConfiguration",
                "UpdateFunctionCode", "TagResource", "PutRule", "Unsubscribe",
            ]
        )
        #expect(await provisioner.plan([edited]).hasChanges == false)
    }

    @Test func `a new engine is published once and every function moves to it`() async throws {
        let world = try Fixture.world()
        let pairs = [try Fixture.pair(), try Fixture.pair("sfo-core")]
        await Fixture.provisioner(world).converge(pairs)
        let sent = world.now.mutations.count
        let next = Array("a better engine".utf8)
        let context = PlanContext(artifact: Artifact(zip: next, version: "0.2.0"))
        let provisioner = FleetProvisioner(context: context, definitions: [], time: FakeTime()) { _ throws(AWSError) in
            world
        }
        let plan = await provisioner.plan(pairs)
        #expect(plan.verdict == "2 pairs to change: 1 resource to create, 2 to update")
        #expect(await provisioner.apply(plan, engine: next).isDone)
        #expect(
            world.now.mutations[sent...].sorted() == [
                "PublishLayerVersion", "UpdateFunctionConfiguration", "UpdateFunctionConfiguration",
            ]
        )
        #expect(await provisioner.plan(pairs).hasChanges == false)
    }

    @Test func `a role that Lambda does not know yet and a function that is busy are waited for`() async throws {
        let world = try Fixture.world()
        world.change {
            $0.roleDelay = 4
            $0.settleReads = 3
        }
        let outcome = await Fixture.provisioner(world).converge([try Fixture.pair()])
        #expect(outcome.isDone, "\(outcome)")
        #expect(world.now.mutations.count { $0 == "CreateFunction" } == 5)
        let edited = try Fixture.pair {
            $0.deployment.memoryMegabytes = 256
            $0.failover.paused = true
        }
        #expect(await Fixture.provisioner(world).converge([edited]).isDone)
    }

    @Test func `a role that Lambda never takes is told of after a minute`() async throws {
        let world = try Fixture.world()
        world.change { $0.roleDelay = 1000 }
        let time = FakeTime()
        let begin = time.now()
        let outcome = await Fixture.provisioner(world, time: time).converge([try Fixture.pair()])
        #expect(outcome.pairs.first?.failure?.message.contains("cannot be assumed by Lambda") == true)
        #expect(time.now() - begin < .seconds(90))
    }

    @Test func `credentials of another account are refused before anything is sent`() async throws {
        let world = try Fixture.world()
        let pair = try Fixture.pair { $0.account = try #require(AccountID("111122223333")) }
        let plan = await Fixture.provisioner(world).plan([pair])
        let failure = try #require(plan.pairs.first?.failure)
        #expect(failure.cause == .account)
        #expect(failure.message.contains("731262942057") && failure.message.contains("111122223333"))
        #expect(world.now.calls == ["GetCallerIdentity"])
    }

    @Test func `a refused action is named with its resource, and the other pairs go on`() async throws {
        let world = try Fixture.world()
        let pairs = [try Fixture.pair(), try Fixture.pair("sfo-core")]
        await Fixture.provisioner(world).converge([pairs[1]])
        let refused = FakeAWS.Fault.refused("AccessDenied", "not authorized")
        let sent = world.now.mutations.count
        world.change { state in for number in sent..<(sent + 3) { state.faults[number] = refused } }
        let outcome = await Fixture.provisioner(world).converge([pairs[0]])
        let failure = try #require(outcome.pairs.first?.failure)
        #expect(failure.cause == .access)
        #expect(failure.wayOut?.hasPrefix("allow ") == true)
        #expect(await Fixture.provisioner(world).converge(pairs).isDone)
    }

    @Test func `a target that EventBridge refuses in a good answer is a failure`() async throws {
        let world = try Fixture.world()
        world.change { $0.refusesTargets = true }
        let outcome = await Fixture.provisioner(world).converge([try Fixture.pair()])
        let failure = try #require(outcome.pairs.first?.failure)
        #expect(failure.message == "the target of the rule vaer-sfo-edge was refused: Internal: no")
    }

    @Test func `a resource that cannot be read makes its pair unreadable, never absent`() async throws {
        let world = try Fixture.world()
        world.change { $0.readFaults = ["GetRole": FakeAWS.Refusal(code: "AccessDenied", status: 403)] }
        let plan = await Fixture.provisioner(world).plan([try Fixture.pair()])
        let failure = try #require(plan.pairs.first?.failure)
        #expect(failure.cause == .access)
        #expect(failure.wayOut == "allow iam:GetRole on role vaer-sfo-edge-us-west-1 to who runs this")
        #expect(!plan.hasChanges)
    }

    @Test func `what somebody else made under our name is kept`() async throws {
        let world = try Fixture.world()
        world.change { state in
            state.logGroups["/aws/lambda/vaer-sfo-edge"] = FakeAWS.LogGroup(retention: 7, tags: ["team": "x"])
        }
        let provisioner = Fixture.provisioner(world)
        let plan = await provisioner.plan([try Fixture.pair()])
        #expect(plan.pairs.first?.verdict == .blocked)
        #expect(!(await provisioner.apply(plan, engine: Fixture.engine)).isDone)
        #expect(world.now.mutations.isEmpty)
    }

    @Test func `a cancelled apply says that it was interrupted`() async throws {
        let world = try Fixture.world()
        let provisioner = Fixture.provisioner(world)
        let plan = await provisioner.plan([try Fixture.pair()])
        let outcome = await Task {
            unsafe withUnsafeCurrentTask { task in unsafe task?.cancel() }
            return await provisioner.apply(plan, engine: Fixture.engine)
        }.value
        #expect(outcome.pairs.first?.failure?.cause == .interrupted)
    }

    @Test func `progress counts up to the number of changes and ends`() async throws {
        let world = try Fixture.world()
        let provisioner = Fixture.provisioner(world)
        let seen = Mutex<[PairProgress]>([])
        let plan = await provisioner.plan([try Fixture.pair()])
        _ = await provisioner.apply(plan, engine: Fixture.engine) { step in seen.withLock { $0.append(step) } }
        let steps = seen.withLock { $0 }
        #expect(steps.count == 13)
        #expect(steps.last?.isOver == true)
        #expect(steps.last?.done == 12)
        #expect(steps.map(\.done) == steps.map(\.done).sorted())
    }
}
