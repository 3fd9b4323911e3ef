import AWS
import AWSControlPlane
import Codecs
import Planning
import Values

extension ResourceWriter {
    /// Makes the log group with its tags, then sets how long it keeps events.
    func create(_ group: LogGroup) async throws(ProvisioningError) {
        let about = "log group \(group.name)"
        do {
            try await caller.send(Logs.createLogGroup(group.name, tags: group.tags), about: about)
        } catch {
            guard error.isAlreadyThere else { throw error }
            return try await takeOver(try await reader.logGroup().map { .logGroup($0) }, as: .logGroup(group))
        }
        try await setRetention(of: group)
    }

    /// Changes what differs.
    func update(_ group: LogGroup, _ change: ResourceChange) async throws(ProvisioningError) {
        if change.changes("retention-days") { try await setRetention(of: group) }
        guard !change.tagsToWrite.isEmpty else { return }
        let call = Logs.tagResource(names.logGroupARN.description, tags: change.tagsToWrite)
        try await caller.send(call, about: "log group \(group.name)")
    }

    private func setRetention(of group: LogGroup) async throws(ProvisioningError) {
        let about = "log group \(group.name)"
        guard let days = group.retentionDays else {
            return try await caller.send(Logs.deleteRetentionPolicy(group.name), about: about)
        }
        try await patiently(Logs.putRetentionPolicy(group.name, days: days), about: about)
    }

    /// Makes the role with its tags.
    func create(_ role: Role) async throws(ProvisioningError) {
        let new = IAM.NewRole(
            name: role.name,
            path: role.path,
            trustPolicy: role.trust.text,
            description: role.description,
            boundary: role.boundary,
            tags: role.tags
        )
        do {
            _ = try await caller.send(IAM.createRole(new), about: "role \(role.name)")
        } catch {
            guard error.isAlreadyThere else { throw error }
            try await takeOver(try await reader.identity().map { .role($0.role) }, as: .role(role))
        }
    }

    /// Changes what differs; a role's path never changes.
    func update(_ role: Role, _ change: ResourceChange) async throws(ProvisioningError) {
        let about = "role \(role.name)"
        if change.changes("trust") {
            try await patiently(IAM.updateAssumeRolePolicy(role: role.name, document: role.trust.text), about: about)
        }
        if change.changes("description") {
            try await patiently(IAM.updateRole(role.name, description: role.description), about: about)
        }
        if change.changes("permissions-boundary") {
            let call =
                role.boundary.map { IAM.putRolePermissionsBoundary(role: role.name, policy: $0) }
                ?? IAM.deleteRolePermissionsBoundary(role: role.name)
            try await patiently(call, about: about)
        }
        guard !change.tagsToWrite.isEmpty else { return }
        try await patiently(IAM.tagRole(role.name, tags: change.tagsToWrite), about: about)
    }

    /// Deletes the role with all that IAM wants gone before.
    func delete(_ role: Role) async throws(ProvisioningError) {
        let about = "role \(role.name)"
        for policy in try await caller.list(about: about, { IAM.listRolePolicies(role.name, marker: $0) }) {
            _ = try await caller.find(IAM.deleteRolePolicy(role: role.name, policy: policy), about: about)
        }
        for policy in try await caller.list(about: about, { IAM.listAttachedRolePolicies(role.name, marker: $0) }) {
            _ = try await caller.find(IAM.detachRolePolicy(role: role.name, policy: policy), about: about)
        }
        try await patiently(IAM.deleteRole(role.name), about: about, isGoneFine: true)
    }

    /// Detaches a managed policy from the role, once IAM has told the inline policy to everybody.
    ///
    /// Before that the function would have no right at all.
    func detach(_ attachment: PolicyAttachment) async throws(ProvisioningError) {
        try await pause(Self.propagation)
        let call = IAM.detachRolePolicy(role: attachment.role, policy: attachment.policy)
        let about = "role policy \(attachment.role)/\(attachment.policy)"
        try await patiently(call, about: about, isGoneFine: true)
    }

