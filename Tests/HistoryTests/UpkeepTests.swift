import Foundation
import GRDB
import History
import Records
import Testing
import Values

struct UpkeepTests {
    @Test func `a backup is a whole history for its owner alone, made while others write, and replaces nothing`()
        async throws
    {
        let directory = try TemporaryDirectory()
        let store = try HistoryStore(.file(directory.file()), now: Samples.moment(0))
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting()]))
        let reader = try HistoryStore(.file(directory.file()), access: .readOnly, now: Samples.moment(0))
        let copy = directory.file("copy.sqlite")
        try await reader.backup(to: copy, now: Samples.moment(1))
        try await store.record(sweep: SweepRecord(sightings: [try Samples.sighting("lhr-edge")]))
        let opened = try HistoryStore(.file(copy), access: .readOnly, now: Samples.moment(2))
        #expect(try await opened.statuses().map(\.pair.text) == ["sfo-edge"])
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        await #expect(throws: HistoryError.exists(path: copy)) {
            try await reader.backup(to: copy, now: Samples.moment(3))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count { $0.contains("part") } == 0)
    }

    @Test func `a backup into a directory that is missing is told`() async throws {
        let store = try HistoryStore(.memory, now: Samples.moment(0))
        let reason = "the directory of the file does not exist"
        await #expect(throws: HistoryError.self) { try await store.backup(to: "/nowhere/x", now: Samples.moment(0)) }
        do { try await store.backup(to: "/nowhere/x", now: Samples.moment(0)) } catch {
            #expect(error.message.contains(reason))
        }
    }

    @Test func `vacuum gives space back, and a check of a sound file has no complaint`() async throws {
        let directory = try TemporaryDirectory()
        let store = try HistoryStore(.file(directory.file()), now: Samples.moment(0))
        let failovers = try (0..<2000).map { try Samples.failover(at: Int64($0)) }
        try await store.record(sweep: SweepRecord(sightings: [], failovers: failovers))
        _ = try await store.prune(olderThan: Samples.moment(100_000))
        #expect(try await store.complaints().isEmpty)
        let (before, after) = try await store.vacuum()
        #expect(after < before)
        #expect(try await store.history(of: try Samples.name(), limit: 5).count == 1)
    }

    @Test func `a check finds rows whose owner is gone`() async throws {
        let directory = try TemporaryDirectory()
        let store = try HistoryStore(.file(directory.file()), now: Samples.moment(0))
        try await store.record(
            failover: try Samples.failover(moves: [
                MoveRecord(move: try Samples.move(), outcome: .moved, duration: .milliseconds(1))
            ])
        )
        try await store.close()
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let other = try DatabaseQueue(path: directory.file(), configuration: configuration)
        try await other.write { db in try db.execute(sql: "DELETE FROM failovers") }
        try other.close()
        let reader = try HistoryStore(.file(directory.file()), access: .readOnly, now: Samples.moment(0))
        #expect(try await reader.complaints() == ["a row of 'route_moves' belongs to no row of 'failovers'"])
    }
}
