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
    private var byPlace: [FleetCallers.Place: [Pair]] = [:]
    private var role = ControllerRecord.Role.standby
    private var definitions: FleetState.Definitions
    private var recording = FleetState.Recording.on
    private var places: [FleetCallers.Place: FleetState.PlaceState] = [:]
    private var statuses: [PairName: PairStatus] = [:]
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
            pairs: fleet.pairs.map { statuses[$0.name] ?? PairStatus(unseen: $0) }.sorted { $0.pair < $1.pair },
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
            standings: statuses.values.reduce(into: [:]) { $0[$1.standing, default: 0] += 1 }
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
        (self.fleet, self.callers) = (fleet, callers)
        definitions = FleetState.Definitions(loaded: now, problem: nil)
        byPlace = Dictionary(grouping: fleet.pairs, by: FleetCallers.place)
        let joined = PairStatus.join(fleet, with: Array(statuses.values))
        statuses = Dictionary(joined.map { ($0.pair, $0) }) { first, _ in first }
        places = byPlace.reduce(into: [:]) { result, entry in
            var state = places[entry.key] ?? FleetState.PlaceState(place: entry.key, pairs: 0)
            state.pairs = entry.value.count
            result[entry.key] = state
        }
        pending = pending.filter { statuses[$0.key] != nil }
        changed()
    }

    /// Takes over what is on record, as far as nothing newer is known.
    func remember(_ recorded: [PairStatus]) {
        let known = recorded.reduce(into: statuses) { $0[$1.pair]?.note(recorded: $1) }
        let joined = PairStatus.join(fleet, with: Array(known.values))
        let statuses = Dictionary(joined.map { ($0.pair, $0) }) { one, _ in one }
        guard statuses != self.statuses else { return }
        self.statuses = statuses
        changed()
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
    func pairs(at place: FleetCallers.Place) -> [Pair] { byPlace[place] ?? [] }

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
            guard let sighting = finding.sighting, var status = statuses[name] else { continue }
            status.note(sighting)
            if let failover = finding.failover {
                status.note(failover)
                tally.count(failover, since: started)
            }
            statuses[name] = status
            pending[name] = finding.isPending ? pending[name] ?? now : nil
        }
        changed()
    }

    /// Takes over failovers that somebody told of.
    func note(_ failovers: [FailoverRecord]) {
        for failover in failovers {
            statuses[failover.pair]?.note(failover)
            if statuses[failover.pair] != nil { tally.count(failover, since: started) }
        }
        changed()
    }

    /// What is known of drift.
    func drift() -> [PairName: Drift] { statuses.compactMapValues(\.drift) }

    /// Takes over a comparison of AWS with the definitions.
    func note(_ drift: [PairName: Drift]) {
        for (pair, drift) in drift { statuses[pair]?.drift = drift }
        changed()
    }

    /// The pairs of a place whose routes should have moved for at least `grace`, with the moment that this was seen.
    func overdue(at place: FleetCallers.Place, now: Timestamp, grace: Duration) -> [(pair: Pair, since: Timestamp)] {
        pairs(at: place).compactMap { pair in
            guard let since = pending[pair.name], now - since >= grace else { return nil }
            return (pair, since)
        }
    }

    /// When the first pair of a place will be overdue; nil when none waits.
    func nextOverdue(at place: FleetCallers.Place, grace: Duration) -> Timestamp? {
        pairs(at: place).compactMap { pending[$0.name] }.min().map { $0 + grace }
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
