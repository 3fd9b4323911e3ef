package import AWS
import AWSControlPlane
import Codecs
package import Planning
import Values

/// Reads the resources of one pair; what is not there is absent, anything else that goes wrong is an error.
package struct PairReader: Sendable {
    let caller: any Caller
    let names: PairNames
    let layers: [LayerVersion]

    /// A reader of what bears a pair's names; `layers` tells what the layers of the function hold.
    package init(_ names: PairNames, caller: any Caller, layers: [LayerVersion]) {
        (self.names, self.caller, self.layers) = (names, caller, layers)
    }

    /// Reads all of them, side by side.
    package func read() async throws(ProvisioningError) -> ObservedPair {
        async let logGroup = attempt { () async throws(ProvisioningError) in try await self.logGroup() }
        async let identity = attempt { () async throws(ProvisioningError) in try await self.identity() }
        async let messages = attempt { () async throws(ProvisioningError) in try await self.messages() }
        async let engine = attempt { () async throws(ProvisioningError) in try await self.engine() }
        async let events = attempt { () async throws(ProvisioningError) in try await self.events() }
        let (role, topic, function) = try await (identity.get(), messages.get(), engine.get())
        let rule = try await events.get()
        let resources = PairResources(
            logGroup: try await logGroup.get(),
            role: role?.role,
            rolePolicy: role?.policy,
            topic: topic?.topic,
            subscriptions: topic?.subscriptions ?? [],
            function: function?.function,
            invokeConfig: function?.invokeConfig,
            rule: rule?.rule,
            targets: rule?.targets ?? [],
            permissions: function?.permissions ?? []
        )
        return ObservedPair(
            resources: resources,
            otherRolePolicies: role?.otherPolicies ?? [],
            attachedPolicies: role?.attachedPolicies ?? [],
            functionPolicyBytes: function?.policyBytes ?? 0,
            functionTies: function?.ties ?? []
        )
    }

    /// The log group; nil for none.
    func logGroup() async throws(ProvisioningError) -> LogGroup? {
        let about = "log group \(names.logGroup)"
        // The prefix finds other groups too, and the shortest name comes first.
        let groups = try await caller.list(about: about) {
            Logs.describeLogGroups(prefix: names.logGroup, nextToken: $0)
        }
        guard let group = groups.first(where: { $0.name == names.logGroup }) else { return nil }
        guard let tags = try await caller.find(Logs.listTags(names.logGroupARN.description), about: about) else {
            return nil
        }
        return LogGroup(name: group.name, retentionDays: group.retentionDays, tags: tags)
    }

    /// The role and its policies; nil for none.
    func identity() async throws(ProvisioningError) -> ObservedRole? {
        let about = "role \(names.role)"
        guard let role = try await caller.find(IAM.getRole(names.role), about: about) else { return nil }
        let inline = try await caller.list(about: about) { IAM.listRolePolicies(names.role, marker: $0) }
        var policy: RolePolicy?
        if inline.contains(RolePolicy.policyName) {
            let call = IAM.getRolePolicy(role: names.role, policy: RolePolicy.policyName)
            policy = try await caller.find(call, about: about).map { text in
                RolePolicy(role: names.role, name: RolePolicy.policyName, document: JSON.read(text))
            }
        }
        let attached = try await caller.list(about: about) { IAM.listAttachedRolePolicies(names.role, marker: $0) }
        return ObservedRole(
            role: Role(
                name: role.name,
                path: role.path,
                trust: JSON.read(role.trustPolicy),
                description: role.description,
                boundary: role.boundary,
                tags: role.tags
            ),
            policy: policy,
            otherPolicies: inline.filter { $0 != RolePolicy.policyName },
            attachedPolicies: attached
        )
    }

    /// The topic and its subscriptions; nil for none, or when it is not ours to manage.
    func messages() async throws(ProvisioningError) -> ObservedTopic? {
        guard let name = names.topic else { return nil }
        let (arn, about) = (names.topicARN.description, "topic \(name)")
        guard let attributes = try await caller.find(SNS.getTopicAttributes(arn), about: about),
            let tags = try await caller.find(SNS.listTags(arn), about: about)
        else { return nil }
        let subscriptions = try await caller.list(about: about) { SNS.listSubscriptions(topic: arn, nextToken: $0) }
        return ObservedTopic(
            topic: Topic(name: name, arn: arn, policy: JSON.read(attributes["Policy"] ?? ""), tags: tags),
            subscriptions: subscriptions.filter { $0.arn != "Deleted" }.map { found in
                Subscription(
                    topic: arn,
                    protocolName: found.protocolName,
                    endpoint: found.endpoint,
                    arn: found.isPending ? nil : found.arn
                )
            }
        )
    }

    /// The function and what hangs on it; nil for none.
    func engine() async throws(ProvisioningError) -> ObservedFunction? {
        let about = "function \(names.function)"
        guard let details = try await caller.find(Lambda.getFunction(names.function), about: about) else { return nil }
        let policy = try await caller.find(Lambda.getPolicy(names.function), about: about) ?? ""
        let config = try await caller.find(Lambda.getFunctionEventInvokeConfig(names.function), about: about)
        return ObservedFunction(
            function: function(details),
            invokeConfig: config.map { config in
                InvokeConfig(
                    function: names.function,
                    maximumRetries: config.maximumRetries,
                    maximumAgeSeconds: config.maximumAgeSeconds,
                    onSuccess: config.onSuccess,
                    onFailure: config.onFailure
                )
            },
            permissions: Permission.permissions(in: JSON.read(policy), function: names.function),
            policyBytes: policy.utf8.count,
            ties: details.function.ties
        )
    }

    /// The rule and its targets; nil for none.
    func events() async throws(ProvisioningError) -> ObservedRule? {
        let about = "rule \(names.rule)"
        guard let rule = try await caller.find(EventBridge.describeRule(names.rule), about: about),
            let tags = try await caller.find(EventBridge.listTags(names.ruleARN.description), about: about)
        else { return nil }
        let targets = try await caller.list(about: about) { EventBridge.listTargets(rule: names.rule, nextToken: $0) }
        return ObservedRule(
            rule: Rule(
                name: rule.name,
                pattern: rule.pattern.map(JSON.read),
                schedule: rule.schedule,
                isEnabled: rule.isEnabled,
                description: rule.description,
                tags: tags
            ),
            targets: targets.map { target in
                Target(
                    rule: rule.name,
                    id: target.id,
                    arn: target.arn,
                    maximumRetries: target.retry?.maximumAttempts,
                    maximumAgeSeconds: target.retry?.maximumAgeSeconds,
                    input: target.input
                )
            }
        )
    }

    private func function(_ details: Lambda.FunctionDetails) -> Function {
        let (function, configuration) = (details.function, details.function.configuration)
        return Function(
            name: function.name,
            description: configuration.description,
            role: configuration.role,
            runtime: configuration.runtime,
            handler: configuration.handler,
            architecture: function.architecture,
            memoryMegabytes: configuration.memoryMiB,
            timeoutSeconds: configuration.timeoutSeconds,
            environment: configuration.environment,
            layers: configuration.layers.map(reference),
            logGroup: configuration.logging?.group ?? Function.defaultLogGroup(of: function.name),
            codeSHA256: function.codeSHA256,
            tags: details.tags
        )
    }

    private func reference(_ arn: String) -> LayerReference {
        let known = layers.first { $0.arn == arn }
        return known.map { .artifact(sha256: $0.sha256) } ?? .version(arn: arn)
    }
}

/// A role and its policies.
struct ObservedRole: Sendable {
    let role: Role
    let policy: RolePolicy?
    let otherPolicies: [String]
    let attachedPolicies: [String]
}

/// A topic and its subscriptions.
struct ObservedTopic: Sendable {
    let topic: Topic
    let subscriptions: [Subscription]
}

/// A function and what hangs on it.
struct ObservedFunction: Sendable {
    let function: Function
    let invokeConfig: InvokeConfig?
    let permissions: [Permission]
    let policyBytes: Int
    let ties: [String]
}

/// A rule and its targets.
struct ObservedRule: Sendable {
    let rule: Rule
    let targets: [Target]
}

extension JSON {
    /// The document in a text; a text that is none becomes a string, which differs from every document.
    static func read(_ text: String) -> JSON { (try? parse(text)) ?? .string(text) }
}
