import AWS
import AWSControlPlane
import Engine
import Failover
import Fleet
import Planning
import Provisioning
import Records
import Values

/// What was read for the preflight of all pairs that share a caller; each read fails for itself.
struct PreflightFacts: Sendable {
    /// A fact, or why it is not known.
    typealias Known<Value> = Result<Value, Unknown>

    /// Why a fact is not known.
    struct Unknown: Error, Hashable, Sendable {
        /// What happened, in words.
        let reason: String
    }

    /// What the engine sees of each pair.
    var observations: [PairName: Observation] = [:]
    /// What it would decide at that moment.
    var decisions: [PairName: Decision] = [:]
    /// What the definitions speak of.
    var worlds: Result<[PairName: World], PlanFailure>
    /// The instances that have passed both status checks.
    var passed: Known<Set<InstanceID>>
    /// The instances with an Elastic IP.
    var addressed: Known<Set<InstanceID>>
    /// Who has subscribed, by topic.
    var subscriptions: Known<[String: [SNS.Subscription]]>
    /// The functions by name, and whether the engine is in each.
    var functions: Known<[String: Bool]>
    /// Whether the account has room for the pairs.
    var room: Room

    /// How many routes of a pair point at a router of it; nil when they could not be read.
    func routeCount(of pair: PairName) -> Int? {
        guard let observation = observations[pair], observation.routes != nil, let decision = decisions[pair] else {
            return nil
        }
        return decision.carried.first + decision.carried.second
    }

    /// How many routes point at the routers of all pairs together.
    var routeCount: Int { observations.keys.reduce(0) { $0 + (routeCount(of: $1) ?? 0) } }

    /// What the account allows, and what of it is used.
    struct Room: Sendable {
        /// Functions that may run at once.
        var runs: Known<Int>
        /// EventBridge rules that there are, and that there may be.
        var rules: Known<(used: Int, quota: Int)>
        /// IAM roles that there are, and that there may be.
        var roles: Known<(used: Int, quota: Int)>
    }
}

/// Reads what the preflight of many pairs needs: calls for each 100 pairs or each page, none for a single pair.
struct PreflightReader: Sendable {
    /// EC2 takes at most 200 values in the filters of a call; so many ids, too, make a call of bearable size.
    private static let idsPerCall = 200
    /// EventBridge's quota of rules for a bus.
    ///
    /// <https://docs.aws.amazon.com/general/latest/gr/ev.html>
    private static let rulesQuota = "L-244521F2"

    let caller: any Caller
    let time: any TimeSource

    /// Reads everything, side by side.
    func read(_ pairs: [Pair]) async -> PreflightFacts {
        async let worlds = worlds(pairs)
        async let subscriptions = subscriptions()
        async let functions = functions()
        async let room = room()
        var observations: [PairName: Observation] = [:]
        var decisions: [PairName: Decision] = [:]
        let observer = PairObserver(caller: caller, time: time)
        for start in stride(from: 0, to: pairs.count, by: PairObserver.pairsPerBatch) {
            let batch = Array(pairs[start..<min(start + PairObserver.pairsPerBatch, pairs.count)])
            let found = await observer.observe(batch).observations
            for pair in batch {
                guard let observation = found[pair.name] else { continue }
                observations[pair.name] = observation
                // Judged at once: later the reading would be too old to decide anything.
                decisions[pair.name] = decide(
                    pair,
                    observation,
                    trigger: .sweep,
                    memory: Memory(),
                    now: observation.time
                )
            }
        }
        let members = observations.values.flatMap { [$0.members.first, $0.members.second] }
        async let passed = passed(members.filter { $0.state == .known(.running) }.compactMap(\.instance))
        async let addressed = addressed(members.compactMap(\.instance))
        return await PreflightFacts(
            observations: observations,
            decisions: decisions,
            worlds: worlds,
            passed: passed,
            addressed: addressed,
            subscriptions: subscriptions,
            functions: functions,
            room: room
        )
    }

    private func worlds(_ pairs: [Pair]) async -> Result<[PairName: World], PlanFailure> {
        do {
            return .success(try await WorldReader(caller: caller).read(pairs))
        } catch {
            return .failure(error.failure)
        }
    }

    /// The engine takes a router that still boots for one that works; here its checks must have passed.
    private func passed(_ ids: [InstanceID]) async -> PreflightFacts.Known<Set<InstanceID>> {
        await known { () async throws(AWSError) in
            var passed: Set<InstanceID> = []
            for part in parts(ids) {
                let found = try await caller.send(EC2.describeInstanceStatus(ids: part)).items
                passed.formUnion(found.filter { $0.system == "ok" && $0.instance == "ok" }.map(\.id))
            }
            return passed
        }
    }

    private func addressed(_ ids: [InstanceID]) async -> PreflightFacts.Known<Set<InstanceID>> {
        await known { () async throws(AWSError) in
            var addressed: Set<InstanceID> = []
            for part in parts(ids) {
                let filter = EC2.Filter("instance-id", part.map(\.text))
                addressed.formUnion(
                    try await caller.send(EC2.describeAddresses(filters: [filter])).compactMap(\.instance)
                )
            }
            return addressed
        }
    }

    private func subscriptions() async -> PreflightFacts.Known<[String: [SNS.Subscription]]> {
        await known { () async throws(AWSError) in
            Dictionary(grouping: try await caller.pages { SNS.listSubscriptions(nextToken: $0) }, by: \.topic)
        }
    }

    private func functions() async -> PreflightFacts.Known<[String: Bool]> {
        await known { () async throws(AWSError) in
            let found = try await caller.pages { Lambda.listFunctions(marker: $0) }
            let engine = ":layer:\(LayerVersion.layerName):"
            let known = found.map { ($0.name, $0.configuration.layers.contains { $0.contains(engine) }) }
            return Dictionary(known) { first, _ in first }
        }
    }

    private func room() async -> PreflightFacts.Room {
        async let runs = known { () async throws(AWSError) in try await caller.send(Lambda.getAccountSettings()) }
        async let rules = known { () async throws(AWSError) in
            let used = try await caller.pages { EventBridge.listRules(nextToken: $0) }.count
            let call = ServiceQuotas.getServiceQuota(Self.rulesQuota, of: EventBridge.service.endpointPrefix)
            return (used: used, quota: Int(try await caller.send(call)))
        }
        async let roles = known { () async throws(AWSError) in
            let summary = try await caller.send(IAM.getAccountSummary())
            return (used: summary.roles, quota: summary.rolesQuota)
        }
        return await PreflightFacts.Room(runs: runs, rules: rules, roles: roles)
    }

    private func parts(_ ids: [InstanceID]) -> [[InstanceID]] {
        let unique = Set(ids).sorted()
        return stride(from: 0, to: unique.count, by: Self.idsPerCall).map {
            Array(unique[$0..<min($0 + Self.idsPerCall, unique.count)])
        }
    }

    private func known<Value: Sendable>(
        _ body: () async throws(AWSError) -> Value
    ) async -> PreflightFacts.Known<Value> {
        do { return .success(try await body()) } catch {
            return .failure(PreflightFacts.Unknown(reason: error.message))
        }
    }
}
