extension Schema {
    /// Days' figures by the definition that reports have, and what was deleted since they were made.
    static let keeping = """
        CREATE TABLE new_figures (
            pair TEXT NOT NULL,
            day TEXT NOT NULL,
            total_ms INTEGER NOT NULL,
            unavailable_ms INTEGER NOT NULL,
            in_drills_ms INTEGER NOT NULL,
            unknown_ms INTEGER NOT NULL,
            failovers INTEGER NOT NULL,
            failbacks INTEGER NOT NULL,
            moved INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            recovery_ms INTEGER NOT NULL,
            slowest_ms INTEGER NOT NULL,
            PRIMARY KEY (pair, day)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO new_figures SELECT pair, day, 86400000, exposed_ms, 0,
            86400000 - max(exposed_ms, protected_ms + split_ms + degraded_ms + down_ms),
            failovers, failbacks, moved, failed, recovery_ms, slowest_ms FROM daily_figures;
        DROP TABLE daily_figures;
        ALTER TABLE new_figures RENAME TO daily_figures;
        CREATE INDEX daily_figures_by_day ON daily_figures (day);
        CREATE TABLE retention (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            figures_before TEXT,
            entries_since INTEGER
        ) STRICT;
        INSERT INTO retention SELECT 1, date(max(day), '+1 day'), NULL FROM daily_figures;
        """
}
