import Engine
import Fleet
import Foundation
import GRDB
import Glibc
import History
import Records
import Testing
import Values

/// What the system may put in the way: locks, permissions, full and read-only disks.
@Suite struct ObstacleTests {
    private let directory: TemporaryDirectory
    private let path: String
    private static let isRoot = geteuid() == 0
    private static let python = "/usr/bin/python3"

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file()
    }

    @Test func `a lock is waited for, told, and gone when the other lets go`() async throws {
        let store = try HistoryStore(.file(path), now: Samples.moment(0), busyTimeout: .milliseconds(50))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: HistoryError.locked(path: path, waited: .milliseconds(50))) {
            try await store.record(failover: try Samples.failover())
        }
        // Whoever only reads is not in anybody's way.
        #expect(try await store.statuses().isEmpty)
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await store.record(failover: try Samples.failover())
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: Self.python)))
    func `a lock of another process is told`() async throws {
        let store = try HistoryStore(.file(path), now: Samples.moment(0), busyTimeout: .milliseconds(50))
        let script = """
            import sqlite3, sys
            connection = sqlite3.connect(sys.argv[1], isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            print("locked", flush=True)
            sys.stdin.read()
            """
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(filePath: Self.python)
        process.arguments = ["-c", script, path]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        defer { process.waitUntilExit() }
        defer { input.fileHandleForWriting.closeFile() }
        #expect(try output.fileHandleForReading.read(upToCount: 7) == Data("locked\n".utf8))
        await #expect(throws: HistoryError.locked(path: path, waited: .milliseconds(50))) {
            try await store.record(failover: try Samples.failover())
        }
    }

    @Test func `two who write at once lose nothing`() async throws {
        let first = try HistoryStore(.file(path), now: Samples.moment(0))
        let second = try HistoryStore(.file(path), now: Samples.moment(0))
        try await withThrowingTaskGroup { group in
            for seconds in 1...60 as ClosedRange<Int64> {
                group.addTask {
                    let store = seconds.isMultiple(of: 2) ? first : second
                    try await store.record(failover: try Samples.failover(at: seconds))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await first.history(of: try Samples.name(), limit: 99).count == 60)
    }

    @Test(.enabled(if: !Self.isRoot))
    func `a history is read from a directory that cannot be written`() async throws {
        let store = try HistoryStore(.file(path), now: Samples.moment(0))
        try await store.record(failover: try Samples.failover())
        try await store.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory.path)
        defer { unsafe chmod(directory.path, 0o700) }
        let reader = try HistoryStore(.file(path), access: .readOnly, now: Samples.moment(0))
        #expect(try await reader.lastFailover(of: try Samples.name()) != nil)
    }

    @Test(.enabled(if: !Self.isRoot))
    func `a directory and a file without permission are told`() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory.path)
        defer { unsafe chmod(directory.path, 0o700) }
        #expect(throws: HistoryError.noPermission(path: path)) {
            try HistoryStore(.file(path), now: Samples.moment(0))
        }
        let state = directory.file("state")
        #expect(throws: HistoryError.directory(path: state, reason: "Permission denied")) {
            try HistoryStore(.stateDirectory(state), now: Samples.moment(0))
        }
    }

    @Test(.enabled(if: SmallDisk.isAvailable))
    func `a full disk is told, and what was recorded before stays`() async throws {
        let disk = try SmallDisk(at: directory.file("disk"), kilobytes: 512)
        defer { disk.remove() }
        let file = directory.file("disk/vaer.sqlite")
        let store = try HistoryStore(.file(file), now: Samples.moment(0))
        var count = 0
        let error = await #expect(throws: HistoryError.self) {
            while count < 10_000 {
                try await store.record(failover: try Samples.failover(at: Int64(count + 1)))
                count += 1
            }
        }
        #expect(error == .full(path: file))
        #expect(try await store.history(of: try Samples.name(), limit: 10_000).count == count)
        try await store.close()
    }

    @Test(.enabled(if: SmallDisk.isAvailable))
    func `a read-only disk is read, and told to whoever wants to write`() async throws {
        let disk = try SmallDisk(at: directory.file("disk"), kilobytes: 1024)
        defer { disk.remove() }
        let file = directory.file("disk/vaer.sqlite")
        let store = try HistoryStore(.file(file), now: Samples.moment(0))
        try await store.record(failover: try Samples.failover())
        try await store.close()
        try disk.makeReadOnly()

        let reader = try HistoryStore(.file(file), access: .readOnly, now: Samples.moment(0))
        #expect(try await reader.lastFailover(of: try Samples.name()) != nil)
        try await reader.close()
        #expect(throws: HistoryError.readOnly(path: file)) {
            try HistoryStore(.file(file), now: Samples.moment(0))
        }
    }
}

/// A disk in memory that is soon full, for whoever may mount one.
private struct SmallDisk {
    /// Whether this process may mount: root, outside of most containers.
    static let isAvailable: Bool = {
        guard geteuid() == 0, let directory = try? TemporaryDirectory() else { return false }
        guard let disk = try? SmallDisk(at: directory.file("disk"), kilobytes: 64) else { return false }
        disk.remove()
        return true
    }()

    private let path: String

    /// Mounts a disk at a path that does not exist yet.
    init(at path: String, kilobytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let status = try runProgram("/bin/mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "vaer-test", path])
        guard status == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    /// Refuses all writes from now on.
    func makeReadOnly() throws {
        #expect(try runProgram("/bin/mount", ["-o", "remount,ro", path]) == 0)
    }

    /// Unmounts the disk.
    func remove() {
        #expect(throws: Never.self) { try runProgram("/bin/umount", ["-l", path]) }
    }
}
