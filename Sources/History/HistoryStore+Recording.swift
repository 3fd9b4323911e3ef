import Engine
import Fleet
import GRDB
package import Records
package import Values

extension HistoryStore {
    /// Records a sweep: how each pair is, what changed, what was moved.
    ///
    /// A sighting that is older than the one on record changes nothing, so that two who sweep do no harm.
    package func record(sweep: SweepRecord) throws(HistoryError) {
        try write(sweep.failovers.isEmpty ? .normal : .full) { db in
            for sighting in sweep.sightings { try db.record(sighting) }
            for failover in sweep.failovers { try db.record(failover) }
        }
    }

    /// Records a failover or failback; a run that is on record already changes nothing.
    package func record(failover: FailoverRecord) throws(HistoryError) {
        try write(.full) { db in try db.record(failover) }
    }

    /// Records what apply or destroy did, and what that says of drift and of the engine's version.
    package func record(applies: [ApplyRecord]) throws(HistoryError) {
        try write(.full) { db in
            for apply in applies { try db.record(apply) }
        }
    }

    /// Records what apply or destroy did to one pair; see ``record(applies:)``.
    package func record(apply: ApplyRecord) throws(HistoryError) { try record(applies: [apply]) }

    /// Records a comparison of AWS with the definitions.
    package func record(drift: [PairName: Drift]) throws(HistoryError) {
        try write(.normal) { db in
            for (pair, drift) in drift.sorted(by: { $0.key < $1.key }) { try db.record(drift, of: pair) }
        }
    }
}

extension Database {
    fileprivate func record(_ sighting: Sighting) throws {
        let name = sighting.pair.name.text
        let isPaused = sighting.pair.failover.paused
        let former = try rows("SELECT * FROM observations WHERE pair = ?", [name]).first
        if let former, try former.moment("observed_at") > sighting.time { return }
        let formerState = try former?.parsed("state", PairState.init(rawValue:))
        let changes = formerState != sighting.state
        if try changes || former?.bool("paused") != isPaused {
            try run(
                """
                INSERT INTO transitions (pair, happened_at, from_state, to_state, paused, reason)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    name, sighting.time.milliseconds, formerState?.rawValue, sighting.state.rawValue, isPaused,
                    Redaction.clean(sighting.reason),
                ]
            )
        }
        try record(sighting.pair)
        try recordLook(at: sighting.pair.name, sighting.time)
        if try former?.differs(from: sighting) ?? true { try recordChange(to: sighting) }
        let since = try changes ? sighting.time : former?.moment("since") ?? sighting.time
        try replaceObservation(by: sighting, since: since)
        if let drift = sighting.drift { try record(drift, of: sighting.pair.name) }
        if let version = sighting.engineVersion { try record(engineVersion: version, of: sighting.pair.name) }
    }

    private func recordChange(to sighting: Sighting) throws {
        try run(
            """
            INSERT INTO observation_changes (pair, observed_at, state, paused, first_health, first_reasons,
                first_carries, second_health, second_reasons, second_carries)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                sighting.pair.name.text, sighting.time.milliseconds, sighting.state.rawValue,
                sighting.pair.failover.paused, sighting.health.first.kind, try sighting.health.first.reasonsColumn(),
                sighting.carries.first, sighting.health.second.kind, try sighting.health.second.reasonsColumn(),
                sighting.carries.second,
            ]
        )
    }

    private func replaceObservation(by sighting: Sighting, since: Timestamp) throws {
        try run(
            """
            INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (pair) DO UPDATE SET observed_at = excluded.observed_at, since = excluded.since,
                state = excluded.state, paused = excluded.paused, reason = excluded.reason,
                first_health = excluded.first_health, first_reasons = excluded.first_reasons,
                first_carries = excluded.first_carries, second_health = excluded.second_health,
                second_reasons = excluded.second_reasons, second_carries = excluded.second_carries
            """,
            [
                sighting.pair.name.text, sighting.time.milliseconds, since.milliseconds, sighting.state.rawValue,
                sighting.pair.failover.paused, Redaction.clean(sighting.reason), sighting.health.first.kind,
                try sighting.health.first.reasonsColumn(), sighting.carries.first, sighting.health.second.kind,
                try sighting.health.second.reasonsColumn(), sighting.carries.second,
            ]
        )
    }

    /// Writes a pair's definition where it differs from what is on record.
    private func record(_ pair: Pair) throws {
        try run(
            """
            INSERT INTO pairs VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (name) DO UPDATE SET description = ?2, region = ?3, account = ?4, vpc = ?5
            WHERE (description, region, account, vpc) != (?2, ?3, ?4, ?5)
            """,
            [pair.name.text, Redaction.clean(pair.description), pair.region.name, pair.account.text, pair.vpc.text]
        )
        for side in Side.allCases {
            let member = pair.members[side]
            try run(
                """
                INSERT INTO members VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (pair, position) DO UPDATE SET name = ?3, instance = ?4
                WHERE name != ?3 OR instance IS NOT ?4
                """,
                [pair.name.text, side.position, member.name, member.instance?.text]
            )
        }
    }

