import AWS
import Engine
import Failover
package import Fleet
package import Planning
import Provisioning
package import Records
package import Values

/// One look at many pairs, with batched reads, and the engine's word on each; it acts on that word if it may.
package struct FleetSweep: Sendable {
    /// What a sweep may do.
    package enum Mode: Hashable, Sendable {
        /// Look and tell.
        case observe
        /// Also move the routes that the engine says.
        case act
    }

    /// What a sweep found about one pair.
    package struct Finding: Sendable {
        /// The pair.
        package let pair: Pair
        /// What was seen, after any moves; nil when the place could not be read at all.
        package let sighting: Sighting?
        /// What was moved; nil when nothing was to be moved.
        package var failover: FailoverRecord?
        /// What the engine decided when it was to act; nil when it only looked.
        package var decision: DecisionRecord?
        /// Why the pair could not be looked at, or not at all of it; nil when it could.
        package var problem: PlanFailure?
        /// Whether routes should move that were not moved.
        package var isPending = false
    }

    /// The longest time that moving the routes of one pair may take.
    static let moveLimit: Duration = .seconds(120)

    private let callers: FleetCallers
    private let time: any TimeSource
    private let engineVersion: String
    private let source: FailoverRecord.Source

    /// A sweep by these callers; `source` is what its failovers say of who moved.
    package init(
        callers: FleetCallers,
        time: any TimeSource,
        engineVersion: String,
        source: FailoverRecord.Source = .sweep
    ) {
        (self.callers, self.time, self.engineVersion) = (callers, time, engineVersion)
        self.source = source
    }

    /// Looks at the pairs, place by place side by side; a place that fails does not disturb the others.
    ///
    /// `seen` is told of each pair when it is done. The findings come in the order of the pairs.
    package func run(
        _ pairs: [Pair],
        mode: Mode,
        seen: @escaping @Sendable (PairName) -> Void = { _ in }
    ) async -> [Finding] {
        let findings = await withTaskGroup(of: [Finding].self) { group in
            for (place, pairs) in FleetCallers.grouped(pairs) {
                group.addTask {
                    var findings: [Finding] = []
                    await sweep(place, pairs, mode) { batch in
                        for finding in batch { seen(finding.pair.name) }
                        findings += batch
                    }
                    return findings
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return findings.sorted { $0.pair.name < $1.pair.name }
    }

    /// Looks at the pairs of one place; `found` is given each batch as soon as it is known, and nothing is kept.
    func observe(_ pairs: [Pair], at place: FleetCallers.Place, found: ([Finding]) async -> Void) async {
        await sweep(place, pairs, .observe, found)
    }

    private func sweep(
        _ place: FleetCallers.Place,
        _ pairs: [Pair],
        _ mode: Mode,
        _ found: ([Finding]) async -> Void
    ) async {
        let caller: any Caller
        do {
            caller = try await callers.verifiedCaller(at: place)
        } catch {
            return await found(pairs.map { Finding(pair: $0, sighting: nil, problem: error) })
        }
        let observer = PairObserver(caller: caller, time: time)
        let run = failoverRun(caller)
        // A reading older than some seconds decides nothing, so each batch is decided on before the next is read.
        for start in stride(from: 0, to: pairs.count, by: PairObserver.pairsPerBatch) {
            let batch = Array(pairs[start..<min(start + PairObserver.pairsPerBatch, pairs.count)])
            let (observations, failure) = await observer.observe(batch)
            let problem = failure.map { ProvisioningError.call($0, resource: "the pairs in \(place.region)").failure }
            var findings: [Finding] = []
            for pair in batch {
                guard let observation = observations[pair.name] else { continue }
                var finding = await judge(pair, observation, mode, observer, run)
                finding.problem = problem
                findings.append(finding)
            }
            await found(findings)
        }
    }

    /// Moves what is to be moved for pairs of one place, side by side, each decided on anew.
    ///
    /// `since` is the moment from which on each pair was seen to need it.
    package func act(
        on pairs: [(pair: Pair, since: Timestamp)],
        at place: FleetCallers.Place
    ) async -> [Finding] {
        let caller: any Caller
        do {
            caller = try await callers.verifiedCaller(at: place)
        } catch {
            return pairs.map { Finding(pair: $0.pair, sighting: nil, problem: error) }
        }
        let observer = PairObserver(caller: caller, time: time)
        let run = failoverRun(caller)
        return await withTaskGroup(of: Finding.self) { group in
            for (pair, since) in pairs {
                group.addTask { await act(on: pair, observer, run, eventTime: since) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func failoverRun(_ caller: any Caller) -> FailoverRun {
        FailoverRun(caller: caller.urgent, time: time, budget: MoveBudget(), engineVersion: engineVersion)
    }

    private func judge(
        _ pair: Pair,
        _ observation: Observation,
        _ mode: Mode,
        _ observer: PairObserver,
        _ run: FailoverRun
    ) async -> Finding {
        let decision = decide(pair, observation, trigger: .sweep, memory: Memory(), now: observation.time)
        if mode == .act, !decision.moves.isEmpty { return await act(on: pair, observer, run) }
        let sighting = Sighting(pair: pair, observation: observation, decision: decision)
        return Finding(pair: pair, sighting: sighting, isPending: !decision.moves.isEmpty)
    }

    /// Runs the engine anew on one pair: what the batch read is only a hint by now.
    private func act(
        on pair: Pair,
        _ observer: PairObserver,
        _ run: FailoverRun,
        eventTime: Timestamp? = nil
    ) async -> Finding {
        let deadline = time.now() + Self.moveLimit
        let request = FailoverRequest(pair: pair, trigger: .sweep, eventTime: eventTime, deadline: deadline)
        let report = await run.run(request)
        let observation = await observer.observe(pair)
        let decision = decide(pair, observation, trigger: .sweep, memory: Memory(), now: observation.time)
        return Finding(
            pair: pair,
            sighting: Sighting(pair: pair, observation: observation, decision: decision),
            failover: FailoverRecord(report, by: source),
            decision: DecisionRecord(report, by: source),
            isPending: !decision.moves.isEmpty
        )
    }
}

extension MoveRecord {
    /// The record of what became of a route.
    init(_ result: MoveResult) {
        let outcome: Outcome =
            switch result.outcome {
            case .moved: .moved
            case .already: .alreadyThere
            case .gone: .gone
            case .refused, .unfinished: .failed(result.outcome.words)
            }
        self.init(move: result.move, outcome: outcome, duration: .milliseconds(result.milliseconds))
    }
}
