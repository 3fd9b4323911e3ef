import Controller
import Fleet
import History
import Records
import Values

/// Tells by one way, with patience for a way that fails.
struct AlertTeller: Sendable {
    /// The shortest and the longest time after a failure.
    private static let backoff = (first: Duration.seconds(10), longest: Duration.seconds(600))

    /// How long a history that cannot be read is waited for; then memory takes its place.
    private static let wait = Duration.seconds(60)

    private let channel: AlertChannel
    private let desk: Desk
    private let means: AlertChannel.Means
    private var ledger: AlertLedger?
    private var failures = 0
    private var next: Timestamp?
    private var isGone = false
    private var loaded: Timestamp?
    private var isRemembered = false
    private var asked: Timestamp?

    /// A teller that knows nothing of what was told yet.
    init(_ channel: AlertChannel, _ desk: Desk, _ means: AlertChannel.Means) {
        (self.channel, self.desk, self.means) = (channel, desk, means)
    }

    /// Tells what is to be told now, unless the way failed a short while ago.
    ///
    /// `loaded` is when the definitions were loaded: new ones give a way that failed another chance at once.
    mutating func tell(_ sight: AlertSight, _ policy: AlertPolicy, loaded: Timestamp) async {
        if loaded != self.loaded { (self.loaded, isGone, next) = (loaded, false, nil) }
        let now = desk.time.now()
        guard !isGone, next.map({ now >= $0 }) ?? true, var ledger = await known(now) else { return }
        var (trouble, isTold) = (AlertChannel.Failure?.none, false)
        for telling in ledger.tellings(sight, policy, now: now) {
            let message = AlertMessage(telling, from: desk.holder, now: now)
            do throws(AlertChannel.Failure) {
                try await channel.send(message, means)
                isTold = true
                ledger.note(telling)
                await record(telling, message, .sent)
            } catch {
                if Task.isCancelled { break }
                trouble = error
                await record(telling, message, .failed(error.reason))
                // A message that is never taken holds no other up; who asks for quiet, or is gone, gets it.
                if error.retryAfter != nil || error.isGone { break }
            }
        }
        self.ledger = ledger
        if let trouble { await failed(trouble) } else if isTold { await succeeded() }
    }

    /// What was told by this way; nil while the history should be waited for, so that nothing is told twice.
    private mutating func known(_ now: Timestamp) async -> AlertLedger? {
        var ledger = ledger ?? AlertLedger(told: [])
        guard !isRemembered else { return ledger }
        let (name, target) = (channel.name, channel.target)
        if let told = await desk.keeper.using({ store throws(HistoryError) in try await store.openEpisodes() }) {
            ledger.remember(told.filter { $0.channel == name && $0.target == target }.compactMap(Alert.init))
            isRemembered = true
            return ledger
        }
        let first = asked ?? now
        asked = first
        return now - first < Self.wait ? nil : ledger
    }

    private func record(
        _ telling: AlertLedger.Telling,
        _ message: AlertMessage,
        _ outcome: NotificationRecord.Outcome
    ) async {
        let records = telling.alerts.map { alert in
            NotificationRecord(
                key: [alert.id, telling.isOver ? "over" : "begun", channel.name, channel.target].joined(separator: "/"),
                episode: alert.episode,
                phase: telling.isOver ? .recovery : .problem,
                pair: alert.pair,
                channel: channel.name,
                target: channel.target,
                subject: message.subject,
                time: desk.time.now(),
                outcome: outcome
            )
        }
        // While nothing can be written, memory is the record.
        await desk.keeper.record(records)
    }

    private mutating func succeeded() async {
        if failures > 0 { desk.narrate(.info, "alerts by \(channel.name) \(channel.target) arrive again") }
        (failures, next) = (0, nil)
        await desk.board.note(channel: "\(channel.name) \(channel.target)", problem: nil)
    }

    private mutating func failed(_ failure: AlertChannel.Failure) async {
        let doubled = Self.backoff.first.milliseconds << min(failures, 10)
        let longest = Duration.milliseconds(min(doubled, Self.backoff.longest.milliseconds))
        // Half of it at least, so that ways that failed together do not come again together.
        let jittered = Duration.milliseconds(Int64(Double(longest.milliseconds) * (0.5 + desk.random() / 2)))
        let wait = max(jittered, failure.retryAfter ?? .zero)
        let isNew = failures == 0
        failures += 1
        (next, isGone) = (desk.time.now() + wait, failure.isGone)
        await desk.board.note(channel: "\(channel.name) \(channel.target)", problem: failure.reason)
        let words = isGone ? "it is not asked again until the definitions change" : "it is tried again"
        if isNew || isGone {
            desk.narrate(
                .warning,
                "alerts by \(channel.name) \(channel.target) are not taken: \(failure.reason); \(words)"
            )
        }
    }
}

extension Alert {
    /// What is on record as told; nil when the record is no alert's.
    init?(_ record: NotificationRecord) {
        let parts = record.episode.split(separator: "/", maxSplits: 1).map(String.init)
        guard let kind = parts.first.flatMap(AlertPolicy.Kind.init(rawValue:)) else { return nil }
        let place = record.pair == nil && parts.count == 2 ? parts[1] : nil
        // The key begins with the alert's id, in which its beginning is.
        let digits = record.key.dropFirst(record.episode.count + 1).prefix { $0 != "/" }
        let since = Int64(digits).map(Timestamp.init(milliseconds:)) ?? record.time
        self.init(kind, pair: record.pair, place: place, since: since, text: "told before")
    }
}
