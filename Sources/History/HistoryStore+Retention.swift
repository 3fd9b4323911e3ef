import GRDB
package import Values

extension HistoryStore {
    /// Deletes what ended before a moment and tells how many entries that were.
    ///
    /// The latest failover and drill of a pair stay, because its status tells of them, and so does a drill without an
    /// end, because its snapshot may be needed. The file does not shrink; its free pages are used again.
    package func prune(olderThan moment: Timestamp) throws(HistoryError) -> Int {
        try write(.normal) { db in
            try Self.prunings.reduce(0) { count, sql in
                try db.run(sql, [moment.milliseconds])
                return count + db.changesCount
            }
        }
    }

    private static let prunings = [
        "DELETE FROM transitions WHERE happened_at < ?",
        "DELETE FROM applies WHERE finished_at < ?",
        "DELETE FROM snapshots WHERE drill IS NULL AND taken_at < ?",
        """
        DELETE FROM failovers WHERE finished_at < ? AND id != (
            SELECT id FROM failovers f WHERE f.pair = failovers.pair ORDER BY started_at DESC, id DESC LIMIT 1
        )
        """,
        """
        DELETE FROM drills WHERE finished_at < ? AND id != (
            SELECT id FROM drills d WHERE d.pair = drills.pair ORDER BY started_at DESC, id DESC LIMIT 1
        )
        """,
    ]
}
