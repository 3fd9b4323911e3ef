import Fleet
import Records
import Values

/// How a fleet changes, as lines for whoever has no terminal: first one for each pair, then one for each change.
package struct StatusLines: Sendable {
    private var last: [PairName: String] = [:]

    /// Nothing was said yet.
    package init() {}

    /// The lines for what is different from the report before; empty when nothing is.
    package mutating func next(_ report: StatusReport) -> String {
        var text = ""
        for status in report.statuses {
            let words = Self.words(of: status, isStale: report.isStale(status))
            guard last.updateValue(words, forKey: status.pair) != words else { continue }
            text += "\(Wording.moment(report.now))  \(status.pair)  \(words)\n"
        }
        return text
    }

    private static func words(of status: PairStatus, isStale: Bool) -> String {
        let members = [status.members.first, status.members.second].map { "\($0.name.shown) \($0.health.word)" }
        let parts = [
            status.stateWords, members.joined(separator: ", "), status.carryingWords,
            status.drift?.isPresent == true ? "drifted" : "", isStale ? "old" : "", status.reason.shown,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }
}
