import AWS
import Engine
import Fleet
import Values

/// One run on its way: what was read and decided last, and what has become of each route so far.
struct FailoverCourse {
    private let run: FailoverRun
    private let request: FailoverRequest
    private let reader: FleetReader
    private let started: Timestamp
    private var reads: FleetReads
    private var trigger: Trigger
    /// What the latest reading led to.
    private var decision: Decision
    /// What the run is about: the first decision that moves something, else the latest.
    private var leading: Decision
    private var decided: Timestamp
    private var firstMove: Timestamp?
    private var lastMove: Timestamp?
    private var isOutOfTime = false
    /// Results by route, and the routes in the order in which they were first moved.
    private var results: [RoutePlace: MoveResult] = [:]
    private var order: [RoutePlace] = []

    /// How long to wait before each further look at a member that reads otherwise than its event says.
    private static let stalePauses: [Duration] = [
        .milliseconds(500), .seconds(1), .seconds(2), .seconds(3), .milliseconds(3500),
    ]
    /// An event that is older than this is no longer ahead of EC2's reads.
    private static let freshEvent: Duration = .seconds(60)
    /// How often a read may still show the old target of a route that has moved.
    private static let laggingReads = 3
    /// How old the members' readings may be when only the routes are read anew.
    private static let youngReading: Duration = .seconds(3)

    /// Takes the first look.
    init(_ run: FailoverRun, _ request: FailoverRequest) async {
        (self.run, self.request, trigger) = (run, request, request.trigger)
        reader = FleetReader(caller: run.caller, time: run.time)
        started = run.time.now()
        reads = await reader.read([request.pair])
        decided = run.time.now()
        decision = decide(
            request.pair,
            reads.observation(of: request.pair),
            trigger: request.trigger,
            memory: request.memory,
            now: decided
        )
        leading = decision
    }

    /// Looks again while EC2's reads contradict EC2's event, and believes the reads in the end.
    mutating func waitWhileStale() async {
        guard case .stale = decision.verdict else { return }
        let isFresh = request.eventTime.map { run.time.now() - $0 < Self.freshEvent } ?? true
        for pause in isFresh ? Self.stalePauses : [] {
            guard case .stale = decision.verdict, await sleep(pause) else { break }
            await look()
        }
        guard case .stale = decision.verdict else { return }
        // The reads have had their time: what they show is decided on as in a sweep, and told as what it is.
        let stale = decision
        trigger = .sweep
        judge()
        if decision.verdict == .steady { leading = stale }
    }

    /// Moves, reads and decides until nothing is left to move or no time is left.
    mutating func moveAll() async {
        if case .stateChange = trigger { trigger = .sweep }
        var (round, lagging) = (0, 0)
        while !decision.moves.isEmpty {
            let open = decision.moves.filter { isOpen($0) }
            if open.isEmpty {
                // Either EC2 still shows the old target, or what is left was refused for good.
                lagging += 1
                let hasMoved = decision.moves.contains { results[RoutePlace($0)]?.outcome == .moved }
                guard hasMoved, lagging < Self.laggingReads else { break }
            } else {
                guard await moveSome(open) else { break }
            }
            round += 1
            if round > 1, await !sleep(pause(round)) { break }
            await look()
        }
        settle()
    }

    /// What the run has come to.
    var report: FailoverReport {
        FailoverReport(
            pair: request.pair,
            trigger: request.trigger,
            decision: leading,
            memory: decision.memory,
            stateAfter: decision.state,
            isVerified: decision.moves.isEmpty && reads.areTablesKnown,
            results: order.compactMap { results[$0] },
            timing: FailoverReport.Timing(
                event: request.eventTime,
                started: started,
                decided: decided,
                firstMove: firstMove,
                lastMove: lastMove,
                finished: run.time.now()
            ),
            engineVersion: run.engineVersion,
            requestID: request.requestID
        )
    }
}

extension FailoverCourse {
    /// Reads what is needed and decides anew: just the routes where only the proof of the moves is missing.
    private mutating func look() async {
        let isProof =
            !decision.moves.isEmpty && decision.moves.allSatisfy { results[RoutePlace($0)]?.outcome == .moved }
        if isProof, run.time.now() - reads.time < Self.youngReading {
            reads.tables = await reader.tables([request.pair.vpc])
        } else {
            reads = await reader.read([request.pair])
        }
        judge()
    }

    private mutating func judge() {
        let now = run.time.now()
        let observation = reads.observation(of: request.pair)
        decision = decide(request.pair, observation, trigger: trigger, memory: decision.memory, now: now)
        guard leading.moves.isEmpty else { return }
        (leading, decided) = (decision, now)
    }

    /// Moves as many as the budget has; false when the time is over.
    private mutating func moveSome(_ moves: [Move]) async -> Bool {
        guard run.time.now() < request.deadline else {
            isOutOfTime = true
            return false
        }
        let granted = await run.budget.take(moves.count, now: run.time.now())
        guard granted > 0 else { return true }
        if firstMove == nil { firstMove = run.time.now() }
        let mover = RouteMover(caller: run.caller, time: run.time)
        for result in await mover.move(Array(moves.prefix(granted)), deadline: request.deadline) { note(result) }
        lastMove = run.time.now()
        return true
    }

    private mutating func note(_ result: MoveResult) {
        let place = RoutePlace(result.move)
        var total = result
        if let before = results[place] {
            total.attempts += before.attempts
            total.milliseconds += before.milliseconds
        } else {
            order.append(place)
        }
        results[place] = total
    }

    /// Whether a route still waits for a call that may succeed.
    private func isOpen(_ move: Move) -> Bool {
        switch results[RoutePlace(move)]?.outcome {
        case nil, .unfinished: true
        case .moved, .already, .refused, .gone: false
        }
    }

    /// Longer after each round, so that a throttled account is not asked all the time.
    private func pause(_ round: Int) -> Duration { .milliseconds(min(2000, 100 << min(round, 5))) }

    /// Waits, if there is time; false when there is none.
    private mutating func sleep(_ duration: Duration) async -> Bool {
        guard run.time.now() + duration < request.deadline else {
            isOutOfTime = true
            return false
        }
        do { try await run.time.sleep(for: duration) } catch { return false }
        return true
    }

    /// Compares what was to move with the last reading, and adds the routes that were never sent.
    private mutating func settle() {
        let reason = isOutOfTime ? "no time was left" : decision.reason
        for move in leading.moves where results[RoutePlace(move)] == nil {
            note(MoveResult(move: move, outcome: .unfinished(reason: reason), milliseconds: 0, attempts: 0))
        }
        guard let routes = reads.observation(of: request.pair).routes else { return }
        for place in order {
            guard case .unfinished = results[place]?.outcome, let move = results[place]?.move else { continue }
            let target = routes.first { RoutePlace($0) == place }?.target
            if target == move.to { results[place]?.outcome = .already }
            if target == nil { results[place]?.outcome = .gone }
        }
    }
}

/// Where a route is: EC2 lets a table have one route per destination.
struct RoutePlace: Hashable {
    let table: RouteTableID
    let destination: Destination

    init(_ move: Move) { (table, destination) = (move.table, move.destination) }

    init(_ route: RouteReading) { (table, destination) = (route.table, route.destination) }
}
