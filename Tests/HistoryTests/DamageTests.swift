import Engine
import Fleet
import Foundation
import History
import Records
import Testing
import Values

@Suite struct DamageTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file()
    }

    @Test func `a damaged file is set aside whole, and a new one begins`() async throws {
        var bytes = try await healthyFile()
        for index in 4096..<8192 { bytes[index] = 0xA5 }
        try bytes.write(to: URL(filePath: path))

        let store = try HistoryStore(.file(path), now: Samples.moment(0))

        let setAside = try #require(store.setAside)
        #expect(setAside.keptAs == "\(path).corrupt-20260301T093000Z")
        #expect(
            setAside.message == """
                the history '\(path)' was damaged (Page 2: btreeInitPage() returns error code 11); it is kept as \
                '\(setAside.keptAs)' and a new one was begun
                """
        )
        #expect(try Data(contentsOf: URL(filePath: setAside.keptAs)) == bytes)
        #expect(try await store.statuses().isEmpty)
        try await store.record(failover: try Samples.failover())
        try await store.close()
        #expect(try HistoryStore(.file(path), now: Samples.moment(0)).setAside == nil)
    }

    @Test func `a second damaged file of one second does not replace the first`() async throws {
        var names: Set<String> = []
        for _ in 1...3 {
            var bytes = try await healthyFile()
            for index in 4096..<8192 { bytes[index] = 0xA5 }
            try bytes.write(to: URL(filePath: path))
            let store = try HistoryStore(.file(path), now: Samples.moment(0))
            names.insert(try #require(store.setAside).keptAs)
            try await store.close()
            try FileManager.default.removeItem(atPath: path)
        }
        #expect(names.count == 3)
        #expect(names.allSatisfy(FileManager.default.fileExists(atPath:)))
    }

    @Test func `in a state directory even a file without the mark of a database is set aside`() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
        try Data(repeating: 0, count: 8192).write(to: URL(filePath: path))
        let store = try HistoryStore(.stateDirectory(directory.path), now: Samples.moment(0))
        #expect(store.setAside != nil)
    }

    @Test func `a reader tells of damage and sets nothing aside`() async throws {
        var bytes = try await healthyFile()
        for index in 4096..<8192 { bytes[index] = 0xA5 }
        try bytes.write(to: URL(filePath: path))
        let error = #expect(throws: HistoryError.self) {
            try HistoryStore(.file(path), access: .readOnly, now: Samples.moment(0))
        }
        guard case .damaged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    @Test func `no flipped byte and no cut makes the history end in a crash or in silence`() async throws {
        let healthy = try await healthyFile()
        let name = try Samples.name()
        let flips = stride(from: 0, to: healthy.count, by: 997).map { offset in
            var bytes = healthy
            bytes[offset] ^= 0xFF
            return bytes
        }
        let cuts = stride(from: 4096, to: healthy.count, by: 4096).map { healthy.prefix($0) }
        for (index, bytes) in (flips + cuts).enumerated() {
            let file = directory.file("case-\(index).sqlite")
            try bytes.write(to: URL(filePath: file))
            do {
                let store = try HistoryStore(.file(file), now: Samples.moment(0))
                guard store.setAside == nil else { continue }
                let entries = try await store.history(of: name, limit: 999)
                #expect(entries.count == 40, "case \(index) lost entries without a word")
                try await store.close()
            } catch {
                #expect(!error.hint.isEmpty)
            }
        }
    }

    /// The bytes of a history with forty failovers; the file itself is gone.
    private func healthyFile() async throws -> Data {
        let store = try HistoryStore(.file(path), now: Samples.moment(0))
        let moves = [MoveRecord(move: try Samples.move(), outcome: .moved, duration: .milliseconds(80))]
        for seconds in 1...40 as ClosedRange<Int64> {
            try await store.record(failover: try Samples.failover(at: seconds, moves: moves))
        }
        try await store.close()
        let bytes = try Data(contentsOf: URL(filePath: path))
        try FileManager.default.removeItem(atPath: path)
        return bytes
    }
}
