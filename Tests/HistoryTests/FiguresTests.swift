import Engine
import Fleet
import History
import Records
import Testing
import Values

struct FiguresTests {
    private let midnight = Day(of: Samples.moment(0)).next

    private func moment(_ seconds: Int64) -> Timestamp { midnight.start + .seconds(seconds) }

    private func seen(_ state: PairState, at seconds: Int64) throws -> ObservationRecord {
        let isDown = state == .down
        return ObservationRecord(
            pair: try Samples.name(),
            time: moment(seconds),
            state: state,
            isPaused: false,
            health: BySide(first: isDown ? .failed(["stopped"]) : .eligible, second: .eligible),
            carries: BySide(first: 2, second: 0)
        )
    }

    private func failover(at seconds: Int64, event: Int64?, took: Int64) throws -> FailoverRecord {
        var record = try Samples.failover()
        record.run = "run/\(seconds)"
        (record.started, record.finished) = (moment(seconds), moment(seconds + took))
        record.eventTime = event.map(moment)
        return record
    }

    @Test func `a day is unavailable from the event to the last move, and overlaps count once`() throws {
        let past = PairPast(
            observations: try [seen(.protected, at: -100), seen(.down, at: 10), seen(.degraded, at: 40)],
            watches: TimeSet([moment(-100)..<moment(50_000)]),
            failovers: [try failover(at: 38, event: 8, took: 4), try failover(at: 100, event: nil, took: 5)],
            drills: []
        )
        let figures = DailyFigures(pair: try Samples.name(), day: midnight, past: past)
        // From 8 to 42, and from 100 to 105; nobody looked after 50,000.
        #expect(figures.availability.unavailable == .seconds(34 + 5))
        #expect(figures.availability.total == .seconds(86_400))
        #expect(figures.availability.unknown == .seconds(36_400))
        #expect(figures.runs.failovers == 2)
        #expect(figures.runs.recovery == .seconds(34 + 5) && figures.runs.slowest == .seconds(34))
    }

    @Test func `what crosses midnight is divided`() throws {
        let past = PairPast(
            observations: try [seen(.down, at: -50), seen(.protected, at: 30)],
            watches: TimeSet([moment(-50)..<moment(90_000)]),
            failovers: [],
            drills: []
        )
        let days = try [Day(of: moment(-1)), midnight].map {
            DailyFigures(pair: try Samples.name(), day: $0, past: past)
        }
        #expect(days.map(\.availability.unavailable) == [.seconds(50), .seconds(30)])
        #expect(days.map(\.availability.unknown) == [.seconds(86_350), .zero])
    }

    @Test func `days that are over get their figures once, and keep them when their entries go`() async throws {
        let store = try HistoryStore(.memory, now: Samples.moment(0))
        for second in stride(from: Int64(-3600), through: 2 * 86_400, by: 300) {
            var sighting = try Samples.sighting(state: second < 7200 ? .protected : .degraded)
            sighting.time = moment(second)
            try await store.record(sweep: SweepRecord(sightings: [sighting]))
        }
        try await store.record(failover: try failover(at: 7100, event: 7098, took: 1))
        let (first, today) = (Day(of: moment(-1)), midnight.next.next)
        #expect(try await store.horizon() == nil)
        #expect(try await store.rollUp(before: today, limit: 2) == 2)
        #expect(try await store.rollUp(before: today) == 1)
        #expect(try await store.rollUp(before: today) == 0)
        let kept = try await store.dailyFigures(since: first, before: today)
        #expect(try await store.prune(olderThan: today.start) > 0)
        #expect(try await store.horizon() == today.start)
        #expect(try await store.rollUp(before: today) == 0)
        #expect(try await store.dailyFigures(since: first, before: today) == kept)
        let days = try #require(kept[try Samples.name()])
        #expect(days.map(\.day.description) == ["2026-03-01", "2026-03-02", "2026-03-03"])
        #expect(days.map(\.availability.unknown) == [.seconds(86_400 - 3600), .zero, .zero])
        #expect(days.map(\.availability.unavailable) == [.zero, .seconds(3), .zero])
        #expect(days.map(\.runs.failovers) == [0, 1, 0])
        // How it was at the horizon is known although what was before is gone.
        #expect(try await store.observations(since: today.start)[try Samples.name()]?.first?.state == .degraded)
        // What nobody looked at any more gets no figures, and its days are done all the same.
        #expect(try await store.rollUp(before: today.next.next) == 2)
        #expect(try await store.rollUp(before: today.next.next) == 0)
        #expect(try await store.prune(olderThan: first.start) == 0)
        #expect(try await store.horizon() == today.start)
    }
}
