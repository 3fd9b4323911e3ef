import Fleet
import Planning
import Values

/// Carries out the plan of one pair, stage by stage, the changes of a stage side by side.
///
/// Stops after the first stage with a failure: what comes later needs it. Run again, it goes on from there.
struct PairExecutor: Sendable {
    let plan: PairPlan
    let writer: ResourceWriter
    let time: any TimeSource
    let progress: @Sendable (PairProgress) -> Void

    /// What is done so far, and what went wrong.
    private struct Tally {
        var done: [ResourceChange.Action: Int] = [:]
        var failure: ProvisioningError?

        var total: Int { done.values.reduce(0, +) }
    }

    /// Carries the plan out.
    func run() async -> ApplyOutcome {
        let started = time.now()
        var tally = Tally()
        for stage in stages {
            if Task.isCancelled { tally.failure = .interrupted }
            if tally.failure != nil { break }
            await carryOut(stage, &tally)
        }
        report(tally, work: "")
        return plan.outcome(tally.done, failure: tally.failure?.failure, started: started, finished: time.now())
    }

    private var stages: [[ResourceChange]] {
        let rank = { (change: ResourceChange) in
            switch plan.goal {
            // What is too many goes last, when all that takes its place is there.
            case .apply: change.action == .delete ? Int.max : change.resource.kind.stage
            case .destroy: change.resource.kind.teardownRank
            }
        }
        return Dictionary(grouping: plan.mutations, by: rank).sorted { $0.key < $1.key }.map(\.value)
    }

    private func carryOut(_ stage: [ResourceChange], _ tally: inout Tally) async {
        let writer = writer
        await withTaskGroup(of: (ResourceChange, Result<Void, ProvisioningError>).self) { group in
            for change in stage {
                report(
                    tally,
                    work: "\(change.action.rawValue) \(change.resource.kind.rawValue) \(change.resource.name)"
                )
                group.addTask {
                    (
                        change,
                        await attempt { () async throws(ProvisioningError) in try await writer.carryOut(change) }
                    )
                }
            }
            for await (change, result) in group {
                switch result {
                case .success: tally.done[change.action, default: 0] += 1
                case .failure(let error):
                    // An interruption is a consequence, the first other error the cause.
                    if tally.failure == nil || tally.failure == .interrupted { tally.failure = error }
                }
            }
        }
    }

    private func report(_ tally: Tally, work: String) {
        progress(
            PairProgress(pair: plan.pair.name, done: tally.total, total: plan.mutations.count, work: work)
        )
    }
}

extension PairPlan {
    /// What became of the plan.
    func outcome(
        _ done: [ResourceChange.Action: Int] = [:],
        failure: PlanFailure?,
        started: Timestamp,
        finished: Timestamp
    ) -> ApplyOutcome {
        ApplyOutcome(
            pair: pair.name,
            goal: goal,
            created: done[.create] ?? 0,
            updated: done[.update] ?? 0,
            deleted: done[.delete] ?? 0,
            planned: mutations.count,
            failure: failure,
            digest: digest,
            started: started,
            finished: finished
        )
    }
}
