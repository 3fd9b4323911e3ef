import Engine
import Fleet
import Records
import Testing
import Values

@testable import Controller

@Suite struct RunTallyTests {
    private let start = Timestamp(milliseconds: 1_000_000)

    private func failover(
        _ run: String,
        _ direction: FailoverRecord.Direction = .failover,
        after: Int64 = 1000,
        took: Int64 = 800
    ) throws -> FailoverRecord {
        var record = FailoverRecord(
            run: run,
            pair: try #require(PairName("sfo-edge")),
            source: .lambda,
            trigger: .sweep,
            direction: direction,
            from: "A",
            to: "B",
            started: start + .milliseconds(after),
            finished: start + .milliseconds(after + took),
            reason: "A is stopped",
            moves: []
        )
        (record.movedCount, record.failedCount) = (4, 1)
        return record
    }

    @Test func `each run counts once, and none from before`() throws {
        var tally = RunTally()
        for record in [
            try failover("a"), try failover("a"), try failover("b", .failback), try failover("c", after: -5000),
        ] {
            tally.count(record, since: start)
        }
        #expect(tally.failovers.values.sorted() == [1, 1])
        #expect(tally.moved == 8 && tally.failed == 2)
    }

    @Test(arguments: [(1, 0), (100, 0), (101, 1), (300_000, 10), (300_001, 11)])
    func `a recovery is in one class, its bound included`(milliseconds: Int64, index: Int) throws {
        var tally = RunTally()
        tally.count(try failover("a", took: milliseconds), since: start)
        #expect(tally.classes.firstIndex(of: 1) == index && tally.classes.reduce(0, +) == 1)
        #expect(tally.recovery == .milliseconds(milliseconds))
        // Going back is no recovery.
        tally.count(try failover("b", .failback), since: start)
        #expect(tally.classes.reduce(0, +) == 1)
    }

    @Test func `what is remembered of runs is bounded`() throws {
        var tally = RunTally()
        for number in 0..<10_050 { tally.count(try failover("run-\(number)"), since: start) }
        tally.count(try failover("run-10049"), since: start)
        #expect(tally.failovers.values.reduce(0, +) == 10_050)
    }
}
