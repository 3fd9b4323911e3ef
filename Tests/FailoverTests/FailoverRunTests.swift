import Engine
import Failover
import Fleet
import Testing
import Values

struct FailoverRunTests {
    static let stopping = Trigger.stateChange(instance: Fixture.instances.first, state: .stopping)

    @Test func `routes of a stopped member move with one call each and are read once more`() async {
        let ec2 = Fixture.ec2(Fixture.world("stopping"))
        let report = await Fixture.run(ec2, trigger: Self.stopping, eventAge: .seconds(1))
        #expect(report.decision.verdict == .failover(failed: .first))
        #expect(report.results.map(\.outcome) == [.moved, .moved])
        #expect(report.results.map(\.attempts) == [1, 1])
        #expect(report.isVerified)
        #expect(report.problem == nil)
        #expect(report.stateAfter == .degraded)
        #expect(Fixture.destinations.allSatisfy { ec2.target(Fixture.table, $0) == Fixture.enis.second })
        let mutating = Set(ec2.operations).subtracting(["DescribeInstances", "DescribeInstanceStatus"])
        #expect(mutating == ["ReplaceRoute", "DescribeRouteTables"])
        #expect(ec2.count("DescribeInstances") == 1)
        #expect(ec2.count("DescribeRouteTables") == 2)
    }

    @Test func `a second run moves nothing`() async {
        let ec2 = Fixture.ec2(Fixture.world("stopped"))
        _ = await Fixture.run(ec2)
        let again = await Fixture.run(ec2)
        #expect(again.decision.verdict == .steady)
        #expect(ec2.count("ReplaceRoute") == 2)
    }

    @Test func `an event that runs ahead of the reads is waited for`() async {
        var world = Fixture.world()
        world.before = { state, operation in
            let reads = state.journal.count { $0.operation == "DescribeInstances" }
            if operation == "DescribeInstances", reads == 2 {
                state.instances[Fixture.instances.first]?.state = "stopping"
            }
        }
        let ec2 = Fixture.ec2(world)
        let report = await Fixture.run(ec2, trigger: Self.stopping, eventAge: .seconds(1))
        #expect(report.decision.verdict == .failover(failed: .first))
        #expect(report.movedCount == 2)
        #expect(report.timing.milliseconds < 3000)
    }

    @Test func `an event that EC2 never confirms is reported as stale after ten seconds`() async {
        let ec2 = Fixture.ec2(Fixture.world())
        let report = await Fixture.run(ec2, trigger: Self.stopping, eventAge: .seconds(1))
        #expect(report.decision.verdict == .stale(.first))
        #expect(report.results.isEmpty)
        #expect((10_000...11_000).contains(report.timing.milliseconds))
        #expect(ec2.count("DescribeInstances") == 6)
        #expect(!report.notifies)
    }

    @Test func `an old event is not waited for, and the present state is acted on`() async {
        let ec2 = Fixture.ec2(Fixture.world("running", "stopped", on: .second))
        let report = await Fixture.run(ec2, trigger: Self.stopping, eventAge: .seconds(7200))
        #expect(report.decision.verdict == .failover(failed: .second))
        #expect(report.movedCount == 2)
        #expect(ec2.count("DescribeInstances") == 1)
    }

    @Test func `a throttled call is sent again within the run`() async {
        var world = Fixture.world("stopped")
        world.faults["ReplaceRoute"] = ["RequestLimitExceeded", nil, "InternalError"]
        let ec2 = Fixture.ec2(world)
        let report = await Fixture.run(ec2)
        #expect(report.results.map(\.outcome) == [.moved, .moved])
        #expect(report.results.map(\.attempts).reduce(0, +) == 4)
        #expect(report.problem == nil)
    }

    @Test func `a call that took effect although it failed counts as already there`() async {
        var world = Fixture.world("stopped", routes: ["10.0.0.0/16"])
        world.faults["ReplaceRoute"] = ["InternalError"]
        world.takesEffectAnyway = true
        let ec2 = Fixture.ec2(world)
        let report = await Fixture.run(ec2)
        #expect(report.results.map(\.outcome) == [.already])
        #expect(ec2.count("ReplaceRoute") == 1)
    }

