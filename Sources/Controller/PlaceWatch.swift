import Fleet
import Planning
import Records
import Values

/// Looks at the pairs of one place again and again, and moves routes that nobody moved in time.
struct PlaceWatch: Sendable {
    let place: FleetCallers.Place
    let desk: Desk

    /// Looks until the place has no pairs any more or the task is cancelled.
    func run() async {
        // The first looks of many places are spread over some seconds.
        var next = desk.time.now() + .milliseconds(Int64(desk.random() * Double(desk.spread.milliseconds)))
        while !Task.isCancelled {
            guard await desk.board.hasPairs(at: place) else { return }
            if desk.time.now() >= next {
                let isActive = await desk.board.currentRole() == .active
                if isActive { await look(at: desk.board.pairs(at: place)) } else { await desk.sign(of: place) }
                next = desk.time.now() + desk.settings.jittered(desk.settings.interval, by: desk.random())
            }
            if Task.isCancelled { return }
            await actOnOverdue()
            let due = await desk.board.nextOverdue(at: place, grace: desk.settings.grace)
            let wake = min(next, due ?? next)
            do { try await desk.time.sleep(for: max(.milliseconds(200), wake - desk.time.now())) } catch { return }
        }
    }

    /// Looks at pairs once, records it and tells the board.
    func look(at pairs: [Pair]) async {
        let began = desk.time.now()
        var problem: PlanFailure?
        await desk.sweep().observe(pairs, at: place) { findings in
            guard !Task.isCancelled else { return }
            problem = problem ?? findings.lazy.compactMap(\.problem).first
            await desk.take(findings)
        }
        if !Task.isCancelled { await note(problem, began) }
    }

    /// Looks at some pairs between two looks at all: something was told of them.
    func refresh(_ pairs: [Pair]) async {
        let findings = await desk.sweep().run(pairs, mode: .observe)
        if !Task.isCancelled { await desk.take(findings) }
    }

    private func note(_ problem: PlanFailure?, _ began: Timestamp) async {
        let now = desk.time.now()
        let before = await desk.board.problem(of: place)
        if let problem {
            if !problem.message.isSameTrouble(as: before?.message) {
                desk.narrate(.error, "\(place.name) cannot be looked at: \(problem.message)")
            }
        } else if before != nil {
            desk.narrate(.info, "\(place.name) can be looked at again")
        }
        await desk.board.note(place, at: now) { state in
            (state.swept, state.took) = (now, now - began)
            state.problemSince = problem == nil ? nil : state.problemSince ?? now
            state.problem = problem
        }
    }

    /// Runs the engine for pairs whose own function had its time.
    func actOnOverdue() async {
        let overdue = await desk.board.overdue(at: place, now: desk.time.now(), grace: desk.settings.grace)
        guard !overdue.isEmpty, await desk.mayAct() else { return }
        for (pair, since) in overdue {
            let waited = (desk.time.now() - since).shortText
            desk.narrate(
                .warning,
                "\(pair.name): its routes should have moved \(waited) ago; the controller moves them"
            )
        }
        let sweep = await desk.sweep()
        // What has begun is not cut off by a stop, but it must not hold the stop up for long either.
        let findings = await desk.shielded { await sweep.act(on: overdue, at: place) }
        for finding in findings {
            guard let failover = finding.failover else { continue }
            desk.narrate(
                failover.failedCount == 0 ? .warning : .error,
                "\(finding.pair.name): \(failover.from) to \(failover.to): \(failover.movedCount) routes moved, "
                    + "\(failover.failedCount) not, in \(failover.duration.milliseconds) ms"
            )
        }
        let telling = Telling(
            decisions: findings.compactMap(\.decision),
            failovers: findings.compactMap(\.failover)
        )
        await desk.keeper.record(telling, mayComeAgain: false)
        await desk.take(findings)
    }
}

extension FleetCallers.Place {
    /// Such as `us-west-1 of 731262942057 (login 'ops')`.
    package var name: String { "\(region) of \(account)" + (login.map { " (login '\($0)')" } ?? "") }
}
