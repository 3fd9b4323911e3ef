import History
import Records
import ServiceLifecycle
import Values

/// Runs the loops of every place, and starts those of places that a new definition brings.
struct FleetService: Service {
    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                var running: Set<FleetCallers.Place> = []
                for await _ in await desk.board.changes() {
                    let places = await desk.board.currentPlaces()
                    // A place without pairs ends its loops by itself, and may come back.
                    running.formIntersection(places)
                    for place in places.subtracting(running) {
                        running.insert(place)
                        group.addTask { await PlaceWatch(place: place, desk: desk).run() }
                        group.addTask { await QueueDrain(place: place, desk: desk).run() }
                    }
                }
            }
        }
    }
}

/// Keeps the right to act, or waits for it.
struct LeaseService: Service {
    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await renew()
                let third = Duration.milliseconds(desk.settings.lease.milliseconds / 3)
                do { try await desk.time.sleep(for: third) } catch { return }
            }
        }
    }

    /// Asks for the lease once, and takes the role that follows from the answer; the first time that is told always.
    func renew(isFirst: Bool = false) async {
        let lease = await desk.renewLease()
        let isOurs = lease.map { $0.holder == desk.holder } ?? true
        let role: ControllerRecord.Role = isOurs ? .active : .standby
        guard await desk.board.currentRole() != role || isFirst else { return }
        // Who stood by has looked at nothing; the other one's looks are on record.
        if isOurs { await desk.recall() }
        await desk.board.set(role: role)
        switch role {
        case .active: desk.narrate(.info, "this controller is active")
        case .standby: desk.narrate(.info, "\(lease?.holder ?? "another controller") is active; this one stands by")
        }
    }

    /// Gives the lease back, so that a standby need not wait for it to run out.
    func giveBack() async {
        guard await desk.board.currentRole() == .active, let lease = await desk.renewLease(),
            lease.holder == desk.holder
        else { return }
        _ = await desk.keeper.using { store throws(HistoryError) in
            try await store.giveBack(lease, of: Desk.leaseName)
        }
    }
}
