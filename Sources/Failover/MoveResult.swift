package import Engine

/// What became of one route that was to move.
package struct MoveResult: Hashable, Sendable {
    /// How it ended.
    package enum Outcome: Hashable, Sendable {
        /// The route was pointed at the other member.
        case moved
        /// It points there already: another decider was first, or a call took effect whose answer was lost.
        case already
        /// AWS refused, and asking again would not help.
        case refused(code: String, message: String)
        /// The route, its table or its old target is no longer what was read; nothing is left to do for it.
        case gone
        /// There was no time left, or no answer, for this reason; the next run goes on with it.
        case unfinished(reason: String)

        /// Whether the route does not point where it should.
        package var isFailure: Bool {
            switch self {
            case .moved, .already, .gone: false
            case .refused, .unfinished: true
            }
        }
    }

    /// Which route, from where, to where.
    package var move: Move
    /// How it ended.
    package var outcome: Outcome
    /// From the first attempt to the last answer.
    package var milliseconds: Int64
    /// How many calls were sent for it.
    package var attempts: Int

    /// The outcome of a move.
    package init(move: Move, outcome: Outcome, milliseconds: Int64, attempts: Int) {
        (self.move, self.outcome, self.milliseconds, self.attempts) = (move, outcome, milliseconds, attempts)
    }
}
