package import Engine
package import Fleet
package import Values

/// One run that moved, or tried to move, routes of a pair.
package struct FailoverRecord: Hashable, Sendable {
    /// Who ran the engine.
    package enum Source: String, Hashable, Sendable, CaseIterable {
        /// The pair's own Lambda function.
        case lambda
        /// A sweep from the command line.
        case sweep
        /// The controller, after it gave the function time to go first.
        case controller
        /// A drill.
        case drill
        /// An operator's command.
        case command
    }

    /// Which way the routes went.
    package enum Direction: String, Hashable, Sendable, CaseIterable {
        /// Away from a failed member.
        case failover
        /// To the preferred member, or to the one that the operator named.
        case failback
    }

    /// What tells this run from all others; storing the same run twice stores it once.
    ///
    /// The Lambda's request id where there is one, because its report may arrive twice.
    package var run: String
    /// The pair.
    package var pair: PairName
    /// Who ran the engine.
    package var source: Source
    /// Why the engine looked at the pair.
    package var trigger: Trigger
    /// Which way the routes went.
    package var direction: Direction
    /// The name of the member that gave its routes away.
    package var from: String
    /// The name of the member that got them.
    package var to: String
    /// When the thing happened that the run reacts to, by the clock of the one who told; nil when nobody told.
    package var eventTime: Timestamp?
    /// When the run began to look.
    package var started: Timestamp
    /// When the last move was answered.
    package var finished: Timestamp
    /// How many routes point where they should because of this run.
    package var movedCount: Int
    /// How many routes could not be moved.
    package var failedCount: Int
    /// The reason, in words for an operator.
    package var reason: String
    /// The routes one by one; empty where only the counts were read.
    package var moves: [MoveRecord]

    /// A run of which every part is given; without `run`, the source, the pair and the start stand for it.
    package init(
        run: String? = nil,
        pair: PairName,
        source: Source,
        trigger: Trigger,
        direction: Direction,
        from: String,
        to: String,
        eventTime: Timestamp? = nil,
        started: Timestamp,
        finished: Timestamp,
        reason: String,
        moves: [MoveRecord]
    ) {
        self.run = run ?? "\(source.rawValue)/\(pair)/\(started.milliseconds)"
        (self.pair, self.source, self.trigger, self.direction) = (pair, source, trigger, direction)
        (self.from, self.to, self.eventTime, self.started) = (from, to, eventTime, started)
        (self.finished, self.reason, self.moves) = (finished, reason, moves)
        movedCount = moves.count { $0.outcome.isSuccess }
        failedCount = moves.count { $0.outcome.isFailure }
    }

    /// The run of a decision; nil when the decision was to move nothing.
    package init?(
        run: String? = nil,
        pair: Pair,
        source: Source,
        trigger: Trigger,
        decision: Decision,
        eventTime: Timestamp? = nil,
        started: Timestamp,
        finished: Timestamp,
        moves: [MoveRecord]
    ) {
        let direction: Direction
        let target: Side
        switch decision.verdict {
        case .failover(let failed): (direction, target) = (.failover, failed.peer)
        case .failback(let side): (direction, target) = (.failback, side)
        case .steady, .hold, .paused, .stale: return nil
        }
        self.init(
            run: run,
            pair: pair.name,
            source: source,
            trigger: trigger,
            direction: direction,
            from: pair.members[target.peer].name,
            to: pair.members[target].name,
            eventTime: eventTime,
            started: started,
            finished: finished,
            reason: decision.reason,
            moves: moves
        )
    }

    /// By what the run came to know that it had to look.
    package var detection: Detection { Detection(trigger, by: source) }

    /// How long the run took, from its first look to the answer to its last move.
    package var duration: Duration { finished - started }

    /// The time from the event to the last move; from the run's start where nobody told of an event.
    ///
    /// Never less than ``duration``: the clock of the one who told may be ahead of ours.
    package var recovery: Duration { max(duration, finished - (eventTime ?? started)) }
}

/// What became of one route of a failover.
package struct MoveRecord: Hashable, Sendable {
    /// How it ended.
    package enum Outcome: Hashable, Sendable {
        /// The route was pointed at the other member.
        case moved
        /// Another decider had moved it already.
        case alreadyThere
        /// The route, its table or its old target is no longer what was read; nothing is left to do for it.
        case gone
        /// It could not be moved, for this reason.
        case failed(String)

        /// Whether the route points where it should.
        package var isSuccess: Bool {
            switch self {
            case .moved, .alreadyThere: true
            case .gone, .failed: false
            }
        }

        /// Whether the route does not point where it should.
        package var isFailure: Bool {
            switch self {
            case .moved, .alreadyThere, .gone: false
            case .failed: true
            }
        }
    }

    /// Which route, from where, to where.
    package var move: Move
    /// How it ended.
    package var outcome: Outcome
    /// How long it took, from the first attempt to the last answer.
    package var duration: Duration

    /// The outcome of a move.
    package init(move: Move, outcome: Outcome, duration: Duration) {
        (self.move, self.outcome, self.duration) = (move, outcome, duration)
    }
}
