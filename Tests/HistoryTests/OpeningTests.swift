import Engine
import Fleet
import Foundation
import GRDB
import History
import Records
import Testing
import Values

@Suite struct OpeningTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file()
    }

    @Test(arguments: [
        (["XDG_STATE_HOME": "/s", "HOME": "/h"], false, "/s/vaer"),
        (["XDG_STATE_HOME": "relative", "HOME": "/h"], false, "/h/.local/state/vaer"),
        (["HOME": "/root"], true, "/var/lib/vaer"),
        (["XDG_STATE_HOME": "/s"], true, "/s/vaer"),
    ])
    func `the state directory follows the XDG rules`(
        environment: [String: String],
        isRoot: Bool,
        expected: String
    ) throws {
        let place = try HistoryPlace.standard(environment: environment, isRoot: isRoot)
        #expect(place == .stateDirectory(expected))
        #expect(place.path == "\(expected)/vaer.sqlite")
    }

    @Test func `without a home there is no state directory`() {
        #expect(throws: HistoryError.directory(path: "~/.local/state/vaer", reason: "HOME is not set")) {
            try HistoryPlace.standard(environment: [:], isRoot: false)
        }
    }

    @Test func `directory and file are made for their owner alone`() async throws {
        let place = HistoryPlace.stateDirectory(directory.file("state/vaer"))
        let store = try HistoryStore(place, now: Samples.moment(0))
        try await store.record(failover: try Samples.failover())
        #expect(store.setAside == nil)
        #expect(try mode(of: directory.file("state/vaer")) == 0o700)
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.file("state/vaer")) {
            #expect(try mode(of: directory.file("state/vaer/\(name)")) == 0o600, "\(name)")
        }
    }

    @Test func `a state directory that others may write to is refused`() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o770], ofItemAtPath: directory.path)
        #expect(throws: HistoryError.unsafeDirectory(path: directory.path)) {
            try HistoryStore(.stateDirectory(directory.path), now: Samples.moment(0))
        }
    }

    @Test func `a file in the place of the directory is told`() throws {
        try Data().write(to: URL(filePath: directory.file("plain")))
        let state = directory.file("plain/vaer")
        #expect(
            throws: HistoryError.directory(path: state, reason: "'\(directory.file("plain"))' is not a directory")
        ) {
            try HistoryStore(.stateDirectory(state), now: Samples.moment(0))
        }
    }

    @Test func `a named file in a directory that is missing is told, and the directory is not made`() {
        let file = directory.file("missing/vaer.sqlite")
        let reason = "the directory of the file does not exist"
        #expect(throws: HistoryError.directory(path: file, reason: reason)) {
            try HistoryStore(.file(file), now: Samples.moment(0))
        }
        #expect(!FileManager.default.fileExists(atPath: directory.file("missing")))
    }

    @Test func `what was recorded is there when the file is opened again`() async throws {
        for seconds in [10, 20] as [Int64] {
            let store = try HistoryStore(.file(path), now: Samples.moment(0))
            try await store.record(failover: try Samples.failover(at: seconds))
            try await store.close()
        }
        let store = try HistoryStore(.file(path), access: .readOnly, now: Samples.moment(0))
        #expect(try await store.history(of: try Samples.name(), limit: 9).count == 2)
    }

    @Test func `reading finds nothing to read in a missing or an empty file, and makes none`() throws {
        #expect(throws: HistoryError.missing(path: path)) {
            try HistoryStore(.file(path), access: .readOnly, now: Samples.moment(0))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        try Data().write(to: URL(filePath: path))
        #expect(throws: HistoryError.missing(path: path)) {
            try HistoryStore(.file(path), access: .readOnly, now: Samples.moment(0))
        }
    }

    @Test func `a file that was opened for reading cannot be written`() async throws {
        try await HistoryStore(.file(path), now: Samples.moment(0)).close()
        let store = try HistoryStore(.file(path), access: .readOnly, now: Samples.moment(0))
        await #expect(throws: HistoryError.readOnly(path: path)) {
            try await store.record(failover: try Samples.failover())
        }
    }

    @Test(arguments: [HistoryStore.Access.readWrite, .readOnly])
    func `a file that is no database is refused and left as it is`(access: HistoryStore.Access) throws {
        let text = Data(#"pair "sfo-edge" from "edge" { }"#.utf8)
        try text.write(to: URL(filePath: path))
        #expect(throws: HistoryError.notADatabase(path: path)) {
            try HistoryStore(.file(path), access: access, now: Samples.moment(0))
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == text)
    }

    @Test(arguments: [HistoryStore.Access.readWrite, .readOnly])
    func `a database of another program is refused and left as it is`(access: HistoryStore.Access) async throws {
        let other = try DatabaseQueue(path: path)
        try await other.write { try $0.execute(sql: "CREATE TABLE notes (text TEXT)") }
        try other.close()
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(throws: HistoryError.foreign(path: path)) {
            try HistoryStore(.file(path), access: access, now: Samples.moment(0))
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    @Test(arguments: [HistoryStore.Access.readWrite, .readOnly])
    func `a file of a newer version is refused`(access: HistoryStore.Access) async throws {
        try await HistoryStore(.file(path), now: Samples.moment(0)).close()
        let other = try DatabaseQueue(path: path)
        try await other.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
        try other.close()
        #expect(throws: HistoryError.newerSchema(path: path)) {
            try HistoryStore(.file(path), access: access, now: Samples.moment(0))
        }
    }

    @Test func `a file of an older version is brought up to date by a writer, not by a reader`() async throws {
        try await HistoryStore(.file(path), now: Samples.moment(0)).close()
        let other = try DatabaseQueue(path: path)
        try await other.write { db in
            for table in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
            where !table.hasPrefix("sqlite_") {
                try db.execute(sql: "DROP TABLE \(table)")
            }
        }
        try other.close()
        #expect(throws: HistoryError.olderSchema(path: path)) {
            try HistoryStore(.file(path), access: .readOnly, now: Samples.moment(0))
        }
        let store = try HistoryStore(.file(path), now: Samples.moment(0))
        #expect(try await store.statuses().isEmpty)
        #expect(store.setAside == nil)
    }

    @Test func `every error tells place, cause and way out`() {
        let errors: [HistoryError] = [
            .missing(path: "/p"), .directory(path: "/p", reason: "r"), .unsafeDirectory(path: "/p"),
            .noPermission(path: "/p"), .readOnly(path: "/p"), .full(path: "/p"),
            .locked(path: "/p", waited: .seconds(5)), .notADatabase(path: "/p"), .foreign(path: "/p"),
            .damaged(path: "/p", detail: "d"), .newerSchema(path: "/p"), .olderSchema(path: "/p"),
            .exists(path: "/p"), .noSuchDrill(path: "/p", number: 1), .failed(path: "/p", code: 10, detail: "d"),
        ]
        for error in errors {
            #expect(error.message.contains("'/p'") && !error.message.hasSuffix("."))
            #expect(!error.hint.isEmpty && !error.hint.hasSuffix("."))
        }
        #expect(Set(errors.map(\.message)).count == errors.count)
    }

    private func mode(of path: String) throws -> Int {
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(facts[.posixPermissions] as? Int)
    }
}
