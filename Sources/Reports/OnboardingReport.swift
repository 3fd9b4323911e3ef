import Codecs
import Fleet
package import Onboarding
package import Values

/// What a table of pairs amounts to, for people and for programs.
package struct OnboardingReport: Sendable {
    private let rows: Int
    /// The pairs of the good rows, in the table's order.
    package let drafts: [PairDraft]
    private let problems: [TableProblem]
    /// The pairs that have definitions now.
    package let written: Set<PairName>

    /// A report.
    package init(rows: Int, drafts: [PairDraft], problems: [TableProblem], written: Set<PairName>) {
        (self.rows, self.drafts, self.problems, self.written) = (rows, drafts, problems, written)
    }

    /// The report in a format.
    package func text(_ format: OutputFormat, colors: Bool) -> String {
        switch format {
        case .json: document.prettyText
        case .table, .wide: table(colors: colors)
        case .csv: csv
        }
    }

    private var csv: String {
        var csv = CSV([
            "pair", "account", "region", "vpc", "a_name", "a_instance", "a_eni", "b_name", "b_instance", "b_eni",
        ])
        for pair in drafts.map(\.pair) {
            let members = [pair.members.first, pair.members.second].flatMap { member in
                [member.name, member.instance?.text, member.interfaces.first?.eni.text]
            }
            csv.add([pair.name.text, pair.account.text, pair.region.name, pair.vpc.text] + members)
        }
        return csv.text
    }

    private var verdict: String {
        let bad = Set(problems.map(\.line)).count
        let parts = [
            "\(rows == 1 ? "1 row" : "\(rows) rows")", "\(drafts.count) good", bad > 0 ? "\(bad) bad" : nil,
            written.isEmpty ? nil : "\(written.count) written",
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private func table(colors: Bool) -> String {
        guard !drafts.isEmpty else { return verdict }
        var table = TextTable(["PAIR", "ACCOUNT", "REGION", "VPC", "A", "B"])
        for draft in drafts {
            let pair = draft.pair
            let members = [pair.members.first, pair.members.second].map { member in
                Cell("\(member.name) \(member.instance?.text ?? "") \(member.interfaces.first?.eni.text ?? "")")
            }
            let place = [Cell(pair.account.text), Cell(pair.region.name), Cell(pair.vpc.text)]
            table.add([Cell(pair.name.text)] + place + members)
        }
        return "\(verdict)\n\n\(table.text(colors: colors))"
    }

    private var document: JSON {
        Document.json(
            kind: "onboarding",
            [
                "verdict": .string(verdict),
                "pairs": .array(
                    drafts.map { draft in
                        .complete([
                            "pair": .string(draft.pair.name.text),
                            "written": .bool(written.contains(draft.pair.name)),
                            "definition": .string(draft.text),
                        ])
                    }
                ),
                "problems": .array(
                    problems.map { problem in
                        .complete([
                            "line": .integer(problem.line),
                            "column": .integer(problem.column),
                            "message": .string(problem.message),
                            "help": .string(problem.help),
                        ])
                    }
                ),
            ]
        )
    }
}
