import Engine
import Fleet
import Testing
import Values

/// What a pair looks like, and what must be decided.
struct Rule: CustomTestStringConvertible, Sendable {
    var name: String
    var first = Condition.running
    var second = Condition.running
    /// Who carries each route: `A`, `B`, or `x` for somebody else.
    var carried = "AA"
    var failover = FailoverPolicy()
    var trigger = Trigger.sweep
    var memory = Memory()
    var verdict = Decision.Verdict.steady
    var moves = 0
    var state = PairState.protected
    var notifies = false
    var reason: String

    var testDescription: String { name }

    var decision: Decision {
        decide(
            Fixture.pair(failover: failover),
            Fixture.observation(first, second, routes: Fixture.routes(carried)),
            trigger: trigger,
            memory: memory,
            now: Fixture.now
        )
    }

    func check() {
        let decision = decision
        #expect(decision.verdict == verdict)
        #expect(decision.moves.count == moves)
        #expect(decision.state == state)
        #expect(decision.notifies == notifies)
        #expect(decision.reason == reason)
    }

    static func failover(_ failback: FailoverPolicy.Failback) -> FailoverPolicy { FailoverPolicy(failback: failback) }

    static func ago(_ duration: Duration) -> Timestamp { Fixture.now + (.zero - duration) }

    static func event(_ side: Side, _ state: InstanceState) -> Trigger {
        .stateChange(instance: Fixture.instances[side], state: state)
    }
}

struct RuleTests {
    @Test(arguments: Rule.failovers)
    func `routes of a failed member move to an eligible peer`(rule: Rule) { rule.check() }

    @Test(arguments: Rule.quiet)
    func `a working member keeps its routes`(rule: Rule) { rule.check() }

    @Test(arguments: Rule.holds)
    func `nothing moves while nobody can take over, and it is told once`(rule: Rule) { rule.check() }

    @Test(arguments: Rule.failbacks)
    func `routes go back as the policy says`(rule: Rule) { rule.check() }

    @Test func `routes that somebody else sends away wait as long as those of a failure before they go back`() {
        let pair = Fixture.pair(failover: Rule.failover(.after(.seconds(600))))
        var memory = Memory()
        for (carried, time, expected) in [
            ("AA", 0, Decision.Verdict.steady), ("BB", 7200, .steady), ("BB", 7799, .steady),
            ("BB", 7800, .failback(to: .first)), ("AA", 7801, .steady), ("AB", 7860, .steady),
        ] {
            let now = Fixture.now + .seconds(time)
            let seen = Fixture.observation(.running, .running, routes: Fixture.routes(carried), time: now)
            let decision = decide(pair, seen, trigger: .sweep, memory: memory, now: now)
            #expect(decision.verdict == expected, "\(carried) after \(time) s: \(decision.reason)")
            memory = decision.memory
        }
    }

    @Test(arguments: Rule.commands)
    func `a command moves routes only to an eligible member`(rule: Rule) { rule.check() }

    @Test(arguments: Rule.events)
    func `an event is a hint to look`(rule: Rule) { rule.check() }
}

