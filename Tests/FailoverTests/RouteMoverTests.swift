import AWS
import Engine
import Failover
import Fleet
import Synchronization
import Testing
import Values

struct RouteMoverTests {
    private func moves(_ destinations: [String]) throws -> [Move] {
        try destinations.map { text in
            Move(
                table: Fixture.table,
                destination: try #require(Destination(text)),
                from: Fixture.enis.first,
                to: Fixture.enis.second
            )
        }
    }

    @Test(arguments: [
        (
            "UnauthorizedOperation",
            MoveResult.Outcome.refused(code: "UnauthorizedOperation", message: "because of a test")
        ),
        (
            "InvalidNetworkInterfaceID.NotFound",
            .refused(code: "InvalidNetworkInterfaceID.NotFound", message: "because of a test")
        ),
        ("InvalidRoute.NotFound", .gone), ("InvalidRouteTableID.NotFound", .gone),
        ("RequestLimitExceeded", .unfinished(reason: "RequestLimitExceeded")),
        ("InternalError", .unfinished(reason: "InternalError")),
    ])
    func `each error of one route means what it should and stops no other`(
        code: String,
        outcome: MoveResult.Outcome
    ) async throws {
        var world = Fixture.world()
        world.faults["ReplaceRoute"] = [code]
        let ec2 = Fixture.ec2(world)
        let mover = RouteMover(caller: ec2, time: ec2.time)
        let results = await mover.move(try moves(Fixture.destinations), deadline: ec2.time.now() + .seconds(60))
        #expect(results.map(\.move.destination.description) == Fixture.destinations)
        #expect(results.count { $0.outcome == outcome } == 1)
        #expect(results.count { $0.outcome == .moved } == 1)
    }

    @Test func `a dry run tries one route of each table, tells what would be refused and moves nothing`() async throws {
        var world = Fixture.world()
        let tables: [RouteTableID] = (10...30).map { Fixture.id("rtb-100000\($0)") }
        for table in tables { world.tables[table] = world.tables[Fixture.table] }
        world.faults["ReplaceRoute"] = [nil, "UnauthorizedOperation"]
        let ec2 = Fixture.ec2(world)
        let all = try moves(Fixture.destinations)
        let moves = tables.flatMap { table in
            all.map { Move(table: table, destination: $0.destination, from: $0.from, to: $0.to) }
        }
        let refusals = await RouteMover(caller: ec2, time: ec2.time).refusals(of: moves)
        #expect(refusals.map(\.outcome) == [.refused(code: "UnauthorizedOperation", message: "because of a test")])
        #expect(ec2.target(tables[0], "1.1.1.1/32") == Fixture.enis.first)
        let fields = ec2.state.withLock { $0.journal.flatMap(\.fields) }
        #expect(fields.count { $0.name == "DryRun" && $0.value == "true" } == tables.count)
        #expect(ec2.count("ReplaceRoute") == tables.count)
    }

    @Test func `the budget gives fifty calls at once and five more each second`() async {
        let budget = MoveBudget()
        let start = Timestamp(milliseconds: 0)
        #expect(await budget.take(30, now: start) == 30)
        #expect(await budget.take(30, now: start) == 20)
        #expect(await budget.take(1, now: start) == 0)
        #expect(await budget.take(9, now: start + .seconds(1)) == 5)
        #expect(await budget.take(99, now: start + .seconds(3600)) == 50)
        #expect(await budget.take(1, now: start) == 0)
    }
}
