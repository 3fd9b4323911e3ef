package import Engine
package import Fleet
package import Values

/// What a run saw, decided and did, for logs, messages, the queue and the history.
package struct FailoverReport: Hashable, Sendable {
    /// When things happened.
    package struct Timing: Hashable, Sendable {
        /// When the thing happened that the run reacts to, by the clock of the one who told; nil when nobody told.
        package var event: Timestamp?
        /// When the run began to look.
        package var started: Timestamp
        /// When it knew what to do.
        package var decided: Timestamp
        /// When the first move was sent; nil when nothing moved.
        package var firstMove: Timestamp?
        /// When the last move was answered; nil when nothing moved.
        package var lastMove: Timestamp?
        /// When it was over.
        package var finished: Timestamp

        /// Moments.
        package init(
            event: Timestamp? = nil,
            started: Timestamp,
            decided: Timestamp,
            firstMove: Timestamp? = nil,
            lastMove: Timestamp? = nil,
            finished: Timestamp
        ) {
            (self.event, self.started, self.decided) = (event, started, decided)
            (self.firstMove, self.lastMove, self.finished) = (firstMove, lastMove, finished)
        }

        /// From the start to the end.
        package var milliseconds: Int64 { (finished - started).milliseconds }

        /// From the start to the answer to the last move; nil when nothing moved.
        package var movingMilliseconds: Int64? { lastMove.map { ($0 - started).milliseconds } }
    }

    /// The pair's name.
    package var pair: PairName
    /// The pair's region.
    package var region: Region
    /// The pair's account.
    package var account: AccountID
    /// The members' names.
    package var members: BySide<String>
    /// Why the engine looked.
    package var trigger: Trigger
    /// The decision that the run is about; its memory is not part of the document.
    package var decision: Decision
    /// What to remember for the next run; not part of the document.
    package var memory: Memory
    /// How well the pair is protected after the run.
    package var stateAfter: PairState
    /// Whether the last reading showed that nothing is left to move.
    package var isVerified: Bool
    /// What became of each route.
    package var results: [MoveResult]
    /// When things happened.
    package var timing: Timing
    /// The version of the engine; may be empty.
    package var engineVersion: String
    /// What tells the run from all others, such as the Lambda's request id; may be empty.
    package var requestID: String

    /// A report about a pair.
    package init(
        pair: Pair,
        trigger: Trigger,
        decision: Decision,
        memory: Memory = Memory(),
        stateAfter: PairState,
        isVerified: Bool,
        results: [MoveResult],
        timing: Timing,
        engineVersion: String = "",
        requestID: String = ""
    ) {
        (self.pair, region, account) = (pair.name, pair.region, pair.account)
        members = pair.members.map(\.name)
        (self.trigger, self.decision, self.memory, self.stateAfter) = (trigger, decision, memory, stateAfter)
        (self.isVerified, self.results, self.timing) = (isVerified, results, timing)
        (self.engineVersion, self.requestID) = (engineVersion, requestID)
    }
}

extension FailoverReport {
    /// How many routes point at the other member because of this run or while it ran.
    package var movedCount: Int {
        results.count { $0.outcome == .moved || $0.outcome == .already }
    }

    /// The routes that do not point where they should.
    package var failures: [MoveResult] { results.filter(\.outcome.isFailure) }

    /// Why the run could not do what it was started for; nil when it could, also when there was nothing to do.
    ///
    /// A hold that rests on facts is no problem of the run: both members are down, and nothing can be done.
    package var problem: String? {
        if let failure = failures.first {
            let count = "\(failures.count) of \(results.count) routes not moved"
            return "\(count); \(failure.move.destination) in \(failure.move.table): \(failure.outcome.words)"
        }
        let isBlind = decision.health.first.isUnknown || decision.health.second.isUnknown || decision.state == .unknown
        return decision.verdict == .hold && isBlind ? decision.reason : nil
    }

    /// Whether someone should be told: routes moved or should have, or a hold began or ended.
    package var notifies: Bool { decision.notifies || !failures.isEmpty }
}

extension MoveResult.Outcome {
    /// The outcome, for people.
    package var words: String {
        switch self {
        case .moved: "moved"
        case .already: "was there already"
        case .refused(let code, let message): "refused: \(code)" + (message.isEmpty ? "" : ", \(message)")
        case .gone: "is gone"
        case .unfinished(let reason): "not finished: \(reason)"
        }
    }
}
