package import Codecs

/// One resource of a pair, or the layer or queue that pairs share, as it should be or as it was read.
package enum Resource: Hashable, Sendable {
    /// The engine's layer.
    case layer(LayerVersion)
    /// What brings the functions' reports to the controller.
    case queue(Queue)
    /// Where the function writes its log.
    case logGroup(LogGroup)
    /// What the function may do: the role.
    case role(Role)
    /// What the function may do: the role's inline policy.
    case rolePolicy(RolePolicy)
    /// A managed policy on a role that was taken over.
    case attachment(PolicyAttachment)
    /// Where the pair's messages go.
    case topic(Topic)
    /// Who gets them.
    case subscription(Subscription)
    /// The engine with the pair's definition.
    case function(Function)
    /// What happens to events that the function did not manage.
    case invokeConfig(InvokeConfig)
    /// What wakes the function.
    case rule(Rule)
    /// The rule's way to the function.
    case target(Target)
    /// The function's consent to be woken by the rule.
    case permission(Permission)

    /// A kind of resource; in the order in which resources are made.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// See ``Resource/layer(_:)``.
        case layer
        /// See ``Resource/queue(_:)``.
        case queue
        /// See ``Resource/logGroup(_:)``.
        case logGroup = "log group"
        /// See ``Resource/role(_:)``.
        case role
        /// See ``Resource/topic(_:)``.
        case topic
        /// See ``Resource/rolePolicy(_:)``.
        case rolePolicy = "role policy"
        /// See ``Resource/subscription(_:)``.
        case subscription
        /// See ``Resource/function(_:)``.
        case function
        /// See ``Resource/invokeConfig(_:)``.
        case invokeConfig = "invoke configuration"
        /// See ``Resource/rule(_:)``.
        case rule
        /// See ``Resource/permission(_:)``.
        case permission
        /// See ``Resource/target(_:)``.
        case target
        /// See ``Resource/attachment(_:)``.
        case attachment = "policy attachment"

        /// When it is made: everything of a stage needs the stages before it and nothing of its own.
        ///
        /// The target comes last, so that no event reaches a function that is not whole. Deleting goes backwards.
        package var stage: Int {
            switch self {
            case .layer, .queue, .logGroup, .role, .topic: 0
            case .rolePolicy, .attachment, .subscription: 1
            case .function: 2
            case .invokeConfig, .rule: 3
            case .permission: 4
            case .target: 5
            }
        }
    }

    /// The kind.
    package var kind: Kind {
        switch self {
        case .layer: .layer
        case .queue: .queue
        case .logGroup: .logGroup
        case .role: .role
        case .rolePolicy: .rolePolicy
        case .attachment: .attachment
        case .topic: .topic
        case .subscription: .subscription
        case .function: .function
        case .invokeConfig: .invokeConfig
        case .rule: .rule
        case .target: .target
        case .permission: .permission
        }
    }

    /// What a person finds it by; without the secrets that a subscriber's URL may carry.
    package var name: String {
        switch self {
        case .layer(let layer): layer.name
        case .queue(let queue): queue.name
        case .logGroup(let group): group.name
        case .role(let role): role.name
        case .rolePolicy(let policy): "\(policy.role)/\(policy.name)"
        case .attachment(let attachment): "\(attachment.role)/\(attachment.policy)"
        case .topic(let topic): topic.name
        case .subscription(let subscription): subscription.safeName
        case .function(let function): function.name
        case .invokeConfig(let config): config.function
        case .rule(let rule): rule.name
        case .target(let target): "\(target.rule)/\(target.id)"
        case .permission(let permission): "\(permission.function)/\(permission.id)"
        }
    }

    /// What is compared, in the order in which it is shown; tags are not among them.
    package var attributes: [Attribute] {
        switch self {
        case .layer(let layer): layer.attributes
        case .queue(let queue): queue.attributes
        case .logGroup(let group): group.attributes
        case .role(let role): role.attributes
        case .rolePolicy(let policy): [Attribute("document", .policy(policy.document))]
        case .topic(let topic): [Attribute("policy", .policy(topic.policy))]
        case .subscription, .attachment: []
        case .function(let function): function.attributes
        case .invokeConfig(let config): config.attributes
        case .rule(let rule): rule.attributes
        case .target(let target): target.attributes
        case .permission(let permission): permission.attributes
        }
    }

    /// The tags; nil for a kind that has none, whose owner is the owner of what it is part of.
    package var tags: [String: String]? {
        switch self {
        case .queue(let queue): queue.tags
        case .logGroup(let group): group.tags
        case .role(let role): role.tags
        case .topic(let topic): topic.tags
        case .function(let function): function.tags
        case .rule(let rule): rule.tags
        case .layer, .rolePolicy, .attachment, .subscription, .invokeConfig, .target, .permission: nil
        }
    }
}

/// One thing about a resource that can be compared and shown.
package struct Attribute: Hashable, Sendable {
    /// What it is, such as `retention-days`.
    package var name: String
    /// What it should be or is.
    package var value: Value

    /// An attribute.
    package init(_ name: String, _ value: Value) { (self.name, self.value) = (name, value) }

    /// An attribute that is plain text; nil when it is not set.
    package init(_ name: String, _ text: String?) { self.init(name, text.map(Value.text) ?? .absent) }

    /// A value with what equality means for it.
    package enum Value: Hashable, Sendable {
        /// Not set.
        case absent
        /// Equal when the characters are.
        case text(String)
        /// An IAM policy.
        case policy(JSON)
        /// An event pattern.
        case pattern(JSON)

        /// Whether both mean the same, however they are written.
        package func means(_ other: Value) -> Bool {
            switch (self, other) {
            case (.policy(let left), .policy(let right)): left.meansSamePolicy(as: right)
            case (.pattern(let left), .pattern(let right)): left.meansSamePattern(as: right)
            default: self == other
            }
        }

        /// The value for people; nil when it is not set.
        package var text: String? {
            switch self {
            case .absent: nil
            case .text(let text): text
            case .policy(let document), .pattern(let document): document.text
            }
        }
    }
}
