import Engine
import Fleet
import History
import Records
import StatusServer
import Testing
import Values

@testable import Reports

/// A report that looks back further than single entries are kept.
@Suite struct OlderTimesTests {
    private let start = Day(of: Timestamp(milliseconds: 1_772_357_400_000)).start

    private func sighting(_ state: PairState, at time: Timestamp) throws -> Sighting {
        let member = Member(name: "A", instance: nil, interfaces: [])
        let reading = MemberReading(state: .absent, statusCheck: .absent, interfaces: [:])
        return Sighting(
            pair: Pair(
                name: try #require(PairName("sfo-edge")),
                region: try #require(Region("us-west-1")),
                account: try #require(AccountID("731262942057")),
                vpc: try #require(VPCID("vpc-0bf5741eb0ef56a41")),
                members: BySide(first: member, second: member)
            ),
            observation: Observation(time: time, members: BySide(first: reading, second: reading), routes: nil),
            decision: Decision(
                verdict: .steady,
                moves: [],
                reason: "",
                health: BySide(first: state == .down ? .failed(["is stopped"]) : .eligible, second: .eligible),
                state: state,
                carried: BySide(first: 3, second: 0),
                notifies: false,
                memory: Memory()
            )
        )
    }

    private func failover(
        at time: Timestamp,
        took: Duration,
        _ direction: FailoverRecord.Direction
    ) throws -> FailoverRecord {
        FailoverRecord(
            pair: try #require(PairName("sfo-edge")),
            source: .lambda,
            trigger: .sweep,
            direction: direction,
            from: "A",
            to: "B",
            eventTime: time,
            started: time,
            finished: time + took,
            reason: "A is stopped: 3 routes move to B",
            moves: []
        )
    }

    @Test func `it tells the same of whole days before and after their entries are deleted`() async throws {
        let store = try HistoryStore(.memory, now: start)
        // Four days, with an outage that the controller saw, one of a failover, and a night in which nobody looked.
        for minute in stride(from: Int64(0), through: 4 * 1440, by: 5) where !(2000..<2400).contains(minute) {
            let state: PairState = (600..<620).contains(minute) ? .down : .protected
            try await store.record(
                sweep: SweepRecord(sightings: [try sighting(state, at: start + .seconds(minute * 60))])
            )
        }
        for (hour, seconds, direction) in [
            (Int64(30), Int64(4), FailoverRecord.Direction.failover), (31, 2, .failback), (80, 9, .failover),
        ] {
            try await store.record(
                failover: try failover(at: start + .seconds(hour * 3600), took: .seconds(seconds), direction)
            )
        }
        let (now, third) = (start + .seconds(4 * 86_400), Day(of: start).next.next)
        let report = { () async throws -> FleetReport in
            let request = FleetReport.Request(since: start, now: now, drillEvery: .seconds(86_400), engine: "1")
            return FleetReport(try await store.statuses(), try await FleetReport.Record(store, since: start), request)
        }
        let before = try await report()
        #expect(before.entriesSince == start && before.whole.availability.unavailable == .seconds(20 * 60 + 13))
        #expect(before.whole.availability.unknown == .seconds(405 * 60))
        #expect(try await store.rollUp(before: third) == 2)
        #expect(try await store.prune(olderThan: third.start) > 0)
        let after = try await report()
        #expect(after.entriesSince == third.start)
        #expect(after.whole.availability == before.whole.availability)
        #expect(
            after.figures.filter { !["Single entries since"].contains($0[0]) && !$0[0].hasPrefix("Recovery") }
                == before.figures.filter { !$0[0].hasPrefix("Recovery") }
        )
        #expect(after.figures.contains { $0[0] == "Single entries since" })
        #expect(after.whole.recovery.count == 2 && after.whole.recovery.times == [.seconds(9)])
        #expect(after.whole.recovery.slowest == .seconds(9) && after.whole.older.failbacks == 1)
        #expect(after.csv.split(separator: "\n")[1].contains(",2,1,"))
    }
}
