import AWS
import AWSControlPlane
import Planning
import Values

extension ResourceWriter {
    /// How long Lambda may take to make a function ready.
    private static let readyLimit = Duration.seconds(120)

    /// Makes the function, and waits until it can be run.
    func create(_ function: Function) async throws(ProvisioningError) {
        let call = Lambda.createFunction(
            function.name,
            try configuration(function, logging: logging(function)),
            code: code(function),
            tags: function.tags
        )
        do {
            try await patiently(call, about: "function \(function.name)")
        } catch {
            guard error.isAlreadyThere else { throw error }
            let there = try await reader.engine()
            return try await takeOver(there.map { .function($0.function) }, as: .function(function))
        }
        try await waitUntilReady(function.name)
    }

    /// Changes configuration, code and tags, as far as they differ; each waits until the one before is in force.
    func update(_ function: Function, _ change: ResourceChange) async throws(ProvisioningError) {
        let about = "function \(function.name)"
        let names = change.attributes.map(\.name).filter { !$0.hasPrefix("tags.") }
        if !names.allSatisfy(Function.codeAttributes.contains) {
            let logs = change.changes("log-group") ? logging(function, always: true) : logging(function)
            let configuration = try configuration(function, logging: logs)
            try await patiently(Lambda.updateFunctionConfiguration(function.name, configuration), about: about)
            try await waitUntilReady(function.name)
        }
        if names.contains(where: Function.codeAttributes.contains) {
            try await patiently(Lambda.updateFunctionCode(function.name, code: code(function)), about: about)
            try await waitUntilReady(function.name)
        }
        let tags = change.tagsToWrite
        guard !tags.isEmpty else { return }
        let arn = self.names.functionARN.description
        try await caller.send(Lambda.tagResource(arn, tags: tags), about: about)
    }

    /// Sets what happens to events that the function did not manage.
    func put(_ config: InvokeConfig) async throws(ProvisioningError) {
        let new = Lambda.EventInvokeConfig(
            maximumRetries: config.maximumRetries,
            maximumAgeSeconds: config.maximumAgeSeconds,
            onSuccess: config.onSuccess,
            onFailure: config.onFailure
        )
        let about = "invoke configuration \(config.function)"
        try await patiently(Lambda.putFunctionEventInvokeConfig(config.function, new), about: about)
    }

    /// Lets the rule in; a statement of that id that came between is replaced.
    func create(_ permission: Permission) async throws(ProvisioningError) {
        do {
            try await add(permission)
        } catch {
            guard error.isAlreadyThere else { throw error }
            try await replace(permission)
        }
    }

    /// Puts a statement in the place of the one of the same id; between the two EventBridge repeats its deliveries.
    func replace(_ permission: Permission) async throws(ProvisioningError) {
        try await delete(permission)
        try await add(permission)
    }

    /// Takes a statement out.
    func delete(_ permission: Permission) async throws(ProvisioningError) {
        let call = Lambda.removePermission(permission.function, id: permission.id)
        try await patiently(call, about: "permission \(permission.id)", isGoneFine: true)
    }

    private func add(_ permission: Permission) async throws(ProvisioningError) {
        let statement = Lambda.Permission(
            id: permission.id,
            action: permission.action,
            principal: permission.principal,
            sourceARN: permission.sourceARN,
            sourceAccount: permission.sourceAccount
        )
        let about = "permission \(permission.id) of the function \(permission.function)"
        try await patiently(Lambda.addPermission(permission.function, statement), about: about)
    }

    private func waitUntilReady(_ name: String) async throws(ProvisioningError) {
        var (waited, wait) = (Duration.zero, Duration.milliseconds(200))
        while true {
            let details = try await patiently(Lambda.getFunction(name), about: "function \(name)")
            guard let function = details?.function else { return }
            if function.state == "Failed" || function.lastUpdateStatus == "Failed" {
                let reason = [function.stateReason, function.lastUpdateReason].first { !$0.isEmpty }
                throw .notReady(function: name, detail: reason ?? "Lambda gives no reason")
            }
            if function.isSettled { return }
            guard waited < Self.readyLimit else {
                throw .notReady(function: name, detail: "still busy after \(Self.readyLimit.shortText)")
            }
            try await pause(wait)
            waited += wait
            wait = min(wait * 2, .seconds(2))
        }
    }

    private func configuration(
        _ function: Function,
        logging: Lambda.Logging?
    ) throws(ProvisioningError) -> Lambda.Configuration {
        var layers: [String] = []
        for layer in function.layers {
            switch layer {
            case .version(let arn): layers.append(arn)
            case .artifact(let sha256):
                guard let arn = layerARNs[sha256] else {
                    throw .notReady(function: function.name, detail: "the layer with the engine is not there")
                }
                layers.append(arn)
            }
        }
        return Lambda.Configuration(
            role: function.role,
            runtime: function.runtime,
            handler: function.handler,
            description: function.description,
            timeoutSeconds: function.timeoutSeconds,
            memoryMiB: function.memoryMegabytes,
            environment: function.environment,
            layers: layers,
            logging: logging
        )
    }

    /// Where the log goes; nil leaves Lambda's own place.
    private func logging(_ function: Function, always: Bool = false) -> Lambda.Logging? {
        guard always || function.logGroup != Function.defaultLogGroup(of: function.name) else { return nil }
        return Lambda.Logging(format: "Text", group: function.logGroup)
    }

    private func code(_ function: Function) -> Lambda.Code {
        Lambda.Code(zip: function.code, architecture: function.architecture)
    }
}
