import Engine
import Fleet
import Values

/// The simulation's own account of what a decider saw and did since its memory began; in milliseconds of its clock.
struct Account: Hashable, Sendable {
    /// Since when it has seen, without a break, the preferred member fit and routes away from it.
    private(set) var waitingSince: Int64?
    /// When it brought routes back by policy.
    private(set) var failbacks: [Int64] = []
    /// The hold that lasts.
    private(set) var trouble: Trouble?

    /// A hold.
    struct Trouble: Hashable, Sendable {
        let since: Int64
        var isTold = false
    }

    /// How long a hold may last that rests on failed reads until it must be told.
    private static let patience: Int64 = 180_000
    /// How long after a failback its leftovers may be moved as part of it.
    private static let completion: Int64 = 600_000
    private static let hour: Int64 = 3_600_000

    init(waitingSince: Int64? = nil) { self.waitingSince = waitingSince }

    /// Takes note of what is seen, before anything is decided.
    mutating func look(_ sight: Sight) {
        let isAway = sight.isFresh && sight.glimpse.spots != nil ? sight.carried(.second) > 0 : waitingSince != nil
        waitingSince = sight.condition(.first) == .fit && isAway ? min(waitingSince ?? sight.now, sight.now) : nil
    }

    /// Lets time pass by setting everything back, for a clock that stands still.
    mutating func age(by time: Int64) {
        waitingSince = waitingSince.map { $0 - time }
        failbacks = failbacks.map { $0 - time }
        trouble = trouble.map { Trouble(since: $0.since - time, isTold: $0.isTold) }
    }

    /// Whether routes may leave a member: it has failed, or the operator wants it, or the policy after its wait.
    func mayLeave(_ side: Side, _ sight: Sight) -> Bool {
        if sight.condition(side) == .failed || sight.trigger == .switchover(to: side.peer) { return true }
        guard side == .second, case .after(let wait) = sight.pair.failover.failback, let waitingSince else {
            return false
        }
        return sight.now - waitingSince >= wait.milliseconds
    }

    /// Whether a failback by policy only finishes the latest one.
    private func isCompleting(_ now: Int64) -> Bool {
        guard let latest = failbacks.last, latest <= now, let waitingSince else { return false }
        return waitingSince <= latest && now - latest < Self.completion
    }

    private func recentFailbacks(_ now: Int64) -> [Int64] { failbacks.filter { $0 <= now && now - $0 < Self.hour } }

    /// Whether the hourly limit keeps routes away that could go back.
    func isDamped(_ sight: Sight) -> Bool {
        guard case .after(let wait) = sight.pair.failover.failback, let waitingSince else { return false }
        return sight.now - waitingSince >= wait.milliseconds && !isCompleting(sight.now)
            && recentFailbacks(sight.now).count >= sight.pair.failover.failbacksPerHour
    }

    /// Whether a decision only finishes the latest failback.
    func completes(_ sight: Sight, _ decision: Decision) -> Bool {
        decision.verdict == .failback(to: .first) && sight.trigger != .switchover(to: .first)
            && isCompleting(sight.now)
    }

    /// Judges what only the past can tell, and takes note of what was decided.
    mutating func settle(_ sight: Sight, _ decision: Decision, _ judge: Judge) throws(Violation) {
        try checkState(sight, decision, judge)
        try settleTelling(sight, decision, judge)
        let isByPolicy = decision.verdict == .failback(to: .first) && sight.trigger != .switchover(to: .first)
        failbacks = recentFailbacks(sight.now)
        if isByPolicy, !isCompleting(sight.now) {
            let limit = sight.pair.failover.failbacksPerHour
            try judge.require(.damping, failbacks.count < limit, "routes go back more than \(limit) times an hour")
            failbacks.append(sight.now)
        }
        if sight.trigger == .switchover(to: .second), sight.condition(.second) == .fit, waitingSince != nil {
            waitingSince = sight.now
        }
    }

    /// L5: who is told, and when.
    private mutating func settleTelling(
        _ sight: Sight,
        _ decision: Decision,
        _ judge: Judge
    ) throws(Violation) {
        let tells = decision.notifies
        switch decision.verdict {
        case .hold:
            let lasting = trouble ?? Trouble(since: sight.now)
            if lasting.isTold { try judge.require(.telling, !tells, "a hold is told twice") }
            let isOver = sight.now - lasting.since >= Self.patience
            if !lasting.isTold, !tells {
                try judge.require(.telling, !(sight.isFresh && sight.glimpse.isComplete), "a certain hold is not told")
                try judge.require(.telling, !isOver, "a hold is not told for three minutes")
            }
            if !lasting.isTold, tells {
                try judge.require(
                    .telling,
                    isOver || restsOnFacts(sight),
                    "a hold is told that may be but a failed read"
                )
            }
            trouble = Trouble(since: lasting.since, isTold: lasting.isTold || tells)
        case .steady:
            let wasTold = trouble?.isTold ?? false
            try judge.require(.telling, tells == wasTold, wasTold ? "a hold's end is not told" : "told without need")
            trouble = nil
        case .failover, .failback:
            try judge.require(.telling, tells, "routes move and nobody is told")
            trouble = nil
        case .paused:
            try judge.require(.telling, !tells, "told without need")
            trouble = nil
        case .stale: try judge.require(.telling, !tells, "told without need")
        }
    }

    /// Whether a member that carries routes, or either when none does, is seen to have failed with its peer seen too.
    private func restsOnFacts(_ sight: Sight) -> Bool {
        guard sight.isFresh, sight.glimpse.spots != nil else { return false }
        let carriers = Side.allCases.filter { sight.carried($0) > 0 && ![.fit, .unfit].contains(sight.condition($0)) }
        return (carriers.isEmpty ? Side.allCases : carriers).contains { side in
            sight.condition(side) == .failed && sight.condition(side.peer) != .unknown
        }
    }

    /// L5: what is told is true.
    private func checkState(_ sight: Sight, _ decision: Decision, _ judge: Judge) throws(Violation) {
        let fit = Side.allCases.filter { sight.condition($0) == .fit }
        let failed = Side.allCases.filter { sight.condition($0) == .failed }
        let areRoutesKnown = sight.isFresh && sight.glimpse.spots != nil
        let lost = failed.filter { sight.carried($0) > 0 && sight.condition($0.peer) != .fit }
        let carriers = Side.allCases.count { sight.carried($0) > 0 }
        let expected: PairState
        if !areRoutesKnown {
            expected = .unknown
        } else if !lost.isEmpty || failed.count == 2 {
            expected = .down
        } else if Side.allCases.contains(where: { sight.condition($0) == .unknown }) {
            expected = .unknown
        } else if fit.count < 2 {
            expected = .degraded
        } else {
            expected = carriers == 2 ? .split : .protected
        }
        try judge.require(.telling, decision.state == expected, "\(decision.state) is told, \(expected) is so")
        let isLeft = failed.contains { sight.carried($0) > 0 } && decision.moves.isEmpty
        if isLeft, decision.verdict == .steady {
            try judge.require(.telling, false, "routes are left on a failed member and that is called steady")
        }
    }
}
