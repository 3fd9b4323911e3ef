package import History
package import Reports
package import Values

extension FleetReport.Record {
    /// What the history holds of a time.
    package init(_ history: HistoryStore, since moment: Timestamp) async throws(HistoryError) {
        self.init(
            histories: try await history.history(since: moment),
            watches: try await history.watches(since: moment),
            observations: try await history.observations(since: moment)
        )
        guard let horizon = try await history.horizon(), horizon > moment else { return }
        let first = Day(of: moment).start == moment ? Day(of: moment) : Day(of: moment).next
        (self.horizon, older) = (horizon, try await history.dailyFigures(since: first, before: Day(of: horizon)))
    }
}
