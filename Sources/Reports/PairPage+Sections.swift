import Engine
import Fleet
import Planning
import Records
import Values

extension PairPage {
    /// All sections but the definition's text.
    func sections(isWide: Bool) -> [Section] {
        [
            Section(title: "PAIR", rows: place), Section(title: "MEMBERS", rows: members),
            Section(title: "ROUTES", rows: routes), Section(title: "DEPLOYED", rows: deployed),
            Section(title: "TOLD", rows: told), Section(title: "RECOVERY", rows: recovery),
            Section(title: "EVENTS", rows: isWide ? events.map(row) : recentEvents),
        ]
    }

    /// The failovers among the events.
    var failovers: [FailoverRecord] {
        events.compactMap { if case .failover(let failover) = $0 { failover } else { nil } }
    }

    private var place: [[Cell]] {
        let since = status.since.map { "since \(Wording.moment($0)), for \(Wording.age(now - $0))" } ?? ""
        let seen = status.observedAt.map { "\(Wording.moment($0)), \(Wording.age(now - $0)) ago" } ?? "never"
        var rows: [[Cell]] = [
            ["state", Cell(status.stateWords, status.standing.emphasis), Cell(since)],
            ["seen", Cell(seen)],
            ["region", Cell(status.region.name)], ["account", Cell(status.account.text)],
            ["vpc", Cell(status.vpc.text)],
        ]
        if !status.description.isEmpty { rows.insert(["description", Cell(status.description)], at: 0) }
        if status.isPaused { rows.append(["paused", "yes", "nothing moves until it is resumed"]) }
        return rows
    }

    private var members: [[Cell]] {
        Side.allCases.map { side in
            let (member, defined) = (status.members[side], pair.members[side])
            let interfaces = defined.interfaces.map { interface in
                interface.name == Interface.only ? interface.eni.text : "\(interface.name) \(interface.eni)"
            }
            let alarms = defined.alarms.isEmpty ? [] : ["alarms: " + defined.alarms.joined(separator: ", ")]
            let parts =
                [member.instance?.text ?? "instance not known"] + interfaces + alarms + member.health.reasons
                + (side == .first ? ["preferred"] : [])
            return [
                Cell(member.name), Cell(status.words(of: side), member.health.emphasis),
                Cell(parts.joined(separator: ", ")),
            ]
        }
    }

    private var routes: [[Cell]] {
        guard let live else { return [["owned", "not read", "they are read from AWS, without --recorded"]] }
        guard let routes = live.routes else { return [[Cell("owned"), Cell("could not be read", .warning)]] }
        let rows = Side.allCases.flatMap { side in
            routes.carried[side].map { route -> [Cell] in
                let target = "\(route.target)\(route.isBlackhole ? ", a blackhole" : "")"
                return [
                    Cell("\(route.destination) in \(route.table)"),
                    Cell(status.members[side].name, route.isBlackhole ? .bad : .none), Cell(target),
                ]
            }
        }
        return rows.isEmpty ? [[Cell("owned"), Cell("none", .warning), "no route points at either router"]] : rows
    }

    private var deployed: [[Cell]] {
        var rows: [[Cell]] = []
        if let drift = status.drift {
            let at = "compared \(Wording.moment(drift.comparedAt)), \(Wording.age(now - drift.comparedAt)) ago"
            let detail = drift.summary.isEmpty ? at : "\(drift.summary); \(at)"
            rows.append(["drift", drift.isPresent ? Cell("yes", .warning) : Cell("no", .good), Cell(detail)])
        } else {
            rows.append(["drift", "not compared", "'vaer status --refresh' compares"])
        }
        rows.append(["engine", Cell(status.engineVersion ?? "not known")])
        if let apply = lastApply {
            let detail = [apply.countWords, apply.outcomeDetail].filter { !$0.isEmpty }.joined(separator: ": ")
            let words = apply.outcomeWord
            let value = Cell(words, apply.outcome == .done ? .none : .warning)
            rows.append([
                Cell("last \(apply.verb.rawValue)"), value, Cell("\(Wording.moment(apply.started)), \(detail)"),
            ])
        }
        guard let plan = live?.plan else { return rows }
        if let failure = plan.failure {
            return rows + [[Cell("resources"), Cell("not read", .warning), Cell(failure.message)]]
        }
        return rows
            + plan.changes.map { change in
                let kind = change.resource.kind.rawValue
                let isRight = change.action == .none
                return [
                    Cell(kind), Cell(isRight ? "as defined" : change.action.rawValue, isRight ? .none : .warning),
                    Cell(isRight ? change.resource.name : "\(change.resource.name): \(change.reason)"),
                ]
            }
    }

    private var lastApply: ApplyRecord? {
        events.lazy.compactMap { if case .apply(let apply) = $0 { apply } else { nil } }.first
    }

    private var told: [[Cell]] {
        guard let live else { return [["subscriptions", "not read", "they are read from AWS, without --recorded"]] }
        guard let recipients = live.recipients else {
            return [[Cell("subscriptions"), Cell("could not be read", .warning)]]
        }
        guard !recipients.isEmpty else {
            return [[Cell("subscriptions"), Cell("none", .warning), "nobody is told of a failover"]]
        }
        return recipients.sorted { $0.safeName < $1.safeName }.map { one in
            [Cell(one.safeName), one.arn == nil ? Cell("not confirmed yet", .warning) : Cell("confirmed", .good)]
        }
    }

    private var recovery: [[Cell]] {
        let words = RecoveryTimes(failovers).words
        guard !words.isEmpty else { return [["failovers", "none on record"]] }
        return words.map { [Cell($0.name), Cell($0.value)] }
    }

    private var recentEvents: [[Cell]] {
        guard !events.isEmpty else { return [["none", "on record"]] }
        let rows = events.prefix(Self.eventLimit).map(row)
        let more = events.count - rows.count
        guard more > 0 else { return rows }
        return rows + [
            ["…", Cell(Wording.count(more, "earlier event")), Cell("'vaer history \(status.pair)' shows more")]
        ]
    }

    private func row(_ entry: HistoryEntry) -> [Cell] {
        let words = entry.words
        let routes = words.routes.isEmpty ? "" : "\(words.routes) \(words.routes == "1" ? "route" : "routes")"
        let detail = [routes, words.took, words.why]
        return [
            Cell(Wording.moment(entry.time), .faint), Cell("\(words.what) \(words.change)", words.emphasis),
            Cell(detail.filter { !$0.isEmpty }.joined(separator: ", ")),
        ]
    }
}
