import AWS
import AWSControlPlane
import Codecs

extension ParityRow {
    private static let name = "vaer-sfo-edge"
    private static let functionARN = "arn:aws:lambda:us-west-1:123456789012:function:vaer-sfo-edge"
    private static let role = "arn:aws:iam::123456789012:role/vaer/vaer-sfo-edge-us-west-1"
    private static let topic = "arn:aws:sns:us-west-1:123456789012:vaer-sfo-edge"
    private static let layer = "vaer-failover"
    private static let tags = ["vaer:pair": "sfo-edge", "vaer:managed": "true"]
    private static let zip = Array("PK\u{5}\u{6}".utf8) + [UInt8](repeating: 0, count: 18)
    private static let intel = Lambda.Code(zip: zip, architecture: "x86_64")
    private static let arm = Lambda.Code(zip: zip, architecture: "arm64")
    private static let bare = Lambda.Configuration(role: role, description: "", timeoutSeconds: 3, memoryMiB: 256)
    private static let full = Lambda.Configuration(
        role: role,
        description: "Moves the routes of sfo-edge",
        timeoutSeconds: 60,
        memoryMiB: 128,
        environment: ["vpcid": "vpc-0bf5741eb0ef56a41", "region": "us-west-1"],
        layers: ["arn:aws:lambda:us-west-1:123456789012:layer:vaer-failover:3"],
        logging: Lambda.Logging(format: "Text", group: "/aws/lambda/vaer-sfo-edge")
    )

    static let lambda: [ParityRow] = functions + layers + invocation + access

    private static func facts(_ function: Lambda.Function, _ path: String = "") -> KeyValuePairs<String, String?> {
        let setup = function.configuration
        return [
            "\(path)FunctionName": function.name, "\(path)FunctionArn": function.arn, "\(path)Role": setup.role,
            "\(path)Runtime": setup.runtime, "\(path)Handler": setup.handler,
            "\(path)Description": setup.description, "\(path)Timeout": setup.timeoutSeconds.description,
            "\(path)MemorySize": setup.memoryMiB.description,
            "\(path)Environment.Variables.region": setup.environment["region"],
            "\(path)Environment.Variables.vpcid": setup.environment["vpcid"],
            "\(path)Layers.0.Arn": setup.layers.joined(separator: ","),
            "\(path)LoggingConfig.LogFormat": setup.logging?.format,
            "\(path)LoggingConfig.LogGroup": setup.logging?.group,
            "\(path)Architectures.0": function.architecture, "\(path)CodeSha256": function.codeSHA256,
            "\(path)RevisionId": function.revision, "\(path)State": function.isSettled ? "settled" : function.state,
            "\(path)StateReason": function.stateReason, "\(path)LastUpdateStatus": function.lastUpdateStatus,
            "\(path)LastUpdateStatusReason": function.lastUpdateReason,
            "\(path)LastModified": function.lastModified,
            // The recorded function is tied to one of each kind.
            "\(path)PackageType": function.ties.count == 5 ? "Image" : function.ties.joined(separator: ", "),
        ]
    }

    private static let functions: [ParityRow] = [
        ParityRow(
            Lambda.createFunction(name, bare, code: intel),
            Lambda.createFunction(name, full, code: arm, tags: tags),
            facts: { facts($0) }
        ),
        ParityRow(
            Lambda.getAccountSettings(),
            facts: { ["AccountLimit.UnreservedConcurrentExecutions": String($0)] }
        ),
        ParityRow(
            Lambda.getFunction(name),
            facts: { details in
                [
                    "Configuration.FunctionName": details.function.name, "Tags.vaer:pair": details.tags["vaer:pair"],
                    "Configuration.CodeSha256": details.function.codeSHA256,
                    "Concurrency.ReservedConcurrentExecutions": details.reservedConcurrency?.description,
                ]
            }
        ),
        ParityRow(
            Lambda.listFunctions(),
            Lambda.listFunctions(marker: "mo/re+="),
            facts: { ["Functions.0.FunctionName": $0.items[0].name, "NextMarker": $0.next] }
        ),
        ParityRow(
            Lambda.updateFunctionCode(name, code: intel),
            Lambda.updateFunctionCode(name, code: arm, revision: "5c0bd6b6"),
            facts: { facts($0) }
        ),
        ParityRow(
            Lambda.updateFunctionConfiguration(name, bare),
            Lambda.updateFunctionConfiguration(name, full, revision: "5c0bd6b6"),
            facts: { facts($0) }
        ),
        ParityRow(Lambda.deleteFunction(name)),
        ParityRow(Lambda.putFunctionConcurrency(name, reserved: 1)),
        ParityRow(Lambda.deleteFunctionConcurrency(name)),
    ]

