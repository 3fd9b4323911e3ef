package import Codecs
import Engine
import Fleet
package import Records
import Values

extension StatusReport {
    /// The report for programs: kind `status`.
    package var json: JSON {
        Document.json(
            kind: "status",
            [
                "time": .moment(now),
                "source": source.map { .string($0.rawValue) },
                "summary": .object(
                    [JSON.Member("pairs", .integer(statuses.count))]
                        + Standing.allCases.map { standing in
                            JSON.Member(standing.rawValue, .integer(statuses.count { $0.standing == standing }))
                        }
                ),
                "pairs": .array(statuses.map(json)),
            ]
        )
    }

    /// One pair for programs.
    package func json(_ status: PairStatus) -> JSON {
        .complete([
            "pair": .string(status.pair.text),
            "description": .string(status.description),
            "region": .string(status.region.name),
            "account": .string(status.account.text),
            "vpc": .string(status.vpc.text),
            "state": .string(status.state.rawValue),
            "paused": .bool(status.isPaused),
            "reason": .string(status.reason),
            "since": .moment(status.since),
            "observedAt": .moment(status.observedAt),
            "ageMilliseconds": .milliseconds(status.observedAt.map { now - $0 }),
            "members": .array(Side.allCases.map { json(status, $0) }),
            "drift": status.drift.map { drift in
                .complete([
                    "present": .bool(drift.isPresent),
                    "summary": .string(drift.summary),
                    "comparedAt": .moment(drift.comparedAt),
                    "unconfirmed": drift.unconfirmed.map(JSON.strings),
                ])
            },
            "engineVersion": status.engineVersion.map(JSON.string),
            "lastFailover": status.lastFailover.map { $0.json(withMoves: false) },
            "lastDrill": status.lastDrill.map { $0.json(withSteps: false) },
        ])
    }

    private func json(_ status: PairStatus, _ side: Side) -> JSON {
        let member = status.members[side]
        return .complete([
            "name": .string(member.name),
            "instance": member.instance.map { .string($0.text) },
            "health": .string(member.health.kind),
            "reasons": .strings(member.health.reasons),
            "carries": status.hasRoutesSeen ? .integer(member.carries) : nil,
        ])
    }

    /// The report for spreadsheets: one row per pair.
    package var csv: String {
        var csv = CSV(Self.headings)
        for status in statuses { csv.add(fields(status)) }
        return csv.text
    }

    /// What the fields of a row are.
    static let headings = [
        "pair", "description", "region", "account", "vpc", "state", "paused", "reason", "since", "observed_at",
        "age_ms", "a_name", "a_instance", "a_health", "a_carries", "b_name", "b_instance", "b_health", "b_carries",
        "drift", "drift_summary", "engine_version", "last_failover_at", "last_failover_from", "last_failover_to",
        "last_failover_ms", "last_failover_moved", "last_failover_failed", "last_failover_reason", "last_drill_at",
        "last_drill_outcome",
    ]

    /// The fields of a pair's row.
    func fields(_ status: PairStatus) -> [String?] {
        let (failover, drill) = (status.lastFailover, status.lastDrill)
        let own: [String?] = [
            status.pair.text, status.description, status.region.name, status.account.text, status.vpc.text,
            status.state.rawValue, String(status.isPaused), status.reason, status.since?.description,
            status.observedAt?.description, status.observedAt.map { String((now - $0).milliseconds) },
        ]
        let members = Side.allCases.flatMap { side -> [String?] in
            let member = status.members[side]
            return [
                member.name, member.instance?.text, member.health.kind,
                status.hasRoutesSeen ? String(member.carries) : nil,
            ]
        }
        let rest: [String?] = [
            status.drift.map { String($0.isPresent) }, status.drift?.summary, status.engineVersion,
            failover?.finished.description, failover?.from, failover?.to,
            failover.map { String($0.recovery.milliseconds) }, failover.map { String($0.movedCount) },
            failover.map { String($0.failedCount) }, failover?.reason, drill?.started.description, drill?.outcomeWord,
        ]
        return own + members + rest
    }
}
