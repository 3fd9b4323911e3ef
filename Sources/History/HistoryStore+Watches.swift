import GRDB
import Records
package import Values

extension HistoryStore {
    /// When each pair was looked at without a break since a moment, the oldest first; see ``Watching``.
    package func watches(since moment: Timestamp) throws(HistoryError) -> [PairName: [Range<Timestamp>]] {
        try read { db in
            let rows = try db.rows(
                "SELECT * FROM watches WHERE ended_at > ? ORDER BY pair, started_at",
                [moment.milliseconds]
            )
            return try rows.reduce(into: [:]) { watches, row in
                let (start, end) = (try row.moment("started_at"), try row.moment("ended_at"))
                watches[try row.parsed("pair", PairName.init), default: []].append(start..<max(start, end))
            }
        }
    }
}

extension Database {
    /// Takes note that a pair was looked at; a look soon after the one before goes on with its watch.
    func recordLook(at pair: PairName, _ time: Timestamp) throws {
        let moment = time.milliseconds
        try run(
            """
            UPDATE watches SET ended_at = ?2 WHERE pair = ?1 AND ended_at BETWEEN ?3 AND ?2 AND started_at = (
                SELECT max(started_at) FROM watches WHERE pair = ?1
            )
            """,
            [pair.text, moment, moment - Watching.longestGap.milliseconds]
        )
        guard changesCount == 0 else { return }
        try run("INSERT INTO watches VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [pair.text, moment, moment])
    }
}
