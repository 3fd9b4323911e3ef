import Codecs
import Engine
import Fleet
package import Records
package import Values

/// Who says how the fleet is.
package enum StatusSource: String, Hashable, Sendable {
    /// The database: as it was when somebody looked last.
    case history
    /// AWS itself, just now.
    case aws
    /// The controller that runs: what it saw last.
    case controller
}

/// How the fleet is now: a line per pair, those that need somebody first.
package struct StatusReport: Sendable {
    /// The age from which an observation is no longer taken for the present, unless told otherwise.
    package static let standardStaleAge = Watching.longestGap

    /// The pairs, the most urgent first, then by name.
    package let statuses: [PairStatus]
    /// The moment of the report.
    package let now: Timestamp
    /// The age from which an observation is told to be old.
    package let staleAge: Duration
    /// Who says it; nil where that is understood.
    package let source: StatusSource?

    /// A report on these pairs, given in any order.
    package init(
        _ statuses: [PairStatus],
        now: Timestamp,
        staleAge: Duration = StatusReport.standardStaleAge,
        source: StatusSource? = nil
    ) {
        self.statuses = statuses.sorted { ($0.standing, $0.pair) < ($1.standing, $1.pair) }
        (self.now, self.staleAge, self.source) = (now, staleAge, source)
    }

    /// The report in a format; colours are for the tables alone.
    package func rendered(as format: OutputFormat, colors: Bool = false) -> String {
        switch format {
        case .table: text(colors: colors)
        case .wide: wideText(colors: colors)
        case .json: json.prettyText + "\n"
        case .csv: csv
        }
    }

    /// One line, such as `4 pairs: 1 degraded, 3 protected`.
    package var summary: String {
        guard !statuses.isEmpty else { return "no pairs" }
        let counts = Standing.allCases.compactMap { standing in
            let number = statuses.count { $0.standing == standing }
            return number == 0 ? nil : "\(number) \(standing.rawValue)"
        }
        let drifted = statuses.count { $0.drift?.isPresent == true }
        let stale = statuses.count { isStale($0) }
        return "\(Wording.count(statuses.count, "pair")): \(counts.joined(separator: ", "))"
            + (drifted == 0 ? "" : "; \(drifted) drifted")
            + (stale == 0 ? "" : "; \(stale) not looked at for \(Wording.age(staleAge))")
            + (source.map { "; \(words(of: $0))" } ?? "")
    }

    /// How old the oldest observation is; nil when there is none.
    var age: Duration? { statuses.compactMap(\.observedAt).min().map { max(.zero, now - $0) } }

    private func words(of source: StatusSource) -> String {
        switch source {
        case .aws: return "from AWS"
        case .history: return "from the history" + seenWords
        case .controller: return "from the controller" + seenWords
        }
    }

    private var seenWords: String {
        guard let age, let newest = statuses.compactMap(\.observedAt).max() else { return "" }
        let (young, old) = (Wording.age(now - newest), Wording.age(age))
        return ", seen \(young == old ? old : "\(young) to \(old)") ago"
    }

    /// Whether a pair was looked at, but too long ago.
    func isStale(_ status: PairStatus) -> Bool { status.observedAt.map { now - $0 >= staleAge } ?? false }

    private var leadingLines: String { summary + (statuses.isEmpty ? "\n" : "\n\n") }

    private func text(colors: Bool) -> String {
        guard !statuses.isEmpty else { return leadingLines }
        var table = TextTable(["PAIR", "REGION", "STATE", "A", "B", "CARRYING", "DRIFT", "AGE", "LAST FAILOVER"])
        for status in statuses { table.add(commonCells(status) + [failoverCell(status)]) }
        return leadingLines + table.text(colors: colors) + "\n" + reasons(colors: colors)
    }

    private func wideText(colors: Bool) -> String {
        guard !statuses.isEmpty else { return leadingLines }
        var table = TextTable([
            "PAIR", "REGION", "STATE", "A", "B", "CARRYING", "DRIFT", "AGE", "ACCOUNT", "VPC", "MEMBER A", "MEMBER B",
            "ENGINE", "SINCE", "LAST DRILL", "LAST FAILOVER", "REASON", "DESCRIPTION",
        ])
        for status in statuses {
            let own: [Cell] = [
                Cell(status.account.text), Cell(status.vpc.text), memberCell(status.members.first),
                memberCell(status.members.second), Cell(status.engineVersion ?? Wording.nothing, .faint),
                Cell(status.since.map(Wording.moment) ?? Wording.nothing), drillCell(status), failoverCell(status),
                Cell(status.reason.isEmpty ? Wording.nothing : status.reason), Cell(status.description),
            ]
            table.add(commonCells(status) + own)
        }
        return leadingLines + table.text(colors: colors) + "\n"
    }

    private func commonCells(_ status: PairStatus) -> [Cell] {
        [
            Cell(status.pair.text), Cell(status.region.name), Cell(status.stateWords, status.standing.emphasis),
            Cell(status.members.first.health.word, status.members.first.health.emphasis),
            Cell(status.members.second.health.word, status.members.second.health.emphasis),
            Cell(status.carryingWords), Cell(status.driftWords, status.drift?.isPresent == true ? .warning : .none),
            Cell(status.ageWords(now: now), isStale(status) ? .warning : .none),
        ]
    }

    private func memberCell(_ member: MemberStatus) -> Cell {
        let reasons = member.health.reasons.joined(separator: ", ")
        return Cell(
            member.name + (member.instance.map { " \($0)" } ?? "") + (reasons.isEmpty ? "" : ": \(reasons)")
        )
    }

    private func drillCell(_ status: PairStatus) -> Cell {
        guard let drill = status.lastDrill else { return Cell(Wording.nothing) }
        return Cell("\(drill.outcomeWord) \(Wording.age(now - drill.started)) ago", drill.emphasis)
    }

    private func failoverCell(_ status: PairStatus) -> Cell {
        guard let failover = status.lastFailover else { return Cell(Wording.nothing) }
        let ago = Wording.age(now - failover.finished)
        let failures = failover.failedCount == 0 ? "" : ", \(failover.failedCount) failed"
        return Cell(
            "\(ago) ago, \(failover.wayWords) in \(Wording.measured(failover.recovery))\(failures): \(failover.reason)",
            failover.failedCount == 0 ? .none : .warning
        )
    }

    /// Why each pair that needs somebody is as it is.
    private func reasons(colors: Bool) -> String {
        let lines = statuses.filter { $0.standing != .protected && !$0.reason.isEmpty }.map { status in
            let pair = status.pair.text
            return (colors ? status.standing.emphasis.applied(to: pair) : pair) + ": \(status.reason.shown)\n"
        }
        return lines.isEmpty ? "" : "\n" + lines.joined()
    }
}
