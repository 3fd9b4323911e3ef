import Engine
import Failover
import Fleet
import Records
import Values

extension FailoverRecord {
    /// The record of a run's moves; nil when it was to move nothing.
    init?(_ report: FailoverReport, by source: Source) {
        let direction: Direction
        let target =
            switch report.decision.verdict {
            case .failover(let failed): failed.peer
            case .failback(let side): side
            case .steady, .hold, .paused, .stale: nil as Side?
            }
        guard let target else { return nil }
        direction = if case .failover = report.decision.verdict { .failover } else { .failback }
        self.init(
            run: report.run(by: source),
            pair: report.pair,
            source: source,
            trigger: report.trigger,
            direction: direction,
            from: report.members[target.peer],
            to: report.members[target],
            eventTime: report.timing.event,
            started: report.timing.started,
            finished: report.timing.lastMove ?? report.timing.finished,
            reason: report.decision.reason,
            moves: report.results.map(MoveRecord.init)
        )
    }
}

extension DecisionRecord {
    /// The record of a run's decision.
    init(_ report: FailoverReport, by source: FailoverRecord.Source) {
        self.init(
            run: report.run(by: source),
            pair: report.pair,
            source: source,
            trigger: report.trigger,
            verdict: Verdict(report.decision.verdict),
            reason: report.decision.reason,
            stateBefore: report.decision.state,
            stateAfter: report.stateAfter,
            eventTime: report.timing.event,
            started: report.timing.started,
            decided: report.timing.decided,
            finished: report.timing.finished,
            problem: report.problem,
            engineVersion: report.engineVersion
        )
    }
}

extension FailoverReport {
    /// What tells the run from all others: the function's request id, else who ran, the pair and when it began.
    fileprivate func run(by source: FailoverRecord.Source) -> String {
        requestID.isEmpty ? "\(source.rawValue)/\(pair)/\(timing.started.milliseconds)" : "lambda/\(requestID)"
    }
}
