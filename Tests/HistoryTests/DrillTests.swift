import Engine
import Fleet
import History
import Records
import Testing
import Values

@Suite struct DrillTests {
    private let store: HistoryStore
    private let name: PairName
    private let step = DrillStep(
        action: "stop vAER-A",
        expected: "all 3 routes on vAER-B",
        actual: "all 3 routes on vAER-B",
        passed: true,
        started: Samples.moment(1),
        finished: Samples.moment(9),
        recovery: .milliseconds(812)
    )

    init() throws {
        store = try HistoryStore(.memory, now: Samples.moment(0))
        name = try Samples.name()
    }

    @Test func `a drill is read back with its steps in order, and its snapshot`() async throws {
        let snapshot = try Samples.snapshot()
        let drill = try await store.begin(drillFrom: snapshot)
        var second = step
        (second.action, second.recovery, second.passed) = ("start vAER-A", nil, false)
        try await store.record(step: step, of: drill)
        try await store.record(step: second, of: drill)
        try await store.finish(drill: drill, outcome: .failed("routes moved"), restored: true, at: Samples.moment(30))

        let record = DrillRecord(
            pair: name,
            started: Samples.moment(0),
            finished: Samples.moment(30),
            outcome: .failed("routes moved"),
            restored: true,
            steps: [step, second]
        )
        #expect(try await store.drill(drill) == record)
        #expect(try await store.history(of: name, limit: 1) == [.drill(record)])
        #expect(try await store.snapshot(before: drill) == snapshot)
        #expect(record.slowestMove == .milliseconds(812))
    }

    @Test func `a drill whose process died is found with the routes to put back`() async throws {
        let drill = try await store.begin(drillFrom: try Samples.snapshot())
        try await store.record(step: step, of: drill)
        let unfinished = try await store.unfinishedDrills()
        #expect(unfinished.map(\.id) == [drill])
        #expect(unfinished.map(\.drill.steps) == [[step]])
        try await store.finish(drill: drill, outcome: .interrupted, at: Samples.moment(30))
        #expect(try await store.unfinishedDrills().isEmpty)
    }

    @Test func `a drill that has ended takes no more steps`() async throws {
        let drill = try await store.begin(drillFrom: try Samples.snapshot())
        try await store.finish(drill: drill, outcome: .passed, at: Samples.moment(30))
        await #expect(throws: HistoryError.noSuchDrill(path: ":memory:", number: drill.number)) {
            try await store.record(step: step, of: drill)
        }
        await #expect(throws: HistoryError.noSuchDrill(path: ":memory:", number: drill.number)) {
            try await store.finish(drill: drill, outcome: .passed, at: Samples.moment(31))
        }
    }

    @Test func `the latest snapshot counts, of a drill or not`() async throws {
        #expect(try await store.latestSnapshot(of: name) == nil)
        _ = try await store.begin(drillFrom: try Samples.snapshot(at: 5))
        let latest = try Samples.snapshot(at: 6)
        try await store.save(snapshot: latest)
        try await store.save(snapshot: try Samples.snapshot("ams-edge", at: 7))
        #expect(try await store.latestSnapshot(of: name) == latest)
    }

    @Test func `the status tells the outcome of the latest drill`() async throws {
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting()]))
        let drill = try await store.begin(drillFrom: try Samples.snapshot())
        try await store.finish(drill: drill, outcome: .passed, at: Samples.moment(30))
        let status = try #require(try await store.statuses().first)
        #expect(status.lastDrill?.outcome == .passed)
    }

    @Test func `pruning keeps the latest failover and drill, and every drill that has not ended`() async throws {
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting()]))
        for seconds in [10, 20] as [Int64] {
            try await store.record(failover: try Samples.failover(at: seconds))
            let drill = try await store.begin(drillFrom: try Samples.snapshot(at: seconds))
            try await store.record(step: step, of: drill)
            try await store.finish(drill: drill, outcome: .passed, at: Samples.moment(seconds + 1))
        }
        let running = try await store.begin(drillFrom: try Samples.snapshot(at: 5))
        try await store.record(failover: try Samples.failover(at: 1000))

        #expect(try await store.prune(olderThan: Samples.moment(0)) == 0)
        // The change that was seen, two failovers and one drill; the last transition says how the pair was.
        #expect(try await store.prune(olderThan: Samples.moment(100)) == 4)

        let rest = try await store.history(of: name, limit: 99)
        #expect(rest.map(\.time) == [1000, 20, 5, 0].map(Samples.moment))
        #expect(try await store.unfinishedDrills().map(\.id) == [running])
        #expect(try await store.statuses().count == 1)
    }
}
