import Engine
import Records
import Values

extension FleetReport {
    /// The report for a ticket or a wiki: GitHub's Markdown.
    package var markdown: String {
        let range = "\(Wording.moment(request.since)) to \(Wording.moment(request.now)), all times in UTC"
        let parts = [
            "# Fleet report", "\(status.summary).", range, "## Overview", Self.table(["Figure", "Value"], figures),
            section("Not protected", ["Pair", "State", "Why"], unprotected), "## Pairs",
            Self.table(Self.pairHeadings, pairs.map(row)),
            grouped, section("Failovers", ["Time", "Pair", "Way", "Routes", "Took", "Cause"], failovers.map(row)),
            section("Causes", ["Cause", "Failovers"], causes.map { [$0.cause, String($0.count)] }),
            section(
                "Somebody should look",
                ["Pair", "What"],
                chores.map { [$0.pair.text, $0.what.joined(separator: "; ")] }
            ),
            section("Engines in the field", ["Version", "Pairs"], engineRows), Self.explanation,
        ]
        return parts.filter { !$0.isEmpty }.map { $0 + "\n" }.joined(separator: "\n")
    }

    /// What the figures of availability mean, in one paragraph.
    static let explanation =
        "Availability is the share of the known time in which no owned route pointed at a member that had failed. "
        + "Unavailable is the time from the event of each failover to its last move, and from a look that found a route at "
        + "a failed member until the routes were moved or the member worked. "
        + "Unknown is the time in which nobody looked for more than \(Watching.longestGap.seconds / 60) minutes, or could not tell; "
        + "it counts neither as good nor as bad. "
        + "Of a time whose single entries were deleted only the figures of its whole days count: causes, percentiles and "
        + "what happened are of what is left."

    /// The figures of the whole fleet.
    var figures: [[String]] {
        let (whole, times) = (whole, whole.recovery)
        let passed = drills.count { $0.outcome == .passed }
        let failbacks = failovers.count - times.times.count + whole.older.failbacks
        let rows = [
            ["Availability", whole.availability.words], ["Known time", whole.availability.knownWords],
            ["Unavailable", Wording.length(whole.availability.unavailable)],
            ["of it in drills", Wording.length(whole.availability.inDrills)],
            ["Failovers", String(times.count)], ["Failbacks and switchovers", String(failbacks)],
            ["Routes not moved", String(failovers.reduce(whole.older.failed) { $0 + $1.failedCount })],
            ["Drills passed", "\(passed) of \(drills.count)"],
            ["Drills overdue", String(pairs.count { $0.drillDue != nil })],
            ["Pairs that drifted", String(pairs.count { $0.status.drift?.isPresent == true })],
            ["E-mails not confirmed", String(pairs.reduce(0) { $0 + $1.status.unconfirmed.count })],
        ]
        let kept = ["Single entries since", Wording.moment(entriesSince)]
        return rows + (entriesSince > request.since ? [kept] : [])
            + times.words.dropFirst().map { ["Recovery, \($0.name)", $0.value] }
    }

    /// What somebody should look after beside the state, by pair, the unprotected ones first.
    var chores: [(pair: PairName, what: [String])] {
        pairs.compactMap { pair -> (pair: PairName, what: [String])? in
            let status = pair.status
            var words: [String] = []
            if let drift = status.drift, drift.isPresent { words.append("drifted: \(drift.summary)") }
            if let due = pair.drillDue { words.append("drill overdue: \(due)") }
            if !status.unconfirmed.isEmpty {
                words.append("not confirmed: \(status.unconfirmed.joined(separator: ", "))")
            }
            if let version = status.engineVersion, version != request.engine {
                words.append("the engine is \(version), not \(request.engine)")
            }
            return words.isEmpty ? nil : (status.pair, words)
        }
    }

    /// The pairs that are not protected, and why.
    private var unprotected: [[String]] {
        pairs.filter { $0.status.standing != .protected }.map { pair in
            [pair.status.pair.text, pair.status.stateWords, pair.status.reason]
        }
    }

    /// The versions of the engine and how many pairs have them.
    var engineRows: [[String]] {
        engines.map { engine in
            let behind = engine.version.map { $0 == request.engine ? "" : " (this vaer is \(request.engine))" } ?? ""
            return [(engine.version ?? "not known") + behind, String(engine.count)]
        }
    }

    /// The rows of the groups.
    var groupRows: [[String]] {
        groups.map { group in
            [
                group.name.isEmpty ? Wording.nothing : group.name, String(group.pairs.count),
                String(group.protectedCount), group.availability.words, group.availability.knownWords,
                String(group.recovery.count),
                group.recovery.percentile(95).map(Wording.measured) ?? Wording.nothing,
            ]
        }
    }

    /// What the rows of groups and regions are.
    static let groupHeadings = ["Pairs", "Protected", "Availability", "Known time", "Failovers", "95th percentile"]

    private static let pairHeadings = [
        "Pair", "Region", "State", "Availability", "Unavailable", "Known time", "Failovers", "Slowest", "Drift",
    ]

    private var grouped: String { section("Groups", ["Group"] + Self.groupHeadings, groupRows) }

    private func row(_ pair: PairReport) -> [String] {
        let times = pair.recovery
        return [
            pair.status.pair.text, pair.status.region.name, pair.status.stateWords, pair.availability.words,
            Wording.length(pair.availability.unavailable), pair.availability.knownWords, String(times.count),
            times.slowest.map(Wording.measured) ?? Wording.nothing, pair.status.driftWords,
        ]
    }

    private func row(_ failover: FailoverRecord) -> [String] {
        [
            Wording.moment(failover.started), failover.pair.text, "\(failover.direction.rawValue) \(failover.wayWords)",
            failover.routeWords, Wording.measured(failover.recovery),
            "\(failover.reason) (\(failover.detection.rawValue))",
        ]
    }

    private func section(_ title: String, _ headings: [String], _ rows: [[String]]) -> String {
        rows.isEmpty ? "" : "## \(title)\n\n" + Self.table(headings, rows)
    }

    private static func table(_ headings: [String], _ rows: [[String]]) -> String {
        let lines = [headings, headings.map { _ in "---" }] + rows
        return lines.map { "| " + $0.map(escaped).joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    /// A text that is only text in Markdown.
    private static func escaped(_ text: String) -> String {
        text == "---" ? text : text.shown.map { "\\`*_{}[]<>|#&".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