    private static func facts(_ version: Lambda.LayerVersion, _ path: String) -> KeyValuePairs<String, String?> {
        [
            "\(path)LayerVersionArn": version.arn, "\(path)Version": version.version.description,
            "\(path)Description": version.description,
            "\(path)CompatibleArchitectures.0": version.architectures.first,
            "\(path)CompatibleArchitectures.1": version.architectures.last,
            "\(path)CompatibleRuntimes.0": version.runtimes.joined(separator: ","),
        ]
    }

    private static let layers: [ParityRow] = [
        ParityRow(
            Lambda.publishLayerVersion(layer, code: arm, runtimes: ["provided.al2023"], description: "sha256:abc"),
            facts: { facts($0, "") }
        ),
        ParityRow(
            Lambda.getLayerVersion(layer, version: 3),
            facts: { ["Content.CodeSha256": $0.codeSHA256, "Version": $0.version.description] }
        ),
        ParityRow(
            Lambda.listLayerVersions(layer),
            Lambda.listLayerVersions(layer, marker: "more"),
            facts: { facts($0.items[0], "LayerVersions.0.") }
        ),
        ParityRow(Lambda.deleteLayerVersion(layer, version: 3)),
        ParityRow(
            Lambda.listLayers(),
            Lambda.listLayers(marker: "more"),
            facts: { page in
                [
                    "Layers.0.LayerName": page.items[0].name,
                    "Layers.0.LatestMatchingVersion.LayerVersionArn": page.items[0].latest?.arn,
                ]
            }
        ),
    ]

    private static let everything = Lambda.EventInvokeConfig(
        maximumRetries: 0,
        maximumAgeSeconds: 300,
        onSuccess: topic,
        onFailure: topic
    )

    private static func facts(_ config: Lambda.EventInvokeConfig) -> KeyValuePairs<String, String?> {
        [
            "MaximumRetryAttempts": config.maximumRetries?.description,
            "MaximumEventAgeInSeconds": config.maximumAgeSeconds?.description,
            "DestinationConfig.OnSuccess.Destination": config.onSuccess,
            "DestinationConfig.OnFailure.Destination": config.onFailure,
        ]
    }

    private static let invocation: [ParityRow] = [
        ParityRow(
            Lambda.putFunctionEventInvokeConfig(name, Lambda.EventInvokeConfig(maximumRetries: 2)),
            Lambda.putFunctionEventInvokeConfig(name, everything),
            facts: { facts($0) }
        ),
        ParityRow(Lambda.getFunctionEventInvokeConfig(name), facts: { facts($0) }),
        ParityRow(Lambda.deleteFunctionEventInvokeConfig(name)),
        ParityRow(
            Lambda.invoke(name, payload: .fields(["a": .array([.integer(1), .null])])),
            Lambda.invoke(name, payload: .object([]), type: .event),
            facts: { result in
                [
                    "FunctionError": result.functionError, "LogResult": Base64.encode(Array(result.logTail.utf8)),
                    "Payload": #"{"errorMessage":"\#(result.payload["errorMessage"]?.string ?? "")"}"#,
                ]
            }
        ),
    ]

    private static let access: [ParityRow] = [
        ParityRow(
            Lambda.addPermission(
                name,
                Lambda.Permission(
                    id: name,
                    principal: "events.amazonaws.com",
                    sourceARN: "arn:aws:events:us-west-1:123456789012:rule/vaer-sfo-edge",
                    sourceAccount: "123456789012"
                )
            ),
            facts: { ["Statement": $0] }
        ),
        ParityRow(Lambda.getPolicy(name), facts: { ["Policy": $0] }),
        ParityRow(Lambda.removePermission(name, id: name)),
        ParityRow(Lambda.tagResource(functionARN, tags: tags)),
        ParityRow(Lambda.untagResource(functionARN, keys: ["vaer:pair", "vaer:fleet"])),
        ParityRow(Lambda.listTags(functionARN), facts: { ["Tags.vaer:pair": $0["vaer:pair"]] }),
    ]
}

extension ParityRow {
    static let quotas: [ParityRow] = [
        ParityRow(
            ServiceQuotas.getServiceQuota("L-244521F2", of: "events"),
            facts: { ["Quota.Value": String($0)] }
        )
    ]
}
