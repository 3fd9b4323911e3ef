import Engine
import Fleet
import GRDB
package import Records
package import Values

extension HistoryStore {
    /// Records runs of the engine that somebody told of, and who was told; on the disk when it returns.
    ///
    /// What is on record already changes nothing, so that a message of a queue may come any number of times.
    package func record(
        decisions: [DecisionRecord],
        failovers: [FailoverRecord] = [],
        notifications: [NotificationRecord] = []
    ) throws(HistoryError) {
        try write(.full) { db in
            for decision in decisions { try db.record(decision) }
            for failover in failovers { try db.record(failover) }
            for notification in notifications { try db.record(notification) }
        }
    }

    /// How a pair was over time, each change since a moment, the oldest first, and the one that lasted then.
    package func observations(of pair: PairName, since moment: Timestamp) throws(HistoryError) -> [ObservationRecord] {
        try read { db in
            try db.rows(
                """
                SELECT * FROM observation_changes WHERE pair = ?1 AND observed_at >= coalesce((
                    SELECT max(observed_at) FROM observation_changes WHERE pair = ?1 AND observed_at <= ?2
                ), ?2) ORDER BY observed_at, id
                """,
                [pair.text, moment.milliseconds]
            ).map(ObservationRecord.init)
        }
    }

    /// How all pairs were over time; see ``observations(of:since:)``.
    package func observations(since moment: Timestamp) throws(HistoryError) -> [PairName: [ObservationRecord]] {
        try read { db in
            let rows = try db.rows(
                """
                SELECT * FROM observation_changes c WHERE observed_at >= coalesce((
                    SELECT max(observed_at) FROM observation_changes e WHERE e.pair = c.pair AND e.observed_at <= ?1
                ), ?1) ORDER BY observed_at, id
                """,
                [moment.milliseconds]
            )
            return Dictionary(grouping: try rows.map(ObservationRecord.init), by: \.pair)
        }
    }

    /// The decisions on a pair or, without one, on all pairs since a moment, the newest first.
    package func decisions(
        of pair: PairName? = nil,
        since moment: Timestamp,
        limit: Int = 10_000
    ) throws(HistoryError) -> [DecisionRecord] {
        try read { db in
            try db.rows(
                """
                SELECT * FROM decisions WHERE started_at >= ?1 AND (?2 IS NULL OR pair = ?2)
                ORDER BY started_at DESC, id DESC LIMIT ?3
                """,
                [moment.milliseconds, pair?.text, limit]
            ).map(DecisionRecord.init)
        }
    }

    /// The messages that were sent since a moment, the newest first.
    package func notifications(since moment: Timestamp) throws(HistoryError) -> [NotificationRecord] {
        try read { db in
            try db.rows(
                "SELECT * FROM notifications WHERE sent_at >= ? ORDER BY sent_at DESC, id DESC",
                [moment.milliseconds]
            ).map(NotificationRecord.init)
        }
    }

    /// What was told of and is not over, once for each way by which it was told, as far as is on record.
    ///
    /// The order in which it was recorded decides, not a clock, which may have been set back.
    package func openEpisodes() throws(HistoryError) -> [NotificationRecord] {
        try read { db in
            try db.rows(
                """
                SELECT * FROM notifications n WHERE phase = 'problem' AND id = (
                    SELECT id FROM notifications m WHERE m.episode = n.episode AND m.channel = n.channel
                        AND m.target = n.target AND m.phase != 'news' AND m.outcome = 'sent'
                    ORDER BY id DESC LIMIT 1
                ) ORDER BY id
                """
            ).map(NotificationRecord.init)
        }
    }

    /// Up to when the logs of each pair's function were read.
    package func logMarks() throws(HistoryError) -> [PairName: Timestamp] {
        try read { db in
            let marks = try db.rows("SELECT * FROM marks").map {
                (try $0.parsed("pair", PairName.init), try $0.moment("log_read_to"))
            }
            return Dictionary(marks) { first, _ in first }
        }
    }