extension Rule {
    static let failovers: [Rule] = [
        Rule(
            name: "stopped",
            first: .stopped,
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A is stopped: 2 routes move to vAER-B"
        ),
        Rule(
            name: "one route",
            first: .stopping,
            carried: "A",
            verdict: .failover(failed: .first),
            moves: 1,
            state: .degraded,
            notifies: true,
            reason: "vAER-A is stopping: 1 route moves to vAER-B"
        ),
        Rule(
            name: "the other way round",
            second: .terminated,
            carried: "BBB",
            verdict: .failover(failed: .second),
            moves: 3,
            state: .degraded,
            notifies: true,
            reason: "vAER-B is terminated: 3 routes move to vAER-A"
        ),
        Rule(
            name: "instance gone",
            first: .gone,
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A has no instance: i-0a000000 does not exist: 2 routes move to vAER-B"
        ),
        Rule(
            name: "status check",
            first: .impaired,
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A fails its EC2 status check: 2 routes move to vAER-B"
        ),
        Rule(
            name: "interface detached",
            first: .detached,
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A has lost eni-0a000001, which is not attached to it: 2 routes move to vAER-B"
        ),
        Rule(
            name: "alarm",
            first: .alarmed,
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A has the alarm 'a-tunnel': 2 routes move to vAER-B"
        ),
        Rule(
            name: "only the failed member's routes",
            first: .stopped,
            carried: "ABx",
            verdict: .failover(failed: .first),
            moves: 1,
            state: .degraded,
            notifies: true,
            reason: "vAER-A is stopped: 1 route moves to vAER-B"
        ),
        Rule(
            name: "at the end of a hold",
            first: .stopped,
            carried: "AA",
            memory: Memory(holdReported: true),
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A is stopped: 2 routes move to vAER-B"
        ),
        Rule(
            name: "on an event for the other member",
            first: .stopped,
            trigger: Rule.event(.second, .running),
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A is stopped: 2 routes move to vAER-B"
        ),
        Rule(
            name: "a peer that has just started",
            first: .stopped,
            second: .initializing,
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A is stopped: 2 routes move to vAER-B"
        ),
    ]

    static let quiet: [Rule] = [
        Rule(name: "both work", reason: "vAER-A carries 2 routes; both members work"),
        Rule(
            name: "the standby is stopped",
            second: .stopped,
            state: .degraded,
            reason: "vAER-A carries 2 routes; vAER-B is stopped"
        ),
        Rule(
            name: "the failed member starts again",
            first: .pending,
            carried: "BB",
            state: .degraded,
            reason: "vAER-B carries 2 routes; vAER-A is still starting"
        ),
        Rule(name: "it is back", carried: "BB", reason: "vAER-B carries 2 routes; both members work"),
        Rule(
            name: "split on purpose",
            carried: "AB",
            state: .split,
            reason: "vAER-A carries 1 route and vAER-B carries 1 route; both members work"
        ),
        Rule(
            name: "the status check is off",
            first: .impaired,
            failover: FailoverPolicy(statusChecks: false),
            reason: "vAER-A carries 2 routes; both members work"
        ),
        Rule(
            name: "a running member with its source/dest check on keeps its routes",
            first: .checking,
            state: .degraded,
            reason: "vAER-A carries 2 routes; vAER-A drops routed traffic: the source/dest check of eni-0a000001 is on"
        ),
        Rule(name: "nothing owned", carried: "xx", reason: "no owned route points at either member; both members work"),
        Rule(
            name: "paused",
            first: .stopped,
            failover: FailoverPolicy(paused: true),
            verdict: .paused,
            state: .degraded,
            reason: "paused: vAER-A is stopped, and 2 routes would move to vAER-B"
        ),
        Rule(
            name: "paused and well",
            failover: FailoverPolicy(paused: true),
            verdict: .paused,
            reason: "paused; vAER-A carries 2 routes; both members work"
        ),
    ]

