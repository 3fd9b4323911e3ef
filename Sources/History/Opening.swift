import GRDB
import Glibc
import Values

/// The steps from a place to an open database.
struct Opening {
    /// Where the history is.
    let place: HistoryPlace
    /// What names a damaged file.
    let now: Timestamp
    /// How long to wait for other processes.
    let busyTimeout: Duration

    /// A database that is ready for use.
    struct Opened {
        /// The connection.
        let database: DatabaseQueue
        /// The damaged file that made room; nil when there was none.
        var setAside: HistoryStore.SetAside?
    }

    /// Opens for reading and writing: makes what is missing, sets aside what is damaged, migrates.
    func openForWriting() throws(HistoryError) -> Opened {
        try place.prepare()
        guard place != .memory else { return Opened(database: try ready(try connect())) }
        guard let header = DatabaseHeader(path: place.path) else { throw .noPermission(path: place.path) }
        try refuse(header)
        do {
            // Opening for writing writes, so a file that was written before is looked at first.
            if !header.isEmpty { try examine() }
            return Opened(database: try ready(try connect()))
        } catch {
            switch error {
            case .damaged(_, let detail): return try beginAnew(detail: detail)
            case .notADatabase: return try beginAnew(detail: "its first page is not that of a database")
            default: throw error
            }
        }
    }

    /// Opens for reading: makes and changes nothing.
    func openForReading() throws(HistoryError) -> Opened {
        guard place != .memory else { return try openForWriting() }
        guard unsafe access(place.path, F_OK) == 0 else {
            throw errno == EACCES ? .noPermission(path: place.path) : .missing(path: place.path)
        }
        guard unsafe access(place.path, R_OK) == 0, let header = DatabaseHeader(path: place.path) else {
            throw .noPermission(path: place.path)
        }
        guard !header.isEmpty else { throw .missing(path: place.path) }
        try refuse(header)
        do {
            return Opened(database: try readable(place.path))
        } catch {
            // Without write access SQLite cannot make the shared-memory file that a writer would have left here. When
            // there is no log either, nobody writes, and the main file is the whole truth.
            guard let uri = immutableURI, !hasLog, isAboutAccess(error) else { throw error }
            return Opened(database: try readable(uri))
        }
    }

    private func isAboutAccess(_ error: HistoryError) -> Bool {
        switch error {
        case .noPermission, .readOnly: true
        default: false
        }
    }

    /// Nothing that another program may own is opened, because opening it for writing changes it.
    private func refuse(_ header: DatabaseHeader) throws(HistoryError) {
        // In a state directory, whatever bears the name is ours, however damaged.
        if case .stateDirectory = place, !header.isDatabase { return }
        guard !header.isEmpty, !header.isOurs else { return }
        guard header.isDatabase else { throw .notADatabase(path: place.path) }
        guard !header.hasTables else { throw .foreign(path: place.path) }
    }

    private func configuration(readonly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.label = "history"
        configuration.readonly = readonly
        configuration.busyMode = .timeout(Double(busyTimeout.milliseconds) / 1000)
        configuration.journalMode = readonly ? .default : .wal
        return configuration
    }

    private func connect() throws(HistoryError) -> DatabaseQueue {
        do {
            let configuration = configuration(readonly: false)
            // One connection and not GRDB's pool: the actor takes turns anyway, and a pool closes its readers last,
            // which leaves the log unmerged beside the file.
            guard place != .memory else { return try DatabaseQueue(configuration: configuration) }
            return try DatabaseQueue(path: place.path, configuration: configuration)
        } catch {
            throw translated(error)
        }
    }

    private func examine() throws(HistoryError) {
        do {
            let database = try DatabaseQueue(path: place.path, configuration: configuration(readonly: true))
            try database.read(check)
            try database.close()
        } catch {
            throw translated(error)
        }
    }

    /// A connection whose database is brought up to date; closed again when that fails.
    private func ready(_ database: DatabaseQueue) throws(HistoryError) -> DatabaseQueue {
        do {
            try Schema.migrator.migrate(database)
            return database
        } catch {
            // The reason for giving up counts; a file that cannot be closed is closed with the process.
            try? database.close()
            throw translated(error)
        }
    }

    private func readable(_ path: String) throws(HistoryError) -> DatabaseQueue {
        do {
            let database = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
            try database.read { db in
                try check(db)
                guard try Schema.migrator.hasCompletedMigrations(db) else {
                    throw HistoryError.olderSchema(path: place.path)
                }
            }
            return database
        } catch {
            throw translated(error)
        }
    }

    private func check(_ db: Database) throws {
        if let complaint = try String.fetchOne(db, sql: "PRAGMA quick_check(1)"), complaint != "ok" {
            // The first of its lines only names the database.
            throw HistoryError.damaged(path: place.path, detail: String(complaint.split(separator: "\n").last ?? ""))
        }
        if try Schema.migrator.hasBeenSuperseded(db) { throw HistoryError.newerSchema(path: place.path) }
    }

    /// Moves a damaged database with its log out of the way and opens an empty one.
    private func beginAnew(detail: String) throws(HistoryError) -> Opened {
        let aside = try nameForDamaged()
        for suffix in ["", "-wal", "-shm"] where unsafe access(place.path + suffix, F_OK) == 0 {
            guard unsafe rename(place.path + suffix, aside + suffix) == 0 else {
                throw .damaged(path: place.path, detail: "\(detail); it cannot be renamed to '\(aside)'")
            }
        }
        try place.prepare()
        let setAside = HistoryStore.SetAside(path: place.path, keptAs: aside, detail: detail)
        return Opened(database: try ready(try connect()), setAside: setAside)
    }

    private func nameForDamaged() throws(HistoryError) -> String {
        let stamp = now.textToTheSecond.filter { $0 != "-" && $0 != ":" }
        let base = "\(place.path).corrupt-\(stamp)"
        let names = [base] + (2...99).map { "\(base)-\($0)" }
        guard let name = names.first(where: { unsafe access($0, F_OK) != 0 }) else {
            throw .damaged(path: place.path, detail: "and there are too many damaged files of this second beside it")
        }
        return name
    }

    private var hasLog: Bool {
        var facts = stat()
        return unsafe stat(place.path + "-wal", &facts) == 0 && facts.st_size > 0
    }

    /// The path as a URI that says that nothing changes the file; nil when it has no absolute path.
    ///
    /// <https://www.sqlite.org/uri.html>
    private var immutableURI: String? {
        guard let resolved = unsafe realpath(place.path, nil) else { return nil }
        defer { unsafe free(resolved) }
        let plain = Set("/-._~".utf8)
        let encoded = unsafe String(cString: resolved).utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (0x30...0x39).contains(byte))
            guard !isPlain, !plain.contains(byte) else { return String(scalar) }
            return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return "file:\(encoded.joined())?immutable=1"
    }

    private func translated(_ error: any Error) -> HistoryError {
        HistoryError(error, path: place.path, busyTimeout: busyTimeout)
    }
}
