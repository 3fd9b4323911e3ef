import AWS
import AWSControlPlane
import Codecs
import Fleet
package import Planning
import Values

extension FleetProvisioner {
    /// Carries out a plan; one pair's failure never stops another.
    ///
    /// `engine` is the zip of the context's artifact; it is published where it is not there yet. Idempotent: run again
    /// after an interruption with a new plan, it goes on from there. `progress` is called from many tasks.
    package func apply(
        _ plan: FleetPlan,
        engine: [UInt8] = [],
        progress: @escaping @Sendable (PairProgress) -> Void = { _ in }
    ) async -> FleetOutcome {
        let logins = await logins(of: plan)
        switch plan.goal {
        case .apply:
            async let queues = settle(plan.queues, plan, logins)
            let published = await concurrently(plan.layers) { layer in await publish(layer, engine, plan, logins) }
            // A topic may send to the queue as soon as it is subscribed, so the queue comes first.
            let queueFailures = await queues
            let layers = Dictionary(published) { first, _ in first }
            let pairs = await concurrently(plan.pairs) { pair in
                await carryOut(pair, layer: layers[pair.place], logins, progress)
            }
            return FleetOutcome(pairs: pairs, placeFailures: failures(published) + queueFailures)
        case .destroy:
            let pairs = await concurrently(plan.pairs) { pair in
                await carryOut(pair, layer: nil, logins, progress)
            }
            let failed = Set(pairs.filter { !$0.isDone }.map(\.pair))
            let stuck = Set(plan.pairs.filter { failed.contains($0.pair.name) }.map(\.place))
            let removed = await concurrently(plan.layers.filter { !stuck.contains($0.place) }) { layer in
                await remove(layer, plan, logins)
            }
            let queues = await settle(plan.queues.filter { !stuck.contains($0.place) }, plan, logins)
            return FleetOutcome(pairs: pairs, placeFailures: failures(removed) + queues)
        }
    }

    /// The callers of accounts, regions and `credentials` blocks, or why there is none.
    private typealias Logins = [Group: Result<any Caller, ProvisioningError>]

    /// A caller for every group of pairs with something to do, each shown to be of the right account, once.
    private func logins(of plan: FleetPlan) async -> Logins {
        let busy = plan.pairs.filter { pair in
            !pair.mutations.isEmpty || plan.layers.contains { $0.place == pair.place && !$0.mutations.isEmpty }
                || plan.queues.contains { $0.place == pair.place && $0.mutation != nil }
        }
        let groups = Dictionary(grouping: busy.map(\.pair), by: Group.init).compactMap { $0.value.first }
        let callers = await concurrently(groups) { pair in
            (Group(pair), await attempt { () async throws(ProvisioningError) in try await caller(for: pair) })
        }
        return Dictionary(callers) { first, _ in first }
    }

    private func login(of pair: Pair, _ logins: Logins) throws(ProvisioningError) -> any Caller {
        guard let login = logins[Group(pair)] else { throw .interrupted }
        return try login.get()
    }

    /// A layer's ARN by its artifact's digest, or why there is none.
    private typealias LayerResult = (Place, Result<[String: String], ProvisioningError>)

    private func failures(_ results: [LayerResult]) -> [FleetOutcome.PlaceFailure] {
        results.compactMap { place, result in
            guard case .failure(let error) = result else { return nil }
            return FleetOutcome.PlaceFailure(kind: .layer, place: place, failure: error.failure)
        }
    }

    /// Makes, changes or deletes the queues; a queue that is in the way stops no pair.
    private func settle(
        _ queues: [QueuePlan],
        _ plan: FleetPlan,
        _ logins: Logins
    ) async -> [FleetOutcome.PlaceFailure] {
        let failures = await concurrently(queues) { queue -> FleetOutcome.PlaceFailure? in
            if let problem = queue.problem {
                let failure = queue.failure ?? PlanFailure(.other, "blocked: \(problem)")
                return FleetOutcome.PlaceFailure(kind: .queue, place: queue.place, failure: failure)
            }
            guard let change = queue.mutation, let pair = plan.pairs.first(where: { $0.place == queue.place })?.pair
            else { return nil }
            let result = await attempt { () async throws(ProvisioningError) in
                let writer = try writer(for: pair, layerARNs: [:], Ownership(sharedIn: context.fleet), logins)
                try await writer.carryOut(change)
            }
            guard case .failure(let error) = result else { return nil }
            return FleetOutcome.PlaceFailure(kind: .queue, place: queue.place, failure: error.failure)
        }
        return failures.compactMap(\.self)
    }

