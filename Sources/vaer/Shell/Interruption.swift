import Dispatch
import Glibc

/// Turns SIGINT and SIGTERM into the cancellation of a task, so that work is finished or undone, not cut off.
///
/// A second signal ends the process at once.
enum Interruption {
    /// Runs `operation`; a signal cancels it, and `atOnce` is run before a second one ends the process.
    static func handled<Result: Sendable>(
        _ console: Console,
        notice: String? = "stopping; once more to end at once without tidying up",
        atOnce: @escaping @Sendable () -> Void = {},
        operation: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await operation() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled {
                    atOnce()
                    _exit(ExitStatus.interrupted.rawValue)
                }
                if let notice { console.notice(notice) }
                task.cancel()
            }
            source.activate()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await task.value
    }
}
