import Engine
import Fleet
import Foundation
import GRDB
import History
import Records
import Testing
import Values

@Suite struct RecordingTests {
    private let store: HistoryStore
    private let name: PairName

    init() throws {
        store = try HistoryStore(.memory, now: Samples.moment(0))
        name = try Samples.name()
    }

    @Test func `a sweep is read back as the pairs' statuses, by name`() async throws {
        var sighting = try Samples.sighting(
            at: 5,
            state: .degraded,
            health: BySide(first: .failed(["it is stopped", "a \"quoted\" one"]), second: .unknown([])),
            carries: BySide(first: 0, second: 3),
            reason: "vAER-A is stopped"
        )
        sighting.drift = Drift(isPresent: true, summary: "the rule differs", comparedAt: Samples.moment(5))
        sighting.engineVersion = "1.2.0"
        try await store.record(sweep: SweepRecord(sightings: [sighting, try Samples.sighting("ams-edge")]))

        let statuses = try await store.statuses()

        #expect(statuses.map(\.pair.text) == ["ams-edge", "sfo-edge"])
        let status = try #require(statuses.last)
        #expect(status.description == "San Francisco edge")
        #expect(status.members.first.health == .failed(["it is stopped", "a \"quoted\" one"]))
        #expect(status.members.second.health == .unknown([]))
        #expect(status.members.map(\.carries) == BySide(first: 0, second: 3))
        #expect(status.members.first.instance == InstanceID("i-045ebd27124159b6d"))
        #expect((status.state, status.reason) == (.degraded, "vAER-A is stopped"))
        #expect((status.observedAt, status.since) == (Samples.moment(5), Samples.moment(5)))
        #expect(status.drift == sighting.drift)
        #expect(status.engineVersion == "1.2.0")
        #expect(status.lastFailover == nil && status.lastDrill == nil && !status.isPaused)
    }

