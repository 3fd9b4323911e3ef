package import Fleet
package import Values

/// What was told by one way, and what is to be told next: each trouble once when it begins and once when it is over.
package struct AlertLedger: Sendable {
    /// Something to be told now.
    package struct Telling: Hashable, Sendable {
        /// What kind of thing.
        package var kind: AlertPolicy.Kind
        /// Whether it is over.
        package var isOver: Bool
        /// Whether nobody looks any more, so that nobody knows whether it is over.
        package var isUnwatched = false
        /// What it is about; of what is over, as it was last.
        package var alerts: [Alert]
    }

    /// How long the first of several waits for the others, so that a region that goes dark is one message.
    package static let gathering = Duration.seconds(10)

    /// What was told and is not over, as it was last.
    private var told: [String: Alert] = [:]
    /// Since when what was told is so no more.
    private var clear: [String: Timestamp] = [:]
    /// Since when what was not told is due.
    private var due: [String: Timestamp] = [:]

    /// A ledger with what is on record as told.
    package init(told: [Alert]) { self.told = Dictionary(told.map { ($0.episode, $0) }) { first, _ in first } }

    /// What was told and is not over.
    package var open: [Alert] { told.values.sorted { $0.episode < $1.episode } }

    /// Takes over what is on record as told, beside what was told meanwhile.
    mutating func remember(_ recorded: [Alert]) {
        told.merge(recorded.map { ($0.episode, $0) }) { mine, _ in mine }
    }

    /// What is to be told at this moment, given all that is so.
    package mutating func tellings(_ sight: AlertSight, _ policy: AlertPolicy, now: Timestamp) -> [Telling] {
        let alerts = sight.alerts
        let current = Dictionary(alerts.map { ($0.episode, $0) }) { first, _ in first }
        for (episode, alert) in current where told[episode] != nil {
            // What began before a restart began then, so that its end is known by the same name.
            let since = min(told[episode]?.since ?? alert.since, alert.since)
            told[episode] = alert
            told[episode]?.since = since
        }
        clear = clear.filter { episode, _ in
            current[episode] == nil && told[episode].map { !sight.unseen.contains($0.subject) } ?? false
        }
        for (episode, alert) in told where current[episode] == nil && !sight.unseen.contains(alert.subject) {
            clear[episode] = clear[episode] ?? now
        }
        let watched = sight.seen.union(sight.unseen)
        let isUnwatched = { (alert: Alert) in
            policy.ignored.contains(alert.kind)
                || !alert.isOfController && !watched.contains(alert.subject)
        }
        let isMuted = { (alert: Alert) in policy.mutes.contains { $0.covers(now, alert.pair) } }
        let ripe = alerts.filter {
            told[$0.episode] == nil && now - $0.since >= policy.patience($0.kind) && !isMuted($0)
        }
        due = Dictionary(ripe.map { ($0.episode, due[$0.episode] ?? now) }) { first, _ in first }
        let over = told.values.filter { alert in
            let quiet = isUnwatched(alert) ? .zero : policy.quiet(alert.kind)
            return clear[alert.episode].map { now - $0 >= quiet } ?? false && !isMuted(alert)
        }.sorted { $0.episode < $1.episode }
        return AlertPolicy.Kind.allCases.flatMap { kind -> [Telling] in
            let (new, ended) = (ripe.filter { $0.kind == kind }, over.filter { $0.kind == kind })
            let isGathered = new.contains { now - (due[$0.episode] ?? now) >= Self.gathering }
            let unwatched = ended.filter(isUnwatched)
            return [
                Telling(kind: kind, isOver: true, alerts: ended.filter { !isUnwatched($0) }),
                Telling(kind: kind, isOver: true, isUnwatched: true, alerts: unwatched),
                Telling(kind: kind, isOver: false, alerts: isGathered ? new : []),
            ].filter { !$0.alerts.isEmpty }
        }
    }

    /// Takes note that something was told.
    package mutating func note(_ telling: Telling) {
        for alert in telling.alerts {
            told[alert.episode] = telling.isOver ? nil : alert
            (clear[alert.episode], due[alert.episode]) = (nil, nil)
        }
    }
}
