/// The resources of one pair: as they should be, or as they were read.
package struct PairResources: Hashable, Sendable {
    /// The log group; nil for none.
    package var logGroup: LogGroup?
    /// The role; nil for none.
    package var role: Role?
    /// The role's inline policy of our name; nil for none.
    package var rolePolicy: RolePolicy?
    /// The topic; nil for none, or when the pair uses one that is not ours to manage.
    package var topic: Topic?
    /// The topic's subscriptions.
    package var subscriptions: [Subscription]
    /// The function; nil for none.
    package var function: Function?
    /// What happens to events that the function did not manage; nil for none.
    package var invokeConfig: InvokeConfig?
    /// The rule; nil for none.
    package var rule: Rule?
    /// The rule's targets.
    package var targets: [Target]
    /// The statements of the function's policy.
    package var permissions: [Permission]

    /// Nothing, unless given.
    package init(
        logGroup: LogGroup? = nil,
        role: Role? = nil,
        rolePolicy: RolePolicy? = nil,
        topic: Topic? = nil,
        subscriptions: [Subscription] = [],
        function: Function? = nil,
        invokeConfig: InvokeConfig? = nil,
        rule: Rule? = nil,
        targets: [Target] = [],
        permissions: [Permission] = []
    ) {
        (self.logGroup, self.role, self.rolePolicy, self.topic) = (logGroup, role, rolePolicy, topic)
        (self.subscriptions, self.function, self.invokeConfig) = (subscriptions, function, invokeConfig)
        (self.rule, self.targets, self.permissions) = (rule, targets, permissions)
    }

    /// All of them, in the order in which they are made.
    package var all: [Resource] {
        var all: [Resource] = []
        if let logGroup { all.append(.logGroup(logGroup)) }
        if let role { all.append(.role(role)) }
        if let topic { all.append(.topic(topic)) }
        if let rolePolicy { all.append(.rolePolicy(rolePolicy)) }
        all += subscriptions.map(Resource.subscription)
        if let function { all.append(.function(function)) }
        if let invokeConfig { all.append(.invokeConfig(invokeConfig)) }
        if let rule { all.append(.rule(rule)) }
        all += permissions.map(Resource.permission)
        all += targets.map(Resource.target)
        return all
    }
}

/// What was read of a pair in AWS.
package struct ObservedPair: Hashable, Sendable {
    /// The resources under the pair's names, whoever owns them.
    package var resources: PairResources
    /// The names of the role's inline policies that are not of our name.
    package var otherRolePolicies: [String]
    /// The ARNs of the managed policies that are attached to the role.
    package var attachedPolicies: [String]
    /// The size of the function's policy.
    package var functionPolicyBytes: Int
    /// What the function is tied to that the pair's role has no right for, in words.
    package var functionTies: [String]

    /// What was read; nothing, unless given.
    package init(
        resources: PairResources = PairResources(),
        otherRolePolicies: [String] = [],
        attachedPolicies: [String] = [],
        functionPolicyBytes: Int = 0,
        functionTies: [String] = []
    ) {
        (self.resources, self.otherRolePolicies) = (resources, otherRolePolicies)
        (self.attachedPolicies, self.functionPolicyBytes) = (attachedPolicies, functionPolicyBytes)
        self.functionTies = functionTies
    }
}
