import GRDB
package import Records
package import Values

extension HistoryStore {
    /// Takes a lease, or keeps it, for `duration` from `now`, and gives who holds it then.
    ///
    /// A lease of another holder is taken over when it has run out, or when `isGone` says that the holder is no more.
    /// Each change of holder counts the token up.
    package func takeLease(
        _ name: String,
        holder: String,
        for duration: Duration,
        now: Timestamp,
        isGone: @Sendable (_ holder: String) -> Bool
    ) throws(HistoryError) -> Lease {
        try write(.full) { db in
            let held = try db.rows("SELECT * FROM leases WHERE name = ?", [name]).first.map(Lease.init)
            if let held, held.holder != holder, held.expires > now, !isGone(held.holder) { return held }
            let isNew = held?.holder != holder
            let lease = Lease(
                holder: holder,
                token: (held?.token ?? 0) + (isNew ? 1 : 0),
                expires: now + duration
            )
            try db.run(
                """
                INSERT INTO leases VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (name) DO UPDATE SET holder = ?2, token = ?3, expires_at = ?4
                """,
                [name, lease.holder, lease.token, lease.expires.milliseconds]
            )
            return lease
        }
    }

    /// Gives a lease back; one that is another's by now stays.
    package func giveBack(_ lease: Lease, of name: String) throws(HistoryError) {
        try write(.full) { db in
            // The row stays: the next holder's token must be larger.
            try db.run(
                "UPDATE leases SET expires_at = 0 WHERE name = ? AND holder = ? AND token = ?",
                [name, lease.holder, lease.token]
            )
        }
    }

    /// Records how a controller is; the first time that it begins.
    package func record(controller: ControllerRecord) throws(HistoryError) {
        try write(.normal) { db in
            try db.run(
                """
                INSERT INTO controllers (holder, version, started_at, seen_at, ended_at, role, pairs,
                    definitions_problem, problem_since)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                ON CONFLICT (holder, started_at) DO UPDATE SET seen_at = ?4, ended_at = ?5, role = ?6, pairs = ?7,
                    definitions_problem = ?8, problem_since = ?9
                """,
                [
                    controller.holder, controller.version, controller.started.milliseconds,
                    controller.seen.milliseconds, controller.ended?.milliseconds, controller.role.rawValue,
                    controller.pairs, controller.definitionsProblem.map(Redaction.clean),
                    controller.problemSince?.milliseconds,
                ]
            )
        }
    }

    /// The controllers that were heard of since a moment, the latest first.
    package func controllers(since moment: Timestamp) throws(HistoryError) -> [ControllerRecord] {
        try read { db in
            try db.rows(
                "SELECT * FROM controllers WHERE seen_at >= ? ORDER BY seen_at DESC, id DESC",
                [moment.milliseconds]
            ).map(ControllerRecord.init)
        }
    }
}

extension Lease {
    fileprivate init(_ row: Row) throws {
        self.init(
            holder: try row.text("holder"),
            token: try row.decode(forColumn: "token"),
            expires: try row.moment("expires_at")
        )
    }
}

extension ControllerRecord {
    fileprivate init(_ row: Row) throws {
        self.init(
            holder: try row.text("holder"),
            version: try row.text("version"),
            started: try row.moment("started_at"),
            role: try row.parsed("role", Role.init(rawValue:))
        )
        (seen, ended) = (try row.moment("seen_at"), try row.optionalMoment("ended_at"))
        (pairs, definitionsProblem) = (try row.integer("pairs"), try row.optionalText("definitions_problem"))
        problemSince = try row.optionalMoment("problem_since")
    }
}
