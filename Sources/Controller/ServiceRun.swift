import Logging
import ServiceLifecycle
import Values

/// Services that run until they are told to stop, none of which can keep the others, or the program, from ending.
///
/// A stop asks first, then cancels, and leaves behind what heeds not even that: the program ends a moment later, and with
/// it whatever hangs. A second request to stop waits for nothing.
struct ServiceRun: Sendable {
    /// How the services came to their end.
    enum End: Sendable {
        /// All ended by themselves.
        case orderly
        /// What was going on had to be cancelled.
        case cancelled
        /// Something went on in spite of that, and was left behind.
        case leftBehind
        /// One of them failed.
        case failed(any Error)
    }

    private let group: ServiceGroup
    private let limit: Duration
    private let ends: AsyncStream<End>
    private let end: AsyncStream<End>.Continuation
    private let stops: AsyncStream<Void>
    private let ask: AsyncStream<Void>.Continuation

    /// Services that have not begun; a stop cancels them after `patience` and takes no longer than `limit`.
    init(_ services: [any Service], patience: Duration, limit: Duration) {
        var configuration = ServiceGroupConfiguration(
            services: services,
            logger: Logger(label: "vaer") { _ in SwiftLogNoOpLogHandler() }
        )
        configuration.maximumGracefulShutdownDuration = patience
        group = ServiceGroup(configuration: configuration)
        self.limit = limit
        (ends, end) = AsyncStream.makeStream()
        (stops, ask) = AsyncStream.makeStream()
    }

    /// Runs the services until they have ended, or were told to and had their time.
    func run() async -> End {
        // Neither is awaited: what hangs would be waited for as well.
        let work = Task {
            do {
                try await group.run()
                end.yield(.orderly)
            } catch is CancellationError {
                end.yield(.cancelled)
            } catch {
                end.yield(.failed(error))
            }
        }
        let watch = Task {
            var requests = stops.makeAsyncIterator()
            guard await requests.next() != nil else { return }
            await group.triggerGracefulShutdown()
            let deadline = Task {
                try await Task.sleep(for: limit)
                end.yield(.leftBehind)
            }
            if await requests.next() != nil { end.yield(.leftBehind) }
            deadline.cancel()
        }
        defer {
            work.cancel()
            watch.cancel()
        }
        return await ends.first { _ in true } ?? .cancelled
    }

    /// Tells the services to stop; the second time, waits for none of them.
    func stop() { ask.yield() }
}
