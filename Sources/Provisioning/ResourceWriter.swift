import AWS
import AWSControlPlane
import Planning
import Values

/// Carries out one change of one resource.
///
/// Every change may be sent again after a kill at any moment: what is made is made with its tags in the same call, so
/// that it is never without an owner, and what is there already is compared, never made twice.
struct ResourceWriter: Sendable {
    /// How long AWS may take to know everywhere what it was just told, such as a fresh role.
    static let patience = Duration.seconds(60)
    /// How long IAM takes to tell a policy to everybody, with a margin; it gives no number.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency>
    static let propagation = Duration.seconds(10)

    let caller: any Caller
    let time: any TimeSource
    let names: PairNames
    let ownership: Ownership
    /// The ARNs of layer versions, by the digest of what they hold.
    let layerARNs: [String: String]

    /// Carries out a change; one that is not to be done does nothing.
    func carryOut(_ change: ResourceChange) async throws(ProvisioningError) {
        switch change.action {
        case .create: try await create(change.resource)
        case .update: try await update(change)
        case .delete: try await delete(change.resource)
        case .none, .blocked: return
        }
    }

    private func create(_ resource: Resource) async throws(ProvisioningError) {
        switch resource {
        case .logGroup(let group): try await create(group)
        case .role(let role): try await create(role)
        case .rolePolicy(let policy): try await put(policy)
        case .topic(let topic): try await create(topic)
        case .subscription(let subscription): try await create(subscription)
        case .function(let function): try await create(function)
        case .invokeConfig(let config): try await put(config)
        case .rule(let rule): try await put(rule, tags: rule.tags)
        case .permission(let permission): try await create(permission)
        case .target(let target): try await put(target)
        case .queue(let queue): try await create(queue)
        case .attachment, .layer: return
        }
    }

    /// Makes what is there as it should be.
    func update(_ change: ResourceChange) async throws(ProvisioningError) {
        switch change.resource {
        case .logGroup(let group): try await update(group, change)
        case .role(let role): try await update(role, change)
        case .rolePolicy(let policy): try await put(policy)
        case .topic(let topic): try await update(topic, change)
        case .function(let function): try await update(function, change)
        case .invokeConfig(let config): try await put(config)
        case .rule(let rule): try await update(rule, change)
        case .permission(let permission): try await replace(permission)
        case .target(let target): try await put(target)
        case .queue(let queue): try await update(queue, change)
        case .subscription, .attachment, .layer: return
        }
    }

    private func delete(_ resource: Resource) async throws(ProvisioningError) {
        let about = "\(resource.kind.rawValue) \(resource.name)"
        switch resource {
        case .logGroup(let group): _ = try await caller.find(Logs.deleteLogGroup(group.name), about: about)
        case .role(let role): try await delete(role)
        case .rolePolicy(let policy):
            _ = try await caller.find(IAM.deleteRolePolicy(role: policy.role, policy: policy.name), about: about)
        case .attachment(let attachment): try await detach(attachment)
        case .topic(let topic): _ = try await caller.find(SNS.deleteTopic(topic.arn), about: about)
        case .subscription(let subscription): try await delete(subscription)
        case .function(let function):
            _ = try await patiently(Lambda.deleteFunction(function.name), about: about, isGoneFine: true)
        case .invokeConfig(let config):
            _ = try await caller.find(Lambda.deleteFunctionEventInvokeConfig(config.function), about: about)
        case .rule(let rule): _ = try await caller.find(EventBridge.deleteRule(rule.name), about: about)
        case .permission(let permission): try await delete(permission)
        case .target(let target): try await delete(target)
        case .queue(let queue): try await delete(queue)
        case .layer(let layer):
            guard let version = layer.version else { return }
            _ = try await caller.find(Lambda.deleteLayerVersion(layer.name, version: version), about: about)
        }
    }
}

extension ResourceWriter {
    /// Sends a call again while AWS does not know yet what it was just told, or is busy with the same resource.
    ///
    /// Gives nil when the call is about something that is gone and `isGoneFine` says that this is as well.
    @discardableResult
    func patiently<Output>(
        _ call: Call<Output>,
        about resource: String,
        isGoneFine: Bool = false
    ) async throws(ProvisioningError) -> Output? {
        var (waited, wait) = (Duration.zero, Duration.milliseconds(500))
        while true {
            do {
                return isGoneFine
                    ? try await caller.find(call, about: resource) : try await caller.send(call, about: resource)
            } catch {
                guard error.mayPassByItself, waited < Self.patience else { throw error }
                try await pause(wait)
                waited += wait
                wait = min(wait * 2, .seconds(8))
            }
        }
    }

    /// Waits; throws when the task is cancelled meanwhile.
    func pause(_ duration: Duration) async throws(ProvisioningError) {
        do { try await time.sleep(for: duration) } catch { throw .interrupted }
    }

    /// A reader of the pair's resources, for those that turn out to be there already.
    var reader: PairReader { PairReader(names, caller: caller, layers: layers) }

    private var layers: [LayerVersion] {
        layerARNs.map {
            LayerVersion(name: LayerVersion.layerName, description: "", sha256: $0.key, arn: $0.value, version: nil)
        }
    }

    /// Makes a resource that was there already as it should be; throws when it is somebody else's.
    func takeOver(_ old: Resource?, as new: Resource) async throws(ProvisioningError) {
        guard let old, ownership.owner(old.tags ?? [:]) == .ours else {
            throw .taken(resource: "\(new.kind.rawValue) \(new.name)")
        }
        try await update(.updating(old, to: new))
    }
}

extension ProvisioningError {
    /// Whether the same call may succeed in a few seconds.
    ///
    /// IAM tells its news to other services bit by bit, Lambda changes a function after it has answered, and what was
    /// just made may not be found yet.
    fileprivate var mayPassByItself: Bool {
        switch code {
        case "InvalidParameterValueException": refusalMessage.lowercased().contains("role")
        case "ResourceConflictException": !isAlreadyThere
        case "ConcurrentModification", "ConcurrentModificationException", "OperationAbortedException": true
        case "NoSuchEntity", "NotFound", "QueueDoesNotExist", "ResourceNotFoundException": true
        case "QueueDeletedRecently": true
        default: false
        }
    }

    /// Whether something of that name is there already.
    var isAlreadyThere: Bool {
        switch code {
        case "EntityAlreadyExists", "QueueNameExists", "ResourceAlreadyExistsException": true
        case "ResourceConflictException": refusalMessage.lowercased().contains("exist")
        default: false
        }
    }
}
