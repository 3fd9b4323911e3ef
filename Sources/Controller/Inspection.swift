package import Fleet
import History
package import Records
import ServiceLifecycle
package import Values

/// Compares AWS with the definitions of these pairs; a pair that could not be read is left out.
package typealias Comparison = @Sendable (_ pairs: [Pair], _ fleet: Fleet) async -> [PairName: Drift]

/// Goes through the fleet slowly: reads the functions' logs for what the queue did not bring, and looks for drift.
///
/// The logs fill what a lost history, a queue that was deleted, or another controller's fetching leaves out.
struct Inspection: Service {
    /// How many pairs are inspected at once.
    private static let chunk = 10
    /// How far back logs are read for a pair of which none was read yet.
    private static let horizon = Duration.seconds(30 * 86_400)
    /// The overlap of two readings: events reach a log some time after their own time.
    private static let overlap = Duration.seconds(300)

    let desk: Desk
    /// Nil when there is no artifact to compare with.
    let compare: Comparison?

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // The first sweeps come first.
            var next = desk.time.now() + min(.seconds(5), desk.settings.interval)
            while !Task.isCancelled {
                do { try await desk.time.sleep(for: max(.zero, next - desk.time.now())) } catch { return }
                next = desk.time.now() + desk.settings.jittered(desk.settings.inspection, by: desk.random())
                if await desk.board.currentRole() == .active { await inspect() }
            }
        }
    }

    /// Goes through the fleet once.
    func inspect() async {
        let fleet = await desk.board.currentFleet()
        let marks = await desk.keeper.using { store throws(HistoryError) in try await store.logMarks() } ?? [:]
        for pairs in await order(marks) {
            for start in stride(from: 0, to: pairs.count, by: Self.chunk) {
                let some = Array(pairs[start..<min(start + Self.chunk, pairs.count)])
                if await desk.keeper.isRecording { await readLogs(some, marks) }
                if let compare {
                    let drift = await compare(some, fleet)
                    if Task.isCancelled { return }
                    await take(drift)
                }
                do { try await desk.time.sleep(for: .milliseconds(500)) } catch { return }
            }
        }
    }

    /// The pairs by place, those first whose logs were read the longest ago: a controller that is restarted again and again
    /// gets to all of them too.
    private func order(_ marks: [PairName: Timestamp]) async -> [[Pair]] {
        var found: [(read: Timestamp, pairs: [Pair])] = []
        for place in await desk.board.currentPlaces().sorted() {
            let pairs = await desk.board.pairs(at: place)
            let never = Timestamp(milliseconds: 0)
            found.append((pairs.map { marks[$0.name] ?? never }.min() ?? never, pairs))
        }
        return found.sorted { $0.read < $1.read }.map(\.pairs)
    }

    private func readLogs(_ pairs: [Pair], _ marks: [PairName: Timestamp]) async {
        let reports = FunctionReports(callers: await desk.board.currentCallers())
        let now = desk.time.now()
        var (telling, read) = (Telling(), [PairName: Timestamp]())
        for pair in pairs {
            let since = marks[pair.name].map { $0 + (.zero - Self.overlap) } ?? now + (.zero - Self.horizon)
            do {
                telling = telling + (try await reports.telling(of: pair, since: since))
                read[pair.name] = now
            } catch {
                if Task.isCancelled { return }
                desk.narrate(.warning, "the log of \(pair.name) cannot be read: \(error.message)")
            }
        }
        guard await desk.keeper.record(telling, mayComeAgain: true) else { return }
        await desk.board.note(telling.failovers)
        let marks = read
        _ = await desk.keeper.using { store throws(HistoryError) in try await store.record(logMarks: marks) }
    }

    private func take(_ drift: [PairName: Drift]) async {
        let before = await desk.board.drift(of: Array(drift.keys))
        for (pair, drift) in drift.sorted(by: { $0.key < $1.key })
        where drift.isPresent && before[pair]?.summary != drift.summary {
            desk.narrate(.warning, "\(pair): AWS differs from the definition: \(drift.summary)")
        }
        await desk.board.note(drift)
        _ = await desk.keeper.using { store throws(HistoryError) in try await store.record(drift: drift) }
    }
}

/// Keeps the figures of days of which nothing more will be told, and deletes what is older than the retention.
struct HistoryUpkeep: Service {
    /// What happened may be told as long as its message stays in a queue, and a day for its record.
    private static let latest = Duration.seconds(15 * 86_400)

    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if await desk.board.currentRole() == .active { await keepUp() }
                do { try await desk.time.sleep(for: .seconds(3600)) } catch { return }
            }
        }
    }

    /// Does what is due.
    func keepUp() async {
        let now = desk.time.now()
        let oldest = Day(of: now + (.zero - desk.settings.retention))
        let settled = Day(of: now + (.zero - min(desk.settings.retention, Self.latest)))
        _ = await desk.keeper.using { store throws(HistoryError) in
            while try await store.rollUp(before: settled) > 0 { await Task.yield() }
            return try await store.prune(olderThan: oldest.start)
        }
    }
}

/// Takes over what other programs put on record: drills and applies soon, looks from time to time.
struct Recollection: Service {
    /// The time between two questions whether there is news.
    private static let pause = Duration.seconds(5)
    /// At which question all is read in any case, such as the looks of another controller, if anything was written.
    private static let round = 12

    let desk: Desk

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var count = 0
            while !Task.isCancelled {
                do { try await desk.time.sleep(for: Self.pause) } catch { return }
                count += 1
                if await desk.keeper.hasNews() || count.isMultiple(of: Self.round) { await desk.recall() }
            }
        }
    }
}
