import Engine
import Fleet
import Records
import Values

extension HTMLReport {
    /// What somebody should look after.
    var chores: HTML {
        let rows = report.chores.map { chore -> HTML in
            let name = chore.pair.text
            return
                "<tr><th scope=\"row\"><a href=\"#pair-\(name)\">\(name)</a></th><td class=\"why\">\(chore.what.joined(separator: "; "))</td></tr>"
        }
        guard !rows.isEmpty else { return "" }
        return section("chores", "Somebody should look") {
            Self.table("What is not as it should be, pair by pair", ["Pair", "What"], rows: rows)
        }
    }

    /// The groups that were asked for.
    var groups: HTML {
        guard report.request.groups != nil else { return "" }
        return section("groups", "Groups") {
            Self.table("The pairs by group", ["Group"] + FleetReport.groupHeadings, report.groupRows)
        }
    }

    /// The map, and the same in a table.
    var regions: HTML {
        guard !report.pairs.isEmpty else { return "" }
        let rows = report.regions.map { region, group -> [String] in
            let recovery = group.recovery
            return [
                region.name, String(group.pairs.count), String(group.protectedCount), group.availability.words,
                group.availability.knownWords, String(recovery.count),
                recovery.percentile(95).map(Wording.measured) ?? Wording.nothing,
            ]
        }
        return section("regions", "Regions") {
            """
            <div class="scroll">\(RegionMap(report.regions).svg)</div>
            \(Self.table("The pairs by region", ["Region"] + FleetReport.groupHeadings, rows))
            """
        }
    }

    /// Every failover with its cause.
    var failoverTable: HTML {
        guard !report.failovers.isEmpty else { return "" }
        let rows = report.failovers.map { failover in
            [
                Wording.moment(failover.started), failover.pair.text,
                "\(failover.direction.rawValue) \(failover.wayWords)", failover.routeWords,
                Wording.measured(failover.recovery), failover.detection.rawValue, failover.reason,
            ]
        }
        let headings = ["Time", "Pair", "Way", "Routes", "Took", "Detected by", "Cause"]
        let causes = report.causes.map { [$0.cause, String($0.count)] }
        return section("failovers", "Failovers") {
            """
            \(causes.isEmpty ? "" : Self.table("Why routes left a member", ["Cause", "Failovers"], causes))
            \(Self.table("Every failover and failback, the latest first", headings, rows))
            """
        }
    }

    /// The versions of the engine in the field.
    var engines: HTML {
        guard !report.pairs.isEmpty else { return "" }
        return section("engines", "Engines in the field") {
            Self.table("How many pairs have which version of the engine", ["Version", "Pairs"], report.engineRows)
        }
    }

    /// What the figures mean.
    var explanation: HTML {
        section("meaning", "What the figures mean") { "<p>\(FleetReport.explanation)</p>" }
    }

    private func section(_ id: String, _ title: String, _ content: () -> HTML) -> HTML {
        "<section aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(title)</h2>\n\(content())\n</section>"
    }

    /// A table whose rows have a name first; numbers stand at the right.
    static func table(_ caption: String, _ headings: [String], _ rows: [[String]]) -> HTML {
        let isNumber = headings.indices.map { column in
            column > 0 && rows.allSatisfy { ($0[column].first?.isNumber ?? false) || $0[column] == Wording.nothing }
        }
        let lines = rows.map { row -> HTML in
            let cells = row.enumerated().dropFirst().map { column, text -> HTML in
                isNumber[column] ? "<td class=\"number\">\(text)</td>" : "<td>\(text)</td>"
            }
            return "<tr><th scope=\"row\">\(row.first ?? "")</th>\(cells)</tr>"
        }
        return table(caption, headings, rows: lines, isNumber)
    }

    private static func table(_ caption: String, _ headings: [String], rows: [HTML], _ isNumber: [Bool] = []) -> HTML {
        let names = headings.enumerated().map { column, name -> HTML in
            let isRight = column < isNumber.count && isNumber[column]
            return isRight ? "<th scope=\"col\" class=\"number\">\(name)</th>" : "<th scope=\"col\">\(name)</th>"
        }
        return """
            <div class="scroll">
            <table>
            <caption>\(caption)</caption>
            <thead><tr>\(names)</tr></thead>
            <tbody>
            \(rows)
            </tbody>
            </table>
            </div>
            """
    }
}
