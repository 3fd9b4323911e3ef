import Engine
import Fleet
import GRDB
package import Records
package import Values

extension HistoryStore {
    /// What is known of every pair that was ever looked at, by name.
    package func statuses() throws(HistoryError) -> [PairStatus] { try statuses(after: nil, limit: -1) }

    /// The same of those whose names come after a name, at most `limit` of them.
    package func statuses(after pair: PairName?, limit: Int) throws(HistoryError) -> [PairStatus] {
        try read { db in
            let rows = try db.rows(Self.statusQuery, [pair?.text ?? "", limit])
            guard let first = rows.first?["name"] as String?, let last = rows.last?["name"] as String? else {
                return []
            }
            let failovers = try db.latest("failovers", first, last).map { try FailoverRecord($0, moves: []) }
            let drills = try db.latest("drills", first, last).map { try DrillRecord($0, steps: []) }
            let lastFailover = Dictionary(failovers.map { ($0.pair, $0) }, uniquingKeysWith: { first, _ in first })
            let lastDrill = Dictionary(drills.map { ($0.pair, $0) }, uniquingKeysWith: { first, _ in first })
            return try rows.map { row in
                var status = try PairStatus(row)
                status.lastFailover = lastFailover[status.pair]
                status.lastDrill = lastDrill[status.pair]
                return status
            }
        }
    }

