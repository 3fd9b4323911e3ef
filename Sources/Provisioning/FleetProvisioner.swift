import AWS
package import Fleet
package import Planning
package import Values

/// Plans and changes many pairs in many accounts and regions, side by side.
package struct FleetProvisioner: Sendable {
    /// How many pairs are worked on at once; the callers' pacing, not this, keeps AWS content.
    private static let concurrencyLimit = 32

    /// What every pair has in common.
    package let context: PlanContext
    let time: any TimeSource
    let callers: CallerSource
    private let definitions: [Pair]

    /// A provisioner; `callers` gives the caller for a pair.
    ///
    /// `definitions` are all pairs of the fleet, those that are not worked on too: what pairs share serves them all.
    package init(
        context: PlanContext,
        definitions: [Pair],
        time: any TimeSource = SystemTime(),
        callers: @escaping CallerSource
    ) {
        (self.context, self.time, self.callers) = (context, time, callers)
        self.definitions = definitions
    }

    /// What is to be done so that AWS is as the definitions say; sends no call that changes anything.
    ///
    /// `onPair` is called after each pair.
    package func plan(
        _ pairs: [Pair],
        onPair: @escaping @Sendable (PairName) -> Void = { _ in }
    ) async -> FleetPlan {
        let groups = await concurrently(neighbours(pairs)) { group in await planGroup(group, onPair) }
        return Self.fleetPlan(.apply, groups)
    }

    /// What is to be done so that nothing of these pairs is left in AWS; sends no call that changes anything.
    package func planTeardown(
        _ pairs: [Pair],
        onPair: @escaping @Sendable (PairName) -> Void = { _ in }
    ) async -> FleetPlan {
        let groups = await concurrently(neighbours(pairs)) { group in await planGroupTeardown(group, onPair) }
        return Self.fleetPlan(.destroy, groups)
    }

    /// The plans of pairs that share account, region and credentials.
    private struct GroupPlan: Sendable {
        var layer: LayerPlan?
        var queue: QueuePlan?
        var pairs: [PairPlan]
    }

    private static func fleetPlan(_ goal: PairPlan.Goal, _ groups: [GroupPlan]) -> FleetPlan {
        FleetPlan(
            goal: goal,
            layers: groups.compactMap(\.layer),
            queues: groups.compactMap(\.queue),
            pairs: groups.flatMap(\.pairs)
        )
    }

    /// Who is asked about a group of pairs.
    struct Group: Hashable, Sendable {
        let place: Place
        let credentials: String?

        init(_ pair: Pair) {
            place = Place(account: pair.account, region: pair.region)
            credentials = pair.credentials
        }
    }

    private func neighbours(_ pairs: [Pair]) -> [[Pair]] {
        Dictionary(grouping: pairs, by: Group.init).values.map { $0 }
    }

    /// A caller that has shown to be of the pair's account.
    func caller(for pair: Pair) async throws(ProvisioningError) -> any Caller {
        let caller: any Caller
        do {
            caller = try await callers(pair)
        } catch {
            throw error == .cancelled ? .interrupted : .call(error, resource: "the account \(pair.account)")
        }
        try await AccountGuard.check(pair.account, caller: caller)
        return caller
    }

    private func planGroup(_ pairs: [Pair], _ onPair: @escaping @Sendable (PairName) -> Void) async -> GroupPlan {
        let (caller, layers, worlds): (any Caller, [LayerVersion], [PairName: World])
        do {
            caller = try await self.caller(for: pairs[0])
            layers = try await LayerReader(caller: caller).versions(measuring: context.artifact)
            worlds = try await WorldReader(caller: caller).read(pairs)
        } catch {
            for pair in pairs { onPair(pair.name) }
            return GroupPlan(pairs: pairs.map { PairPlan($0, goal: .apply, failure: error.failure) })
        }
        let plans = await concurrently(pairs) { pair in
            defer { onPair(pair.name) }
            guard let world = worlds[pair.name] else { return PairPlan(pair, goal: .apply, changes: []) }
            return await plan(pair, in: world, layers: layers, caller: caller)
        }
        let place = Group(pairs[0]).place
        let queue = await queuePlan(at: place, caller) { observed in
            let planned = Set(pairs.map(\.name))
            let others = definitions.filter { Group($0).place == place && !planned.contains($0.name) }
            return .serving(pairs + others, fleet: context.fleet, at: place, observed: observed)
        }
        return GroupPlan(
            layer: .publishing(context.artifact, at: place, observed: layers),
            queue: queue,
            pairs: plans
        )
    }

    private func plan(_ pair: Pair, in world: World, layers: [LayerVersion], caller: any Caller) async -> PairPlan {
        let finding = world.finding(on: pair)
        guard let instances = finding.instances else {
            return PairPlan(
                pair,
                goal: .apply,
                changes: [],
                problems: finding.problems,
                warnings: finding.warnings
            )
        }
        let desired = DesiredPair(pair, instances: instances, context: context)
        do {
            let observed = try await PairReader(desired.names, caller: caller, layers: layers).read()
            return Planning.plan(
                desired: desired,
                observed: observed,
                problems: finding.problems,
                warnings: finding.warnings
            )
        } catch {
            return PairPlan(pair, goal: .apply, failure: error.failure)
        }
    }

    private func planGroupTeardown(
        _ pairs: [Pair],
        _ onPair: @escaping @Sendable (PairName) -> Void
    ) async -> GroupPlan {
        let (caller, layers, users): (any Caller, [LayerVersion], [String])
        do {
            caller = try await self.caller(for: pairs[0])
            layers = try await LayerReader(caller: caller).versions(measuring: nil)
            users = try await LayerReader(caller: caller).users()
        } catch {
            for pair in pairs { onPair(pair.name) }
            return GroupPlan(pairs: pairs.map { PairPlan($0, goal: .destroy, failure: error.failure) })
        }
        let plans = await concurrently(pairs) { pair in
            defer { onPair(pair.name) }
            return await teardown(pair, layers: layers, caller: caller)
        }
        let leaving = Set(plans.flatMap(\.mutations).filter { $0.resource.kind == .function }.map(\.resource.name))
        let staying = users.filter { !leaving.contains($0) }
        let place = Group(pairs[0]).place
        let queue = await queuePlan(at: place, caller) { observed in
            .removing(at: place, fleet: context.fleet, observed: observed, usersThatStay: staying)
        }
        return GroupPlan(
            layer: .removing(at: place, observed: layers, usersThatStay: staying),
            queue: queue,
            pairs: plans
        )
    }

    /// Reads the queue of a place and plans for it; that it cannot be read is in the way of no pair.
    private func queuePlan(
        at place: Place,
        _ caller: any Caller,
        _ plan: (Queue?) -> QueuePlan
    ) async -> QueuePlan {
        let arn = Queue.arn(fleet: context.fleet, at: place)
        do {
            return plan(try await QueueReader(caller: caller).queue(arn.resource, arn: arn.description))
        } catch {
            return QueuePlan(at: place, failure: error.failure)
        }
    }

    private func teardown(_ pair: Pair, layers: [LayerVersion], caller: any Caller) async -> PairPlan {
        do {
            let observed = try await PairReader(PairNames(pair), caller: caller, layers: layers).read()
            return Planning.teardown(pair, fleet: context.fleet, observed: observed)
        } catch {
            return PairPlan(pair, goal: .destroy, failure: error.failure)
        }
    }

    /// Does the same for many items side by side, a bounded number at once; the results keep the items' order.
    func concurrently<Item: Sendable, Output: Sendable>(
        _ items: [Item],
        _ body: @escaping @Sendable (Item) async -> Output
    ) async -> [Output] {
        await Provisioning.concurrently(items, atMost: Self.concurrencyLimit, body)
    }
}
