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

    /// What is to be told at this moment, given all that is so.
    package mutating func tellings(_ alerts: [Alert], _ policy: AlertPolicy, now: Timestamp) -> [Telling] {
        let current = Dictionary(alerts.map { ($0.episode, $0) }) { first, _ in first }
        // What somebody ignores from now on is not over.
        told = told.filter { !policy.ignored.contains($0.value.kind) }
        for (episode, alert) in current where told[episode] != nil { told[episode] = alert }
        clear = clear.filter { told[$0.key] != nil && current[$0.key] == nil }
        for episode in told.keys where current[episode] == nil { clear[episode] = clear[episode] ?? now }
        let isMuted = { (alert: Alert) in policy.mutes.contains { $0.covers(now, alert.pair) } }
        let ripe = alerts.filter {
            told[$0.episode] == nil && now - $0.since >= policy.patience($0.kind) && !isMuted($0)
        }
        due = Dictionary(ripe.map { ($0.episode, due[$0.episode] ?? now) }) { first, _ in first }
        let over = told.values.filter { alert in
            clear[alert.episode].map { now - $0 >= policy.quiet(alert.kind) } ?? false && !isMuted(alert)
        }
        return AlertPolicy.Kind.allCases.flatMap { kind -> [Telling] in
            let (new, ended) = (ripe.filter { $0.kind == kind }, over.filter { $0.kind == kind })
            let isGathered = new.contains { now - (due[$0.episode] ?? now) >= Self.gathering }
            return [
                ended.isEmpty
                    ? nil : Telling(kind: kind, isOver: true, alerts: ended.sorted { $0.episode < $1.episode }),
                isGathered ? Telling(kind: kind, isOver: false, alerts: new) : nil,
            ].compactMap { $0 }
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
