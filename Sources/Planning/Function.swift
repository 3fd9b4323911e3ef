/// The engine with a pair's definition.
package struct Function: Hashable, Sendable {
    /// The name.
    package var name: String
    /// What people read about it.
    package var description: String
    /// The role's ARN.
    package var role: String
    /// The Lambda runtime.
    package var runtime: String
    /// What the runtime starts.
    package var handler: String
    /// The processor's architecture.
    package var architecture: String
    /// The memory in MB.
    package var memoryMegabytes: Int
    /// The time-out in seconds.
    package var timeoutSeconds: Int
    /// The environment's variables.
    package var environment: [String: String]
    /// The layers, in their order.
    package var layers: [LayerReference]
    /// Where it writes its log.
    package var logGroup: String
    /// The SHA-256 of the zip in Base64.
    package var codeSHA256: String
    /// The zip; empty in what was read.
    package var code: [UInt8]
    /// The tags.
    package var tags: [String: String]

    /// A function of which every part is given.
    package init(
        name: String,
        description: String,
        role: String,
        runtime: String,
        handler: String,
        architecture: String,
        memoryMegabytes: Int,
        timeoutSeconds: Int,
        environment: [String: String],
        layers: [LayerReference],
        logGroup: String,
        codeSHA256: String,
        code: [UInt8] = [],
        tags: [String: String]
    ) {
        (self.name, self.description, self.role, self.runtime) = (name, description, role, runtime)
        (self.handler, self.architecture, self.memoryMegabytes) = (handler, architecture, memoryMegabytes)
        (self.timeoutSeconds, self.environment, self.layers) = (timeoutSeconds, environment, layers)
        (self.logGroup, self.codeSHA256, self.code, self.tags) = (logGroup, codeSHA256, code, tags)
    }

    /// The names of the attributes that belong to the code; the others belong to the configuration.
    package static let codeAttributes: Set<String> = ["code-sha256", "architecture"]

    /// Where Lambda writes a function's log unless told otherwise.
    package static func defaultLogGroup(of name: String) -> String { "/aws/lambda/\(name)" }

    /// See ``Resource/attributes``.
    var attributes: [Attribute] {
        [
            Attribute("description", description),
            Attribute("role", role),
            Attribute("runtime", runtime),
            Attribute("handler", handler),
            Attribute("memory-mb", String(memoryMegabytes)),
            Attribute("timeout-s", String(timeoutSeconds)),
            Attribute("layers", layers.isEmpty ? nil : layers.map(\.description).joined(separator: ", ")),
            Attribute("log-group", logGroup),
            Attribute("architecture", architecture),
            Attribute("code-sha256", codeSHA256),
        ] + environment.sorted { $0.key < $1.key }.map { Attribute("environment.\($0.key)", $0.value) }
    }
}

/// What happens to events that the function did not manage.
package struct InvokeConfig: Hashable, Sendable {
    /// The function's name.
    package var function: String
    /// How often a failed run is repeated: 0 to 2 times; nil for Lambda's own 2.
    package var maximumRetries: Int?
    /// How long an event may wait: 60 to 21,600 s; nil for Lambda's own six hours.
    package var maximumAgeSeconds: Int?
    /// The ARN that is told of a success; nil for none.
    package var onSuccess: String?
    /// The ARN that is told of a failure; nil for none.
    package var onFailure: String?

    /// A configuration.
    package init(
        function: String,
        maximumRetries: Int?,
        maximumAgeSeconds: Int?,
        onSuccess: String? = nil,
        onFailure: String?
    ) {
        (self.function, self.maximumRetries, self.maximumAgeSeconds) = (function, maximumRetries, maximumAgeSeconds)
        (self.onSuccess, self.onFailure) = (onSuccess, onFailure)
    }

    /// See ``Resource/attributes``.
    var attributes: [Attribute] {
        [
            Attribute("maximum-retries", maximumRetries.map(String.init)),
            Attribute("maximum-age-s", maximumAgeSeconds.map(String.init)),
            Attribute("on-success", onSuccess),
            Attribute("on-failure", onFailure),
        ]
    }
}

/// The function's consent to be run by a rule.
package struct Permission: Hashable, Sendable {
    /// The function's name.
    package var function: String
    /// The statement's id, unique in the function's policy.
    package var id: String
    /// The service that is let in.
    package var principal: String
    /// What it may do.
    package var action: String
    /// The rule that must be behind it; nil for any.
    package var sourceARN: String?
    /// The account that must be behind it; nil for any.
    package var sourceAccount: String?

    /// A permission.
    package init(
        function: String,
        id: String,
        principal: String,
        action: String,
        sourceARN: String?,
        sourceAccount: String?
    ) {
        (self.function, self.id, self.principal, self.action) = (function, id, principal, action)
        (self.sourceARN, self.sourceAccount) = (sourceARN, sourceAccount)
    }

    /// See ``Resource/attributes``.
    var attributes: [Attribute] {
        [
            Attribute("principal", principal),
            Attribute("action", action),
            Attribute("source-arn", sourceARN),
            Attribute("source-account", sourceAccount),
        ]
    }
}
