import AWS
package import Codecs
import Engine
import Fleet
import Values

extension FailoverReport {
    /// A mail's subject: pair, what happened, from where to where, routes, milliseconds.
    ///
    /// ASCII without line breaks, at most as long as SNS takes.
    package var subject: String {
        let text = "vaer \(pair): \(headline)"
        let ascii = text.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" }
        return String(ascii.prefix(SNS.subjectLimitCharacters))
    }

    /// What happened, in a few words.
    package var headline: String {
        let time = timing.movingMilliseconds.map { " in \($0) ms" } ?? ""
        let routes = "\(results.count) \(results.count == 1 ? "route" : "routes")"
        switch decision.verdict {
        case .failover(let failed): return moved(from: failed, routes, time)
        case .failback(let side): return moved(from: side.peer, routes, time)
        case .hold: return "HOLD, nothing moves: \(decision.reason)"
        case .paused: return "paused"
        case .stale(let side): return "\(members[side]) reads as running, nothing moved"
        case .steady: return decision.notifies ? "works again" : "nothing to do"
        }
    }

    private func moved(from side: Side, _ routes: String, _ time: String) -> String {
        let way = "\(members[side]) -> \(members[side.peer])"
        guard !failures.isEmpty else { return "\(routes) moved, \(way)\(time)" }
        return "\(failures.count) of \(routes) NOT moved, \(way)"
    }

    /// A mail's text: why, what became of each route, what to do next.
    package var body: String {
        var lines = ["\(pair) in \(region), account \(account)", "", decision.reason, ""]
        for result in results.prefix(Self.routesPerMessage) {
            let move = result.move
            lines.append("\(move.table)  \(move.destination)  \(move.from) -> \(move.to)")
            lines.append("    \(result.outcome.words), \(result.milliseconds) ms")
        }
        let more = results.count - Self.routesPerMessage
        if more > 0 { lines.append("and \(more) more, which the function's log names") }
        if !results.isEmpty { lines.append("") }
        for side in Side.allCases {
            let reasons = decision.health[side].reasons
            let text = reasons.isEmpty ? "works" : reasons.joined(separator: "; ")
            lines.append("\(members[side]): \(text); carried \(decision.carried[side]) before")
        }
        lines += ["", "The pair is \(stateAfter.rawValue) now.", "", "Next: \(advice)", ""]
        if let event = timing.event { lines.append("Event:    \(event)") }
        lines += ["Decided:  \(timing.decided)", "Finished: \(timing.finished)"]
        if !requestID.isEmpty { lines.append("Request:  \(requestID)") }
        if !engineVersion.isEmpty { lines.append("Engine:   \(engineVersion)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// More would make the message larger than the 256 KiB that SNS takes.
    private static let routesPerMessage = 500

    private var advice: String {
        if failures.contains(where: { if case .refused = $0.outcome { true } else { false } }) {
            return "see why AWS refused; the next run, within a minute, tries again"
        }
        if !failures.isEmpty { return "nothing; the next run, within a minute, goes on" }
        switch decision.verdict {
        case .failover(let failed):
            return "find out what happened to \(members[failed]); until it works, the pair is not redundant"
        case .hold: return "bring one member back; the routes follow within a minute"
        case .paused: return "resume the pair when the work is done"
        case .failback, .steady, .stale: return "nothing"
        }
    }

    /// One line in CloudWatch's embedded metric format: moves, holds, failures and milliseconds, by pair.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
    package var metrics: JSON {
        let units = [("moves", "Count"), ("holds", "Count"), ("failures", "Count"), ("milliseconds", "Milliseconds")]
        let definitions = units.map { JSON.fields(["Name": .string($0.0), "Unit": .string($0.1)]) }
        let directive = JSON.fields([
            "Namespace": "vaer", "Dimensions": [["pair"]], "Metrics": .array(definitions),
        ])
        return [
            "_aws": [
                "Timestamp": .number(String(timing.finished.milliseconds)), "CloudWatchMetrics": [directive],
            ],
            "pair": .string(pair.text),
            "moves": .integer(movedCount),
            "holds": .integer(decision.verdict == .hold ? 1 : 0),
            "failures": .integer(problem == nil ? 0 : max(1, failures.count)),
            "milliseconds": .number(String(timing.movingMilliseconds ?? timing.milliseconds)),
        ]
    }
}
