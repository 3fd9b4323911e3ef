package import Engine
package import Values

/// One run of the engine over a pair and what it decided, whether it moved something or not.
///
/// The routes that it moved are in the ``FailoverRecord`` of the same ``run``.
package struct DecisionRecord: Hashable, Sendable {
    /// What kind of decision it was.
    package enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// All was as it should be.
        case steady
        /// Routes were to move away from a failed member.
        case failover
        /// Routes were to move back.
        case failback
        /// Nothing could be done for routes that may need it.
        case hold
        /// The pair was paused.
        case paused
        /// The event said down, EC2 said running to the last.
        case stale
    }

    /// What tells this run from all others; storing the same run twice stores it once.
    package var run: String
    /// The pair.
    package var pair: PairName
    /// Who ran the engine.
    package var source: FailoverRecord.Source
    /// Why the engine looked at the pair.
    package var trigger: Trigger
    /// What was decided.
    package var verdict: Verdict
    /// Why, in words for an operator.
    package var reason: String
    /// How the pair was before.
    package var stateBefore: PairState
    /// How it was afterwards.
    package var stateAfter: PairState
    /// When the thing happened that the run reacts to, by the clock of the one who told; nil when nobody told.
    package var eventTime: Timestamp?
    /// When the run began to look.
    package var started: Timestamp
    /// When it knew what to do.
    package var decided: Timestamp
    /// When it was over.
    package var finished: Timestamp
    /// What it could not do; nil for nothing.
    package var problem: String?
    /// The version of the engine; may be empty.
    package var engineVersion: String

    /// A run of which every part is given.
    package init(
        run: String,
        pair: PairName,
        source: FailoverRecord.Source,
        trigger: Trigger,
        verdict: Verdict,
        reason: String,
        stateBefore: PairState,
        stateAfter: PairState,
        eventTime: Timestamp? = nil,
        started: Timestamp,
        decided: Timestamp,
        finished: Timestamp,
        problem: String? = nil,
        engineVersion: String = ""
    ) {
        (self.run, self.pair, self.source, self.trigger) = (run, pair, source, trigger)
        (self.verdict, self.reason, self.stateBefore, self.stateAfter) = (verdict, reason, stateBefore, stateAfter)
        (self.eventTime, self.started, self.decided, self.finished) = (eventTime, started, decided, finished)
        (self.problem, self.engineVersion) = (problem, engineVersion)
    }
}

extension DecisionRecord.Verdict {
    /// The kind of an engine's verdict.
    package init(_ verdict: Decision.Verdict) {
        switch verdict {
        case .steady: self = .steady
        case .failover: self = .failover
        case .failback: self = .failback
        case .hold: self = .hold
        case .paused: self = .paused
        case .stale: self = .stale
        }
    }
}

/// By what a run came to know that it had to look.
package enum Detection: String, Hashable, Sendable, CaseIterable {
    /// EC2's event of a change of state.
    case event
    /// A CloudWatch alarm.
    case alarm
    /// The function's own sweep.
    case sweep
    /// The controller's look, or a sweep from the command line.
    case controller
    /// An operator: a rehearsal, a drill or a switchover.
    case command

    /// The detection of a run that this trigger started at that place.
    package init(_ trigger: Trigger, by source: FailoverRecord.Source) {
        switch (source, trigger) {
        case (.drill, _), (.command, _), (_, .rehearsal), (_, .switchover): self = .command
        case (_, .stateChange): self = .event
        case (_, .alarm): self = .alarm
        case (.lambda, .sweep): self = .sweep
        case (.sweep, .sweep), (.controller, .sweep): self = .controller
        }
    }
}
