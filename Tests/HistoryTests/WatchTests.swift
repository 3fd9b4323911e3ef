import Engine
import History
import Records
import Testing
import Values

@Suite struct WatchTests {
    private let store: HistoryStore
    private let name: PairName

    init() throws {
        store = try HistoryStore(.memory, now: Samples.moment(0))
        name = try Samples.name()
    }

    private func look(_ seconds: Int64...) async throws {
        for second in seconds {
            try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting(at: second)]))
        }
    }

    private func span(_ from: Int64, _ to: Int64) -> Range<Timestamp> { Samples.moment(from)..<Samples.moment(to) }

    @Test func `looks soon after each other are one watch, and a gap ends it`() async throws {
        try await look(0, 60, 360, 661, 700)
        #expect(try await store.watches(since: Samples.moment(0)) == [name: [span(0, 360), span(661, 700)]])
        #expect(try await store.watches(since: Samples.moment(360)) == [name: [span(661, 700)]])
    }

    @Test func `a look that is older than the one on record changes nothing`() async throws {
        try await look(0, 100, 50, 100)
        #expect(try await store.watches(since: Samples.moment(-1)) == [name: [span(0, 100)]])
    }

    @Test func `the watches of a pair are its own`() async throws {
        try await look(0, 60)
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting("ams-edge", at: 90)]))
        try await look(120)
        #expect(try await store.watches(since: Samples.moment(0))[name] == [span(0, 120)])
    }

    @Test func `how all pairs were begins with what lasted then`() async throws {
        try await look(0, 60)
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting(at: 120, state: .degraded)]))
        let since = { (seconds: Int64) in
            try await store.observations(since: Samples.moment(seconds))[name]?.map(\.time)
        }
        #expect(try await since(60) == [Samples.moment(0), Samples.moment(120)])
        #expect(try await since(120) == [Samples.moment(120)])
        #expect(try await since(-9) == [Samples.moment(0), Samples.moment(120)])
    }

    @Test func `what is pruned leaves how a pair is now`() async throws {
        try await look(0)
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting(at: 120, state: .degraded)]))
        _ = try await store.prune(olderThan: Samples.moment(5000))
        #expect(try await store.watches(since: Samples.moment(-1)).isEmpty)
        #expect(try await store.observations(since: Samples.moment(5000))[name]?.map(\.time) == [Samples.moment(120)])
    }

    @Test func `who has yet to confirm stays known when it was not looked at`() async throws {
        try await look(0)
        let addresses = ["a@example.com", "b@example.com"]
        try await store.record(drift: [
            name: Drift(isPresent: false, comparedAt: Samples.moment(1), unconfirmed: addresses)
        ])
        try await store.record(drift: [name: Drift(isPresent: true, comparedAt: Samples.moment(2))])
        #expect(try await store.statuses().first?.drift?.unconfirmed == addresses)
        try await store.record(drift: [name: Drift(isPresent: false, comparedAt: Samples.moment(3), unconfirmed: [])])
        #expect(try await store.statuses().first?.drift?.unconfirmed == [])
    }
}
