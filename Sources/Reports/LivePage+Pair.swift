import Engine
import Fleet
package import Records
import Values

extension LivePage {
    /// The page of one pair: how it is, and what happened in the time of the report, which is on this pair alone.
    ///
    /// `entries` are its latest with all details, the newest first; nil, as the report, when the history cannot be read.
    package init(
        _ frame: Frame,
        _ status: PairStatus,
        report: FleetReport?,
        entries: [HistoryEntry]?,
        notifications: [NotificationRecord]
    ) {
        (self.frame, title) = (frame, status.pair.text)
        let description: HTML = status.description.isEmpty ? "" : "<p>\(status.description)</p>"
        let since = status.since.map { " since \(Wording.moment($0))" } ?? ""
        let now = Self.live(
            "now",
            "Now",
            """
            <p>\(status.badge)\(since): \(status.reason)</p>
            \(description)
            <p class="faint">\(status.region.name), account \(status.account.text), \(status.vpc.text)\
            \(status.engineVersion.map { ", engine \($0)" } ?? ""); seen \(Self.age(status.observedAt, frame.now)) ago</p>
            \(HTMLReport.table("The members", ["Member", "Instance", "Health", "Routes", "Why"], Self.members(status)))
            <p>Drift: \(Self.driftWords(status, frame))</p>
            """
        )
        let history: HTML
        if let report, let entries {
            history = """
                \(Self.live("story", "The last 30 days", HTMLReport(report).times))
                \(Self.live("events", "What happened", Self.events(entries)))
                \(Self.live("messages", "Who was told", Self.messages(notifications)))
                """
        } else {
            history = Self.live("events", "What happened", "<p>The history cannot be read.</p>")
        }
        main = "\(now)\n\(history)"
    }

    private static func members(_ status: PairStatus) -> [[String]] {
        Side.allCases.map { side in
            let member = status.members[side]
            return [
                member.name, member.instance?.text ?? Wording.nothing, member.health.word,
                status.hasRoutesSeen ? String(member.carries) : Wording.nothing,
                member.health.reasons.joined(separator: ", "),
            ]
        }
    }

    private static func driftWords(_ status: PairStatus, _ frame: Frame) -> HTML {
        guard let drift = status.drift else { return "not compared yet" }
        let words: HTML = drift.isPresent ? "<strong>yes</strong>: \(drift.summary)" : "no"
        return "\(words), compared \(age(drift.comparedAt, frame.now)) ago"
    }

    private static func events(_ entries: [HistoryEntry]) -> HTML {
        guard !entries.isEmpty else { return "<p>Nothing on record.</p>" }
        let rows = entries.map { entry -> HTML in
            let words = entry.words
            return """
                <tr><td class="time">\(Wording.moment(entry.time))</td><td>\(words.what)</td><td>\(words.change)</td>\
                <td class="number">\(words.routes)</td><td class="number">\(words.took)</td>\
                <td class="why">\(words.why)\(routes(entry))</td></tr>
                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="What happened">
            <table>
            <caption>The latest first</caption>
            <thead><tr><th scope="col">Time</th><th scope="col">What</th><th scope="col">Change</th>\
            <th scope="col" class="number">Routes</th><th scope="col" class="number">Took</th>\
            <th scope="col">Why</th></tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            </div>
            """
    }

    /// The routes of a failover one by one, closed at first.
    private static func routes(_ entry: HistoryEntry) -> HTML {
        guard case .failover(let failover) = entry, !failover.moves.isEmpty else { return "" }
        let items = failover.moves.map { record -> HTML in
            let detail = record.outcome.detail.map { ": \($0)" } ?? ""
            return """
                <li>\(record.move.destination.description) in \(record.move.table.text): \(record.outcome.key)\(detail), \
                \(Wording.measured(record.duration))</li>
                """
        }
        return "<details><summary>\(Wording.count(failover.moves.count, "route"))</summary><ul>\(items)</ul></details>"
    }

    private static func messages(_ notifications: [NotificationRecord]) -> HTML {
        guard !notifications.isEmpty else { return "<p>Nobody, as far as the record goes.</p>" }
        let rows = notifications.map { note in
            let outcome: String = if case .failed(let reason) = note.outcome { "failed: \(reason)" } else { "sent" }
            return [Wording.moment(note.time), note.channel, note.target, note.subject, outcome]
        }
        return HTMLReport.table("The latest first", ["Time", "Way", "To", "Subject", "Outcome"], rows)
    }
}

extension LivePage {
    /// The page of what happened to the fleet: failovers and failbacks since a moment, the latest first.
    package init(_ frame: Frame, _ failovers: [FailoverRecord]?, span: String, isCut: Bool) {
        (self.frame, title) = (frame, "History")
        let spans = ["1d", "7d", "30d", "90d", "400d"].map { text -> HTML in
            text == span
                ? "<strong aria-current=\"true\">\(text)</strong>" : "<a href=\"/history?since=\(text)\">\(text)</a>"
        }
        let note: HTML = isCut ? "<p class=\"faint\">Older ones are not shown: choose a shorter time.</p>" : ""
        main = """
            <p class="pages" role="group" aria-label="How far back">\(spans)</p>
            \(Self.live("failovers", "Failovers and failbacks", "\(Self.failovers(failovers))\n\(note)"))
            """
    }

    /// The page in the place of one that there is not.
    package init(_ frame: Frame, missing: String) {
        (self.frame, title) = (frame, "Not here")
        main = "<p>\(missing)</p>\n<p><a href=\"/\">The fleet</a></p>"
    }
}
