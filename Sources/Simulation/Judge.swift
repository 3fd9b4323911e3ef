import Engine
import Fleet
import Values

/// Checks the invariants, all of them or just one.
struct Judge: Sendable {
    let subject: Subject
    /// The only invariant to check; nil for all.
    let only: Invariant?

    func require(
        _ invariant: Invariant,
        _ holds: @autoclosure () -> Bool,
        _ detail: @autoclosure () -> String
    ) throws(Violation) {
        if let only, only != invariant { return }
        if !holds() { throw Violation(invariant, detail()) }
    }

    /// Whether anything is checked that needs further decisions.
    private func cares(for invariant: Invariant) -> Bool { only == nil || only == invariant }

    /// All that can be told from one decision, and what the decider has to answer for by now.
    func check(_ sight: Sight, _ decision: Decision, _ account: inout Account) throws(Violation) {
        account.look(sight)
        let hasMoves = !decision.moves.isEmpty
        for move in decision.moves { try check(sight, move, account) }
        if hasMoves {
            let isNobodyFit = sight.condition(.first) != .fit && sight.condition(.second) != .fit
            try require(.nobody, !isNobodyFit, "\(decision.moves.count) routes move although nobody is fit")
        }
        try require(.dryRun, !hasMoves || !sight.pair.failover.paused, "routes of a paused pair move")
        try checkPromptness(sight, decision)
        try checkRepetition(sight, decision)
        try checkForgetting(sight, decision, account)
        try account.settle(sight, decision, self)
    }

    private func check(_ sight: Sight, _ move: Move, _ account: Account) throws(Violation) {
        let text = "\(move.destination) of \(move.table) from \(move.from) to \(move.to)"
        let index = sight.estate.index(move.table, move.destination)
        try require(.noGap, index.map { sight.glimpse.spots?[$0] != .nowhere } ?? false, "there is no route: \(text)")
        let shown = index.flatMap { sight.glimpse.spots?[$0] }
        let isOurs = index.map { sight.estate.places[$0].isOurs } ?? false
        let isMembers = shown.map { sight.estate.isKnown($0) && IDs.eni($0) == move.from } ?? false
        try require(.ownership, isOurs && isMembers, "not the pair's: \(text)")
        let from = sight.estate.memberSpots.first { IDs.eni($0) == move.from }
        let target = from?.counterpart
        let isKnown = target.map { sight.estate.isKnown($0) && IDs.eni($0) == move.to } ?? false
        try require(.target, isKnown, "not the peer's interface of the same name: \(text)")
        guard let side = sight.estate.memberSpots.first(where: { IDs.eni($0) == move.to })?.side else { return }
        let age = sight.now - sight.glimpse.time
        try require(.knownGood, sight.isFresh, "seen \(age) ms ago: \(text)")
        let condition = sight.condition(side)
        try require(.knownGood, condition == .fit, "\(side.name) is \(condition): \(text)")
        try require(.knownGood, !sight.eventContradicts(side), "EC2 tells that \(side.name) goes down: \(text)")
        try require(
            .needed,
            account.mayLeave(side.peer, sight),
            "\(side.peer.name) is \(sight.condition(side.peer)): \(text)"
        )
    }

    /// S7's other half, and L1 for one step: a failover that can be made is made, whole and at once.
    private func checkPromptness(_ sight: Sight, _ decision: Decision) throws(Violation) {
        guard !sight.pair.failover.paused else { return }
        for side in Side.allCases where sight.condition(side) == .failed && sight.condition(side.peer) == .fit {
            guard !sight.eventContradicts(side.peer) else { continue }
            let moving = Set(decision.moves.map { sight.estate.index($0.table, $0.destination) })
            let left = sight.movable(from: side).filter { !moving.contains($0) }
            try require(
                .damping,
                left.isEmpty,
                "\(left.count) routes of \(side.name) stay although it has failed and \(side.peer.name) is fit"
            )
        }
    }

    /// S8 and S9.
    private func checkRepetition(_ sight: Sight, _ decision: Decision) throws(Violation) {
        if cares(for: .determinism) {
            let again = subject.decide(sight, routesReversed: true)
            try require(.determinism, again == decision, "decided again: \(again.reason), before: \(decision.reason)")
            let order = decision.moves.map(\.destination.isDefaultRoute)
            let isSorted = zip(order, order.dropFirst()).allSatisfy { $0 || !$1 }
            try require(.determinism, isSorted, "a default route waits for others")
        }
        guard cares(for: .idempotence), !decision.moves.isEmpty else { return }
        let next = subject.decide(after(sight, decision))
        try require(.idempotence, next.moves.isEmpty, "what has moved moves again: \(next.reason)")
    }

    /// The same moment when all moves have taken effect.
    private func after(_ sight: Sight, _ decision: Decision) -> Sight {
        var glimpse = sight.glimpse
        for move in decision.moves {
            guard let index = sight.estate.index(move.table, move.destination) else { continue }
            glimpse.spots?[index] = sight.estate.memberSpots.first { IDs.eni($0) == move.to } ?? .elsewhere
        }
        return Sight(
            pair: sight.pair,
            estate: sight.estate,
            glimpse: glimpse,
            trigger: sight.trigger,
            memory: decision.memory,
            now: sight.now
        )
    }

    /// S12: what would be decided with an empty memory.
    private func checkForgetting(_ sight: Sight, _ decision: Decision, _ account: Account) throws(Violation) {
        guard cares(for: .memoryLoss), sight.memory != Memory() else { return }
        var blank = sight
        blank.memory = Memory()
        let bare = subject.decide(blank)
        var empty = Account()
        empty.look(blank)
        do {
            let strict = Judge(subject: subject, only: nil)
            for move in bare.moves { try strict.check(blank, move, empty) }
            try Judge(subject: subject, only: .idempotence).checkRepetition(blank, bare)
        } catch {
            throw Violation(.memoryLoss, "without its memory: \(error)")
        }
        guard case .failover = decision.verdict else { return }
        try require(.memoryLoss, bare.moves == decision.moves, "without its memory it fails over otherwise")
    }
}
