import GRDB
import Glibc
package import Values

extension HistoryStore {
    /// Reads every page and index and gives what is wrong, a line each; empty when all is well.
    ///
    /// <https://www.sqlite.org/pragma.html#pragma_integrity_check>
    package func complaints() throws(HistoryError) -> [String] {
        try read { db in
            let lines = try String.fetchAll(db, sql: "PRAGMA integrity_check(100)") + db.orphans()
            return lines == ["ok"] ? [] : lines.filter { $0 != "ok" }
        }
    }

    /// Writes a copy of this moment to a new file, for its owner alone; readers and writers go on meanwhile.
    ///
    /// The copy is checked before it gets its name, so that a file of that name is a whole history. A file that is there
    /// already is never replaced: throws ``HistoryError/exists(path:)``.
    /// <https://www.sqlite.org/lang_vacuum.html#vacuuminto>
    package func backup(to path: String, now: Timestamp) throws(HistoryError) {
        guard unsafe access(path, F_OK) != 0 else { throw .exists(path: path) }
        let part = "\(path).part-\(getpid())"
        let place = HistoryPlace.file(part)
        try place.prepare()
        defer { unsafe unlink(part) }
        try withoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [part]) }
        // Opening checks it.
        _ = try HistoryStore(place, access: .readOnly, now: now)
        // A link, because renaming would replace what somebody made in the meantime.
        guard unsafe link(part, path) == 0 else {
            let code = errno
            throw code == EEXIST
                ? .exists(path: path) : .failed(path: path, code: code, detail: unsafe String(cString: strerror(code)))
        }
    }

    /// Writes the file anew without its free pages, and gives its size before and after in bytes.
    ///
    /// Needs as much free space again for a while, and waits until nobody else uses the file.
    package func vacuum() throws(HistoryError) -> (before: Int64, after: Int64) {
        // What waits in the log counts before as well as after.
        try withoutTransaction { db in try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        let before = size
        try withoutTransaction { db in
            try db.execute(sql: "VACUUM")
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        return (before, size)
    }

    private var size: Int64 {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? Int64(facts.st_size) : 0
    }
}

extension Database {
    /// Rows whose owner is gone, which only another program can have left.
    fileprivate func orphans() throws -> [String] {
        try rows("PRAGMA foreign_key_check").map { row in
            let (table, parent): (String, String) = (row["table"], row["parent"])
            return "a row of '\(table)' belongs to no row of '\(parent)'"
        }
    }
}