    @Test func `only a change of state is a transition, and the state is as old as the last one`() async throws {
        for (seconds, state) in [(0, PairState.protected), (60, .protected), (120, .degraded), (180, .degraded)] {
            let sighting = try Samples.sighting(at: Int64(seconds), state: state, reason: "at \(seconds)")
            try await store.record(sweep: SweepRecord(sightings: [sighting]))
        }
        let status = try #require(try await store.statuses().first)
        #expect((status.since, status.observedAt) == (Samples.moment(120), Samples.moment(180)))
        #expect(
            try await store.history(of: name, limit: 9) == [
                .transition(
                    Transition(
                        pair: name,
                        time: Samples.moment(120),
                        from: .protected,
                        to: .degraded,
                        reason: "at 120"
                    )
                ),
                .transition(
                    Transition(pair: name, time: Samples.moment(0), from: nil, to: .protected, reason: "at 0")
                ),
            ]
        )
    }

    @Test func `a pause is a transition and does not make the state younger`() async throws {
        var sighting = try Samples.sighting()
        try await store.record(sweep: SweepRecord(sightings: [sighting]))
        sighting.pair.failover.paused = true
        sighting.time = Samples.moment(60)
        try await store.record(sweep: SweepRecord(sightings: [sighting]))

        let status = try #require(try await store.statuses().first)
        #expect(status.isPaused)
        #expect(status.since == Samples.moment(0))
        #expect(try await store.history(of: name, limit: 9).count == 2)
    }

    @Test func `a sighting that is older than the one on record changes nothing`() async throws {
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting(at: 60)]))
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting(at: 59, state: .down)]))
        #expect(try await store.statuses().map(\.state) == [.protected])
        #expect(try await store.history(of: name, limit: 9).count == 1)
    }

    @Test func `a sighting without drift and version keeps those on record`() async throws {
        var sighting = try Samples.sighting()
        sighting.drift = Drift(isPresent: true, summary: "the rule differs", comparedAt: Samples.moment(0))
        sighting.engineVersion = "1.2.0"
        let later = try Samples.sighting(at: 60)
        try await store.record(sweep: SweepRecord(sightings: [sighting]))
        try await store.record(sweep: SweepRecord(sightings: [later]))
        let status = try #require(try await store.statuses().first)
        #expect((status.drift, status.engineVersion) == (sighting.drift, "1.2.0"))
    }

    @Test func `an edited definition replaces the one on record`() async throws {
        var sighting = try Samples.sighting()
        try await store.record(sweep: SweepRecord(sightings: [sighting]))
        sighting.pair.description = "SFO"
        sighting.pair.members.second = Member(name: "vAER-C", instance: nil, interfaces: [])
        sighting.time = Samples.moment(60)
        try await store.record(sweep: SweepRecord(sightings: [sighting]))
        let status = try #require(try await store.statuses().first)
        #expect((status.description, status.members.second.name) == ("SFO", "vAER-C"))
    }

    @Test(arguments: [
        Trigger.sweep, .alarm(name: "cpu of the first"), .rehearsal(assumeDown: .second), .switchover(to: .first),
        .stateChange(instance: InstanceID("i-045ebd27124159b6d")!, state: .shuttingDown),
    ])
    func `a failover is read back with its trigger and moves`(trigger: Trigger) async throws {
        let moves = [
            MoveRecord(move: try Samples.move(), outcome: .moved, duration: .milliseconds(80)),
            MoveRecord(move: try Samples.move("192.0.2.0/24"), outcome: .gone, duration: .zero),
            MoveRecord(move: try Samples.move("::/0"), outcome: .alreadyThere, duration: .milliseconds(81)),
            MoveRecord(
                move: try Samples.move("pl-0a1b2c3d4e5f60718"),
                outcome: .failed("throttled"),
                duration: .milliseconds(900)
            ),
        ]
        var failover = try Samples.failover(trigger: trigger, moves: moves)
        failover.eventTime = Samples.moment(8)
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting()], failovers: [failover]))

        #expect(try await store.lastFailover(of: name) == failover)
        #expect(try await store.history(of: name, limit: 1) == [.failover(failover)])
        failover.moves = []
        #expect((failover.movedCount, failover.failedCount) == (2, 1))
        #expect(try await store.statuses().first?.lastFailover == failover)
        #expect(try await store.history(since: Samples.moment(9)) == [name: [.failover(failover)]])
    }

    @Test func `a run that is told twice is stored once`() async throws {
        let moves = [MoveRecord(move: try Samples.move(), outcome: .moved, duration: .milliseconds(80))]
        let failover = try Samples.failover(moves: moves)
        try await store.record(failover: failover)
        try await store.record(failover: failover)
        #expect(try await store.history(of: name, limit: 9) == [.failover(failover)])
    }

    @Test(arguments: [false, true])
    func `a drill and a function tell of one failover`(isDrillFirst: Bool) async throws {
        let store = try HistoryStore(.memory, now: Samples.moment(0))
        var seen = try Samples.failover(at: 10)
        (seen.source, seen.run) = (.drill, "drill/1")
        var told = try Samples.failover(at: 12)
        (told.source, told.run) = (.lambda, "lambda/1")
        // Another way, another time and another pair are other failovers.
        var back = try Samples.failover(at: 20)
        (back.source, back.run, back.from, back.to) = (.drill, "drill/2", "vAER-B", "vAER-A")
        var later = try Samples.failover(at: 200)
        (later.source, later.run) = (.drill, "drill/3")
        for failover in isDrillFirst ? [seen, told, back, later] : [told, seen, back, later] {
            try await store.record(failover: failover)
        }
        let known = try await store.failovers(since: Samples.moment(0), limit: 9)
        #expect(known.map(\.run) == ["drill/3", "drill/2", "lambda/1"])
        #expect(known.last == told)
    }

    @Test func `an apply that is done ends the drift, one that failed does not`() async throws {
        var sighting = try Samples.sighting()
        sighting.drift = Drift(isPresent: true, summary: "the rule differs", comparedAt: Samples.moment(0))
        try await store.record(sweep: SweepRecord(sightings: [sighting]))
        var apply = ApplyRecord(
            pair: name,
            verb: .apply,
            started: Samples.moment(10),
            finished: Samples.moment(20),
            outcome: .failed("UnauthorizedOperation"),
            counts: .init(created: 1, updated: 2, deleted: 3),
            digest: "5f1d",
            engineVersion: "1.3.0"
        )
        try await store.record(apply: apply)
        #expect(try await store.statuses().first?.drift == sighting.drift)
        #expect(try await store.history(of: name, limit: 1) == [.apply(apply)])

        apply.outcome = .done
        try await store.record(apply: apply)
        let status = try #require(try await store.statuses().first)
        #expect(status.drift == Drift(isPresent: false, comparedAt: Samples.moment(20)))
        #expect(status.engineVersion == "1.3.0")

        apply.verb = .destroy
        try await store.record(apply: apply)
        #expect(try await store.statuses().first?.drift == nil)
    }

    @Test func `a comparison that is older than the one on record changes nothing`() async throws {
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting()]))
        let newer = Drift(isPresent: false, comparedAt: Samples.moment(20))
        try await store.record(drift: [name: newer])
        try await store.record(drift: [name: Drift(isPresent: true, summary: "x", comparedAt: Samples.moment(10))])
        #expect(try await store.statuses().first?.drift == newer)
    }

    @Test func `the history of a pair is its own, newest first, as long as asked`() async throws {
        for seconds in [10, 30, 20] as [Int64] {
            try await store.record(failover: try Samples.failover(at: seconds))
            try await store.record(failover: try Samples.failover("ams-edge", at: seconds))
        }
        let entries = try await store.history(of: name, limit: 2)
        #expect(entries.map(\.time) == [Samples.moment(30), Samples.moment(20)])
        #expect(entries.allSatisfy { $0.pair == name })
    }

    @Test func `a sweep that cannot be stored whole is not stored at all`() async throws {
        let directory = try TemporaryDirectory()
        let store = try HistoryStore(.file(directory.file()), now: Samples.moment(0))
        let other = try DatabaseQueue(path: directory.file())
        try await other.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON failovers BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """
            )
        }
        await #expect(
            throws: HistoryError.failed(path: directory.file(), code: 1811, detail: "refused")
        ) {
            try await store.record(
                sweep: SweepRecord(sightings: [try Samples.sighting()], failovers: [try Samples.failover()])
            )
        }
        #expect(try await store.statuses().isEmpty)
    }

    @Test func `what was done is recorded even by a task that was cancelled`() async throws {
        let task = Task { [store] in
            while !Task.isCancelled { await Task.yield() }
            try await store.record(failover: try Samples.failover())
        }
        task.cancel()
        try await task.value
        #expect(try await store.lastFailover(of: name) != nil)
    }
}