    /// A number that differs from the last time when another program has written since.
    ///
    /// <https://www.sqlite.org/pragma.html#pragma_data_version>
    package func foreignVersion() throws(HistoryError) -> Int {
        try read { db in try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
    }

    /// Numbers that differ from the last time when a failover, an apply or a drill was recorded since, by whomever.
    package func latestTold() throws(HistoryError) -> [Int64] {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT (SELECT max(id) FROM failovers), (SELECT max(id) FROM applies), (SELECT max(id) FROM drills),
                        (SELECT max(finished_at) FROM drills)
                    """
            )
            return row.map { row in (0..<row.count).map { row[$0] ?? 0 } } ?? []
        }
    }

    /// The latest things that happened to a pair, the newest first: failovers with their moves, drills with their steps.
    package func history(of pair: PairName, limit: Int) throws(HistoryError) -> [HistoryEntry] {
        try read { db in
            let query = { (table: String, column: String) in
                try db.rows(
                    "SELECT * FROM \(table) WHERE pair = ? ORDER BY \(column) DESC, id DESC LIMIT ?",
                    [pair.text, limit]
                )
            }
            var entries = try query("transitions", "happened_at").map { HistoryEntry.transition(try Transition($0)) }
            entries += try query("failovers", "started_at").map {
                .failover(try FailoverRecord($0, moves: try db.moves(of: $0["id"])))
            }
            entries += try db.rows(
                """
                SELECT * FROM decisions WHERE pair = ? AND verdict NOT IN ('failover', 'failback')
                ORDER BY started_at DESC, id DESC LIMIT ?
                """,
                [pair.text, limit]
            ).map { .decision(try DecisionRecord($0)) }
            entries += try query("applies", "started_at").map { .apply(try ApplyRecord($0)) }
            entries += try query("drills", "started_at").map {
                .drill(try DrillRecord($0, steps: try db.steps(of: $0["id"])))
            }
            return Array(Self.newestFirst(entries).prefix(limit))
        }
    }

    /// What happened to all pairs since a moment, per pair the newest first, without moves and steps.
    package func history(since moment: Timestamp) throws(HistoryError) -> [PairName: [HistoryEntry]] {
        try read { db in
            let query = { (table: String, column: String) in
                try db.rows("SELECT * FROM \(table) WHERE \(column) >= ?", [moment.milliseconds])
            }
            var entries = try query("transitions", "happened_at").map { HistoryEntry.transition(try Transition($0)) }
            entries += try query("failovers", "started_at").map { .failover(try FailoverRecord($0, moves: [])) }
            entries += try db.rows(
                "SELECT * FROM decisions WHERE started_at >= ? AND verdict NOT IN ('failover', 'failback')",
                [moment.milliseconds]
            ).map { .decision(try DecisionRecord($0)) }
            entries += try query("applies", "started_at").map { .apply(try ApplyRecord($0)) }
            entries += try query("drills", "started_at").map { .drill(try DrillRecord($0, steps: [])) }
            return Dictionary(grouping: entries, by: \.pair).mapValues(Self.newestFirst)
        }
    }

    /// The failovers and failbacks of all pairs since a moment, the newest first, with their moves.
    package func failovers(since moment: Timestamp, limit: Int) throws(HistoryError) -> [FailoverRecord] {
        try read { db in
            try db.rows(
                "SELECT * FROM failovers WHERE started_at >= ? ORDER BY started_at DESC, id DESC LIMIT ?",
                [moment.milliseconds, limit]
            ).map { try FailoverRecord($0, moves: try db.moves(of: $0["id"])) }
        }
    }

    /// The latest failover or failback of a pair with its moves; nil when none is on record.
    package func lastFailover(of pair: PairName) throws(HistoryError) -> FailoverRecord? {
        try read { db in
            try db.rows(
                "SELECT * FROM failovers WHERE pair = ? ORDER BY started_at DESC, id DESC LIMIT 1",
                [pair.text]
            ).first.map { try FailoverRecord($0, moves: try db.moves(of: $0["id"])) }
        }
    }

    /// Sorts stably: what is stored later of two things of one moment is the newer.
    private static func newestFirst(_ entries: [HistoryEntry]) -> [HistoryEntry] {
        entries.enumerated().sorted { ($1.element.time, $0.offset) < ($0.element.time, $1.offset) }.map(\.element)
    }

    private static let statusQuery = """
        SELECT p.*, o.*, d.compared_at, d.differs, d.summary, d.unconfirmed, d.engine_version,
            a.name AS first_name, a.instance AS first_instance, b.name AS second_name, b.instance AS second_instance
        FROM pairs p
        JOIN observations o ON o.pair = p.name
        JOIN members a ON a.pair = p.name AND a.position = 1
        JOIN members b ON b.pair = p.name AND b.position = 2
        LEFT JOIN deployments d ON d.pair = p.name
        WHERE p.name > ?
        ORDER BY p.name LIMIT ?
        """
}

extension Database {
    /// The latest row of each pair from one name to another, found by the index instead of by reading all rows.
    fileprivate func latest(_ table: String, _ first: String, _ last: String) throws -> [Row] {
        try rows(
            """
            SELECT t.* FROM pairs p JOIN \(table) t ON t.id = (
                SELECT id FROM \(table) WHERE pair = p.name ORDER BY started_at DESC, id DESC LIMIT 1
            )
            WHERE p.name BETWEEN ? AND ?
            """,
            [first, last]
        )
    }

    fileprivate func moves(of failover: Int64) throws -> [MoveRecord] {
        try rows("SELECT * FROM route_moves WHERE failover = ? ORDER BY position", [failover]).map(MoveRecord.init)
    }

    /// The steps of a drill, in order.
    func steps(of drill: Int64) throws -> [DrillStep] {
        try rows("SELECT * FROM drill_steps WHERE drill = ? ORDER BY position", [drill]).map(DrillStep.init)
    }
}

extension PairStatus {
    fileprivate init(_ row: Row) throws {
        let member = { (side: Side) in
            MemberStatus(
                name: try row.text("\(side.word)_name"),
                instance: try row.optionallyParsed("\(side.word)_instance", InstanceID.init),
                health: try row.health("\(side.word)_health", reasons: "\(side.word)_reasons"),
                carries: try row.integer("\(side.word)_carries")
            )
        }
        self.init(
            pair: try row.parsed("name", PairName.init),
            region: try row.parsed("region", Region.init),
            account: try row.parsed("account", AccountID.init),
            vpc: try row.parsed("vpc", VPCID.init),
            members: BySide(first: try member(.first), second: try member(.second)),
            state: try row.parsed("state", PairState.init(rawValue:)),
            reason: try row.text("reason"),
            observedAt: try row.moment("observed_at")
        )
        description = try row.text("description")
        isPaused = try row.bool("paused")
        since = try row.moment("since")
        if let comparedAt = try row.optionalMoment("compared_at") {
            drift = Drift(
                isPresent: try row.bool("differs"),
                summary: try row.text("summary"),
                comparedAt: comparedAt,
                unconfirmed: try row.optionalText("unconfirmed").map { $0.split(separator: "\n").map(String.init) }
            )
        }
        engineVersion = try row.optionalText("engine_version")
    }
}

extension Transition {
    /// A row of `transitions`.
    init(_ row: Row) throws {
        self.init(
            pair: try row.parsed("pair", PairName.init),
            time: try row.moment("happened_at"),
            from: try row.optionallyParsed("from_state", PairState.init(rawValue:)),
            to: try row.parsed("to_state", PairState.init(rawValue:)),
            isPaused: try row.bool("paused"),
            reason: try row.text("reason")
        )
    }
}

extension FailoverRecord {
    /// A row of `failovers`.
    init(_ row: Row, moves: [MoveRecord]) throws {
        self.init(
            run: try row.text("run"),
            pair: try row.parsed("pair", PairName.init),
            source: try row.parsed("source", Source.init(rawValue:)),
            trigger: try row.trigger(),
            direction: try row.parsed("direction", Direction.init(rawValue:)),
            from: try row.text("from_member"),
            to: try row.text("to_member"),
            eventTime: try row.optionalMoment("event_at"),
            started: try row.moment("started_at"),
            finished: try row.moment("finished_at"),
            reason: try row.text("reason"),
            moves: moves
        )
        (movedCount, failedCount) = (try row.integer("moved"), try row.integer("failed"))
    }
}

extension MoveRecord {
    fileprivate init(_ row: Row) throws {
        let detail = try row.optionalText("detail") ?? ""
        self.init(
            move: Move(
                table: try row.parsed("route_table", RouteTableID.init),
                destination: try row.parsed("destination", Destination.init),
                from: try row.parsed("from_eni", ENIID.init),
                to: try row.parsed("to_eni", ENIID.init)
            ),
            outcome: try row.parsed("outcome") { kind in
                switch kind {
                case "moved": .moved
                case "already-there": .alreadyThere
                case "gone": .gone
                case "failed": .failed(detail)
                default: nil
                }
            },
            duration: try row.duration("milliseconds")
        )
    }
}

extension ApplyRecord {
    fileprivate init(_ row: Row) throws {
        let detail = try row.optionalText("detail") ?? ""
        self.init(
            pair: try row.parsed("pair", PairName.init),
            verb: try row.parsed("verb", Verb.init(rawValue:)),
            started: try row.moment("started_at"),
            finished: try row.moment("finished_at"),
            outcome: try row.parsed("outcome") { kind in
                switch kind {
                case "done": .done
                case "failed": .failed(detail)
                case "interrupted": .interrupted
                default: nil
                }
            },
            counts: Counts(
                created: try row.integer("created"),
                updated: try row.integer("updated"),
                deleted: try row.integer("deleted")
            ),
            digest: try row.text("digest"),
            engineVersion: try row.optionalText("engine_version")
        )
    }
}
