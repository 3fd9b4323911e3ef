import Codecs
package import Engine
package import Fleet
package import Planning
package import Records
package import Values

/// Everything about one pair on one page.
package struct PairPage: Sendable {
    /// What AWS was asked for this page; a part that could not be read is nil.
    package struct Live: Sendable {
        /// The pair's routes by who carries them.
        package var routes: OwnedRoutes?
        /// How the pair's resources compare with the definition.
        package var plan: PairPlan?
        /// Who is told.
        package var recipients: [Subscription]?

        /// What was read.
        package init(routes: OwnedRoutes?, plan: PairPlan?, recipients: [Subscription]?) {
            (self.routes, self.plan, self.recipients) = (routes, plan, recipients)
        }
    }

    /// A heading and what stands below it: name, value and the rest.
    struct Section {
        /// The heading.
        var title: String
        /// The rows.
        var rows: [[Cell]]
    }

    /// How many of the latest events a page shows; the wide one shows all that it was given.
    static let eventLimit = 10

    /// How the pair is.
    let status: PairStatus
    /// Its definition, which is newer than the record.
    let pair: Pair
    /// Its effective definition as text.
    let definition: String
    /// What happened, the newest first.
    let events: [HistoryEntry]
    /// What AWS was asked; nil when it was not.
    let live: Live?
    /// The moment of the page.
    let now: Timestamp

    /// A page about a pair; `events` are its latest, the newest first.
    package init(
        _ status: PairStatus,
        pair: Pair,
        definition: String,
        events: [HistoryEntry],
        live: Live?,
        now: Timestamp
    ) {
        (self.status, self.pair, self.definition, self.events) = (status, pair, definition, events)
        (self.live, self.now) = (live, now)
    }

    /// The page in a format; the wide one has all events, the list for spreadsheets leaves the definition's text out.
    package func rendered(as format: OutputFormat, colors: Bool = false) -> String {
        switch format {
        case .table: text(colors: colors, isWide: false)
        case .wide: text(colors: colors, isWide: true)
        case .json: json.prettyText + "\n"
        case .csv: csv
        }
    }

    private func text(colors: Bool, isWide: Bool) -> String {
        let title = "\(status.pair): \(status.stateWords)" + (status.reason.isEmpty ? "" : ": \(status.reason.shown)")
        var blocks = [colors ? status.standing.emphasis.applied(to: title) : title]
        for section in sections(isWide: isWide) where !section.rows.isEmpty {
            let heading = colors ? Emphasis.strong.applied(to: section.title) : section.title
            let table = TextTable.lines(section.rows, colors: colors).map { "  \($0)" }
            blocks.append(([heading] + table).joined(separator: "\n"))
        }
        let heading = colors ? Emphasis.strong.applied(to: "DEFINITION") : "DEFINITION"
        let lines = definition.split(separator: "\n", omittingEmptySubsequences: false)
        let shown = lines.map { $0.isEmpty ? "" : "  \(String($0).shown)" }.joined(separator: "\n")
        return (blocks + ["\(heading)\n\(shown)"]).joined(separator: "\n\n") + (shown.hasSuffix("\n") ? "" : "\n")
    }

    private var csv: String {
        var csv = CSV(["pair", "section", "name", "value", "detail"])
        for section in sections(isWide: true) {
            for row in section.rows {
                let cells = row.map(\.text) + Array(repeating: "", count: max(0, 3 - row.count))
                csv.add([status.pair.text, section.title.lowercased()] + cells)
            }
        }
        return csv.text
    }
}
