import Fleet
import Planning
import Provisioning
import Testing
import Values

struct QueueTests {
    @Test func `the queue takes messages of the pairs' topics only, also of those that are not planned now`()
        async throws
    {
        let world = try Fixture.world()
        let adopted = try Fixture.pair("sfo-core") { $0.deployment.names.topic = "route-failover" }
        let provisioner = Fixture.provisioner(world, definitions: [try Fixture.pair(), adopted])
        await provisioner.converge([try Fixture.pair()])
        let policy = try #require(world.now.queues["vaer-events"]?.attributes["Policy"])
        let topic = "arn:aws:sns:us-west-1:731262942057:"
        #expect(policy.contains(#"{"ArnLike":{"aws:SourceArn":["\#(topic)vaer-*","\#(topic)route-failover"]}}"#))
        #expect(await provisioner.plan([adopted]).queues.allSatisfy { $0.mutation == nil })
    }

    @Test func `a queue that was changed or deleted by hand is put right, and nothing else is`() async throws {
        let world = try Fixture.world()
        let provisioner = Fixture.provisioner(world)
        let pairs = [try Fixture.pair()]
        await provisioner.converge(pairs)
        world.change { $0.queues["vaer-events"]?.attributes["MessageRetentionPeriod"] = "60" }
        var sent = world.now.mutations.count
        #expect(await provisioner.converge(pairs).isDone)
        #expect(world.now.mutations[sent...] == ["SetQueueAttributes"])
        world.change {
            $0.queues = [:]
            $0.queueNameDelay = 3
        }
        sent = world.now.mutations.count
        #expect(await provisioner.plan(pairs).verdict == "1 pair unchanged: 1 resource to create")
        #expect(await provisioner.converge(pairs).isDone)
        #expect(Set(world.now.mutations[sent...]) == ["CreateQueue"])
        #expect(await provisioner.plan(pairs).hasChanges == false)
    }

    @Test func `a queue of that name that is not ours is kept and told of, and the pairs are set up`() async throws {
        let world = try Fixture.world()
        world.change { $0.queues["vaer-events"] = FakeAWS.Queue(attributes: [:], tags: ["team": "x"]) }
        let provisioner = Fixture.provisioner(world)
        let outcome = await provisioner.converge([try Fixture.pair()])
        #expect(outcome.pairs.allSatisfy { $0.isDone })
        #expect(outcome.placeFailures.map(\.kind) == [.queue])
        #expect(world.now.queues["vaer-events"]?.tags == ["team": "x"])
        let gone = await provisioner.apply(await provisioner.planTeardown([try Fixture.pair()]))
        #expect(gone.isDone)
        #expect(world.now.queues.count == 1)
    }

    @Test func `a queue that cannot be read stops no pair`() async throws {
        let world = try Fixture.world()
        world.change { $0.readFaults = ["GetQueueUrl": FakeAWS.Refusal(code: "AccessDenied", status: 403)] }
        let provisioner = Fixture.provisioner(world)
        let plan = await provisioner.plan([try Fixture.pair()])
        #expect(plan.queues.first?.failure?.wayOut == "allow sqs:GetQueueUrl on queue vaer-events to who runs this")
        let outcome = await provisioner.apply(plan, engine: Fixture.engine)
        #expect(outcome.pairs.allSatisfy { $0.isDone })
        #expect(!outcome.isDone)
    }

    @Test func `pairs that use a topic of somebody need no queue`() async throws {
        let world = try Fixture.world()
        let pair = try Fixture.pair { $0.notify.topic = ARN("arn:aws:sns:us-west-1:731262942057:alerts") }
        await Fixture.provisioner(world).converge([pair])
        #expect(world.now.queues.isEmpty)
    }
}
