import Values

/// Why the history cannot be opened, read or written; failover goes on without it.
package enum HistoryError: Error, Hashable, Sendable {
    /// There is no history yet at this place, and the opener may not make one.
    case missing(path: String)
    /// The directory for the history cannot be made or found.
    case directory(path: String, reason: String)
    /// Others may write to the state directory, and so could forge its content.
    case unsafeDirectory(path: String)
    /// The system does not let this user at the file.
    case noPermission(path: String)
    /// The file, or the file system it is on, cannot be written.
    case readOnly(path: String)
    /// No space is left for the file.
    case full(path: String)
    /// Another process kept the file locked for all of this time.
    case locked(path: String, waited: Duration)
    /// The file is something else than an SQLite database.
    case notADatabase(path: String)
    /// The file is a database of another program.
    case foreign(path: String)
    /// The file is a history, and it is damaged.
    case damaged(path: String, detail: String)
    /// A newer version of this program has written the file.
    case newerSchema(path: String)
    /// An older version of this program has written the file, and the opener may not bring it up to date.
    case olderSchema(path: String)
    /// A file that must not be replaced is there already.
    case exists(path: String)
    /// There is no such drill, or it has ended.
    case noSuchDrill(path: String, number: Int64)
    /// SQLite failed in another way; the code is its extended result code.
    case failed(path: String, code: Int32, detail: String)

    /// What is wrong, with the place and the cause; without a full stop.
    package var message: String {
        switch self {
        case .missing(let path): "there is no history at '\(path)' yet"
        case .directory(let path, let reason): "the directory '\(path)' for the history cannot be used: \(reason)"
        case .unsafeDirectory(let path): "others may write to the state directory '\(path)'"
        case .noPermission(let path): "no permission for the history '\(path)'"
        case .readOnly(let path): "the history '\(path)' cannot be written: it is read-only"
        case .full(let path): "the history '\(path)' cannot be written: the disk is full"
        case .locked(let path, let waited):
            "the history '\(path)' is locked by another process since more than \(waited.shortText)"
        case .notADatabase(let path): "'\(path)' is not a database"
        case .foreign(let path): "'\(path)' is a database of another program"
        case .damaged(let path, let detail): "the history '\(path)' is damaged: \(detail)"
        case .newerSchema(let path): "the history '\(path)' was written by a newer version of vaer"
        case .olderSchema(let path): "the history '\(path)' was written by an older version of vaer"
        case .exists(let path): "'\(path)' is there already"
        case .noSuchDrill(let path, let number): "the history '\(path)' has no running drill \(number)"
        case .failed(let path, let code, let detail): "the history '\(path)' failed: \(detail) (SQLite error \(code))"
        }
    }

    /// What to do about it.
    package var hint: String {
        switch self {
        case .missing: "run 'vaer sweep' once, or name the file with --db"
        case .directory: "check the path and its permissions, or name a file elsewhere with --db"
        case .unsafeDirectory(let path): "run 'chmod 0700 \(path)', or name a file elsewhere with --db"
        case .noPermission: "run as the owner of the file, or name another file with --db"
        case .readOnly: "make it writable, or name a file elsewhere with --db; failover goes on without it"
        case .full: "free some space, or name a file on another disk with --db; failover goes on without it"
        case .locked: "wait for the other vaer to finish and try again; failover goes on without it"
        case .notADatabase, .foreign: "name another file with --db; this one was not touched"
        case .damaged: "run 'vaer sweep' to set it aside and begin a new one; AWS holds all that failover needs"
        case .newerSchema: "use the newer vaer, or name another file with --db"
        case .olderSchema: "run 'vaer sweep' once as the owner of the file, which brings it up to date"
        case .exists: "name a new file; a backup never replaces anything"
        case .noSuchDrill: "begin the drill again"
        case .failed: "check the disk and the file; failover goes on without it"
        }
    }
}
