import Engine
import GRDB
package import Records
package import Values

extension HistoryStore {
    /// Keeps the daily figures of every day before one that has none yet, and tells how many days that were.
    ///
    /// Idempotent; what is recorded of such a day afterwards is in no figure. Days are made in order, at most `limit` in
    /// one call, so that a long absence blocks nobody for long.
    package func rollUp(before end: Day, limit: Int = 31) throws(HistoryError) -> Int {
        try write(.normal) { db in
            guard var day = try db.firstDayWithoutFigures() else { return 0 }
            var count = 0
            while day < end, count < limit {
                for figures in try db.figures(of: day, now: day.next.start) { try db.store(figures) }
                (day, count) = (day.next, count + 1)
            }
            return count
        }
    }

    /// The figures of the days from one on up to `now`, by pair, the oldest first.
    ///
    /// Days whose figures are not kept yet, today among them, are counted from their single entries.
    package func dailyFigures(since start: Day, now: Timestamp) throws(HistoryError) -> [PairName: [DailyFigures]] {
        try read { db in
            var figures = try db.rows("SELECT * FROM daily_figures WHERE day >= ? ORDER BY day", [start.description])
                .map(DailyFigures.init)
            if let first = try db.firstDayWithoutFigures() {
                var day = max(first, start)
                while day.start <= now {
                    figures += try db.figures(of: day, now: now)
                    day = day.next
                }
            }
            return Dictionary(grouping: figures, by: \.pair)
        }
    }
}

extension Database {
    /// The day after the last one with figures, else the first of which anything is on record.
    fileprivate func firstDayWithoutFigures() throws -> Day? {
        if let last = try rows("SELECT max(day) AS day FROM daily_figures").first?.optionallyParsed("day", Day.init) {
            return last.next
        }
        let first = try rows(
            """
            SELECT min(t) AS first FROM
                (SELECT min(happened_at) AS t FROM transitions UNION ALL SELECT min(started_at) FROM failovers)
            """
        )
        return try first.first?.optionalMoment("first").map(Day.init(of:))
    }

    fileprivate func figures(of day: Day, now: Timestamp) throws -> [DailyFigures] {
        let (start, end) = (day.start.milliseconds, day.next.start.milliseconds)
        let transitions = Dictionary(
            grouping: try rows(
                """
                SELECT t.* FROM transitions t WHERE happened_at < ?2 AND happened_at >= coalesce(
                    (SELECT max(happened_at) FROM transitions e WHERE e.pair = t.pair AND e.happened_at <= ?1), ?1)
                ORDER BY happened_at, id
                """,
                [start, end]
            ).map { try Transition($0) },
            by: \.pair
        )
        let failovers = Dictionary(
            grouping: try rows(
                "SELECT * FROM failovers WHERE finished_at >= ? AND started_at < ? ORDER BY started_at, id",
                [start, end]
            ).map { try FailoverRecord($0, moves: []) },
            by: \.pair
        )
        return Set(transitions.keys).union(failovers.keys).sorted().map { pair in
            DailyFigures(
                pair: pair,
                day: day,
                now: now,
                transitions: transitions[pair] ?? [],
                failovers: failovers[pair] ?? []
            )
        }
    }

    fileprivate func store(_ figures: DailyFigures) throws {
        let states: [PairState] = [.protected, .split, .degraded, .down, .unknown]
        try run(
            """
            INSERT INTO daily_figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pair, day) DO NOTHING
            """,
            [figures.pair.text, figures.day.description] + states.map { (figures.time[$0] ?? .zero).milliseconds }
                + [
                    figures.exposed.milliseconds, figures.failovers, figures.failbacks, figures.moved, figures.failed,
                    figures.recovery.milliseconds, figures.slowest.milliseconds,
                ]
        )
    }
}

extension DailyFigures {
    fileprivate init(_ row: Row) throws {
        self.init(pair: try row.parsed("pair", PairName.init), day: try row.parsed("day", Day.init))
        for state in PairState.allCases {
            let length = try row.duration("\(state.rawValue)_ms")
            if length > .zero { time[state] = length }
        }
        exposed = try row.duration("exposed_ms")
        (failovers, failbacks) = (try row.integer("failovers"), try row.integer("failbacks"))
        (moved, failed) = (try row.integer("moved"), try row.integer("failed"))
        (recovery, slowest) = (try row.duration("recovery_ms"), try row.duration("slowest_ms"))
    }
}
