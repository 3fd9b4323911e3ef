import AWS
package import Fleet
import Planning
import Provisioning
package import Records
package import Values

/// Checks everything that failovers of many pairs depend on, account by account and region by region, side by side.
///
/// Changes nothing. The reads are shared by the pairs of an account and region; a pair by itself takes a dry run for each
/// of its route tables and one of its function.
package struct FleetPreflight: Sendable {
    /// How many places, and how many pairs of a place, are looked at at once.
    private static let (placesAtOnce, pairsAtOnce) = (24, 8)

    private let callers: FleetCallers
    private let time: any TimeSource

    /// A preflight by these callers.
    package init(callers: FleetCallers, time: any TimeSource) { (self.callers, self.time) = (callers, time) }

    /// Checks the pairs; a place that fails hides no other.
    ///
    /// `seen` is called when a pair is done.
    package func run(
        _ pairs: [Pair],
        seen: @escaping @Sendable (PairName) -> Void = { _ in }
    ) async -> [PreflightRecord] {
        let places = FleetCallers.grouped(pairs)
        let records = await concurrently(places, atMost: Self.placesAtOnce) { place, pairs in
            await check(place, pairs, seen)
        }
        return records.flatMap(\.self).sorted { $0.pair < $1.pair }
    }

    private func check(
        _ place: FleetCallers.Place,
        _ pairs: [Pair],
        _ seen: @escaping @Sendable (PairName) -> Void
    ) async -> [PreflightRecord] {
        let caller: any Caller
        do {
            caller = try await callers.verifiedCaller(at: place)
        } catch {
            return pairs.map { pair in
                defer { seen(pair.name) }
                let check = PreflightCheck("login", .failed, error.message, wayOut: error.wayOut)
                return PreflightRecord(pair: pair.name, checks: [check])
            }
        }
        let facts = await PreflightReader(caller: caller, time: time).read(pairs)
        let shared = SharedChecks(facts: facts, pairs: pairs).checks
        let pace = DryRunPace()
        return await concurrently(pairs, atMost: Self.pairsAtOnce) { pair in
            defer { seen(pair.name) }
            let preflight = Preflight(pair: pair, facts: facts, caller: caller, time: time, pace: pace)
            return PreflightRecord(pair: pair.name, checks: await preflight.run() + shared)
        }
    }
}

/// Keeps most of EC2's budget of ReplaceRoute free for failovers while dry runs use it too.
actor DryRunPace {
    /// So many dry runs go at once, of the 50 that EC2 takes.
    private static let burst = 10
    /// Then one in so long a time, where EC2 takes five a second.
    private static let interval = Duration.milliseconds(500)

    private var sent = 0
    private var next: Timestamp?

    /// Waits until so many dry runs may be sent; they count as sent.
    func admit(_ count: Int, _ time: any TimeSource) async {
        sent += count
        guard sent > Self.burst else { return }
        let now = time.now()
        let start = max(next ?? now, now)
        next = start + Self.interval * count
        // An interrupted wait ends the command anyway.
        try? await time.sleep(for: start - now)
    }
}
