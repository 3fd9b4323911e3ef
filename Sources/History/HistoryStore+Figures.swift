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
                for figures in try db.figures(of: day) { try db.store(figures) }
                (day, count) = (day.next, count + 1)
            }
            if count > 0 { try db.run("UPDATE retention SET figures_before = ?", [day.description]) }
            return count
        }
    }

    /// The figures of the days from one to before another, by pair, the oldest first.
    package func dailyFigures(since start: Day, before end: Day) throws(HistoryError) -> [PairName: [DailyFigures]] {
        try read { db in
            let rows = try db.rows(
                "SELECT * FROM daily_figures WHERE day >= ? AND day < ? ORDER BY day",
                [start.description, end.description]
            )
            return Dictionary(grouping: try rows.map(DailyFigures.init), by: \.pair)
        }
    }

    /// The moment before which single entries were deleted, so that days' figures tell more; nil when none were.
    package func horizon() throws(HistoryError) -> Timestamp? {
        try read { db in try db.rows("SELECT entries_since FROM retention").first?.optionalMoment("entries_since") }
    }
}

extension Database {
    /// The day after the last one with figures, else the first of which anything is on record.
    fileprivate func firstDayWithoutFigures() throws -> Day? {
        let kept = try rows("SELECT figures_before FROM retention").first
        if let day = try kept?.optionallyParsed("figures_before", Day.init) { return day }
        let first = try rows(
            """
            SELECT min(t) AS first FROM
                (SELECT min(observed_at) AS t FROM observation_changes UNION ALL SELECT min(started_at) FROM failovers)
            """
        )
        return try first.first?.optionalMoment("first").map(Day.init(of:))
    }

    /// The figures of a day that is over, of every pair of which anything is known then.
    fileprivate func figures(of day: Day) throws -> [DailyFigures] {
        let time = [day.start.milliseconds, day.next.start.milliseconds]
        let observations = try rows(
            """
            SELECT * FROM observation_changes c WHERE observed_at < ?2 AND observed_at >= coalesce((
                SELECT max(observed_at) FROM observation_changes e WHERE e.pair = c.pair AND e.observed_at <= ?1
            ), ?1) ORDER BY observed_at, id
            """,
            time
        ).map(ObservationRecord.init)
        let watches = try rows("SELECT * FROM watches WHERE ended_at > ?1 AND started_at < ?2", time).map { row in
            let (start, end) = (try row.moment("started_at"), try row.moment("ended_at"))
            return (pair: try row.parsed("pair", PairName.init), time: start..<max(start, end))
        }
        let failovers = try rows(
            """
            SELECT * FROM failovers WHERE finished_at >= ?1 AND min(coalesce(event_at, started_at), started_at) < ?2
            ORDER BY started_at, id
            """,
            time
        ).map { try FailoverRecord($0, moves: []) }
        let drills = try rows(
            "SELECT * FROM drills WHERE started_at < ?2 AND coalesce(finished_at, started_at) >= ?1",
            time
        ).map { try DrillRecord($0, steps: []) }
        let seen = Dictionary(grouping: observations, by: \.pair)
        let watched = Dictionary(grouping: watches, by: \.pair)
        let moved = Dictionary(grouping: failovers, by: \.pair)
        let drilled = Dictionary(grouping: drills, by: \.pair)
        return Set(watched.keys).union(moved.keys).sorted().map { pair in
            let past = PairPast(
                observations: seen[pair] ?? [],
                watches: TimeSet((watched[pair] ?? []).map(\.time)),
                failovers: moved[pair] ?? [],
                drills: drilled[pair] ?? []
            )
            return DailyFigures(pair: pair, day: day, past: past)
        }
    }

    fileprivate func store(_ figures: DailyFigures) throws {
        let (time, runs) = (figures.availability, figures.runs)
        let lengths = [time.total, time.unavailable, time.inDrills, time.unknown].map(\.milliseconds)
        try run(
            "INSERT INTO daily_figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pair, day) DO NOTHING",
            [figures.pair.text, figures.day.description] + lengths
                + [
                    runs.failovers, runs.failbacks, runs.moved, runs.failed, runs.recovery.milliseconds,
                    runs.slowest.milliseconds,
                ]
        )
    }
}

extension DailyFigures {
    fileprivate init(_ row: Row) throws {
        var runs = RunFigures()
        (runs.failovers, runs.failbacks) = (try row.integer("failovers"), try row.integer("failbacks"))
        (runs.moved, runs.failed) = (try row.integer("moved"), try row.integer("failed"))
        (runs.recovery, runs.slowest) = (try row.duration("recovery_ms"), try row.duration("slowest_ms"))
        self.init(
            pair: try row.parsed("pair", PairName.init),
            day: try row.parsed("day", Day.init),
            availability: Availability(
                total: try row.duration("total_ms"),
                unavailable: try row.duration("unavailable_ms"),
                inDrills: try row.duration("in_drills_ms"),
                unknown: try row.duration("unknown_ms")
            ),
            runs: runs
        )
    }
}
