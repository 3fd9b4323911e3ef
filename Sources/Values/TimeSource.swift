/// Where the shell around the pure code gets the time and its waiting from; doubles replace it in tests.
package protocol TimeSource: Sendable {
    /// The present moment of the wall clock.
    func now() -> Timestamp

    /// Waits; ends early with `CancellationError` when the task is cancelled.
    func sleep(for duration: Duration) async throws
}
