package import Fleet
import History
import Records
package import ServiceLifecycle
import Values

/// A controller from its start to its stop.
package struct ControllerRun: Sendable {
    /// When a stop cancels what is going on, and when it leaves behind what hangs.
    ///
    /// Routes that are just being moved have a second and a half, and what became of them is recorded before the end.
    private static let stop = (patience: Duration.milliseconds(1800), limit: Duration.seconds(4))

    /// Where definitions come from.
    package let source: DefinitionsSource
    /// What all loops work with.
    package let desk: Desk
    /// Compares AWS with the definitions; nil when there is no artifact to compare with.
    package let compare: Comparison?
    /// Tells the service manager.
    package let tell: @Sendable (ManagerMessage) -> Void
    /// How long the service manager waits for a sign of life; nil when it does not.
    package let watchdog: Duration?

    /// A controller that has not begun.
    package init(
        source: DefinitionsSource,
        desk: Desk,
        compare: Comparison?,
        watchdog: Duration?,
        tell: @escaping @Sendable (ManagerMessage) -> Void
    ) {
        (self.source, self.desk, self.compare) = (source, desk, compare)
        (self.watchdog, self.tell) = (watchdog, tell)
    }

    /// Runs until SIGTERM or SIGINT, with further services such as the status page beside the loops.
    ///
    /// `fleet` is what was loaded just now, and `stamp` what the source gave before. `others` read ``Desk/board`` and open
    /// the history for reading by themselves.
    package func run(
        _ fleet: Fleet,
        _ callers: FleetCallers,
        stamp: String,
        until signals: ControllerSignals,
        others: [any Service] = []
    ) async throws {
        let started = desk.time.now()
        let leases = LeaseService(desk: desk)
        let heart = Heartbeat(
            desk: desk,
            interval: watchdog.map { .milliseconds($0.milliseconds / 3) } ?? .seconds(30),
            tell: tell,
            started: started
        )
        let definitions = DefinitionsWatch(
            source: source,
            desk: desk,
            stamp: stamp,
            reloading: { tell($0 ? .reloading : .ready) },
            changed: { await heart.record(ended: nil) }
        )
        await definitions.take(fleet, callers)
        await leases.renew(isFirst: true)
        await desk.recall()
        let services: [any Service] =
            [leases, heart, definitions, HistoryUpkeep(desk: desk), Inspection(desk: desk, compare: compare)]
            + [Recollection(desk: desk), FleetService(desk: desk)] + others
        let group = ServiceRun(services, patience: Self.stop.patience, limit: Self.stop.limit)
        let delivery = Task {
            await signals.deliver(stop: { group.stop() }, reload: { await definitions.reload() })
        }
        defer { delivery.cancel() }
        tell(.ready)
        let end = await group.run()
        switch end {
        case .orderly, .failed: break
        case .cancelled: desk.narrate(.warning, "the stop took too long; what was going on was cut off")
        case .leftBehind: desk.narrate(.warning, "something did not heed the stop; the program ends without it")
        }
        await leases.giveBack()
        await heart.record(ended: desk.time.now())
        await desk.keeper.close()
        if case .failed(let error) = end { throw error }
        desk.narrate(.info, "stopped")
    }
}
