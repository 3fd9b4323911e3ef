package import Codecs
import Engine
package import Records
package import Values

/// What happened to one pair, as a story: the oldest first.
package struct HistoryReport: Sendable {
    /// The pair.
    package let pair: PairName
    /// What happened, the oldest first.
    package let entries: [HistoryEntry]

    /// A report on what happened to a pair, given the newest first as the history tells it.
    package init(pair: PairName, newestFirst entries: [HistoryEntry]) {
        (self.pair, self.entries) = (pair, entries.reversed())
    }

    /// The report in a format; colours are for the tables alone, and routes and steps one by one are in all but `table`.
    package func rendered(as format: OutputFormat, colors: Bool = false) -> String {
        switch format {
        case .table: text(colors: colors, isWide: false)
        case .wide: text(colors: colors, isWide: true)
        case .json: json.prettyText + "\n"
        case .csv: csv
        }
    }

    /// The report for programs: kind `history`.
    package var json: JSON {
        Document.json(
            kind: "history",
            ["pair": .string(pair.text), "entries": .array(entries.map(\.json))]
        )
    }

    private func text(colors: Bool, isWide: Bool) -> String {
        guard let first = entries.first, let last = entries.last else { return "\(pair): nothing on record\n" }
        var table = TextTable([
            ("TIME", .left), ("WHAT", .left), ("FROM -> TO", .left), ("ROUTES", .right), ("TOOK", .right),
            ("WHY", .left),
        ])
        for entry in entries {
            table.add(cells(entry))
            guard isWide else { continue }
            for row in details(entry) { table.add(row) }
        }
        let count = entries.count == 1 ? "1 entry" : "\(entries.count) entries"
        let range = "\(Wording.moment(first.time)) to \(Wording.moment(last.time))"
        return "\(pair): \(count), \(range)\n\n" + table.text(colors: colors) + "\n"
    }

    private func cells(_ entry: HistoryEntry) -> [Cell] {
        let words = entry.words
        return [
            Cell(Wording.moment(entry.time), .faint), Cell(words.what), Cell(words.change, words.emphasis),
            Cell(words.routes), Cell(words.took), Cell(words.why),
        ]
    }

    private func details(_ entry: HistoryEntry) -> [[Cell]] {
        switch entry {
        case .transition, .decision, .apply: []
        case .failover(let failover):
            failover.moves.map { record in
                let way = "\(record.move.from) -> \(record.move.to)"
                let what = "\(record.move.destination) in \(record.move.table)"
                let outcome = record.outcome.key + (record.outcome.detail.map { ": \($0)" } ?? "")
                return [
                    "", "  route", Cell(way, .faint), "", Cell(Wording.measured(record.duration)),
                    Cell("\(what): \(outcome)", record.outcome.isFailure ? .bad : .faint),
                ]
            }
        case .drill(let drill):
            drill.steps.map { step in
                [
                    "", "  step", Cell(step.action, .faint), "", Cell(step.recovery.map(Wording.measured) ?? ""),
                    Cell(step.outcomeWords, step.passed ? .faint : .bad),
                ]
            }
        }
    }

    /// The report for spreadsheets: one row per entry.
    private var csv: String {
        var csv = CSV([
            "pair", "time", "what", "from", "to", "moved", "failed", "ms", "outcome", "source", "trigger", "reason",
        ])
        for entry in entries {
            let head: [String?] = [pair.text, entry.time.description]
            switch entry {
            case .transition(let transition):
                let states: [String?] = [transition.from?.rawValue, transition.to.rawValue]
                csv.add(head + ["state"] + states + [nil, nil, nil, nil, nil, nil, transition.reason])
            case .failover(let failover):
                csv.add(
                    head + [
                        failover.direction.rawValue, failover.from, failover.to, String(failover.movedCount),
                        String(failover.failedCount), String(failover.recovery.milliseconds), nil,
                        failover.source.rawValue, failover.trigger.words.kind, failover.reason,
                    ]
                )
            case .decision(let decision):
                let took = String((decision.finished - decision.started).milliseconds)
                let words: [String?] = [
                    decision.verdict.rawValue, decision.source.rawValue, decision.trigger.words.kind,
                ]
                csv.add(head + ["decision", nil, nil, nil, nil, took] + words + [decision.problem ?? decision.reason])
            case .apply(let apply):
                let took = String((apply.finished - apply.started).milliseconds)
                let outcome: [String?] = [took, apply.outcomeWord, nil, nil, apply.outcomeDetail]
                csv.add(head + [apply.verb.rawValue, nil, nil, nil, nil] + outcome)
            case .drill(let drill):
                let took = drill.finished.map { String(($0 - drill.started).milliseconds) }
                csv.add(head + ["drill", nil, nil, nil, nil, took, drill.outcomeWord, nil, nil, drill.outcomeDetail])
            }
        }
        return csv.text
    }
}

extension DrillStep {
    /// What was expected and, when it differs, what came.
    var outcomeWords: String { passed ? "ok: \(actual)" : "expected \(expected), found \(actual)" }
}
