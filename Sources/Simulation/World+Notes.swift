import Engine
import Fleet
import Values

extension World {
    /// Counts what a decision exercises.
    mutating func note(_ sight: Sight, _ decision: Decision, _ account: Account) {
        mark(decision.moves.count, decision.reason.utf8.count)
        switch decision.verdict {
        case .steady:
            tally.note(.steady)
            if decision.notifies { tally.note(.holdOver) }
        case .failover: tally.note(.failover)
        case .failback:
            var seen = account
            seen.look(sight)
            let isOperators = if case .switchover = sight.trigger { true } else { false }
            tally.note(isOperators ? .operatorMoves : .failback)
            if seen.completes(sight, decision) { tally.note(.failbackCompleted) }
        case .hold:
            tally.note(.hold)
            if decision.notifies { tally.note(.holdTold) }
        case .paused: tally.note(.pausedVerdict)
        case .stale: tally.note(.stale)
        }
        if decision.verdict == .steady, account.isDamped(sight) { tally.note(.damped) }
        if !sight.isFresh { tally.note(.readTooOld) }
        switch decision.state {
        case .protected: tally.note(.stateProtected)
        case .split: tally.note(.stateSplit)
        case .degraded: tally.note(.stateDegraded)
        case .down: tally.note(.stateDown)
        case .unknown: tally.note(.stateUnknown)
        }
    }
}

extension Trigger {
    /// Why a run looks, for a story.
    var words: String {
        switch self {
        case .sweep: "sweep"
        case .stateChange(let instance, let state): "event: \(instance) is \(state.rawValue)"
        case .alarm(let name): "event: alarm \(name)"
        case .rehearsal(let side): "rehearsal: \(side.name) down"
        case .switchover(let side): "switchover to \(side.name)"
        }
    }
}

extension FailoverPolicy.Failback {
    /// The policy, for a story.
    var words: String {
        switch self {
        case .never: "never"
        case .after(let wait): "after \(wait.milliseconds / 1000) s"
        }
    }
}
