extension Schema {
    /// From when to when a pair was looked at without a break, and who has yet to confirm; newline-separated addresses.
    static let looking = """
        CREATE TABLE watches (
            pair TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            ended_at INTEGER NOT NULL,
            PRIMARY KEY (pair, started_at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX watches_by_time ON watches (ended_at);
        ALTER TABLE deployments ADD COLUMN unconfirmed TEXT;
        """
}
