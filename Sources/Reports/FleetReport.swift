import Engine
import Fleet
package import Records
package import Values

/// What a time was like for a fleet: availability, failovers, drills, and what somebody should look after.
package struct FleetReport: Sendable {
    /// What a report rests on, beside the pairs.
    package struct Record: Sendable {
        /// What happened to each pair, the newest first.
        package var histories: [PairName: [HistoryEntry]]
        /// When each pair was looked at without a break.
        package var watches: [PairName: [Range<Timestamp>]]
        /// How each pair was seen, each change, the oldest first.
        package var observations: [PairName: [ObservationRecord]]
        /// Since when there are single entries; nil when all are there.
        package var horizon: Timestamp?
        /// The figures of the days before that.
        package var older: [PairName: [DailyFigures]] = [:]

        /// A record of single entries.
        package init(
            histories: [PairName: [HistoryEntry]],
            watches: [PairName: [Range<Timestamp>]],
            observations: [PairName: [ObservationRecord]]
        ) {
            (self.histories, self.watches, self.observations) = (histories, watches, observations)
        }
    }

    /// How often every pair should pass a drill, unless told otherwise.
    package static let standardDrillInterval = Duration.seconds(90 * 86_400)

    /// What is asked of a report.
    package struct Request: Sendable {
        /// Its beginning.
        package var since: Timestamp
        /// Its end.
        package var now: Timestamp
        /// How often every pair should pass a drill.
        package var drillEvery: Duration
        /// The version of the engine that this program has.
        package var engine: String
        /// The group of each pair; nil for no groups.
        package var groups: [PairName: String]?

        /// A request without groups.
        package init(since: Timestamp, now: Timestamp, drillEvery: Duration, engine: String) {
            (self.since, self.now, self.drillEvery, self.engine) = (since, now, drillEvery, engine)
        }
    }

    /// What a pair of a report was like.
    struct PairReport: Sendable {
        /// How it is now, and what happened to it.
        let timeline: Timeline
        /// How available it was.
        let availability: Availability
        /// The runs of which only the days' figures are left.
        let older: RunFigures
        /// Its group; nil where there are none.
        let group: String?
        /// Why it should be drilled; nil when it needs not.
        let drillDue: String?

        /// How it is now.
        var status: PairStatus { timeline.pair }
        /// What happened to it, the oldest first.
        var entries: [HistoryEntry] { timeline.entries }

        /// Whether a drill of the pair made a failover.
        func wasInDrill(_ failover: FailoverRecord) -> Bool {
            entries.contains { entry in
                guard case .drill(let drill) = entry else { return false }
                return drill.started <= failover.finished && failover.started <= (drill.finished ?? drill.started)
            }
        }

        /// Its failovers and failbacks.
        var failovers: [FailoverRecord] {
            entries.compactMap { if case .failover(let failover) = $0 { failover } else { nil } }
        }
        /// Its failovers' times.
        var recovery: RecoveryTimes { RecoveryTimes(failovers, older: older) }
    }

    /// Some pairs and what they have in common.
    struct Group: Sendable {
        /// The name.
        let name: String
        /// The pairs.
        let pairs: [PairReport]

        /// The time of all of them.
        var availability: Availability { pairs.reduce(.none) { $0 + $1.availability } }
        /// How many are protected now.
        var protectedCount: Int { pairs.count { $0.status.standing == .protected } }
        /// Their failovers' times.
        var recovery: RecoveryTimes { RecoveryTimes(pairs.flatMap(\.failovers), older: older) }
        /// Their runs of which only the days' figures are left.
        var older: RunFigures { pairs.reduce(RunFigures()) { $0 + $1.older } }
    }

    /// How the fleet is now.
    let status: StatusReport
    /// The pairs, the most urgent first.
    let pairs: [PairReport]
    /// What was asked.
    let request: Request
    /// The beginning of the single entries.
    let entriesSince: Timestamp

    /// A report on these pairs; what happened before its beginning or to others is left out.
    package init(_ statuses: [PairStatus], _ record: Record, _ request: Request) {
        status = StatusReport(statuses, now: request.now)
        self.request = request
        let entriesSince = max(request.since, record.horizon ?? request.since)
        self.entriesSince = entriesSince
        pairs = status.statuses.map { status in
            let entries = record.histories[status.pair] ?? []
            let timeline = Timeline(
                pair: status,
                entries: entries.reversed().filter { $0.time >= entriesSince },
                since: entriesSince,
                now: request.now,
                watches: TimeSet(record.watches[status.pair] ?? []),
                observations: record.observations[status.pair] ?? []
            )
            let older = record.older[status.pair] ?? []
            let days = older.reduce(Availability.none) { $0 + $1.availability }
            let before = Availability(
                total: entriesSince - request.since,
                unavailable: days.unavailable,
                inDrills: days.inDrills,
                unknown: entriesSince - request.since - (days.total - days.unknown)
            )
            return PairReport(
                timeline: timeline,
                availability: timeline.availability + before,
                older: older.reduce(RunFigures()) { $0 + $1.runs },
                group: request.groups?[status.pair],
                drillDue: status.drillDue(every: request.drillEvery, now: request.now)
            )
        }
    }

    /// All pairs.
    var whole: Group { Group(name: "fleet", pairs: pairs) }

    /// The pairs by their groups, by name; none unless asked for.
    var groups: [Group] {
        guard request.groups != nil else { return [] }
        return Dictionary(grouping: pairs) { $0.group ?? "" }.sorted { $0.key < $1.key }
            .map { Group(name: $0.key, pairs: $0.value) }
    }

    /// The pairs by their regions, by name.
    var regions: [(region: Region, group: Group)] {
        Dictionary(grouping: pairs) { $0.status.region }.sorted { $0.key.name < $1.key.name }
            .map { ($0.key, Group(name: $0.key.name, pairs: $0.value)) }
    }

    /// The failovers and failbacks of all pairs, the latest first.
    var failovers: [FailoverRecord] {
        pairs.flatMap(\.failovers).sorted { ($1.started, $0.pair) < ($0.started, $1.pair) }
    }

    /// The drills of all pairs.
    var drills: [DrillRecord] {
        pairs.flatMap(\.entries).compactMap { if case .drill(let drill) = $0 { drill } else { nil } }
    }

    /// Why routes moved away from a member, the most frequent first.
    var causes: [(cause: String, count: Int)] {
        let causes = pairs.flatMap { pair in
            pair.failovers.filter { $0.direction == .failover }.map { pair.wasInDrill($0) ? "a drill" : $0.cause }
        }
        return Dictionary(grouping: causes) { $0 }.map { (cause: $0.key, count: $0.value.count) }
            .sorted { ($1.count, $0.cause) < ($0.count, $1.cause) }
    }

    /// How many pairs have which version of the engine; nil is not known.
    var engines: [(version: String?, count: Int)] {
        Dictionary(grouping: pairs) { $0.status.engineVersion }.map { (version: $0.key, count: $0.value.count) }
            .sorted { ($0.version ?? "~") < ($1.version ?? "~") }
    }
}

extension FailoverRecord {
    /// Why the routes went away, without the member's name, such as `is stopped`.
    var cause: String {
        if source == .drill || reason.hasPrefix("drill:") { return "a drill" }
        let cause = reason.split(separator: ":", maxSplits: 1).first.map(String.init) ?? reason
        return cause.hasPrefix(from + " ") ? String(cause.dropFirst(from.count + 1)) : cause
    }
}

extension PairStatus {
    /// Why the pair should be drilled, every so often; nil when it needs not.
    package func drillDue(every interval: Duration, now: Timestamp) -> String? {
        guard let drill = lastDrill else { return "never drilled" }
        let age = now - drill.started
        guard drill.outcome == .passed else { return "the latest drill, \(Wording.age(age)) ago: \(drill.outcomeWord)" }
        return age > interval ? "passed \(Wording.age(age)) ago" : nil
    }

    /// The addresses that have yet to confirm; empty when none is known.
    var unconfirmed: [String] { drift?.unconfirmed ?? [] }
}
