import AWS
import Engine
import Failover
import Fleet
import Values

/// Looks at a pair as the engine does, without acting.
struct DrillWatch: Sendable {
    /// What one look showed.
    struct Look: Sendable {
        /// When the reply was there.
        let time: Timestamp
        /// What the engine would decide; never carried out.
        let decision: Decision
        /// The owned routes; nil when they could not be read.
        let routes: [RouteReading]?
        /// The instances, as far as they are known.
        let instances: BySide<InstanceID?>
        /// What was read of both members.
        let members: BySide<MemberReading>

        /// Whether a router is stopped.
        func isStopped(_ side: Side) -> Bool { members[side].state == .known(.stopped) }

        /// Whether a router could take over and EC2 has finished checking it.
        func isReady(_ side: Side) -> Bool {
            guard case .eligible = decision.health[side] else { return false }
            return members[side].statusCheck == .known(.ok)
        }
    }

    let pair: Pair
    let caller: any Caller
    let time: any TimeSource

    /// Reads instances and routes, and lets the engine judge them.
    func look() async -> Look {
        let observation = await PairObserver(caller: caller, time: time).observe(pair)
        let decision = decide(pair, observation, trigger: .sweep, memory: Memory(), now: time.now())
        return Look(
            time: time.now(),
            decision: decision,
            routes: observation.routes?.filter {
                $0.isStatic && pair.routes.selects(table: $0.table, destination: $0.destination)
            },
            instances: observation.members.map(\.instance),
            members: observation.members
        )
    }
}
