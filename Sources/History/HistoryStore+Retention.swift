import GRDB
package import Values

extension HistoryStore {
    /// Deletes what ended before a moment and tells how many entries that were; the figures by day stay for ever.
    ///
    /// How a pair was at that moment stays, and its latest failover and drill, on which its status rests, and so does a
    /// drill without an end, because its snapshot may be needed, and what was told last of each trouble. The file does
    /// not shrink; its free pages are used again. Give no moment of a day without figures: see ``rollUp(before:limit:)``.
    package func prune(olderThan moment: Timestamp) throws(HistoryError) -> Int {
        try write(.normal) { db in
            let count = try Self.prunings.reduce(0) { count, sql in
                try db.run(sql, [moment.milliseconds])
                return count + db.changesCount
            }
            if count > 0 {
                let since = "UPDATE retention SET entries_since = max(coalesce(entries_since, 0), ?)"
                try db.run(since, [moment.milliseconds])
            }
            return count
        }
    }

    private static let prunings = [
        // The last one before the moment tells in which state the pair was then.
        """
        DELETE FROM transitions WHERE happened_at < ?1 AND id != (
            SELECT id FROM transitions t WHERE t.pair = transitions.pair AND happened_at < ?1
            ORDER BY happened_at DESC, id DESC LIMIT 1
        )
        """,
        """
        DELETE FROM observation_changes WHERE observed_at < ?1 AND id != (
            SELECT id FROM observation_changes c WHERE c.pair = observation_changes.pair AND observed_at < ?1
            ORDER BY observed_at DESC, id DESC LIMIT 1
        )
        """,
        "DELETE FROM watches WHERE ended_at < ?",
        "DELETE FROM decisions WHERE finished_at < ?",
        "DELETE FROM controllers WHERE seen_at < ?",
        """
        DELETE FROM notifications WHERE sent_at < ? AND (phase = 'news' OR id != (
            SELECT id FROM notifications n WHERE n.episode = notifications.episode AND n.phase != 'news'
                AND n.channel = notifications.channel AND n.target = notifications.target
            ORDER BY n.outcome = 'sent' DESC, id DESC LIMIT 1
        ))
        """,
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
