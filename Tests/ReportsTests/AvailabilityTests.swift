import Engine
import Fleet
import Records
import Testing
import Values

@testable import Reports

@Suite struct AvailabilityTests {
    fileprivate static let start = SampleFleet.before(.seconds(1000))

    fileprivate static func moment(_ seconds: Int64) -> Timestamp { start + .seconds(seconds) }

    fileprivate static func span(_ from: Int64, _ to: Int64) -> Range<Timestamp> { moment(from)..<moment(to) }

    fileprivate static func look(
        _ seconds: Int64,
        _ state: PairState,
        exposed: Bool = false
    ) throws -> ObservationRecord {
        ObservationRecord(
            pair: try SampleFleet.name("sfo-edge"),
            time: moment(seconds),
            state: state,
            isPaused: false,
            health: BySide(first: exposed ? .failed(["is stopped"]) : .eligible, second: .eligible),
            carries: BySide(first: 3, second: 0)
        )
    }

    fileprivate static func failover(
        _ event: Int64?,
        _ started: Int64,
        _ finished: Int64,
        failed: Int = 0
    ) throws -> HistoryEntry {
        var record = try SampleFleet.failover(moment(started), failed: failed)
        (record.eventTime, record.finished) = (event.map(moment), moment(finished))
        return .failover(record)
    }

    /// What was seen and done in a thousand seconds, and what that comes to in seconds.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var seen: [ObservationRecord] = []
        var entries: [HistoryEntry] = []
        var watches: [Range<Timestamp>] = [span(0, 1000)]
        let unavailable: Int64
        let unknown: Int64
        var inDrills: Int64 = 0

        static func all() throws -> [Row] {
            let well = try look(-50, .protected)
            let back = try SampleFleet.failover(moment(100))
            var failback = back
            failback.direction = .failback
            return [
                Row(testDescription: "all is well", seen: [well], unavailable: 0, unknown: 0),
                Row(testDescription: "nothing on record", watches: [], unavailable: 0, unknown: 1000),
                Row(
                    testDescription: "nobody looked for a while",
                    seen: [well],
                    watches: [span(-50, 300), span(700, 1000)],
                    unavailable: 0,
                    unknown: 400
                ),
                Row(
                    testDescription: "the function moved the routes",
                    seen: [well],
                    entries: [try failover(100, 101, 103)],
                    unavailable: 3,
                    unknown: 0
                ),
                Row(
                    testDescription: "a move that nobody watched is known all the same",
                    seen: [well],
                    entries: [try failover(100, 101, 103)],
                    watches: [],
                    unavailable: 3,
                    unknown: 997
                ),
                Row(
                    testDescription: "a look between the event and the move, and the next look late",
                    seen: [well, try look(102, .degraded, exposed: true), try look(160, .degraded)],
                    entries: [try failover(100, 101, 103)],
                    unavailable: 3,
                    unknown: 0
                ),
                Row(
                    testDescription: "routes that could not be moved point at a failed member until they are",
                    seen: [well, try look(102, .degraded, exposed: true), try look(160, .degraded)],
                    entries: [try failover(100, 101, 103, failed: 1)],
                    unavailable: 60,
                    unknown: 0
                ),
                Row(
                    testDescription: "paused, and the member has failed",
                    seen: [well, try look(500, .degraded, exposed: true)],
                    unavailable: 500,
                    unknown: 0
                ),
                Row(
                    testDescription: "down, and nobody looked meanwhile",
                    seen: [try look(0, .down, exposed: true)],
                    watches: [span(0, 100), span(900, 1000)],
                    unavailable: 200,
                    unknown: 800
                ),
                Row(
                    testDescription: "what was seen could not be told",
                    seen: [well, try look(200, .unknown), try look(300, .protected)],
                    unavailable: 0,
                    unknown: 100
                ),
                Row(
                    testDescription: "first seen late",
                    seen: [try look(600, .protected)],
                    watches: [span(600, 1000)],
                    unavailable: 0,
                    unknown: 600
                ),
                Row(
                    testDescription: "going back takes no route from a member that works",
                    seen: [well],
                    entries: [.failover(failback)],
                    unavailable: 0,
                    unknown: 0
                ),
                Row(
                    testDescription: "a drill, and an outage beside it",
                    seen: [well],
                    entries: [
                        .drill(DrillRecord(pair: well.pair, started: moment(90), finished: moment(200))),
                        try failover(100, 101, 103), try failover(400, 401, 405),
                    ],
                    unavailable: 8,
                    unknown: 0,
                    inDrills: 3
                ),
                Row(
                    testDescription: "two runs of one failure count once",
                    seen: [well],
                    entries: [try failover(100, 101, 110), try failover(105, 106, 108)],
                    unavailable: 10,
                    unknown: 0
                ),
            ]
        }
    }

    @Test(arguments: try Row.all()) func `the time is good, bad or unknown`(row: Row) throws {
        var status = try SampleFleet.healthy()
        status.observedAt = SampleFleet.now
        let timeline = Timeline(
            pair: status,
            entries: row.entries,
            since: Self.start,
            now: SampleFleet.now,
            watches: TimeSet(row.watches),
            observations: row.seen
        )
        let availability = timeline.availability
        #expect(availability.total == .seconds(1000))
        #expect(availability.unavailable == .seconds(row.unavailable))
        #expect(availability.unknown == .seconds(row.unknown))
        #expect(availability.inDrills == .seconds(row.inDrills))
        #expect(availability.good == .seconds(1000 - row.unavailable - row.unknown))
    }

    @Test(arguments: [
        (Int64(0), Int64(0), "100 %", "100 %"), (1, 0, "99.9999 %", "100 %"), (1000, 0, "99.9000 %", "100 %"),
        (0, 1_000_000, "-", "0.0 %"), (1000, 500_000, "99.8000 %", "50.0 %"), (1_000_000, 0, "0.0000 %", "100 %"),
        (12_345, 100, "98.7653 %", "99.9 %"),
    ])
    func `a share is never rounded up to all of it`(bad: Int64, unknown: Int64, words: String, known: String) {
        let availability = Availability(
            total: .milliseconds(1_000_000),
            unavailable: .milliseconds(bad),
            inDrills: .zero,
            unknown: .milliseconds(unknown)
        )
        #expect(availability.words == words)
        #expect(availability.knownWords == known)
    }

    @Test func `stretches of time are joined, cut and added up`() {
        let set = TimeSet([Self.span(5, 7), Self.span(0, 2), Self.span(1, 3), Self.span(9, 9)])
        #expect(set.ranges == [Self.span(0, 3), Self.span(5, 7)])
        #expect(set.length == .seconds(5))
        #expect(set.union(TimeSet([Self.span(3, 5)])).ranges == [Self.span(0, 7)])
        #expect(
            set.intersection(TimeSet([Self.span(2, 6), Self.span(6, 20)])).ranges == [Self.span(2, 3), Self.span(5, 7)]
        )
        #expect(set.intersection(TimeSet([])).ranges.isEmpty)
    }
}