    /// Sets the role's inline policy.
    func put(_ policy: RolePolicy) async throws(ProvisioningError) {
        let call = IAM.putRolePolicy(role: policy.role, policy: policy.name, document: policy.document.text)
        try await patiently(call, about: "role policy \(policy.role)/\(policy.name)")
    }

    /// Makes the topic with its policy and tags.
    func create(_ topic: Topic) async throws(ProvisioningError) {
        let call = SNS.createTopic(topic.name, attributes: ["Policy": topic.policy.text], tags: topic.tags)
        _ = try await caller.send(call, about: "topic \(topic.name)")
    }

    /// Changes what differs.
    func update(_ topic: Topic, _ change: ResourceChange) async throws(ProvisioningError) {
        let about = "topic \(topic.name)"
        if change.changes("policy") {
            try await patiently(SNS.setTopicAttribute(topic.arn, "Policy", to: topic.policy.text), about: about)
        }
        guard !change.tagsToWrite.isEmpty else { return }
        try await patiently(SNS.tagResource(topic.arn, tags: change.tagsToWrite), about: about)
    }

    /// Subscribes; who has a mail address confirms it by hand.
    func create(_ subscription: Subscription) async throws(ProvisioningError) {
        let call = SNS.subscribe(
            topic: subscription.topic,
            via: subscription.protocolName,
            endpoint: subscription.endpoint
        )
        try await patiently(call, about: "subscription \(subscription.safeName)")
    }

    /// Ends a subscription; one that waits for confirmation ends with the topic.
    func delete(_ subscription: Subscription) async throws(ProvisioningError) {
        guard let arn = subscription.arn else { return }
        _ = try await caller.find(SNS.unsubscribe(arn), about: "subscription \(subscription.safeName)")
    }

    /// Sets the rule; tags count only when it is made.
    func put(_ rule: Rule, tags: [String: String]) async throws(ProvisioningError) {
        let new = EventBridge.NewRule(
            name: rule.name,
            pattern: rule.pattern?.text,
            schedule: rule.schedule,
            isEnabled: rule.isEnabled,
            description: rule.description,
            tags: tags
        )
        try await patiently(EventBridge.putRule(new), about: "rule \(rule.name)")
    }

    /// Changes what differs.
    func update(_ rule: Rule, _ change: ResourceChange) async throws(ProvisioningError) {
        if rule.attributesDiffer(in: change) { try await put(rule, tags: [:]) }
        guard !change.tagsToWrite.isEmpty else { return }
        let call = EventBridge.tagResource(names.ruleARN.description, tags: change.tagsToWrite)
        try await patiently(call, about: "rule \(rule.name)")
    }

    /// Sets the way from the rule to the function.
    func put(_ target: Target) async throws(ProvisioningError) {
        var retry: EventBridge.RetryPolicy?
        if let attempts = target.maximumRetries, let age = target.maximumAgeSeconds {
            retry = EventBridge.RetryPolicy(maximumAttempts: attempts, maximumAgeSeconds: age)
        }
        let new = EventBridge.Target(id: target.id, arn: target.arn, input: target.input, retry: retry)
        let call = EventBridge.putTargets(rule: target.rule, [new])
        try check(try await patiently(call, about: "target \(target.rule)/\(target.id)"), rule: target.rule)
    }

    /// Takes the way from the rule to the function away.
    func delete(_ target: Target) async throws(ProvisioningError) {
        let call = EventBridge.removeTargets(rule: target.rule, ids: [target.id])
        let failures = try await caller.find(call, about: "target \(target.rule)/\(target.id)")
        try check(failures, rule: target.rule)
    }

    /// EventBridge answers well even when it took nothing; what it did not take is in the answer.
    private func check(_ failures: [EventBridge.FailedEntry]?, rule: String) throws(ProvisioningError) {
        guard let failure = failures?.first else { return }
        throw .targetRefused(rule: rule, detail: "\(failure.code): \(failure.message)")
    }
}

extension Rule {
    /// Whether anything but tags is to be changed.
    fileprivate func attributesDiffer(in change: ResourceChange) -> Bool {
        change.attributes.contains { !$0.name.hasPrefix("tags.") }
    }
}
