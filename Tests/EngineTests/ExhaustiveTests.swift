import Engine
import Fleet
import Testing
import Values

struct ExhaustiveTests {
    static let deciders: Decider = { decide($0, $1, trigger: $2, memory: $3, now: $4) }

    static let triggers: [Trigger] = [
        .sweep, .stateChange(instance: Fixture.instances.first, state: .stopping),
        .stateChange(instance: Fixture.instances.second, state: .pending), .rehearsal(assumeDown: .first),
        .switchover(to: .first), .switchover(to: .second), .alarm(name: "a-tunnel"),
    ]

    static let policies: [FailoverPolicy] = [
        FailoverPolicy(), FailoverPolicy(failback: .after(.seconds(60))), FailoverPolicy(paused: true),
    ]

    @Test(arguments: Condition.allCases)
    func `every invariant holds for every reading of both members, every route and every trigger`(
        first: Condition
    ) throws {
        for second in Condition.allCases {
            for carried in ["", "AA", "BB", "AB", "Ax", "xx"] {
                for trigger in Self.triggers {
                    for policy in Self.policies { try check(first, second, carried, trigger, policy) }
                }
            }
        }
    }

    private func check(
        _ first: Condition,
        _ second: Condition,
        _ carried: String,
        _ trigger: Trigger,
        _ policy: FailoverPolicy
    ) throws {
        for wait in [Duration.zero, .seconds(60)] {
            let since = first.kind == .eligible ? Fixture.now + (.zero - wait) : nil
            let sight = Sight(
                pair: Fixture.pair(failover: policy),
                conditions: BySide(first: first, second: second),
                routes: Fixture.routes(carried),
                age: .zero,
                trigger: trigger,
                memory: Memory(preferredEligibleSince: since),
                now: Fixture.now,
                preferredEligibleSince: since
            )
            let decision = Self.deciders(sight.pair, sight.observation, trigger, sight.memory, sight.now)
            try Invariants.check(sight, decision, by: Self.deciders)
            checkState(sight, decision, carried)
        }
    }

    /// L1 for one step, and the state that is reported.
    private func checkState(_ sight: Sight, _ decision: Decision, _ carried: String) {
        let kinds = BySide(first: sight.kind(.first), second: sight.kind(.second))
        for (side, letter) in [(Side.first, Character("A")), (.second, "B")] where carried.contains(letter) {
            let mustMove = kinds[side] == .failed && kinds[side.peer] == .eligible && !sight.pair.failover.paused
            let moved = decision.moves.count { sight.interfaces(side).contains($0.from) }
            let isStale = if case .stale(side.peer) = decision.verdict { true } else { false }
            if mustMove, !isStale { #expect(moved == carried.count { $0 == letter }) }
            if decision.state == .protected { #expect(kinds[side] == .eligible) }
            if kinds[side] == .failed, kinds[side.peer] != .eligible { #expect(decision.state == .down) }
        }
        if decision.state == .split { #expect(carried.contains("A") && carried.contains("B")) }
    }
}