    @Test func `a refused route does not stop the others and makes the run a failure`() async {
        var world = Fixture.world("stopped", routes: ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"])
        world.faults["ReplaceRoute"] = ["UnauthorizedOperation"]
        let ec2 = Fixture.ec2(world)
        let report = await Fixture.run(ec2)
        #expect(report.movedCount == 2)
        #expect(report.failures.count == 1)
        #expect(ec2.count("ReplaceRoute") == 3)
        #expect(!report.isVerified)
        #expect(report.problem?.hasPrefix("1 of 3 routes not moved; ") == true)
        #expect(report.problem?.hasSuffix("refused: UnauthorizedOperation, because of a test") == true)
    }

    @Test func `reads that lag behind the moves bring no second call`() async {
        var world = Fixture.world("stopped")
        world.stale = world.tables
        world.before = { state, operation in
            if operation == "ReplaceRoute", !state.journal.contains(where: { $0.operation == "ReplaceRoute" }) {
                state.lag = 2
            }
        }
        let ec2 = Fixture.ec2(world)
        let report = await Fixture.run(ec2)
        #expect(report.results.map(\.outcome) == [.moved, .moved])
        #expect(report.isVerified)
        #expect(ec2.count("ReplaceRoute") == 2)
        #expect(ec2.count("DescribeRouteTables") == 4)
    }

    @Test func `a route that somebody else deletes meanwhile is gone and is no failure`() async {
        var world = Fixture.world("stopped")
        world.before = { state, operation in
            if operation == "ReplaceRoute" {
                state.tables[Fixture.table]?.removeAll { $0.destination == "10.0.0.0/16" }
            }
        }
        let ec2 = Fixture.ec2(world)
        let report = await Fixture.run(ec2)
        #expect(Set(report.results.map(\.outcome)) == [.moved, .gone])
        #expect(report.problem == nil)
    }

    @Test func `nothing moves to a peer that fails while the calls are on their way`() async {
        var world = Fixture.world("stopped", routes: (0..<60).map { "10.\($0).0.0/16" })
        world.before = { state, operation in
            let moves = state.journal.count { $0.operation == "ReplaceRoute" }
            if operation == "DescribeRouteTables", moves == 50 {
                state.instances[Fixture.instances.second]?.state = "stopped"
            }
        }
        let ec2 = Fixture.ec2(world)
        let report = await Fixture.run(ec2)
        #expect(report.movedCount >= 50)
        #expect(report.failures.count == 60 - report.movedCount)
        #expect(ec2.count("ReplaceRoute") < 60)
        #expect(report.problem != nil)
    }

    @Test func `more routes than the budget allows take longer, and default routes go first`() async {
        let ec2 = Fixture.ec2(Fixture.world("stopped", routes: (0..<79).map { "10.\($0).0.0/16" } + ["0.0.0.0/0"]))
        let report = await Fixture.run(ec2)
        #expect(report.movedCount == 80)
        #expect(report.isVerified)
        #expect(report.results.first?.move.destination.isDefaultRoute == true)
        #expect(report.timing.milliseconds >= 4000)
    }

    @Test func `what is left when the time is over is told`() async {
        let routes = (0..<200).map { "10.\($0).0.0/16" }
        let ec2 = Fixture.ec2(Fixture.world("stopped", routes: routes))
        let report = await Fixture.run(ec2, seconds: 8)
        #expect(report.results.count == 200)
        #expect((50..<120).contains(report.movedCount))
        #expect(report.failures.last?.outcome == .unfinished(reason: "no time was left"))
        #expect(report.problem != nil)
        let next = await Fixture.run(ec2)
        #expect(next.problem == nil)
        #expect(routes.allSatisfy { ec2.target(Fixture.table, $0) == Fixture.enis.second })
    }

    @Test func `a call without an answer ends with the run and stops no other`() async {
        let time = VirtualTime(longest: .seconds(60))
        var world = Fixture.world("stopped")
        world.hanging = ["ReplaceRoute"]
        let ec2 = Fixture.ec2(world, time: time)
        let report = await Fixture.run(ec2, seconds: 10)
        let outcome = MoveResult.Outcome.unfinished(reason: "no answer came in time")
        #expect(report.results.map(\.outcome) == [outcome, outcome])
        #expect(report.problem != nil)
    }

    @Test func `a hold is told once and is no failure of the run`() async {
        let ec2 = Fixture.ec2(Fixture.world("stopped", "stopped"))
        let first = await Fixture.run(ec2)
        #expect(first.decision.verdict == .hold)
        #expect(first.notifies)
        #expect(first.problem == nil)
        let second = await Fixture.run(ec2, memory: first.memory)
        #expect(!second.notifies)
        #expect(ec2.count("ReplaceRoute") == 0)
    }

    @Test(arguments: ["DescribeInstances", "DescribeInstanceStatus", "DescribeRouteTables"])
    func `a read that fails moves nothing and is a failure of the run`(operation: String) async {
        var world = Fixture.world("stopped")
        world.faults[operation] = Array(repeating: "UnauthorizedOperation", count: 9)
        let ec2 = Fixture.ec2(world)
        let report = await Fixture.run(ec2, trigger: Self.stopping)
        #expect(report.decision.verdict == .hold)
        #expect(report.problem?.contains("\(operation) in us-west-1: UnauthorizedOperation") == true)
        #expect(ec2.count("ReplaceRoute") == 0)
    }

    @Test func `a rehearsal moves the routes of a running member`() async {
        let ec2 = Fixture.ec2(Fixture.world())
        let report = await Fixture.run(ec2, trigger: .rehearsal(assumeDown: .first))
        #expect(report.movedCount == 2)
        #expect(report.isVerified)
    }

    @Test func `a command brings the routes back`() async {
        let ec2 = Fixture.ec2(Fixture.world(on: .second))
        let report = await Fixture.run(ec2, trigger: .switchover(to: .first))
        #expect(report.decision.verdict == .failback(to: .first))
        #expect(report.stateAfter == .protected)
        #expect(report.movedCount == 2)
    }

    @Test func `a paused pair is read and not moved`() async {
        let ec2 = Fixture.ec2(Fixture.world("stopped"))
        let report = await Fixture.run(ec2, pair: Fixture.pair(failover: FailoverPolicy(paused: true)))
        #expect(report.decision.verdict == .paused)
        #expect(ec2.count("ReplaceRoute") == 0)
    }
}
