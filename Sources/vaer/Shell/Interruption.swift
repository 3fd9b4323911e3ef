import Dispatch
import Glibc

/// Turns SIGINT and SIGTERM into the cancellation of a task, so that work is finished or undone, not cut off.
///
/// A second signal ends the process at once.
enum Interruption {
    /// Runs `operation`; a signal cancels it.
    static func handled<Result: Sendable>(
        _ console: Console,
        operation: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let task = Task { try await operation() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled { _exit(ExitStatus.interrupted.rawValue) }
                console.notice("stopping; once more to end at once without tidying up")
                task.cancel()
            }
            source.activate()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await task.value
    }
}
