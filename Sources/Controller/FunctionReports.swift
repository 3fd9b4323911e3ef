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

    /// Reports of runs that moved something or could not; CloudWatch Logs picks them, so that a run each minute costs
    /// nothing.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>
    private static let pattern =
        "{ ($.kind = \"\(FailoverReport.kind)\") && (($.verdict.kind = \"failover\")"
        + " || ($.verdict.kind = \"failback\") || ($.verdict.kind = \"hold\")) }"

    private let callers: FleetCallers

    /// A reader of logs by these callers.
    package init(callers: FleetCallers) { self.callers = callers }

    /// The failovers and failbacks of a pair since a moment, the oldest first; empty when its function has no log yet.
    package func failovers(of pair: Pair, since start: Timestamp) async throws(Problem) -> [FailoverRecord] {
        try await telling(of: pair, since: start).failovers
    }

    /// What the function of a pair did or told of since a moment; nothing when it has no log yet.
    func telling(of pair: Pair, since start: Timestamp) async throws(Problem) -> Telling {
        let group = PairNames(pair).logGroup
        do {
            let events = try await callers.caller(for: pair).pages {
                Logs.filterLogEvents(group, since: start, pattern: Self.pattern, nextToken: $0)
            }
            let reports = events.compactMap { Self.report($0.message) }
            // A hold that lasts is written with every run, and told once.
            let news = reports.filter { $0.notifies || $0.movedCount > 0 }
            return Telling(
                decisions: news.map { DecisionRecord($0, by: .lambda) },
                failovers: reports.compactMap { FailoverRecord($0, by: .lambda) }
            )
        } catch {
            if error.code == "ResourceNotFoundException" { return Telling() }
            throw Problem(message: error.message)
        }
    }

    /// The report in a line of the log; nil for a line that is none.
    private static func report(_ line: String) -> FailoverReport? {
        guard let json = try? JSON.parse(line) else { return nil }
        return try? FailoverReport.read(json)
    }
}
