import UnixSignals

/// What the system asks of a controller, taken from its first moment on: nothing asked during the start is lost.
package struct ControllerSignals: Sendable {
    /// SIGTERM and SIGINT.
    private let ends: UnixSignalsSequence
    /// SIGHUP.
    private let reloads: UnixSignalsSequence

    /// Takes the signals from now on, and keeps them until they are delivered.
    package init() async {
        ends = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        reloads = await UnixSignalsSequence(trapping: .sighup)
    }

    /// Delivers them until the task is cancelled; a stop does not wait for a reload.
    func deliver(
        stop: @escaping @Sendable () async -> Void,
        reload: @escaping @Sendable () async -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in ends { await stop() } }
            group.addTask { for await _ in reloads { await reload() } }
        }
    }
}
