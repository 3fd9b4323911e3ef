package import History
package import Values

/// The history for readers of the status page: opened for reading only, so that no reader waits for a writer.
package actor HistoryReader {
    private let place: HistoryPlace
    private let time: any TimeSource
    private var store: HistoryStore?

    /// A reader of the history at a place, which is opened when somebody asks.
    package init(_ place: HistoryPlace, time: any TimeSource) { (self.place, self.time) = (place, time) }

    /// What `body` reads; after an error the file is opened anew the next time.
    func read<Value: Sendable>(
        _ body: @Sendable (HistoryStore) async throws(HistoryError) -> Value
    ) async throws(HistoryError) -> Value {
        let open: HistoryStore
        if let store { open = store } else { open = try HistoryStore(place, access: .readOnly, now: time.now()) }
        store = open
        do throws(HistoryError) {
            return try await body(open)
        } catch {
            store = nil
            throw error
        }
    }
}
