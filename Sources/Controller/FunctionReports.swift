import AWS
import AWSControlPlane
import Codecs
import Failover
package import Fleet
import Planning
package import Records
package import Values

/// What the pairs' own functions did, as their logs tell it.
///
/// A failover that nobody watched is seen by a sweep only as routes that have another carrier; the function's report says
/// when, why and how long it took.
package struct FunctionReports: Sendable {
    /// Why the logs of a pair could not be read.
    package struct Problem: Error, Hashable, Sendable {
        /// What happened, without a full stop.
        package let message: String
    }

    /// Reports of runs that moved something; CloudWatch Logs picks them, so that a run each minute costs nothing.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>
    private static let pattern =
        "{ ($.kind = \"\(FailoverReport.kind)\")"
        + " && (($.verdict.kind = \"failover\") || ($.verdict.kind = \"failback\")) }"

    private let callers: FleetCallers

    /// A reader of logs by these callers.
    package init(callers: FleetCallers) { self.callers = callers }

    /// The failovers and failbacks of a pair since a moment, the oldest first; empty when its function has no log yet.
    package func failovers(of pair: Pair, since start: Timestamp) async throws(Problem) -> [FailoverRecord] {
        let group = PairNames(pair).logGroup
        do {
            let events = try await callers.caller(for: pair).pages {
                Logs.filterLogEvents(group, since: start, pattern: Self.pattern, nextToken: $0)
            }
            return events.compactMap { Self.record($0.message, of: pair) }
        } catch {
            if error.code == "ResourceNotFoundException" { return [] }
            throw Problem(message: error.message)
        }
    }

    /// The record of a line of the log; nil for a line that is no report of a move.
    private static func record(_ line: String, of pair: Pair) -> FailoverRecord? {
        guard let json = try? JSON.parse(line), let report = try? FailoverReport.read(json) else { return nil }
        return FailoverRecord(
            run: report.requestID.isEmpty ? nil : "lambda/\(report.requestID)",
            pair: pair,
            source: .lambda,
            trigger: report.trigger,
            decision: report.decision,
            eventTime: report.timing.event,
            started: report.timing.started,
            finished: report.timing.lastMove ?? report.timing.finished,
            moves: report.results.map(MoveRecord.init)
        )
    }
}
