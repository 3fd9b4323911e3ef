import Codecs
package import Fleet
package import Values

/// A pair's resources as its definition wants them.
package struct DesiredPair: Sendable {
    /// The pair.
    package let pair: Pair
    /// What every pair of the plan has in common.
    package let context: PlanContext
    /// The members' instances, looked up where the definition leaves them out.
    package let instances: BySide<InstanceID>
    /// What the resources are called.
    package let names: PairNames
    /// The SHA-256 of the definition as the engine reads it, in hexadecimal digits.
    package let digest: String
    /// The resources.
    package let resources: PairResources

    /// The resources of a pair; those of a role that exists in another path use that path.
    package init(
        _ pair: Pair,
        instances: BySide<InstanceID>,
        context: PlanContext,
        rolePath: String = Role.path
    ) {
        (self.pair, self.instances, self.context) = (pair, instances, context)
        names = PairNames(pair, rolePath: rolePath)
        let definition = PairDocument(pair: pair, topic: names.topicARN).json.bytes
        digest = context.sha256(definition).hexadecimal
        let maker = ResourceMaker(
            pair: pair,
            names: names,
            tags: Self.tags(of: pair, fleet: context.fleet, digest: digest),
            policies: PairPolicies(pair: pair, names: names),
            queue: Queue.arn(fleet: context.fleet, at: names.home)
        )
        resources = PairResources(
            logGroup: maker.logGroup,
            role: maker.role,
            rolePolicy: maker.rolePolicy,
            topic: maker.topic,
            subscriptions: maker.subscriptions,
            function: maker.function(definition: definition, context: context),
            invokeConfig: maker.invokeConfig,
            rule: maker.rule(PairEvents(pair: pair, instances: instances)),
            targets: [maker.target],
            permissions: [maker.permission]
        )
    }

    /// The same pair with its role where it was found.
    func placingRole(at path: String) -> DesiredPair {
        DesiredPair(pair, instances: instances, context: context, rolePath: path)
    }

    /// The operator's tags and ours; ours win.
    static func tags(of pair: Pair, fleet: String, digest: String) -> [String: String] {
        var tags = Dictionary(pair.deployment.tags.map { ($0.key, $0.value) }) { _, last in last }
        tags[TagKey.managed] = "true"
        tags[TagKey.fleet] = fleet
        tags[TagKey.pair] = pair.name.text
        tags[TagKey.digest] = digest
        return tags
    }
}

/// Makes the resources of one pair.
private struct ResourceMaker {
    /// How long a failed delivery or run is repeated.
    ///
    /// Later the sweep has looked at the pair several times, and an old event says nothing that it does not know.
    static let maximumAgeSeconds = 300
    /// How often EventBridge repeats a delivery that Lambda refused.
    static let deliveryRetries = 8
    /// How often Lambda repeats a run that failed; its own maximum.
    static let runRetries = 2

    let pair: Pair
    let names: PairNames
    let tags: [String: String]
    let policies: PairPolicies
    let queue: ARN

    var logGroup: LogGroup {
        LogGroup(name: names.logGroup, retentionDays: pair.deployment.logRetentionDays, tags: tags)
    }

    var role: Role {
        Role(
            name: names.role,
            path: names.rolePath,
            trust: policies.trust,
            description: "vaer: moves the routes of the pair \(pair.name)",
            boundary: pair.deployment.permissionsBoundary?.description,
            tags: tags
        )
    }

    var rolePolicy: RolePolicy {
        RolePolicy(role: names.role, name: RolePolicy.policyName, document: policies.role)
    }

    var topic: Topic? {
        names.topic.map { name in
            Topic(name: name, arn: names.topicARN.description, policy: policies.topic, tags: tags)
        }
    }

    var subscriptions: [Subscription] {
        guard names.topic != nil else { return [] }
        let endpoints =
            pair.notify.email.map { ("email", $0) } + pair.notify.https.map { ("https", $0) }
            + pair.notify.sqs.map { ("sqs", $0.description) } + [("sqs", queue.description)]
        var seen: Set<Subscription> = []
        return endpoints.compactMap { name, endpoint in
            let one = Subscription(topic: names.topicARN.description, protocolName: name, endpoint: endpoint)
            return seen.insert(one).inserted ? one : nil
        }
    }

    func function(definition: [UInt8], context: PlanContext) -> Function {
        let zip = StoredZip([StoredZip.Entry(name: PairDocument.fileName, bytes: definition)]).bytes
        let members = pair.members.map { $0.interfaces.first?.eni.text ?? "" }
        return Function(
            name: names.function,
            description: "vaer: moves the routes of the pair \(pair.name) to the router that works",
            role: names.roleARN.description,
            runtime: LayerVersion.runtime,
            handler: "bootstrap",
            architecture: LayerVersion.architecture,
            memoryMegabytes: pair.deployment.memoryMegabytes,
            timeoutSeconds: Int(pair.deployment.timeout.seconds),
            environment: [
                "region": pair.region.name, "vpcid": pair.vpc.text,
                "host1eni": members.first, "host2eni": members.second,
            ],
            layers: [.artifact(sha256: context.artifact.sha256)],
            logGroup: names.logGroup,
            codeSHA256: Base64.encode(context.sha256(zip)),
            code: zip,
            tags: tags
        )
    }

    /// Failures always go to the topic; the engine itself tells of runs, because a sweep that changed nothing is silent.
    var invokeConfig: InvokeConfig {
        InvokeConfig(
            function: names.function,
            maximumRetries: Self.runRetries,
            maximumAgeSeconds: Self.maximumAgeSeconds,
            onFailure: names.topicARN.description
        )
    }

    func rule(_ events: PairEvents) -> Rule {
        Rule(
            name: names.rule,
            pattern: events.pattern,
            schedule: events.schedule,
            description: "vaer: wakes the function of the pair \(pair.name)",
            tags: tags
        )
    }

    var target: Target {
        Target(
            rule: names.rule,
            id: names.target,
            arn: names.functionARN.description,
            maximumRetries: Self.deliveryRetries,
            maximumAgeSeconds: Self.maximumAgeSeconds
        )
    }

    var permission: Permission {
        Permission(
            function: names.function,
            id: names.permission,
            principal: "events.amazonaws.com",
            action: "lambda:InvokeFunction",
            sourceARN: names.ruleARN.description,
            sourceAccount: pair.account.text
        )
    }
}

extension [UInt8] {
    /// Two lower-case digits per byte.
    fileprivate var hexadecimal: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
