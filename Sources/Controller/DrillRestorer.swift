import AWS
import Engine
import Fleet
import Records
import Values

/// Puts routers and routes back as they were before a drill.
struct DrillRestorer: Sendable {
    let drill: Drill
    let start: Drill.Start

    /// Starts what does not run, waits until it is fit, and points moved routes back.
    ///
    /// - Returns: what was put back, and what was not and why, a line each.
    func restore() async -> (restored: [String], leftovers: [String]) {
        var restored: [String] = []
        var leftovers: [String] = []
        for side in Side.allCases { await restart(side, &restored, &leftovers) }
        let look = await drill.watch.look()
        guard let routes = look.routes else {
            return (restored, leftovers + ["the routes could not be read: run 'vaer sweep \(drill.pair.name)' later"])
        }
        for before in start.snapshot.routes {
            let now = routes.first { $0.table == before.table && $0.destination == before.destination }
            guard now?.target != before.target else { continue }
            await pointBack(before, look, &restored, &leftovers)
        }
        return (restored, leftovers)
    }

    private func restart(_ side: Side, _ restored: inout [String], _ leftovers: inout [String]) async {
        let name = drill.pair.members[side].name
        var wasStarted = false
        let began = drill.time.now()
        while drill.time.now() - began < drill.timing.bootLimit {
            let look = await drill.watch.glance()
            // Routes must not go back to a router that still boots while the other carries them well.
            if look.isEligible(side), await drill.watch.hasPassedChecks(start.instances[side]) {
                if wasStarted { restored.append("started \(name)") }
                return
            }
            if look.isStopped(side) {
                do {
                    _ = try await drill.caller.send(EC2.startInstances([start.instances[side]]))
                    wasStarted = true
                } catch {
                    leftovers.append("\(name) (\(start.instances[side])) is stopped: \(error.message)")
                    return
                }
            }
            drill.narrate(.waiting("restoring: waiting for \(name)"))
            do { try await drill.time.sleep(for: drill.timing.poll) } catch { return }
        }
        leftovers.append("\(name) (\(start.instances[side])) is not fit again; look at it in the EC2 console")
    }

    private func pointBack(
        _ route: RouteReading,
        _ look: DrillWatch.Look,
        _ restored: inout [String],
        _ leftovers: inout [String]
    ) async {
        let side: Side = drill.pair.members.first.interfaces.contains { $0.eni == route.target } ? .first : .second
        let text = "\(route.destination) in \(route.table) at \(drill.pair.members[side].name)"
        guard look.isEligible(side) else {
            // Pointing at a router that does not work would be the outage that the drill must not make.
            leftovers.append("\(text): not pointed back, the router is not fit")
            return
        }
        do {
            let call = EC2.replaceRoute(table: route.table, destination: route.destination, target: route.target)
            _ = try await drill.caller.send(call)
            restored.append("\(text) again")
        } catch {
            leftovers.append("\(text): \(error.message)")
        }
    }
}
