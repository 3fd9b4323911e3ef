import Engine
import Fleet
import History
import Records
import Testing
import Values

struct FiguresTests {
    private let midnight = Day(of: Samples.moment(0)).next

    private func moment(_ seconds: Int64) -> Timestamp { midnight.start + .seconds(seconds) }

    private func transition(_ state: PairState, at seconds: Int64, from: PairState? = nil) throws -> Transition {
        Transition(pair: try Samples.name(), time: moment(seconds), from: from, to: state, reason: "")
    }

    private func failover(at seconds: Int64, event: Int64?, took: Int64) throws -> FailoverRecord {
        var record = try Samples.failover()
        record.run = "run/\(seconds)"
        (record.started, record.finished) = (moment(seconds), moment(seconds + took))
        record.eventTime = event.map(moment)
        return record
    }

    @Test func `exposure is from the event to the last move, and overlaps count once`() throws {
        let down = try [transition(.protected, at: -100), transition(.down, at: 10), transition(.degraded, at: 40)]
        let failovers = [try failover(at: 38, event: 8, took: 4), try failover(at: 100, event: nil, took: 5)]
        let figures = DailyFigures(
            pair: try Samples.name(),
            day: midnight,
            now: moment(90_000),
            transitions: down,
            failovers: failovers
        )
        // From 8 to 42, and from 100 to 105.
        #expect(figures.exposed == .seconds(34 + 5))
        #expect(figures.time == [.protected: .seconds(10), .down: .seconds(30), .degraded: .seconds(86_360)])
        #expect(figures.failovers == 2)
        #expect(figures.recovery == .seconds(34 + 5) && figures.slowest == .seconds(34))
    }

    @Test func `what crosses midnight is divided`() throws {
        let spans = [try transition(.down, at: -50), try transition(.protected, at: 30)]
        let name = try Samples.name()
        let before = Day(of: moment(-1))
        let first = DailyFigures(pair: name, day: before, now: moment(90_000), transitions: [spans[0]], failovers: [])
        let second = DailyFigures(pair: name, day: midnight, now: moment(90_000), transitions: spans, failovers: [])
        #expect(first.exposed == .seconds(50) && second.exposed == .seconds(30))
    }

    @Test func `days that are over get their figures once, and keep them when their entries go`() async throws {
        let store = try HistoryStore(.memory, now: Samples.moment(0))
        for (seconds, state) in [(Int64(-3600), PairState.protected), (7200, .degraded)] {
            var sighting = try Samples.sighting(state: state)
            sighting.time = moment(seconds)
            try await store.record(sweep: SweepRecord(sightings: [sighting]))
        }
        try await store.record(failover: try failover(at: 7100, event: 7098, took: 1))
        let today = midnight.next.next
        let counted = try await store.dailyFigures(since: Day(of: moment(-1)), now: today.start + .seconds(60))
        #expect(try await store.rollUp(before: today, limit: 2) == 2)
        #expect(try await store.rollUp(before: today) == 1)
        #expect(try await store.rollUp(before: today) == 0)
        #expect(try await store.prune(olderThan: today.start) > 0)
        #expect(try await store.rollUp(before: today) == 0)
        let kept = try await store.dailyFigures(since: Day(of: moment(-1)), now: today.start + .seconds(60))
        // Counted from single entries or kept without them, the figures are the same.
        #expect(kept == counted)
        let days = try #require(kept[try Samples.name()])
        #expect(days.map(\.day.description) == ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"])
        #expect(days[3].time == [.degraded: .seconds(60)])
        #expect(days[0].time == [.protected: .seconds(3600)])
        #expect(days[1].time == [.protected: .seconds(7200), .degraded: .seconds(86_400 - 7200)])
        #expect(days[1].exposed == .seconds(3) && days[1].failovers == 1)
        #expect(days[2].time == [.degraded: .seconds(86_400)])
        // The state that lasts is known although what was before is gone.
        #expect(try await store.rollUp(before: today.next) == 1)
        let next = try await store.dailyFigures(since: today, now: today.next.start)[try Samples.name()]
        #expect(next?.first?.time == [.degraded: .seconds(86_400)])
    }
}
