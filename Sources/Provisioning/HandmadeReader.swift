package import AWS
import AWSControlPlane
import Codecs
package import Onboarding
import Planning
package import Values

/// Reads functions that somebody made by hand for pairs, with what hangs on them.
package struct HandmadeReader: Sendable {
    private let caller: any Caller
    private let account: AccountID

    /// A reader of an account's region.
    package init(caller: any Caller, account: AccountID) { (self.caller, self.account) = (caller, account) }

    /// The functions with the four variables; with a name only the one of that name, whatever its variables.
    package func read(named name: String?) async throws(ProvisioningError) -> [Handmade] {
        let all = try await caller.list(about: "the functions of \(caller.region)") { Lambda.listFunctions(marker: $0) }
        let byHand = all.filter { Handmade.isOne($0.configuration.environment) && !$0.isOfVaer }
        let wanted = name.map { name in all.filter { $0.name == name } } ?? byHand
        guard !wanted.isEmpty else { return [] }
        let destinations = try await destinations(of: Set(byHand + wanted))
        let neighbours = all.map { function in
            Handmade.Neighbour(
                name: function.name,
                role: function.configuration.role,
                destinations: destinations[function.name].map { [$0.onSuccess, $0.onFailure].compactMap(\.self) } ?? []
            )
        }
        let enis = wanted.flatMap { function in
            ["host1eni", "host2eni"].compactMap { function.configuration.environment[$0].flatMap(ENIID.init) }
        }
        let routers = try await NetworkReader(caller: caller).routers([], enis)
        var found: [Handmade] = []
        for function in wanted {
            var handmade = try await read(function, destinations[function.name])
            handmade.neighbours = neighbours.filter { $0.name != function.name }
            let own = Set(["host1eni", "host2eni"].compactMap { handmade.environment[$0] })
            handmade.routers = routers.instances.filter { $0.interfaces.contains { own.contains($0.eni.text) } }
            found.append(handmade)
        }
        return found
    }

    private func read(
        _ function: Lambda.Function,
        _ config: Lambda.EventInvokeConfig?
    ) async throws(ProvisioningError) -> Handmade {
        let configuration = function.configuration
        var handmade = Handmade(
            function: function.name,
            account: account,
            region: caller.region,
            architecture: function.architecture,
            environment: configuration.environment,
            role: configuration.role
        )
        handmade.ties = function.ties
        (handmade.onSuccess, handmade.onFailure) = (config?.onSuccess, config?.onFailure)
        let own = Function.defaultLogGroup(of: function.name)
        let group = configuration.logging?.group ?? own
        handmade.logGroup = group == own ? nil : group
        handmade.retention = try await retention(of: group)
        handmade.rules = try await rules(waking: function)
        if let name = configuration.role.split(separator: "/").last.map(String.init) {
            handmade.boundary = try await caller.find(IAM.getRole(name), about: "role \(name)")?.boundary
        }
        if let topic = handmade.topic?.description {
            let subscriptions = try await caller.list(about: "topic \(topic)") {
                SNS.listSubscriptions(topic: topic, nextToken: $0)
            }
            handmade.subscribers = subscriptions.filter { $0.arn != "Deleted" }
                .map { Handmade.Subscriber(protocolName: $0.protocolName, endpoint: $0.endpoint) }
        }
        if let vpc = configuration.environment["vpcid"].flatMap(VPCID.init) {
            let filter = EC2.Filter("vpc-id", [vpc.text])
            let vpcs = try await caller.list(about: "\(vpc)") { EC2.describeVPCs(filters: [filter], nextToken: $0) }
            handmade.vpcName = vpcs.first?.tags["Name"] ?? ""
        }
        return handmade
    }

    private func destinations(
        of functions: Set<Lambda.Function>
    ) async throws(ProvisioningError) -> [String: Lambda.EventInvokeConfig] {
        var found: [String: Lambda.EventInvokeConfig] = [:]
        for function in functions {
            let call = Lambda.getFunctionEventInvokeConfig(function.name)
            found[function.name] = try await caller.find(call, about: "function \(function.name)")
        }
        return found
    }

    private func rules(waking function: Lambda.Function) async throws(ProvisioningError) -> [Handmade.Rule] {
        let names = try await caller.list(about: "the rules of \(function.name)") {
            EventBridge.listRuleNames(target: function.arn, nextToken: $0)
        }
        var rules: [Handmade.Rule] = []
        for name in names {
            guard let rule = try await caller.find(EventBridge.describeRule(name), about: "rule \(name)") else {
                continue
            }
            let targets = try await caller.list(about: "rule \(name)") {
                EventBridge.listTargets(rule: name, nextToken: $0)
            }
            rules.append(
                Handmade.Rule(
                    name: name,
                    pattern: rule.pattern.map(JSON.read),
                    isEnabled: rule.isEnabled,
                    isOnlyFor: targets.allSatisfy { $0.arn == function.arn }
                )
            )
        }
        return rules
    }

    private func retention(of group: String) async throws(ProvisioningError) -> Handmade.Retention {
        let groups = try await caller.list(about: "log group \(group)") {
            Logs.describeLogGroups(prefix: group, nextToken: $0)
        }
        guard let found = groups.first(where: { $0.name == group }) else { return .noLog }
        return found.retentionDays.map { .days($0) } ?? .forever
    }
}

extension Lambda.Function {
    /// Whether the engine is in it as `vaer apply` puts it there: a pair has it already.
    fileprivate var isOfVaer: Bool {
        configuration.layers.contains { $0.contains(":layer:\(LayerVersion.layerName):") }
    }
}
