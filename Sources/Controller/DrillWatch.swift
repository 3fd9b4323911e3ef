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

        /// Whether a router could take over.
        func isEligible(_ side: Side) -> Bool { decision.health[side] == .eligible }
    }

    let pair: Pair
    let caller: any Caller
    let time: any TimeSource

    /// Reads instances, their status checks and routes, and lets the engine judge them.
    func look() async -> Look { await look(at: pair) }

    /// Reads instances and routes alone, for watching again and again: a router that fails a status check looks fit.
    func glance() async -> Look {
        var unchecked = pair
        unchecked.failover.statusChecks = false
        return await look(at: unchecked)
    }

    private func look(at pair: Pair) async -> Look {
        let observation = await PairObserver(caller: caller, time: time).observe(pair)
        let decision = decide(pair, observation, trigger: .sweep, memory: Memory(), now: time.now())
        return Look(
            time: time.now(),
            decision: decision,
            routes: observation.routes.map { routes in
                let owned = OwnedRoutes(pair, routes).carried
                return owned.first + owned.second
            },
            instances: observation.members.map(\.instance),
            members: observation.members
        )
    }

    /// How many owned routes each router carries, from the route tables alone; nil when they could not be read.
    func carried() async -> BySide<Int>? {
        guard let routes = await PairObserver(caller: caller, time: time).routes(of: pair) else { return nil }
        return OwnedRoutes(pair, routes).carried.map(\.count)
    }

    /// Whether EC2 has finished checking an instance and found nothing; false when it cannot be told.
    func hasPassedChecks(_ instance: InstanceID) async -> Bool { await passed([instance]).contains(instance) }

    /// The instances that EC2 has finished checking without a finding; none when it cannot be told.
    ///
    /// The engine takes a router that still boots for one that works, because it may not wait; a drill may, and must
    /// not stop the other router before this one really works.
    func passed(_ instances: [InstanceID]) async -> Set<InstanceID> {
        guard let page = try? await caller.send(EC2.describeInstanceStatus(ids: instances)) else { return [] }
        return Set(page.items.filter { $0.system == "ok" && $0.instance == "ok" }.map(\.id))
    }
}
