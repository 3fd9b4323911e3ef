package import Fleet
package import Values

/// What the resources of a pair are called: deterministic, unless the definition names others.
package struct PairNames: Hashable, Sendable {
    /// The Lambda function's name.
    package var function: String
    /// The IAM role's name, without its path.
    package var role: String
    /// The IAM role's path.
    package var rolePath: String
    /// The EventBridge rule's name.
    package var rule: String
    /// The SNS topic's name; nil when the definition names an existing topic, which is not ours to manage.
    package var topic: String?
    /// The log group's name.
    package var logGroup: String
    /// The id of the statement in the function's policy.
    package var permission: String
    /// The id of the rule's target.
    package var target: String
    /// The kinds that exist already by the definition's own word, and so may be taken over.
    package var adopted: Set<Resource.Kind>

    private let place: Place
    private let externalTopic: ARN?

    /// The names of a pair.
    package init(_ pair: Pair, rolePath: String = Role.path) {
        let names = pair.deployment.names
        let own = "vaer-\(pair.deployment.formerName ?? pair.name)"
        function = names.function ?? own
        role = names.role ?? "\(own)-\(pair.region)"
        rule = names.rule ?? own
        topic = pair.notify.topic == nil ? names.topic ?? own : nil
        logGroup = names.logGroup ?? Function.defaultLogGroup(of: function)
        (permission, target, self.rolePath) = (own, own, rolePath)
        (place, externalTopic) = (Place(account: pair.account, region: pair.region), pair.notify.topic)
        adopted = []
        if names.function != nil { adopted.formUnion([.function, .logGroup]) }
        if names.role != nil { adopted.insert(.role) }
        if names.rule != nil { adopted.insert(.rule) }
        if names.topic != nil { adopted.insert(.topic) }
        if names.logGroup != nil { adopted.insert(.logGroup) }
    }

    /// The account and the region.
    package var home: Place { place }

    /// The function's ARN.
    package var functionARN: ARN { arn("lambda", "function:\(function)") }

    /// The role's ARN.
    package var roleARN: ARN {
        ARN(iam: "role\(rolePath)\(role)", partition: place.region.partition, account: place.account)
    }

    /// The rule's ARN; on the default bus there is no bus in it.
    package var ruleARN: ARN { arn("events", "rule/\(rule)") }

    /// The topic's ARN, ours or the one that the definition names.
    package var topicARN: ARN { externalTopic ?? arn("sns", topic ?? "") }

    /// The log group's ARN.
    package var logGroupARN: ARN { arn("logs", "log-group:\(logGroup)") }

    private func arn(_ service: String, _ resource: String) -> ARN {
        ARN(service: service, region: place.region, account: place.account, resource: resource)
    }
}
