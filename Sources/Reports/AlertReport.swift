import Codecs
import Fleet
package import Records
package import Values

/// What the controller told and is not over, and by which ways it tells.
package struct AlertReport: Sendable {
    /// A way, to whom, and why it did not take a message; nil when it did, or was not tried.
    package typealias Way = (name: String, target: String, problem: String?)

    private let ways: [Way]
    private let told: [NotificationRecord]
    private let now: Timestamp

    /// A report on ways, and on what was told by them.
    package init(ways: [Way], told: [NotificationRecord], now: Timestamp) {
        (self.ways, self.told, self.now) = (ways, told, now)
    }

    /// The report in a format; colours are for the tables alone.
    package func rendered(as format: OutputFormat, wasTested: Bool, colors: Bool = false) -> String {
        switch format {
        case .table, .wide: text(wasTested, colors)
        case .json: json(wasTested).prettyText + "\n"
        case .csv: csv(wasTested)
        }
    }

    private func outcome(_ way: Way, _ wasTested: Bool) -> String? {
        wasTested ? way.problem.map { "failed: \($0)" } ?? "sent" : nil
    }

    private func text(_ wasTested: Bool, _ colors: Bool) -> String {
        var table = TextTable(["WAY", "TO"] + (wasTested ? ["TEST"] : []))
        for way in ways {
            let test = outcome(way, wasTested).map { [Cell($0, way.problem == nil ? .good : .bad)] } ?? []
            table.add([Cell(way.name), Cell(way.target)] + test)
        }
        guard !told.isEmpty else { return table.text(colors: colors) + "\nnothing that was told is still so\n" }
        var open = TextTable(["TOLD", "EPISODE", "WAY", "TO", "SUBJECT"])
        for record in told {
            open.add([
                Cell(Wording.moment(record.time), .faint), Cell(record.episode, .strong), Cell(record.channel),
                Cell(record.target), Cell(record.subject),
            ])
        }
        return table.text(colors: colors) + "\n" + open.text(colors: colors)
    }

    private func json(_ wasTested: Bool) -> JSON {
        Document.json(
            kind: "alert-ways",
            [
                "time": .moment(now),
                "ways": .array(
                    ways.map { way in
                        .complete([
                            "way": .string(way.name), "target": .string(way.target),
                            "test": outcome(way, wasTested).map(JSON.string),
                        ])
                    }
                ),
                "open": .array(
                    told.map { record in
                        .complete([
                            "episode": .string(record.episode), "pair": record.pair.map { .string($0.text) },
                            "way": .string(record.channel), "target": .string(record.target),
                            "told": .moment(record.time), "subject": .string(record.subject),
                        ])
                    }
                ),
            ]
        )
    }

    private func csv(_ wasTested: Bool) -> String {
        var csv = CSV(["way", "target", "test", "episode", "pair", "told", "subject"])
        for way in ways { csv.add([way.name, way.target, outcome(way, wasTested), nil, nil, nil, nil]) }
        for record in told {
            csv.add([
                record.channel, record.target, nil, record.episode, record.pair?.text, record.time.description,
                record.subject,
            ])
        }
        return csv.text
    }
}
