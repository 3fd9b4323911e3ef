import GRDB

/// The tables, as the steps that make them; a step that was released never changes.
///
/// Moments are milliseconds since 1970-01-01T00:00:00Z, lengths of time milliseconds. Pairs are named, not numbered:
/// what happened outlives a pair's definition, and may be told before the pair was ever looked at.
enum Schema {
    /// Brings a database up to date.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: "PRAGMA application_id = \(DatabaseHeader.applicationID)")
            try db.execute(sql: present)
            try db.execute(sql: failovers)
            try db.execute(sql: drills)
        }
        migrator.registerMigration("2") { db in try db.execute(sql: watching) }
        migrator.registerMigration("3") { db in try db.execute(sql: looking) }
        migrator.registerMigration("4") { db in try db.execute(sql: keeping) }
        return migrator
    }

    /// How things are: one row per pair, replaced by each sweep, and the changes of state.
    private static let present = """
        CREATE TABLE pairs (
            name TEXT PRIMARY KEY NOT NULL,
            description TEXT NOT NULL,
            region TEXT NOT NULL,
            account TEXT NOT NULL,
            vpc TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE members (
            pair TEXT NOT NULL REFERENCES pairs ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position IN (1, 2)),
            name TEXT NOT NULL,
            instance TEXT,
            PRIMARY KEY (pair, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE observations (
            pair TEXT PRIMARY KEY NOT NULL REFERENCES pairs ON DELETE CASCADE,
            observed_at INTEGER NOT NULL,
            since INTEGER NOT NULL,
            state TEXT NOT NULL,
            paused INTEGER NOT NULL,
            reason TEXT NOT NULL,
            first_health TEXT NOT NULL,
            first_reasons TEXT,
            first_carries INTEGER NOT NULL,
            second_health TEXT NOT NULL,
            second_reasons TEXT,
            second_carries INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE deployments (
            pair TEXT PRIMARY KEY NOT NULL,
            compared_at INTEGER,
            differs INTEGER,
            summary TEXT,
            engine_version TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE transitions (
            id INTEGER PRIMARY KEY,
            pair TEXT NOT NULL,
            happened_at INTEGER NOT NULL,
            from_state TEXT,
            to_state TEXT NOT NULL,
            paused INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;
        CREATE INDEX transitions_by_pair ON transitions (pair, happened_at);
        CREATE INDEX transitions_by_time ON transitions (happened_at);
        """

    /// What moved, route by route, and what was deployed.
    private static let failovers = """
        CREATE TABLE failovers (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL UNIQUE,
            pair TEXT NOT NULL,
            source TEXT NOT NULL,
            trigger_kind TEXT NOT NULL,
            trigger_detail TEXT,
            direction TEXT NOT NULL,
            from_member TEXT NOT NULL,
            to_member TEXT NOT NULL,
            event_at INTEGER,
            started_at INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            milliseconds INTEGER GENERATED ALWAYS AS (finished_at - started_at) VIRTUAL,
            moved INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT;
        CREATE INDEX failovers_by_pair ON failovers (pair, started_at);
        CREATE INDEX failovers_by_time ON failovers (started_at);
        CREATE TABLE route_moves (
            failover INTEGER NOT NULL REFERENCES failovers ON DELETE CASCADE,
            position INTEGER NOT NULL,
            route_table TEXT NOT NULL,
            destination TEXT NOT NULL,
            from_eni TEXT NOT NULL,
            to_eni TEXT NOT NULL,
            outcome TEXT NOT NULL,
            detail TEXT,
            milliseconds INTEGER NOT NULL,
            PRIMARY KEY (failover, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE applies (
            id INTEGER PRIMARY KEY,
            pair TEXT NOT NULL,
            verb TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            detail TEXT,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            digest TEXT NOT NULL,
            engine_version TEXT
        ) STRICT;
        CREATE INDEX applies_by_pair ON applies (pair, started_at);
        CREATE INDEX applies_by_time ON applies (started_at);
        """

    /// Drills, and the routes as they were before each.
    private static let drills = """
        CREATE TABLE drills (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            pair TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            finished_at INTEGER,
            outcome TEXT,
            detail TEXT,
            restored INTEGER
        ) STRICT;
        CREATE INDEX drills_by_pair ON drills (pair, started_at);
        CREATE INDEX drills_by_time ON drills (started_at);
        CREATE TABLE drill_steps (
            drill INTEGER NOT NULL REFERENCES drills ON DELETE CASCADE,
            position INTEGER NOT NULL,
            action TEXT NOT NULL,
            expected TEXT NOT NULL,
            actual TEXT NOT NULL,
            passed INTEGER NOT NULL,
            started_at INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            recovery_milliseconds INTEGER,
            PRIMARY KEY (drill, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE snapshots (
            id INTEGER PRIMARY KEY,
            pair TEXT NOT NULL,
            taken_at INTEGER NOT NULL,
            drill INTEGER REFERENCES drills ON DELETE CASCADE
        ) STRICT;
        CREATE INDEX snapshots_by_pair ON snapshots (pair, taken_at);
        CREATE INDEX snapshots_by_drill ON snapshots (drill);
        CREATE TABLE snapshot_routes (
            snapshot INTEGER NOT NULL REFERENCES snapshots ON DELETE CASCADE,
            route_table TEXT NOT NULL,
            destination TEXT NOT NULL,
            target TEXT NOT NULL,
            static INTEGER NOT NULL,
            blackhole INTEGER NOT NULL,
            PRIMARY KEY (snapshot, route_table, destination)
        ) STRICT, WITHOUT ROWID;
        """
}
