package import Codecs
package import Records
import Values

/// What a drill did, step by step: expected, actual, and how long the routes took.
package struct DrillText: Sendable {
    /// The drill, with its steps.
    package let drill: DrillRecord

    /// A report on a drill.
    package init(_ drill: DrillRecord) { self.drill = drill }

    /// The report in a format; the two tables are the same, because a drill is small.
    package func rendered(as format: OutputFormat, colors: Bool = false) -> String {
        switch format {
        case .table, .wide: text(colors: colors)
        case .json: json.prettyText + "\n"
        case .csv: csv
        }
    }

    /// One line, such as `the drill of sfo-edge passed: 4 of 4 steps as expected, slowest move 812 ms`.
    package var summary: String {
        let good = drill.steps.count { $0.passed }
        let slowest = drill.slowestMove.map { ", slowest move \(Wording.measured($0))" } ?? ""
        let detail = drill.outcomeDetail.isEmpty ? "" : "; \(drill.outcomeDetail.shown)"
        let verb =
            switch drill.outcome {
            case .passed: "passed"
            case .failed: "failed"
            case .interrupted: "was interrupted"
            case nil: "has not ended"
            }
        return "the drill of \(drill.pair) \(verb): \(good) of \(Wording.count(drill.steps.count, "step")) as expected"
            + slowest + detail
    }

    /// The report for programs: kind `drill`.
    package var json: JSON {
        let members = drill.json(withSteps: true).members
        return .object(
            Document.json(kind: "drill", ["pair": .string(drill.pair.text)]).members
                + members.filter { $0.key != "what" && $0.key != "time" }
        )
    }

    private func text(colors: Bool) -> String {
        let headline = (colors ? drill.emphasis.applied(to: summary) : summary) + "\n"
        guard !drill.steps.isEmpty else { return headline }
        var table = TextTable([
            ("STEP", .right), ("ACTION", .left), ("RESULT", .left), ("MOVED IN", .right), ("EXPECTED", .left),
            ("ACTUAL", .left),
        ])
        for (index, step) in drill.steps.enumerated() {
            table.add([
                Cell(String(index + 1)), Cell(step.action),
                step.passed ? Cell("ok", .good) : Cell("failed", .bad),
                Cell(step.recovery.map(Wording.measured) ?? Wording.nothing), Cell(step.expected),
                Cell(step.actual, step.passed ? .none : .bad),
            ])
        }
        return headline + "\n" + table.text(colors: colors) + "\n"
    }

    private var csv: String {
        var csv = CSV(["pair", "step", "action", "expected", "actual", "passed", "started", "finished", "recovery_ms"])
        for (index, step) in drill.steps.enumerated() {
            csv.add([
                drill.pair.text, String(index + 1), step.action, step.expected, step.actual, String(step.passed),
                step.started.description, step.finished.description,
                step.recovery.map { String($0.milliseconds) },
            ])
        }
        return csv.text
    }
}
