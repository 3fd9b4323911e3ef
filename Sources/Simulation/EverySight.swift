import Engine
import Fleet
import Values

/// Every single decision: each condition of both members, each read that may be missing, each trigger, each policy.
package enum EverySight {
    private static let machines: [Machine] = {
        var machines = (InstanceState.allCases + [nil]).map { Machine(state: $0) }
        machines.append(Machine(isImpaired: true))
        machines.append(Machine(lan: Port(attachment: .detaching)))
        machines.append(Machine(lan: Port(attachment: .detached)))
        machines.append(Machine(lan: Port(checksSourceAndDestination: true)))
        machines += [.alarm, .insufficientData, nil].map { Machine(alarm: $0) }
        machines.append(Machine(isReplacement: true))
        return machines
    }()

    private static let spots: [[Spot]] = [
        [.firstLAN, .firstLAN], [.secondLAN, .secondLAN], [.firstLAN, .secondLAN], [.firstLAN, .elsewhere],
        [.elsewhere, .nowhere],
    ]

    private static let triggers: [Trigger] = [
        .sweep, .alarm(name: IDs.alarm(.first)), .rehearsal(assumeDown: .first), .switchover(to: .first),
        .switchover(to: .second), .stateChange(instance: IDs.instance(.first, isReplacement: false), state: .stopping),
        .stateChange(instance: IDs.instance(.second, isReplacement: false), state: .pending),
    ]

    /// What a read that fails hides.
    private static let veils: [@Sendable (inout Glimpse) -> Void] = [
        { _ in }, { $0.instances.first = nil }, { $0.instances = BySide(first: nil, second: nil) },
        { $0.statusChecks = nil }, { $0.alarms = nil }, { $0.spots = nil },
    ]

    /// Checks all that can be told from each decision; gives the number of sights.
    package static func check(_ subject: Subject = .engine) -> (sights: Int, violation: Violation?) {
        let judge = Judge(subject: subject, only: nil)
        var count = 0
        do {
            for first in machines {
                for second in machines {
                    for spots in spots {
                        let glimpse = Glimpse.complete(BySide(first: first, second: second), spots, time: 0)
                        count += try check(glimpse, judge)
                    }
                }
            }
            return (count, nil)
        } catch {
            return (count, error)
        }
    }

    /// The policies, each with what a decider may have in mind under it.
    private static let policies: [(pair: Pair, mind: SmallModel.Mind)] = {
        let pair = { (failover: FailoverPolicy, namesSecond: Bool) in
            Estate.small.pair(
                failover: failover,
                namesInstance: BySide(first: true, second: namesSecond),
                hasAlarms: true
            )
        }
        let wait = FailoverPolicy(failback: .after(.seconds(60)))
        let over = SmallModel.Mind(
            memory: Memory(failbackWaitSince: Sight.timestamp(-60_000)),
            account: Account(waitingSince: -60_000)
        )
        return [
            (pair(FailoverPolicy(), true), SmallModel.Mind()), (pair(wait, true), over),
            (pair(FailoverPolicy(statusChecks: false, paused: true), false), SmallModel.Mind()),
        ]
    }()

    private static func check(_ glimpse: Glimpse, _ judge: Judge) throws(Violation) -> Int {
        for veil in veils {
            var veiled = glimpse
            veil(&veiled)
            for trigger in triggers {
                for (pair, mind) in policies {
                    let sight = Sight(
                        pair: pair,
                        estate: .small,
                        glimpse: veiled,
                        trigger: trigger,
                        memory: mind.memory,
                        now: 0
                    )
                    var account = mind.account
                    try judge.check(sight, judge.subject.decide(sight), &account)
                }
            }
        }
        return veils.count * triggers.count * policies.count
    }
}
