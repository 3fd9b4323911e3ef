import GRDB
package import Values

/// The one owner of the database file: what was seen of pairs, and what was done with them.
///
/// Every method either does all of its work or none of it, and waits for other processes up to the busy time-out. It
/// does not look at cancellation: what was done is recorded even when the operator has pressed Ctrl-C. Callers go on
/// when recording fails, because failover needs no disk. Whoever must not wait for a long write opens a store of its
/// own, for reading only: readers and a writer of one file do not wait for each other.
package actor HistoryStore {
    /// What the opener may do with the file.
    package enum Access: Hashable, Sendable {
        /// Make it, bring it up to date, read and write it.
        case readWrite
        /// Read it, even where neither it nor its directory can be written.
        case readOnly
    }

    /// A damaged file that was moved out of the way.
    package struct SetAside: Hashable, Sendable {
        /// Where the history was and a new one is.
        package let path: String
        /// Where the damaged file is kept.
        package let keptAs: String
        /// What is wrong with it.
        package let detail: String

        /// What an operator is to be told, without a full stop.
        package var message: String {
            "the history '\(path)' was damaged (\(detail)); it is kept as '\(keptAs)' and a new one was begun"
        }
    }

    /// How long to wait for another process unless told otherwise.
    package static let standardBusyTimeout = Duration.seconds(5)

    /// The database's path, as it stands in messages.
    package nonisolated let path: String
    /// The damaged file that made room for this history; nil when there was none.
    package nonisolated let setAside: SetAside?
    let busyTimeout: Duration
    private let database: DatabaseQueue

    /// Opens a history; one that is missing is made, one that is damaged is set aside, unless it is for reading only.
    ///
    /// `now` names a damaged file.
    package init(
        _ place: HistoryPlace,
        access: Access = .readWrite,
        now: Timestamp,
        busyTimeout: Duration = HistoryStore.standardBusyTimeout
    ) throws(HistoryError) {
        let opening = Opening(place: place, now: now, busyTimeout: busyTimeout)
        let opened =
            switch access {
            case .readWrite: try opening.openForWriting()
            case .readOnly: try opening.openForReading()
            }
        (path, self.busyTimeout, database, setAside) = (place.path, busyTimeout, opened.database, opened.setAside)
    }

    /// Closes the file; every later call fails.
    package func close() throws(HistoryError) {
        do { try database.close() } catch { throw translated(error) }
    }

    /// How safe a write is against a power failure.
    enum Durability: String {
        /// It may be lost, never torn: samples, which the next sweep replaces.
        case normal = "NORMAL"
        /// It is on the disk when the call returns: what AWS cannot tell a second time.
        case full = "FULL"
    }

    /// Runs `body` in one transaction that is rolled back when it throws.
    func write<Value>(_ durability: Durability, _ body: (Database) throws -> Value) throws(HistoryError) -> Value {
        do {
            return try database.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = \(durability.rawValue)")
                var result: Value?
                try db.inTransaction(.immediate) {
                    result = try body(db)
                    return .commit
                }
                guard let result else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                return result
            }
        } catch {
            throw translated(error)
        }
    }

    /// Runs `body` on one consistent state of the database.
    func read<Value>(_ body: (Database) throws -> Value) throws(HistoryError) -> Value {
        do { return try database.read(body) } catch { throw translated(error) }
    }

    /// Runs what SQLite does not take inside a transaction.
    func withoutTransaction(_ body: (Database) throws -> Void) throws(HistoryError) {
        do { try database.writeWithoutTransaction(body) } catch { throw translated(error) }
    }

    private func translated(_ error: any Error) -> HistoryError {
        HistoryError(error, path: path, busyTimeout: busyTimeout)
    }
}

/// A row that this program cannot have written.
struct UnreadableRow: Error {
    /// The column with the value that makes no sense.
    let column: String
    /// The value.
    let value: String
}

/// A call about a drill that is not running.
struct NoSuchDrill: Error {
    /// The drill's number.
    let number: Int64
}

extension HistoryError {
    /// What an error of SQLite, of GRDB or of ours means to the caller.
    ///
    /// <https://www.sqlite.org/rescode.html>
    init(_ error: any Error, path: String, busyTimeout: Duration) {
        switch error {
        case let error as HistoryError: self = error
        case let error as NoSuchDrill: self = .noSuchDrill(path: path, number: error.number)
        case let error as UnreadableRow:
            self = .damaged(path: path, detail: "'\(error.column)' is '\(Redaction.clean(error.value))'")
        case let error as DatabaseError:
            let detail = error.message ?? "no detail"
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path, waited: busyTimeout)
            case .SQLITE_FULL: self = .full(path: path)
            case .SQLITE_READONLY: self = .readOnly(path: path)
            case .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_CANTOPEN: self = .noPermission(path: path)
            case .SQLITE_CORRUPT: self = .damaged(path: path, detail: detail)
            case .SQLITE_NOTADB: self = .notADatabase(path: path)
            default: self = .failed(path: path, code: error.extendedResultCode.rawValue, detail: detail)
            }
        default: self = .damaged(path: path, detail: Redaction.clean("\(error)"))
        }
    }
}
