import Records
import Values

/// Whether the fleet is well, for a monitoring system that runs plugins.
///
/// One line with the verdict and the figures, then a line for each pair that is not well.
/// <https://nagios-plugins.org/doc/guidelines.html>
package struct FleetCheck: Sendable {
    /// The verdict; its number is the plugin's exit status.
    package enum Verdict: Int32, Hashable, Sendable, CaseIterable {
        /// All is within its range.
        case ok = 0
        /// A figure is where it warns.
        case warning = 1
        /// A figure is where it is critical.
        case critical = 2
        /// It cannot be told.
        case unknown = 3

        /// The word that begins the output.
        package var word: String {
            switch self {
            case .ok: "OK"
            case .warning: "WARNING"
            case .critical: "CRITICAL"
            case .unknown: "UNKNOWN"
            }
        }
    }

    /// A figure that has thresholds.
    package enum Figure: String, Hashable, Sendable, CaseIterable {
        /// The pairs that are checked.
        case pairs
        /// Pairs whose peer would take over, paused ones left out.
        case protected
        /// Pairs that are anything else.
        case unprotected
        /// Pairs whose routes point at a failed member, and nobody can take over.
        case down
        /// Pairs of which it cannot be told, or that were never looked at.
        case unknown
        /// Pairs that work and have nobody to take over.
        case degraded
        /// Pairs whose members both carry routes.
        case split
        /// Pairs that would be protected were they not paused.
        case paused
        /// Pairs for which AWS does not hold what the definition says.
        case drifted
        /// How old the oldest observation is, in seconds.
        case age
    }

    /// The ranges of the figures.
    package struct Thresholds: Sendable {
        /// Where a figure warns: when a pair is not protected or has drifted, when the latest look is five minutes old.
        package var warning: [Figure: AlertRange]
        /// Where a figure is critical: when a pair is down, when the latest look is fifteen minutes old.
        package var critical: [Figure: AlertRange]

        /// The usual thresholds.
        package init() {
            let range = { (text: String) in AlertRange(text) }
            warning = [.unprotected: range("0"), .drifted: range("0"), .age: range("300")].compactMapValues { $0 }
            critical = [.down: range("0"), .age: range("900")].compactMapValues { $0 }
        }

        /// Sets a range by `figure=range`, or by a range alone for ``Figure/unprotected``; false for what is neither.
        package static func set(_ text: String, in ranges: inout [Figure: AlertRange]) -> Bool {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let figure = parts.count == 2 ? Figure(rawValue: parts[0]) : .unprotected
            guard let figure, let range = AlertRange(parts[parts.count - 1]) else { return false }
            ranges[figure] = range
            return true
        }
    }

    private static let lineLimit = 20
    private let report: StatusReport
    private let thresholds: Thresholds

    /// A check of the pairs of a report.
    package init(_ report: StatusReport, _ thresholds: Thresholds) {
        (self.report, self.thresholds) = (report, thresholds)
    }

    /// The verdict: critical outweighs unknown, and that outweighs a warning.
    ///
    /// Unknown pairs make it unknown unless a threshold says what to make of them.
    package var verdict: Verdict {
        if Figure.allCases.contains(where: { alert($0) == .critical }) { return .critical }
        let judgesUnknown = thresholds.warning[.unknown] != nil || thresholds.critical[.unknown] != nil
        if !judgesUnknown, let count = value(.unknown), count > 0 { return .unknown }
        return Figure.allCases.contains { alert($0) == .warning } ? .warning : .ok
    }

    /// The plugin's output.
    package var text: String {
        let alerts = Figure.allCases.compactMap { figure -> String? in
            guard let alert = alert(figure), figure != .unprotected, figure != .down else { return nil }
            let range = (alert == .critical ? thresholds.critical : thresholds.warning)[figure]?.description ?? ""
            return "\(figure.rawValue) \(value(figure) ?? 0) (\(alert.word.lowercased()) outside \(range))"
        }
        let words = ([report.summary] + alerts).joined(separator: "; ")
        let lines = troubled.prefix(Self.lineLimit).map(line)
        let more = troubled.count - lines.count
        let rest = more > 0 ? ["… and \(Wording.count(more, "more pair"))"] : []
        let head =
            "VAER \(verdict.word) - \(Self.safe(words)) | \(Figure.allCases.compactMap(performance).joined(separator: " "))"
        return ([head] + lines + rest).joined(separator: "\n") + "\n"
    }

    /// The output when it cannot be told how the fleet is, for this reason.
    package static func unknown(_ reason: String) -> String { "VAER \(Verdict.unknown.word) - \(safe(reason.shown))\n" }

    private var troubled: [PairStatus] {
        report.statuses.filter { $0.standing != .protected || $0.drift?.isPresent == true }
    }

    private func line(_ status: PairStatus) -> String {
        let since = status.since.map { " for \(Wording.age(report.now - $0))" } ?? ""
        let drift = status.drift.flatMap { $0.isPresent ? "; drifted: \($0.summary)" : nil } ?? ""
        return Self.safe("\(status.pair): \(status.stateWords)\(since): \(status.reason)\(drift)".shown)
    }

    /// A bar begins the figures, so that none may stand before it.
    private static func safe(_ text: String) -> String { String(text.map { $0 == "|" ? "/" : $0 }) }

    private func alert(_ figure: Figure) -> Verdict? {
        guard let value = value(figure) else { return nil }
        if thresholds.critical[figure]?.alerts(value) == true { return .critical }
        return thresholds.warning[figure]?.alerts(value) == true ? .warning : nil
    }

    private func performance(_ figure: Figure) -> String? {
        guard let value = value(figure) else { return nil }
        let ranges = [thresholds.warning[figure], thresholds.critical[figure]].map { $0?.description ?? "" }
        let unit = figure == .age ? "s" : ""
        var parts = ["\(figure.rawValue)=\(value)\(unit)"] + ranges + ["0"]
        if figure != .age, figure != .pairs { parts.append(String(report.statuses.count)) }
        return parts.joined(separator: ";")
    }

    /// The value of a figure; nil where there is none, such as an age of nothing.
    private func value(_ figure: Figure) -> Int? {
        let count = { (standing: Standing) in report.statuses.count { $0.standing == standing } }
        switch figure {
        case .pairs: return report.statuses.count
        case .protected: return count(.protected)
        case .unprotected: return report.statuses.count - count(.protected)
        case .down: return count(.down)
        case .unknown: return count(.unknown)
        case .degraded: return count(.degraded)
        case .split: return count(.split)
        case .paused: return count(.paused)
        case .drifted: return report.statuses.count { $0.drift?.isPresent == true }
        case .age: return report.age.map { Int($0.seconds) }
        }
    }
}
