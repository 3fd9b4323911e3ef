import AWS
import AWSControlPlane
import Engine
import Failover
import Fleet
import Planning
import Records
import Values

/// The checks of one pair, by what was read for all pairs of its place.
struct Preflight: Sendable {
    let pair: Pair
    let facts: PreflightFacts
    let caller: any Caller
    let time: any TimeSource
    let pace: DryRunPace

    /// Runs all checks, in the order in which a failover needs them; what is not known is never taken for well.
    func run() async -> [PreflightCheck] {
        guard let observation = facts.observations[pair.name], let decision = facts.decisions[pair.name] else {
            return [PreflightCheck("network", .failed, "the pair was not read")]
        }
        var checks = network()
        for side in Side.allCases {
            checks += router(side, observation.members[side].instance, decision.health[side])
        }
        checks.append(carriers(decision))
        if let routes = observation.routes.map({ OwnedRoutes(pair, $0) }) {
            checks.append(await permission(routes))
            checks.append(await function())
            checks.append(Self.duration(of: routes.carried.first.count + routes.carried.second.count))
        }
        return checks + notifications()
    }

    // MARK: - What must be there

    private func network() -> [PreflightCheck] {
        switch facts.worlds {
        case .failure(let failure):
            return [PreflightCheck("network", .failed, failure.message, wayOut: failure.wayOut)]
        case .success(let worlds):
            guard let finding = worlds[pair.name]?.finding(on: pair) else { return [] }
            let problems = finding.problems.map { PreflightCheck("network", .failed, $0.message, wayOut: $0.wayOut) }
            let warnings = finding.warnings.map { PreflightCheck("network", .warning, $0) }
            let all = problems + warnings
            return all.isEmpty ? [PreflightCheck("network", .ok, "both routers are in \(pair.vpc), in two zones")] : all
        }
    }

    private func router(_ side: Side, _ instance: InstanceID?, _ health: Health) -> [PreflightCheck] {
        let name = pair.members[side].name
        guard health == .eligible, let instance else {
            let reasons = health.reasons.joined(separator: "; ")
            let wayOut = "make it run, attach its interfaces and switch their source/destination check off"
            return [PreflightCheck(name, .failed, "\(name) could not take over: \(reasons)", wayOut: wayOut)]
        }
        return [statusChecks(name, instance), address(name, instance)].compactMap(\.self)
    }

    private func statusChecks(_ name: String, _ instance: InstanceID) -> PreflightCheck {
        switch facts.passed {
        case .success(let passed) where passed.contains(instance):
            return PreflightCheck(name, .ok, "\(instance) runs, forwards and has passed its status checks")
        case .success:
            let wayOut = "wait some minutes; if it stays so, look at the instance in EC2"
            let text = "\(instance) runs, but its status checks have not passed yet"
            return PreflightCheck(name, .warning, text, wayOut: wayOut)
        case .failure(let unknown):
            let text =
                "\(instance) runs and forwards; whether its status checks have passed is not known: \(unknown.reason)"
            return PreflightCheck(name, .warning, text, wayOut: "allow ec2:DescribeInstanceStatus to who runs this")
        }
    }

    private func address(_ name: String, _ instance: InstanceID) -> PreflightCheck? {
        switch facts.addressed {
        case .success(let addressed) where addressed.contains(instance): return nil
        case .success:
            let wayOut = "associate one, or know that its address changes when it is stopped"
            return PreflightCheck(name, .warning, "\(instance) has no Elastic IP", wayOut: wayOut)
        case .failure(let unknown):
            let text = "whether \(instance) has an Elastic IP is not known: \(unknown.reason)"
            return PreflightCheck(name, .warning, text, wayOut: "allow ec2:DescribeAddresses to who runs this")
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
        guard carried.first == 0 || carried.second == 0 else {
            let wayOut = "let one carry all of them with 'vaer failover \(pair.name)', unless it is meant so"
            return PreflightCheck("routes", .warning, "\(text): the routes are split", wayOut: wayOut)
        }
        return PreflightCheck("routes", .ok, text)
    }

    private func permission(_ routes: OwnedRoutes) async -> PreflightCheck {
        let moves = Side.allCases.flatMap { routes.moves(from: $0, in: pair) }
        let stuck = routes.carried.first.count + routes.carried.second.count - moves.count
        if stuck > 0 {
            let wayOut = "give both members interfaces of the same names in 'enis'"
            return PreflightCheck("moves", .failed, "\(stuck) routes have no counterpart at the peer", wayOut: wayOut)
        }
        await pace.admit(Set(moves.map(\.table)).count, time)
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
        let seconds = MoveBudget.seconds(for: count)
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

    private func notifications() -> [PreflightCheck] {
        guard let topic else { return [] }
        let subscriptions: [SNS.Subscription]
        switch facts.subscriptions {
        case .success(let all): subscriptions = all[topic] ?? []
        case .failure(let unknown):
            let text = "who is told is not known: \(unknown.reason)"
            return [PreflightCheck("notify", .warning, text, wayOut: "allow sns:ListSubscriptions to who runs this")]
        }
        let queue = Queue.arn(fleet: PlanContext.defaultFleet, at: PairNames(pair).home).description
        let people = subscriptions.filter { $0.endpoint != queue && $0.arn != "Deleted" }
        let pending = people.filter(\.isPending).map(\.endpoint)
        if !pending.isEmpty {
            let wayOut = "open the mail that AWS sent and confirm, or apply again to have it sent anew"
            let text = "not confirmed yet: \(pending.joined(separator: ", "))"
            return [PreflightCheck("notify", .warning, text, wayOut: wayOut)]
        }
        if !people.isEmpty {
            let count = people.count == 1 ? "1 confirmed subscription" : "\(people.count) confirmed subscriptions"
            return [PreflightCheck("notify", .ok, count)]
        }
        let wants = pair.notify.email.count + pair.notify.https.count + pair.notify.sqs.count
        guard wants == 0 || pair.notify.topic != nil else {
            let wayOut = "run 'vaer apply \(pair.name)'"
            return [PreflightCheck("notify", .warning, "nobody has been subscribed yet", wayOut: wayOut)]
        }
        let wayOut = "add notify { email = [...] } and apply"
        return [PreflightCheck("notify", .warning, "nobody is told of a failover", wayOut: wayOut)]
    }

    private var topic: String? {
        if let topic = pair.notify.topic { return topic.description }
        guard let name = PairNames(pair).topic else { return nil }
        return ARN(service: "sns", region: pair.region, account: pair.account, resource: name).description
    }
}
