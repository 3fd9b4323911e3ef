import Engine
import GRDB
package import Records
package import Values

extension HistoryStore {
    /// Records that a drill begins, with the routes as they are before it; on the disk when it returns.
    package func begin(drillFrom snapshot: Snapshot) throws(HistoryError) -> DrillID {
        try write(.full) { db in
            try db.run(
                "INSERT INTO drills (pair, started_at) VALUES (?, ?)",
                [snapshot.pair.text, snapshot.time.milliseconds]
            )
            let drill = db.lastInsertedRowID
            try db.save(snapshot, drill: drill)
            return DrillID(number: drill)
        }
    }

    /// Records a step of a running drill, after those recorded before.
    package func record(step: DrillStep, of drill: DrillID) throws(HistoryError) {
        try write(.full) { db in
            try db.requireRunning(drill)
            try db.run(
                """
                INSERT INTO drill_steps
                VALUES (?1, (SELECT count(*) FROM drill_steps WHERE drill = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """,
                [
                    drill.number, Redaction.clean(step.action), Redaction.clean(step.expected),
                    Redaction.clean(step.actual), step.passed, step.started.milliseconds, step.finished.milliseconds,
                    step.recovery?.milliseconds,
                ]
            )
        }
    }

    /// Records how a running drill ended, and whether the routes were put back; nil when that was not needed.
    package func finish(
        drill: DrillID,
        outcome: DrillRecord.Outcome,
        restored: Bool? = nil,
        at time: Timestamp
    ) throws(HistoryError) {
        try write(.full) { db in
            try db.requireRunning(drill)
            try db.run(
                "UPDATE drills SET finished_at = ?, outcome = ?, detail = ?, restored = ? WHERE id = ?",
                [time.milliseconds, outcome.columns.kind, outcome.columns.detail, restored, drill.number]
            )
        }
    }

    /// A drill with its steps; nil when there is none of that number.
    package func drill(_ drill: DrillID) throws(HistoryError) -> DrillRecord? {
        try read { db in
            try db.rows("SELECT * FROM drills WHERE id = ?", [drill.number]).first
                .map { try DrillRecord($0, steps: try db.steps(of: drill.number)) }
        }
    }

    /// The drills without an end, the oldest first: they run now, or their process died and left the routes as they were.
    package func unfinishedDrills() throws(HistoryError) -> [(id: DrillID, drill: DrillRecord)] {
        try read { db in
            try db.rows("SELECT * FROM drills WHERE finished_at IS NULL ORDER BY id").map { row in
                let id: Int64 = row["id"]
                return (DrillID(number: id), try DrillRecord(row, steps: try db.steps(of: id)))
            }
        }
    }

    /// Keeps a pair's routes, apart from any drill; on the disk when it returns.
    package func save(snapshot: Snapshot) throws(HistoryError) {
        try write(.full) { db in try db.save(snapshot, drill: nil) }
    }

    /// The routes as they were before a drill; nil when there is no such drill.
    package func snapshot(before drill: DrillID) throws(HistoryError) -> Snapshot? {
        try read { db in try db.snapshot("SELECT * FROM snapshots WHERE drill = ?", [drill.number]) }
    }

    /// The latest snapshot of a pair's routes, of a drill or not; nil when there is none.
    package func latestSnapshot(of pair: PairName) throws(HistoryError) -> Snapshot? {
        try read { db in
            try db.snapshot(
                "SELECT * FROM snapshots WHERE pair = ? ORDER BY taken_at DESC, id DESC LIMIT 1",
                [pair.text]
            )
        }
    }
}

extension Database {
    fileprivate func requireRunning(_ drill: DrillID) throws {
        let running = try rows("SELECT id FROM drills WHERE id = ? AND finished_at IS NULL", [drill.number])
        guard !running.isEmpty else { throw NoSuchDrill(number: drill.number) }
    }

    fileprivate func save(_ snapshot: Snapshot, drill: Int64?) throws {
        try run(
            "INSERT INTO snapshots (pair, taken_at, drill) VALUES (?, ?, ?)",
            [snapshot.pair.text, snapshot.time.milliseconds, drill]
        )
        let id = lastInsertedRowID
        for route in snapshot.routes {
            try run(
                "INSERT INTO snapshot_routes VALUES (?, ?, ?, ?, ?, ?)",
                [
                    id, route.table.text, route.destination.description, route.target.text, route.isStatic,
                    route.isBlackhole,
                ]
            )
        }
    }

    fileprivate func snapshot(_ sql: String, _ values: [(any DatabaseValueConvertible)?]) throws -> Snapshot? {
        guard let row = try rows(sql, values).first else { return nil }
        let id: Int64 = row["id"]
        let routes = try rows("SELECT * FROM snapshot_routes WHERE snapshot = ?", [id]).map { row in
            RouteReading(
                table: try row.parsed("route_table", RouteTableID.init),
                destination: try row.parsed("destination", Destination.init),
                target: try row.parsed("target", ENIID.init),
                isStatic: try row.bool("static"),
                isBlackhole: try row.bool("blackhole")
            )
        }
        return Snapshot(
            pair: try row.parsed("pair", PairName.init),
            time: try row.moment("taken_at"),
            routes: routes.sorted { ($0.table, $0.destination) < ($1.table, $1.destination) }
        )
    }
}

extension DrillRecord {
    /// A row of `drills`.
    init(_ row: Row, steps: [DrillStep]) throws {
        let detail = try row.optionalText("detail") ?? ""
        self.init(
            pair: try row.parsed("pair", PairName.init),
            started: try row.moment("started_at"),
            finished: try row.optionalMoment("finished_at"),
            outcome: try row.optionallyParsed("outcome") { kind in
                switch kind {
                case "passed": .passed
                case "failed": .failed(detail)
                case "interrupted": .interrupted
                default: nil
                }
            },
            restored: try row.optionalBool("restored"),
            steps: steps
        )
    }
}

extension DrillStep {
    /// A row of `drill_steps`.
    init(_ row: Row) throws {
        self.init(
            action: try row.text("action"),
            expected: try row.text("expected"),
            actual: try row.text("actual"),
            passed: try row.bool("passed"),
            started: try row.moment("started_at"),
            finished: try row.moment("finished_at"),
            recovery: try row.optionalDuration("recovery_milliseconds")
        )
    }
}

extension DrillRecord.Outcome {
    /// The outcome as it is stored.
    fileprivate var columns: (kind: String, detail: String?) {
        switch self {
        case .passed: ("passed", nil)
        case .failed(let reason): ("failed", Redaction.clean(reason))
        case .interrupted: ("interrupted", nil)
        }
    }
}
