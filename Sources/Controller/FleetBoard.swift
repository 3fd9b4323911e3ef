import AWS
package import Fleet
import Planning
package import Records
package import Values

/// The controller's memory: the fleet that it looks after, and what is known of it.
///
/// It is filled by the loops and read by everybody else. Nothing in it needs a disk.
package actor FleetBoard {
    private let started: Timestamp
    private let version: String
    private var fleet = Fleet(pairs: [], credentials: [:])
    private var callers: FleetCallers
    /// Where each pair stands in the fleet; ``statuses`` has the same order.
    private var positions: [PairName: Int] = [:]
    private var byPlace: [FleetCallers.Place: [Int]] = [:]
    private var role = ControllerRecord.Role.standby
    private var definitions: FleetState.Definitions
    private var recording = FleetState.Recording.on
    private var places: [FleetCallers.Place: FleetState.PlaceState] = [:]
    private var statuses: [PairStatus] = []
    private var pending: [PairName: Timestamp] = [:]
    private var lastSigns: [FleetCallers.Place: Timestamp] = [:]
    private var tally = RunTally()
    private var channelProblems: [String: String] = [:]
    private var revision = 0
    private var watchers: [Int: AsyncStream<Int>.Continuation] = [:]
    private var nextWatcher = 0

    /// A board that knows nothing yet.
    package init(started: Timestamp, version: String) {
        (self.started, self.version) = (started, version)
        definitions = FleetState.Definitions(loaded: started, problem: nil)
        callers = FleetCallers(Fleet(pairs: [], credentials: [:])) { _, _ throws(AWSError) in
            throw .configuration(detail: "no fleet")
        }
    }

    // MARK: - For readers

    /// All that is known now.
    package func state() -> FleetState {
        FleetState(
            started: started,
            version: version,
            role: role,
            definitions: definitions,
            recording: recording,
            places: places.values.sorted { $0.place < $1.place },
            channelProblems: channelProblems,
            pairs: statuses,
            revision: revision
        )
    }

    /// How the fleet is on the whole, without a copy of all pairs.
    package func summary() -> FleetSummary {
        FleetSummary(
            role: role,
            definitions: definitions,
            recording: recording,
            places: places.values.sorted { $0.place < $1.place },
            channelProblems: channelProblems,
            standings: statuses.reduce(into: [:]) { $0[$1.standing, default: 0] += 1 }
        )
    }

    /// What happened since the controller began.
    package func currentTally() -> RunTally { tally }

    /// The number of the latest change.
    package func currentRevision() -> Int { revision }

    /// The number of each change from now on, the latest only: read ``state()`` as often as you can use it.
    package func changes() -> AsyncStream<Int> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let number = nextWatcher
        nextWatcher += 1
        watchers[number] = continuation
        continuation.yield(revision)
        continuation.onTermination = { [weak self] _ in Task { await self?.forget(number) } }
        return stream
    }

    /// The fleet that is looked after.
    package func currentFleet() -> Fleet { fleet }

    /// Who talks to AWS for it.
    package func currentCallers() -> FleetCallers { callers }

    /// What this controller does.
    package func currentRole() -> ControllerRecord.Role { role }

    // MARK: - For the loops

    /// Takes over a fleet; what is known of pairs that stay is kept.
    func adopt(_ fleet: Fleet, _ callers: FleetCallers, now: Timestamp) {
        statuses = fleet.pairs.map { pair in
            positions[pair.name].map { statuses[$0].defined(by: pair) } ?? PairStatus(unseen: pair)
        }
        (self.fleet, self.callers) = (fleet, callers)
        definitions = FleetState.Definitions(loaded: now, problem: nil)
        positions = Dictionary(fleet.pairs.indices.map { (fleet.pairs[$0].name, $0) }) { first, _ in first }
        byPlace = Dictionary(grouping: fleet.pairs.indices) { FleetCallers.place(of: fleet.pairs[$0]) }
        places = byPlace.reduce(into: [:]) { result, entry in
            var state = places[entry.key] ?? FleetState.PlaceState(place: entry.key, pairs: 0)
            state.pairs = entry.value.count
            result[entry.key] = state
        }
        pending = pending.filter { positions[$0.key] != nil }
        changed()
    }

    /// Takes over what is on record, as far as nothing newer is known.
    func remember(_ recorded: [PairStatus]) {
        var isNews = false
        for record in recorded {
            guard let position = positions[record.pair] else { continue }
            var status = statuses[position]
            status.note(recorded: record)
            status = status.defined(by: fleet.pairs[position])
            guard status != statuses[position] else { continue }
            statuses[position] = status
            isNews = true
        }
        if isNews { changed() }
    }

    /// Takes note that the definitions on disk cannot be used; false when just that was said before.
    func complain(_ summary: String, text: String, now: Timestamp) -> Bool {
        guard definitions.problem?.text != text else { return false }
        let since = definitions.problem?.since ?? now
        definitions.problem = FleetState.Problem(since: since, summary: summary, text: text)
        changed()
        return true
    }

    /// Sets what this controller does.
    func set(role: ControllerRecord.Role) {
        guard role != self.role else { return }
        self.role = role
        pending = [:]
        changed()
    }

    /// Takes note whether what happens is recorded.
    func note(_ recording: FleetState.Recording) {
        guard recording != self.recording else { return }
        self.recording = recording
        changed()
    }

    /// Takes note why a way of telling alerts does not work; nil when it does.
    package func note(channel: String, problem: String?) {
        guard channelProblems[channel] != problem else { return }
        channelProblems[channel] = problem
        changed()
    }

    /// The places of the fleet.
    func currentPlaces() -> Set<FleetCallers.Place> { Set(byPlace.keys) }

    /// The pairs of a place; empty when it has none any more.
    func pairs(at place: FleetCallers.Place) -> [Pair] { (byPlace[place] ?? []).map { fleet.pairs[$0] } }

    /// Whether a place has pairs still.
    func hasPairs(at place: FleetCallers.Place) -> Bool { byPlace[place] != nil }

    /// Why a place cannot be looked at; nil when it can.
    func problem(of place: FleetCallers.Place) -> PlanFailure? { places[place]?.problem }

    /// Why the queue of a place cannot be asked; nil when it can.
    func queueProblem(of place: FleetCallers.Place) -> String? { places[place]?.queueProblem }

    /// Changes what is known of a place, if it still has pairs.
    func note(_ place: FleetCallers.Place, at now: Timestamp, _ change: @Sendable (inout FleetState.PlaceState) -> Void)
    {
        lastSigns[place] = now
        guard var state = places[place] else { return }
        let before = state
        change(&state)
        places[place] = state
        if before != state { changed() }
    }

    /// Takes over what a look at pairs gave.
    ///
    /// A pair whose routes should move is on the list from the first time that this was seen.
    func note(_ findings: [FleetSweep.Finding], at now: Timestamp) {
        for finding in findings {
            let name = finding.pair.name
            guard let sighting = finding.sighting, let position = positions[name] else { continue }
            statuses[position].note(sighting)
            if let failover = finding.failover {
                statuses[position].note(failover)
                tally.count(failover, since: started)
            }
            pending[name] = finding.isPending ? pending[name] ?? now : nil
        }
        changed()
    }

    /// Takes over failovers that somebody told of.
    func note(_ failovers: [FailoverRecord]) {
        for failover in failovers {
            guard let position = positions[failover.pair] else { continue }
            statuses[position].note(failover)
            tally.count(failover, since: started)
        }
        changed()
    }

    /// What is known of drift.
    func drift(of pairs: [PairName]) -> [PairName: Drift] {
        pairs.reduce(into: [:]) { result, pair in result[pair] = positions[pair].flatMap { statuses[$0].drift } }
    }

    /// Takes over a comparison of AWS with the definitions.
    func note(_ drift: [PairName: Drift]) {
        for (pair, drift) in drift {
            if let position = positions[pair] { statuses[position].drift = drift }
        }
        changed()
    }

    /// The pairs of a place whose routes should have moved for at least `grace`, with the moment that this was seen.
    func overdue(at place: FleetCallers.Place, now: Timestamp, grace: Duration) -> [(pair: Pair, since: Timestamp)] {
        guard !pending.isEmpty else { return [] }
        return pairs(at: place).compactMap { pair in
            guard let since = pending[pair.name], now - since >= grace else { return nil }
            return (pair, since)
        }
    }

    /// When the first pair of a place will be overdue; nil when none waits.
    func nextOverdue(at place: FleetCallers.Place, grace: Duration) -> Timestamp? {
        guard !pending.isEmpty else { return nil }
        return (byPlace[place] ?? []).compactMap { pending[fleet.pairs[$0].name] }.min().map { $0 + grace }
    }

    /// The places whose loop has given no sign for so long.
    func silent(for limit: Duration, now: Timestamp) -> [FleetCallers.Place] {
        byPlace.keys.filter { now - max(lastSigns[$0] ?? definitions.loaded, definitions.loaded) > limit }
    }

    private func forget(_ number: Int) { watchers[number] = nil }

    private func changed() {
        revision += 1
        for watcher in watchers.values { watcher.yield(revision) }
    }
}