    /// Records up to when the logs of pairs' functions were read.
    package func record(logMarks: [PairName: Timestamp]) throws(HistoryError) {
        try write(.normal) { db in
            for (pair, moment) in logMarks {
                try db.run(
                    "INSERT INTO marks VALUES (?1, ?2) ON CONFLICT (pair) DO UPDATE SET log_read_to = max(log_read_to, ?2)",
                    [pair.text, moment.milliseconds]
                )
            }
        }
    }
}

extension Database {
    fileprivate func record(_ decision: DecisionRecord) throws {
        let trigger = decision.trigger.words
        try run(
            """
            INSERT INTO decisions (run, pair, source, trigger_kind, trigger_detail, detection, verdict, reason,
                state_before, state_after, event_at, started_at, decided_at, finished_at, problem, engine_version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run) DO NOTHING
            """,
            [
                decision.run, decision.pair.text, decision.source.rawValue, trigger.kind, trigger.detail,
                Detection(decision.trigger, by: decision.source).rawValue, decision.verdict.rawValue,
                Redaction.clean(decision.reason), decision.stateBefore.rawValue, decision.stateAfter.rawValue,
                decision.eventTime?.milliseconds, decision.started.milliseconds, decision.decided.milliseconds,
                decision.finished.milliseconds, decision.problem.map(Redaction.clean), decision.engineVersion,
            ]
        )
        guard !decision.engineVersion.isEmpty, decision.source == .lambda else { return }
        try record(engineVersion: decision.engineVersion, of: decision.pair)
    }

    fileprivate func record(_ notification: NotificationRecord) throws {
        let (outcome, detail): (String, String?) =
            switch notification.outcome {
            case .sent: ("sent", nil)
            case .failed(let reason): ("failed", Redaction.clean(reason))
            }
        try run(
            """
            INSERT INTO notifications (key, episode, phase, pair, channel, target, subject, sent_at, outcome, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            ON CONFLICT (key) DO UPDATE SET sent_at = ?8, outcome = ?9, detail = ?10
            """,
            [
                notification.key, notification.episode, notification.phase.rawValue, notification.pair?.text,
                notification.channel, Redaction.clean(notification.target), Redaction.clean(notification.subject),
                notification.time.milliseconds, outcome, detail,
            ]
        )
    }
}

extension ObservationRecord {
    /// A row of `observation_changes`.
    init(_ row: Row) throws {
        self.init(
            pair: try row.parsed("pair", PairName.init),
            time: try row.moment("observed_at"),
            state: try row.parsed("state", PairState.init(rawValue:)),
            isPaused: try row.bool("paused"),
            health: BySide(
                first: try row.health("first_health", reasons: "first_reasons"),
                second: try row.health("second_health", reasons: "second_reasons")
            ),
            carries: BySide(first: try row.integer("first_carries"), second: try row.integer("second_carries"))
        )
    }
}

extension DecisionRecord {
    /// A row of `decisions`.
    init(_ row: Row) throws {
        self.init(
            run: try row.text("run"),
            pair: try row.parsed("pair", PairName.init),
            source: try row.parsed("source", FailoverRecord.Source.init(rawValue:)),
            trigger: try row.trigger(),
            verdict: try row.parsed("verdict", Verdict.init(rawValue:)),
            reason: try row.text("reason"),
            stateBefore: try row.parsed("state_before", PairState.init(rawValue:)),
            stateAfter: try row.parsed("state_after", PairState.init(rawValue:)),
            eventTime: try row.optionalMoment("event_at"),
            started: try row.moment("started_at"),
            decided: try row.moment("decided_at"),
            finished: try row.moment("finished_at"),
            problem: try row.optionalText("problem"),
            engineVersion: try row.text("engine_version")
        )
    }
}

extension NotificationRecord {
    init(_ row: Row) throws {
        let detail = try row.optionalText("detail") ?? ""
        self.init(
            key: try row.text("key"),
            episode: try row.text("episode"),
            phase: try row.parsed("phase", Phase.init(rawValue:)),
            pair: try row.optionallyParsed("pair", PairName.init),
            channel: try row.text("channel"),
            target: try row.text("target"),
            subject: try row.text("subject"),
            time: try row.moment("sent_at"),
            outcome: try row.parsed("outcome") { kind in
                switch kind {
                case "sent": .sent
                case "failed": .failed(detail)
                default: nil
                }
            }
        )
    }
}
