package import History
package import Records
package import Values

/// Records what happens as long as that is possible, and goes on without when it is not.
///
/// A full disk, a lock or a damaged file stops the record and nothing else. What could not be written and AWS cannot
/// tell again waits in memory, up to a limit, and is written once that is possible again.
package actor HistoryKeeper {
    /// How a history is opened.
    package typealias Open = @Sendable () throws(HistoryError) -> HistoryStore

    /// The most runs that wait in memory.
    private static let backlogLimit = 10_000
    /// How many pairs are read at once: a reading of a whole fleet should not need the memory of one.
    private static let recallLimit = 500
    /// How long to wait until a history that cannot be used is tried again.
    private static let patience = Duration.seconds(15)

    private let open: Open
    private let time: any TimeSource
    private let board: FleetBoard
    private let narrate: Narrator
    private var store: HistoryStore?
    private var retry: Timestamp?
    private var trouble: (error: HistoryError, since: Timestamp)?
    private var waiting = Telling()
    /// What the history said of other programs' changes when it was last read whole.
    private var recalled: Int?
    /// What was told last when that was last asked.
    private var told: [Int64] = []

    /// A keeper of the history that `open` opens; nothing is opened yet.
    package init(board: FleetBoard, time: any TimeSource, narrate: @escaping Narrator, open: @escaping Open) {
        (self.board, self.time, self.narrate, self.open) = (board, time, narrate, open)
    }

    /// Whether the last attempt to use the history went well.
    package var isRecording: Bool { trouble == nil }

    /// Runs `body` on the history; nil when that is not possible now.
    package func using<Value: Sendable>(
        _ body: @Sendable (HistoryStore) async throws(HistoryError) -> Value
    ) async -> Value? {
        do {
            guard let store = try current() else { return nil }
            let value = try await body(store)
            await recovered()
            return value
        } catch {
            await failed(error)
            return nil
        }
    }

    /// Whether a failover, an apply or a drill was recorded since this was last asked, by whomever.
    func hasNews() async -> Bool {
        let latest = await using { store throws(HistoryError) in try await store.latestTold() }
        guard let latest, latest != told else { return false }
        told = latest
        return true
    }

    /// Reads what is known of all pairs, a part at a time, unless nobody else has written since the last time.
    func recall(anew: Bool, part: ([PairStatus]) async -> Void) async {
        let version = await using { store throws(HistoryError) in try await store.foreignVersion() }
        guard let version, anew || version != recalled else { return }
        var last: PairName?
        repeat {
            let after = last
            let some = await using { store throws(HistoryError) in
                try await store.statuses(after: after, limit: Self.recallLimit)
            }
            guard let some else { return }
            await part(some)
            last = some.count == Self.recallLimit ? some.last?.pair : nil
        } while last != nil
        recalled = version
    }

    /// Records a look at many pairs, and after it what waits.
    func record(_ sweep: SweepRecord) async {
        let done: Void? = await using { store throws(HistoryError) in try await store.record(sweep: sweep) }
        if done != nil, waiting.count > 0 { await record(Telling(), mayComeAgain: false) }
    }

    /// Records messages; what cannot be written waits in memory.
    package func record(_ notifications: [NotificationRecord]) async {
        await record(Telling(notifications: notifications), mayComeAgain: false)
    }

    /// Records what runs were told of; true once it is on the disk, and what is not waits unless `mayComeAgain`.
    @discardableResult
    func record(_ telling: Telling, mayComeAgain: Bool) async -> Bool {
        let held = waiting
        // Others may leave something here while this is being written.
        waiting = Telling()
        let all = held + telling
        let done: Void? = await using { store throws(HistoryError) in
            try await store.record(
                decisions: all.decisions,
                failovers: all.failovers,
                notifications: all.notifications
            )
        }
        guard done == nil else { return true }
        let kept = mayComeAgain || all.count > Self.backlogLimit ? held : all
        waiting = kept + waiting
        return false
    }

    /// Writes what waits and closes the history.
    func close() async {
        if waiting.count > 0 { await record(Telling(), mayComeAgain: false) }
        if waiting.count > 0 { narrate(.error, "\(waiting.count) runs are lost: the history could not be written") }
        do { try await store?.close() } catch { narrate(.warning, "\(error.message); \(error.hint)") }
        store = nil
    }

    private func current() throws(HistoryError) -> HistoryStore? {
        if let store { return store }
        if let retry, time.now() < retry { return nil }
        let opened = try open()
        if let setAside = opened.setAside {
            narrate(.warning, "\(setAside.message); what AWS still knows is read again")
        }
        store = opened
        return opened
    }

    private func recovered() async {
        guard let trouble else { return }
        self.trouble = nil
        narrate(.info, "recording again, after \((time.now() - trouble.since).shortText)")
        await board.note(.on)
    }

    private func failed(_ error: HistoryError) async {
        let now = time.now()
        if trouble?.error != error { narrate(.error, "not recording: \(error.message); \(error.hint)") }
        let since = trouble?.since ?? now
        trouble = (error, since)
        retry = now + Self.patience
        // Opening again is what finds out about damage and sets it aside.
        if let store {
            (self.store, recalled) = (nil, nil)
            do { try await store.close() } catch { narrate(.warning, error.message) }
        }
        await board.note(.off(since: since, reason: error.message, hint: error.hint))
    }
}

/// What runs of the engine were told of, for the history.
struct Telling: Sendable {
    var decisions: [DecisionRecord] = []
    var failovers: [FailoverRecord] = []
    var notifications: [NotificationRecord] = []

    /// How much it is.
    var count: Int { decisions.count + failovers.count + notifications.count }

    static func + (left: Self, right: Self) -> Self {
        Telling(
            decisions: left.decisions + right.decisions,
            failovers: left.failovers + right.failovers,
            notifications: left.notifications + right.notifications
        )
    }
}

/// Says what happens, for the log.
package typealias Narrator = @Sendable (NarrationLevel, String) -> Void

/// How much a line of the log matters.
package enum NarrationLevel: Int, Hashable, Sendable, Comparable {
    /// It does not work.
    case error
    /// Somebody should know.
    case warning
    /// It is good to know.
    case info

    /// Orders the worst first.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