    private func publish(
        _ layer: LayerPlan,
        _ engine: [UInt8],
        _ plan: FleetPlan,
        _ logins: Logins
    ) async -> LayerResult {
        let result = await attempt { () async throws(ProvisioningError) in
            let pairs = plan.pairs.filter { $0.place == layer.place && $0.failure == nil }
            // The caller of a pair with work to do, else of any: a surplus version goes even when no pair has work.
            guard let pair = (pairs.first { !$0.mutations.isEmpty } ?? pairs.first)?.pair,
                !layer.mutations.isEmpty
            else { return layer.published }
            guard layer.current == nil else { return try await tidy(layer, for: pair, logins).published }
            guard case .layer(let desired)? = layer.mutations.first?.resource else { return [:] }
            let call = Lambda.publishLayerVersion(
                desired.name,
                code: Lambda.Code(zip: engine, architecture: LayerVersion.architecture),
                runtimes: [LayerVersion.runtime],
                description: desired.description
            )
            let caller = try login(of: pair, logins)
            _ = try await caller.send(call, about: "layer \(desired.name) in \(layer.place)")
            // Read again: an attempt whose answer was lost, or another controller, may have published it too.
            let observed = try await LayerReader(caller: caller).versions(measuring: context.artifact)
            let settled = LayerPlan.publishing(context.artifact, at: layer.place, observed: observed)
            return try await tidy(settled, for: pair, logins).published
        }
        return (layer.place, result)
    }

    /// Deletes the versions that a plan says are too many.
    private func tidy(
        _ layer: LayerPlan,
        for pair: Pair,
        _ logins: Logins
    ) async throws(ProvisioningError) -> LayerPlan {
        let writer = try writer(for: pair, layerARNs: [:], Ownership(sharedIn: context.fleet), logins)
        for change in layer.mutations where change.action == .delete { try await writer.carryOut(change) }
        return layer
    }

    private func remove(_ layer: LayerPlan, _ plan: FleetPlan, _ logins: Logins) async -> LayerResult {
        let result = await attempt { () async throws(ProvisioningError) in
            guard let pair = plan.pairs.first(where: { $0.place == layer.place })?.pair, !layer.mutations.isEmpty
            else { return [String: String]() }
            let writer = try writer(for: pair, layerARNs: [:], Ownership(sharedIn: context.fleet), logins)
            for change in layer.mutations { try await writer.carryOut(change) }
            return [:]
        }
        return (layer.place, result)
    }

    private func carryOut(
        _ plan: PairPlan,
        layer: Result<[String: String], ProvisioningError>?,
        _ logins: Logins,
        _ progress: @escaping @Sendable (PairProgress) -> Void
    ) async -> ApplyOutcome {
        let started = time.now()
        let give = { (failure: PlanFailure?) in
            progress(PairProgress(pair: plan.pair.name, done: 0, total: plan.mutations.count, work: ""))
            return plan.outcome(failure: failure, started: started, finished: time.now())
        }
        if let failure = plan.failure { return give(failure) }
        if let problem = plan.problems.first {
            return give(PlanFailure(.other, "blocked: \(problem.message)", wayOut: problem.wayOut))
        }
        guard !plan.mutations.isEmpty else { return give(nil) }
        do {
            let layerARNs = try layer?.get() ?? [:]
            let ownership = Ownership(fleet: context.fleet, pair: plan.pair)
            let writer = try writer(for: plan.pair, layerARNs: layerARNs, ownership, logins)
            return await PairExecutor(plan: plan, writer: writer, time: time, progress: progress).run()
        } catch {
            return give(error.failure)
        }
    }

    private func writer(
        for pair: Pair,
        layerARNs: [String: String],
        _ ownership: Ownership,
        _ logins: Logins
    ) throws(ProvisioningError) -> ResourceWriter {
        ResourceWriter(
            caller: try login(of: pair, logins),
            time: time,
            names: PairNames(pair),
            ownership: ownership,
            layerARNs: layerARNs
        )
    }
}

extension LayerPlan {
    /// The ARN of the version that stays, by its artifact's digest; empty when there is none.
    fileprivate var published: [String: String] {
        guard let current, let arn = current.arn else { return [:] }
        return [current.sha256: arn]
    }
}

extension Artifact {
    /// An engine's zip, measured.
    package init(zip: [UInt8], version: String) {
        self.init(sha256: Base64.encode(Digest.sha256(zip)), sizeBytes: zip.count, version: version)
    }
}

extension PlanContext {
    /// A context with the digest of OpenSSL.
    package init(fleet: String = PlanContext.defaultFleet, artifact: Artifact) {
        self.init(fleet: fleet, artifact: artifact, sha256: Digest.sha256)
    }
}
