extension Schema {
    /// What a controller that runs all the time knows more: each change, each decision, each message, and figures by day.
    static let watching = """
        CREATE TABLE observation_changes (
            id INTEGER PRIMARY KEY,
            pair TEXT NOT NULL,
            observed_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            paused INTEGER NOT NULL,
            first_health TEXT NOT NULL,
            first_reasons TEXT,
            first_carries INTEGER NOT NULL,
            second_health TEXT NOT NULL,
            second_reasons TEXT,
            second_carries INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX observation_changes_by_pair ON observation_changes (pair, observed_at);
        CREATE INDEX observation_changes_by_time ON observation_changes (observed_at);
        CREATE TABLE decisions (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL UNIQUE,
            pair TEXT NOT NULL,
            source TEXT NOT NULL,
            trigger_kind TEXT NOT NULL,
            trigger_detail TEXT,
            detection TEXT NOT NULL,
            verdict TEXT NOT NULL,
            reason TEXT NOT NULL,
            state_before TEXT NOT NULL,
            state_after TEXT NOT NULL,
            event_at INTEGER,
            started_at INTEGER NOT NULL,
            decided_at INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            problem TEXT,
            engine_version TEXT NOT NULL
        ) STRICT;
        CREATE INDEX decisions_by_pair ON decisions (pair, started_at);
        CREATE INDEX decisions_by_time ON decisions (started_at);
        CREATE TABLE notifications (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            episode TEXT NOT NULL,
            phase TEXT NOT NULL,
            pair TEXT,
            channel TEXT NOT NULL,
            target TEXT NOT NULL,
            subject TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            detail TEXT
        ) STRICT;
        CREATE INDEX notifications_by_episode ON notifications (episode, sent_at);
        CREATE INDEX notifications_by_time ON notifications (sent_at);
        CREATE TABLE controllers (
            id INTEGER PRIMARY KEY,
            holder TEXT NOT NULL,
            version TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            ended_at INTEGER,
            role TEXT NOT NULL,
            pairs INTEGER NOT NULL,
            definitions_problem TEXT,
            problem_since INTEGER,
            UNIQUE (holder, started_at)
        ) STRICT;
        CREATE INDEX controllers_by_time ON controllers (seen_at);
        CREATE TABLE leases (
            name TEXT PRIMARY KEY NOT NULL,
            holder TEXT NOT NULL,
            token INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE marks (
            pair TEXT PRIMARY KEY NOT NULL,
            log_read_to INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE daily_figures (
            pair TEXT NOT NULL,
            day TEXT NOT NULL,
            protected_ms INTEGER NOT NULL,
            split_ms INTEGER NOT NULL,
            degraded_ms INTEGER NOT NULL,
            down_ms INTEGER NOT NULL,
            unknown_ms INTEGER NOT NULL,
            exposed_ms INTEGER NOT NULL,
            failovers INTEGER NOT NULL,
            failbacks INTEGER NOT NULL,
            moved INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            recovery_ms INTEGER NOT NULL,
            slowest_ms INTEGER NOT NULL,
            PRIMARY KEY (pair, day)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX daily_figures_by_day ON daily_figures (day);
        """
}
