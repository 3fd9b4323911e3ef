import History
import Records
import ServiceLifecycle
import Values

/// What the service manager is told.
package enum ManagerMessage: Hashable, Sendable {
    /// The fleet is loaded and looked after.
    case ready
    /// The definitions are being loaded.
    case reloading
    /// It stops.
    case stopping
    /// It is alive; how it is, in one line.
    case alive(status: String)
}

/// Tells the service manager and the history that the controller is alive, as long as all of its loops are.
struct Heartbeat: Service {
    /// The time between two entries in the history.
    private static let recordInterval = Duration.seconds(60)

    let desk: Desk
    /// The time between two signs of life; half of what the service manager waits.
    let interval: Duration
    let tell: @Sendable (ManagerMessage) -> Void
    let started: Timestamp

    func run() async throws {
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown { await beatOnAndOn() }
        } onGracefulShutdown: {
            tell(.stopping)
        }
    }

    private func beatOnAndOn() async {
        var recorded: Timestamp?
        while !Task.isCancelled {
            await beat()
            let now = desk.time.now()
            if recorded.map({ now - $0 >= Self.recordInterval }) ?? true {
                await record(ended: nil)
                recorded = now
            }
            do { try await desk.time.sleep(for: interval) } catch { return }
        }
    }

    private func beat() async {
        let silent = await desk.silentPlaces()
        guard silent.isEmpty else {
            let names = silent.map(\.name).sorted().joined(separator: ", ")
            return desk.narrate(.error, "no sign from the loops of \(names); the service manager will restart all")
        }
        tell(.alive(status: await desk.board.summary().line))
    }

    /// Records how the controller is.
    func record(ended: Timestamp?) async {
        let (now, state) = (desk.time.now(), await desk.board.summary())
        var record = ControllerRecord(
            holder: desk.holder,
            version: desk.version,
            started: started,
            role: state.role
        )
        (record.seen, record.ended, record.pairs) = (now, ended, state.pairs)
        record.definitionsProblem = state.definitions.problem?.summary
        record.problemSince = state.definitions.problem?.since
        let entry = record
        _ = await desk.keeper.using { store throws(HistoryError) in try await store.record(controller: entry) }
    }
}