    static let holds: [Rule] = [
        Rule(
            name: "both stopped",
            first: .stopped,
            second: .stopped,
            verdict: .hold,
            state: .down,
            notifies: true,
            reason: "vAER-A is stopped; vAER-B is stopped: nothing moves, 2 routes wait until a member works"
        ),
        Rule(
            name: "told already",
            first: .stopped,
            second: .stopped,
            memory: Memory(holdReported: true),
            verdict: .hold,
            state: .down,
            reason: "vAER-A is stopped; vAER-B is stopped: nothing moves, 2 routes wait until a member works"
        ),
        Rule(
            name: "the peer drops routed traffic",
            first: .stopped,
            second: .checking,
            verdict: .hold,
            state: .down,
            notifies: true,
            reason: "vAER-A is stopped; vAER-B drops routed traffic: the source/dest check of eni-0b000001 is on: "
                + "nothing moves, 2 routes wait until a member works"
        ),
        Rule(
            name: "the peer cannot be told, for the first time",
            first: .stopped,
            second: .unreadStatus,
            verdict: .hold,
            state: .down,
            reason: "vAER-A is stopped; vAER-B cannot be told: its status check could not be read "
                + "(RequestLimitExceeded): nothing moves, 2 routes wait until a member works"
        ),
        Rule(
            name: "the peer cannot be told for minutes",
            first: .stopped,
            second: .unreadStatus,
            memory: Memory(heldSince: Rule.ago(.seconds(180))),
            verdict: .hold,
            state: .down,
            notifies: true,
            reason: "vAER-A is stopped; vAER-B cannot be told: its status check could not be read "
                + "(RequestLimitExceeded): nothing moves, 2 routes wait until a member works"
        ),
        Rule(
            name: "nobody can be told",
            first: .unreadState,
            second: .unreadState,
            carried: "A",
            verdict: .hold,
            state: .unknown,
            reason: "vAER-A cannot be told: its state could not be read (RequestLimitExceeded); vAER-B cannot be told: "
                + "its state could not be read (RequestLimitExceeded): nothing moves, 1 route waits until a member works"
        ),
        Rule(
            name: "the end of a hold is told",
            memory: Memory(holdReported: true),
            notifies: true,
            reason: "the hold is over: vAER-A carries 2 routes; both members work"
        ),
    ]

    static let failbacks: [Rule] = [
        Rule(
            name: "after the wait",
            carried: "BB",
            failover: Rule.failover(.after(.seconds(600))),
            memory: Memory(failbackWaitSince: Rule.ago(.seconds(600))),
            verdict: .failback(to: .first),
            moves: 2,
            notifies: true,
            reason: "vAER-A has worked for 10m: 2 routes go back to it"
        ),
        Rule(
            name: "not before",
            carried: "BB",
            failover: Rule.failover(.after(.seconds(600))),
            memory: Memory(failbackWaitSince: Rule.ago(.seconds(540))),
            reason: "vAER-B carries 2 routes; both members work; routes go back to vAER-A in 1m"
        ),
        Rule(
            name: "not without memory",
            carried: "BB",
            failover: Rule.failover(.after(.seconds(600))),
            reason: "vAER-B carries 2 routes; both members work; routes go back to vAER-A in 10m"
        ),
        Rule(
            name: "not twice in an hour and once more",
            carried: "BB",
            failover: Rule.failover(.after(.seconds(60))),
            memory: Memory(
                failbackWaitSince: Rule.ago(.seconds(60)),
                failbacks: [Rule.ago(.seconds(3000)), Rule.ago(.seconds(600))]
            ),
            reason: "vAER-B carries 2 routes; both members work; routes have gone back "
                + "2 times in an hour, they stay for now"
        ),
        Rule(
            name: "again when an hour has passed",
            carried: "BB",
            failover: Rule.failover(.after(.seconds(60))),
            memory: Memory(
                failbackWaitSince: Rule.ago(.seconds(60)),
                failbacks: [Rule.ago(.seconds(3600)), Rule.ago(.seconds(600))]
            ),
            verdict: .failback(to: .first),
            moves: 2,
            notifies: true,
            reason: "vAER-A has worked for 1m: 2 routes go back to it"
        ),
        Rule(
            name: "by a clock that was set back, which makes nothing of failbacks to come",
            carried: "BB",
            failover: Rule.failover(.after(.seconds(60))),
            memory: Memory(
                failbackWaitSince: Rule.ago(.seconds(60)),
                failbacks: [Rule.ago(.seconds(-3000)), Rule.ago(.seconds(-600))]
            ),
            verdict: .failback(to: .first),
            moves: 2,
            notifies: true,
            reason: "vAER-A has worked for 1m: 2 routes go back to it"
        ),
        Rule(
            name: "what is left of the latest one",
            carried: "AB",
            failover: Rule.failover(.after(.seconds(60))),
            memory: Memory(
                failbackWaitSince: Rule.ago(.seconds(900)),
                failbacks: [Rule.ago(.seconds(3000)), Rule.ago(.seconds(300))]
            ),
            verdict: .failback(to: .first),
            moves: 1,
            state: .split,
            notifies: true,
            reason: "vAER-A has worked for 1m: 1 route goes back to it"
        ),
        Rule(
            name: "never",
            carried: "BB",
            memory: Memory(failbackWaitSince: Rule.ago(.seconds(90_000))),
            reason: "vAER-B carries 2 routes; both members work"
        ),
    ]