    fileprivate func record(_ drift: Drift, of pair: PairName) throws {
        try run(
            """
            INSERT INTO deployments (pair, compared_at, differs, summary, unconfirmed) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (pair) DO UPDATE SET compared_at = ?2, differs = ?3, summary = ?4,
                unconfirmed = coalesce(?5, unconfirmed)
            WHERE compared_at IS NULL OR compared_at <= ?2
            """,
            [
                pair.text, drift.comparedAt.milliseconds, drift.isPresent, Redaction.clean(drift.summary),
                drift.unconfirmed.map { $0.map(Redaction.clean).joined(separator: "\n") },
            ]
        )
    }

    /// Writes the version of the engine that AWS holds for a pair.
    func record(engineVersion: String, of pair: PairName) throws {
        try run(
            """
            INSERT INTO deployments (pair, engine_version) VALUES (?1, ?2)
            ON CONFLICT (pair) DO UPDATE SET engine_version = ?2 WHERE engine_version IS NOT ?2
            """,
            [pair.text, engineVersion]
        )
    }

    /// Writes a failover with its moves, unless it is on record already.
    ///
    /// A drill tells what it saw of a failover, for when nobody else does; who moved the routes knows better.
    func record(_ failover: FailoverRecord) throws {
        guard try !replacesDrill(failover) else { return }
        let trigger = failover.trigger.words
        try run(
            """
            INSERT INTO failovers (run, pair, source, trigger_kind, trigger_detail, direction, from_member, to_member,
                event_at, started_at, finished_at, moved, failed, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run) DO NOTHING
            """,
            [
                failover.run, failover.pair.text, failover.source.rawValue, trigger.kind, trigger.detail,
                failover.direction.rawValue, failover.from, failover.to, failover.eventTime?.milliseconds,
                failover.started.milliseconds, failover.finished.milliseconds, failover.movedCount,
                failover.failedCount, Redaction.clean(failover.reason),
            ]
        )
        guard changesCount == 1 else { return }
        let id = lastInsertedRowID
        for (position, record) in failover.moves.enumerated() {
            try run(
                "INSERT INTO route_moves VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    id, position, record.move.table.text, record.move.destination.description, record.move.from.text,
                    record.move.to.text, record.outcome.columns.kind, record.outcome.columns.detail,
                    record.duration.milliseconds,
                ]
            )
        }
    }

    /// Takes away what a drill told of this failover; true when the failover is a drill's and somebody told already.
    private func replacesDrill(_ failover: FailoverRecord) throws -> Bool {
        // Whose clocks differ by more cannot be signed for either.
        let (from, to) = (failover.started + .seconds(-60), failover.finished + .seconds(60))
        let same = "pair = ? AND to_member = ? AND finished_at >= ? AND started_at <= ?"
        let values: [(any DatabaseValueConvertible)?] = [
            failover.pair.text, failover.to, from.milliseconds, to.milliseconds,
        ]
        guard failover.source != .drill else {
            return try !rows("SELECT 1 FROM failovers WHERE \(same) AND source <> 'drill' LIMIT 1", values).isEmpty
        }
        try run("DELETE FROM failovers WHERE \(same) AND source = 'drill'", values)
        return false
    }

    fileprivate func record(_ apply: ApplyRecord) throws {
        try run(
            """
            INSERT INTO applies (pair, verb, started_at, finished_at, outcome, detail, created, updated, deleted,
                digest, engine_version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                apply.pair.text, apply.verb.rawValue, apply.started.milliseconds, apply.finished.milliseconds,
                apply.outcome.columns.kind, apply.outcome.columns.detail, apply.counts.created, apply.counts.updated,
                apply.counts.deleted, apply.digest, apply.engineVersion,
            ]
        )
        guard apply.outcome == .done else { return }
        switch apply.verb {
        case .apply:
            try record(Drift(isPresent: false, comparedAt: apply.finished), of: apply.pair)
            if let version = apply.engineVersion { try record(engineVersion: version, of: apply.pair) }
        case .destroy: try run("DELETE FROM deployments WHERE pair = ?", [apply.pair.text])
        }
    }
}

extension MoveRecord.Outcome {
    /// The outcome as it is stored.
    fileprivate var columns: (kind: String, detail: String?) {
        switch self {
        case .moved: ("moved", nil)
        case .alreadyThere: ("already-there", nil)
        case .gone: ("gone", nil)
        case .failed(let reason): ("failed", Redaction.clean(reason))
        }
    }
}

extension ApplyRecord.Outcome {
    /// The outcome as it is stored.
    fileprivate var columns: (kind: String, detail: String?) {
        switch self {
        case .done: ("done", nil)
        case .failed(let reason): ("failed", Redaction.clean(reason))
        case .interrupted: ("interrupted", nil)
        }
    }
}

extension Row {
    /// Whether this row of `observations` says otherwise than a sighting; why a member is as it is does not count.
    fileprivate func differs(from sighting: Sighting) throws -> Bool {
        let old: [String] = [
            try text("state"), try text("first_health"), try text("second_health"),
            String(try integer("first_carries")), String(try integer("second_carries")), String(try bool("paused")),
        ]
        return old != [
            sighting.state.rawValue, sighting.health.first.kind, sighting.health.second.kind,
            String(sighting.carries.first), String(sighting.carries.second), String(sighting.pair.failover.paused),
        ]
    }
}
