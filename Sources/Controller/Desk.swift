import Fleet
import History
import Records
package import Values

/// What all loops of a controller work with.
package struct Desk: Sendable {
    /// What is known.
    package let board: FleetBoard
    /// What is recorded.
    package let keeper: HistoryKeeper
    /// How often and how long.
    package let settings: ControllerSettings
    /// The clock.
    package let time: any TimeSource
    /// Numbers between 0 and 1.
    package let random: @Sendable () -> Double
    /// The log.
    package let narrate: Narrator
    /// The version of the program.
    package let version: String
    /// Who this controller is.
    package let holder: String

    /// What all loops work with.
    package init(
        board: FleetBoard,
        keeper: HistoryKeeper,
        settings: ControllerSettings,
        time: any TimeSource,
        random: @escaping @Sendable () -> Double,
        narrate: @escaping Narrator,
        version: String,
        holder: String
    ) {
        (self.board, self.keeper, self.settings, self.time) = (board, keeper, settings, time)
        (self.random, self.narrate, self.version, self.holder) = (random, narrate, version, holder)
    }

    /// The name of the lease of the controller that acts.
    static let leaseName = "controller"

    /// Over how long the first looks are spread.
    var spread: Duration { min(.seconds(2), settings.interval) }

    /// A sweep with the callers of now.
    func sweep() async -> FleetSweep {
        FleetSweep(
            callers: await board.currentCallers(),
            time: time,
            engineVersion: version,
            source: .controller
        )
    }

    /// Records findings and tells the board.
    func take(_ findings: [FleetSweep.Finding]) async {
        await board.note(findings, at: time.now())
        // The failovers of the findings were recorded with their decisions.
        await keeper.record(SweepRecord(sightings: findings.compactMap(\.sighting)))
    }

    /// Takes over what is on record: other programs drill and apply, and another controller may have looked.
    ///
    /// What was taken over before and was not changed by others is not read again, except `anew`.
    func recall(anew: Bool = false) async {
        let board = board
        await keeper.recall(anew: anew) { await board.remember($0) }
    }

    /// Gives a sign of life for a place.
    func sign(of place: FleetCallers.Place) async { await board.note(place, at: time.now()) { _ in } }

    /// A loop that gives no sign for so long beyond two intervals hangs: no call takes as long.
    private static let patience = Duration.seconds(600)

    /// The places whose loops hang.
    package func silentPlaces() async -> [FleetCallers.Place] {
        await board.silent(for: Self.patience + settings.interval + settings.interval, now: time.now())
    }

    /// Whether this controller has the right to act at this moment, asked anew: it may have slept for long.
    ///
    /// Without a history there is no lease and nothing to guard: the engine does no harm twice.
    func mayAct() async -> Bool {
        guard await board.currentRole() == .active else { return false }
        let lease = await renewLease()
        guard let lease, lease.holder != holder else { return true }
        await board.set(role: .standby)
        narrate(.warning, "\(lease.holder) is the active controller now; this one stands by")
        return false
    }

    /// Asks for the lease; nil when there is no history to ask.
    func renewLease() async -> Lease? {
        let (holder, duration, now) = (holder, settings.lease, time.now())
        return await keeper.using { store throws(HistoryError) in
            try await store.takeLease(
                Self.leaseName,
                holder: holder,
                for: duration,
                now: now,
                isGone: { HolderID($0)?.isGone ?? false }
            )
        }
    }

    /// Runs `body` to its end although the task is cancelled meanwhile, but then for a second and a half at most.
    func shielded<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
        let work = Task { await body() }
        let time = time
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                do { try await time.sleep(for: .milliseconds(1500)) } catch { return }
                work.cancel()
            }
        }
    }
}