    static let commands: [Rule] = [
        Rule(
            name: "switchover",
            trigger: .switchover(to: .second),
            verdict: .failback(to: .second),
            moves: 2,
            notifies: true,
            reason: "an operator's command: 2 routes move to vAER-B"
        ),
        Rule(
            name: "nothing left to switch",
            trigger: .switchover(to: .first),
            reason: "vAER-A carries 2 routes; both members work"
        ),
        Rule(
            name: "refused",
            second: .stopped,
            trigger: .switchover(to: .second),
            state: .degraded,
            reason: "vAER-A carries 2 routes; vAER-B is stopped; not switched to vAER-B, which is stopped"
        ),
        Rule(
            name: "rehearsal",
            trigger: .rehearsal(assumeDown: .first),
            verdict: .failover(failed: .first),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-A counts as failed for this rehearsal: 2 routes move to vAER-B"
        ),
        Rule(
            name: "rehearsal of a pair that is paused",
            failover: FailoverPolicy(paused: true),
            trigger: .rehearsal(assumeDown: .first),
            verdict: .paused,
            state: .degraded,
            reason: "paused: vAER-A counts as failed for this rehearsal, and 2 routes would move to vAER-B"
        ),
        Rule(
            name: "rehearsal without a peer",
            second: .stopped,
            trigger: .rehearsal(assumeDown: .first),
            verdict: .hold,
            state: .down,
            notifies: true,
            reason: "vAER-A counts as failed for this rehearsal; vAER-B is stopped: nothing moves, "
                + "2 routes wait until a member works"
        ),
    ]

    static let events: [Rule] = [
        Rule(
            name: "the event runs ahead of the reads",
            trigger: Rule.event(.first, .stopping),
            verdict: .stale(.first),
            reason: "the event says that vAER-A is stopping, but EC2 reads it as running: nothing moved; "
                + "to rehearse its failure, add \"vaer\": {\"assume\": \"down\"} to the event"
        ),
        Rule(
            name: "the manual's test event",
            trigger: Rule.event(.first, .pending),
            reason: "vAER-A is running, nothing moved; "
                + "to rehearse its failure, add \"vaer\": {\"assume\": \"down\"} to the event"
        ),
        Rule(
            name: "no route moves to a member that is said to go down",
            second: .stopped,
            carried: "BB",
            trigger: Rule.event(.first, .stopping),
            verdict: .stale(.first),
            state: .degraded,
            reason: "the event says that vAER-A is stopping, but EC2 reads it as running: nothing moved; "
                + "to rehearse its failure, add \"vaer\": {\"assume\": \"down\"} to the event"
        ),
        Rule(
            name: "but to one that starts",
            second: .stopped,
            carried: "BB",
            trigger: Rule.event(.first, .pending),
            verdict: .failover(failed: .second),
            moves: 2,
            state: .degraded,
            notifies: true,
            reason: "vAER-B is stopped: 2 routes move to vAER-A"
        ),
        Rule(
            name: "an alarm that is over",
            trigger: .alarm(name: "a-tunnel"),
            reason: "vAER-A carries 2 routes; both members work"
        ),
    ]
}
