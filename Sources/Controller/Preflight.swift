package import AWS
import AWSControlPlane
import Engine
import Failover
package import Fleet
import Planning
import Provisioning
package import Records
package import Values

/// Checks everything that a failover of a pair depends on, without changing anything.
///
/// What is asked of AWS: the routers and their checks and addresses, the routes, dry runs of replacing them with this login
/// and with the function's own role, and who has subscribed to the pair's topic.
package struct Preflight: Sendable {
    let pair: Pair
    let caller: any Caller
    private let time: any TimeSource

    /// A preflight of a pair; nothing happens yet.
    package init(pair: Pair, caller: any Caller, time: any TimeSource) {
        (self.pair, self.caller, self.time) = (pair, caller, time)
    }

    /// Runs all checks; a read that fails is a failed check, never a missing one.
    package func run() async -> PreflightRecord {
        let observation = await PairObserver(caller: caller, time: time).observe(pair)
        let decision = decide(pair, observation, trigger: .sweep, memory: Memory(), now: time.now())
        let routes = observation.routes.map { OwnedRoutes(pair, $0) }
        var checks = await network()
        for side in Side.allCases {
            checks += await router(side, observation.members[side].instance, decision.health[side])
        }
        checks.append(carriers(decision))
        if let routes {
            checks.append(await permission(routes))
            checks.append(await function())
            checks.append(Self.duration(of: routes.carried.first.count + routes.carried.second.count))
        }
        checks += await notifications()
        return PreflightRecord(pair: pair.name, checks: checks)
    }

    // MARK: - What must be there

    private func network() async -> [PreflightCheck] {
        do {
            guard let world = try await WorldReader(caller: caller).read([pair])[pair.name] else { return [] }
            let finding = world.finding(on: pair)
            let problems = finding.problems.map {
                PreflightCheck("network", .failed, $0.message, wayOut: $0.wayOut)
            }
            let warnings = finding.warnings.map { PreflightCheck("network", .warning, $0) }
            let all = problems + warnings
            return all.isEmpty ? [PreflightCheck("network", .ok, "both routers are in \(pair.vpc), in two zones")] : all
        } catch {
            let failure = error.failure
            return [PreflightCheck("network", .failed, failure.message, wayOut: failure.wayOut)]
        }
    }

    private func router(_ side: Side, _ instance: InstanceID?, _ health: Health) async -> [PreflightCheck] {
        let name = pair.members[side].name
        guard health == .eligible, let instance else {
            let reasons = health.reasons.joined(separator: "; ")
            return [
                PreflightCheck(
                    name,
                    .failed,
                    "\(name) could not take over: \(reasons)",
                    wayOut: "make it run, attach its interfaces and switch their source/destination check off"
                )
            ]
        }
        var checks: [PreflightCheck] = []
        let watch = DrillWatch(pair: pair, caller: caller, time: time)
        if await watch.hasPassedChecks(instance) {
            checks.append(PreflightCheck(name, .ok, "\(instance) runs, forwards and has passed its status checks"))
        } else {
            checks.append(
                PreflightCheck(name, .warning, "\(instance) runs, but its status checks have not passed yet")
            )
        }
        return checks + (await address(name, instance))
    }

    private func address(_ name: String, _ instance: InstanceID) async -> [PreflightCheck] {
        do {
            let filter = EC2.Filter("instance-id", [instance.text])
            guard try await caller.send(EC2.describeAddresses(filters: [filter])).isEmpty else { return [] }
            let wayOut = "associate one, or know that its address changes when it is stopped"
            return [PreflightCheck(name, .warning, "\(instance) has no Elastic IP", wayOut: wayOut)]
        } catch {
            return [PreflightCheck(name, .warning, "whether it has an Elastic IP is not known: \(error.message)")]
        }
    }

    // MARK: - What would move

    private func carriers(_ decision: Decision) -> PreflightCheck {
        let carried = decision.carried
        let total = carried.first + carried.second
        if decision.state == .unknown, total == 0 {
            return PreflightCheck("routes", .failed, decision.reason)
        }
        guard total > 0 else {
            let wayOut = "point the routes at \(pair.members.first.name), or check 'routes' in the definition"
            return PreflightCheck("routes", .failed, "no route points at either router", wayOut: wayOut)
        }
        let text = Side.allCases.map { "\(pair.members[$0].name) carries \(carried[$0])" }.joined(separator: ", ")
        return PreflightCheck("routes", .ok, text)
    }

    private func permission(_ routes: OwnedRoutes) async -> PreflightCheck {
        let moves = Side.allCases.flatMap { routes.moves(from: $0, in: pair) }
        let stuck = routes.carried.first.count + routes.carried.second.count - moves.count
        if stuck > 0 {
            let wayOut = "give both members interfaces of the same names in 'enis'"
            return PreflightCheck("moves", .failed, "\(stuck) routes have no counterpart at the peer", wayOut: wayOut)
        }
        let refusals = await RouteMover(caller: caller, time: time).refusals(of: moves)
        let refused = Set(refusals.map(\.move.table))
        guard let first = refusals.first else {
            return PreflightCheck("moves", .ok, "AWS would allow this login to replace all \(moves.count) routes")
        }
        return PreflightCheck(
            "moves",
            .failed,
            "AWS would refuse \(moves.count { refused.contains($0.table) }) of \(moves.count) moves; \(first.move.destination) in "
                + "\(first.move.table): \(first.outcome.words)",
            wayOut: "allow ec2:ReplaceRoute on the pair's route tables to who runs this"
        )
    }

    /// How long the moves take at worst, by EC2's own limit of calls.
    static func duration(of count: Int) -> PreflightCheck {
        let waiting = max(0, count - MoveBudget.burst)
        let seconds = (waiting + MoveBudget.perSecond - 1) / MoveBudget.perSecond
        let text = "\(count) routes: EC2 takes \(MoveBudget.burst) moves at once and \(MoveBudget.perSecond) a second"
        guard seconds > 10 else { return PreflightCheck("time", .ok, "\(text), so \(seconds) s of waiting") }
        return PreflightCheck(
            "time",
            .warning,
            "\(text), so the last route waits \(seconds) s",
            wayOut: "put destinations into a customer-managed prefix list: one route, one move"
        )
    }

    // MARK: - Who would be told

    private func notifications() async -> [PreflightCheck] {
        guard let topic = topic else { return [] }
        do {
            let queue = Queue.arn(fleet: PlanContext.defaultFleet, at: PairNames(pair).home).description
            let subscriptions = try await caller.pages { SNS.listSubscriptions(topic: topic, nextToken: $0) }
                .filter { $0.endpoint != queue }
            let pending = subscriptions.filter(\.isPending).map(\.endpoint)
            if !pending.isEmpty {
                let wayOut = "open the mail that AWS sent and confirm, or apply again to have it sent anew"
                let text = "not confirmed yet: \(pending.joined(separator: ", "))"
                return [PreflightCheck("notify", .warning, text, wayOut: wayOut)]
            }
            guard !subscriptions.isEmpty else {
                let wayOut = "add notify { email = [...] } and apply"
                return [PreflightCheck("notify", .warning, "nobody is told of a failover", wayOut: wayOut)]
            }
            return [PreflightCheck("notify", .ok, "\(subscriptions.count) confirmed subscriptions")]
        } catch {
            if error.code == "NotFound" {
                let wayOut = "run 'vaer apply \(pair.name)'"
                return [PreflightCheck("notify", .warning, "the pair is not applied yet", wayOut: wayOut)]
            }
            return [PreflightCheck("notify", .warning, "who is told is not known: \(error.message)")]
        }
    }

    private var topic: String? {
        if let topic = pair.notify.topic { return topic.description }
        guard let name = PairNames(pair).topic else { return nil }
        return ARN(service: "sns", region: pair.region, account: pair.account, resource: name).description
    }
}
