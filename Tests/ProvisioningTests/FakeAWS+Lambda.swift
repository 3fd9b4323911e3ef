import AWS
import Codecs

extension FakeAWS {
    /// Lambda: functions, layers, permissions and invoke configurations.
    func answer(_ state: inout State, _ operation: String, _ input: RESTInput) throws(Refusal) -> JSON {
        let body = input.body ?? .null
        switch operation {
        case "PublishLayerVersion", "GetLayerVersion", "ListLayerVersions", "DeleteLayerVersion":
            return layers(&state, operation, input)
        case "ListFunctions":
            return ["Functions": .array(state.functions.map { description($1, $0) })]
        case "CreateFunction":
            let name = body["FunctionName"]?.string ?? ""
            guard state.functions[name] == nil else {
                throw Refusal(code: "ResourceConflictException", message: "Function already exist", status: 409)
            }
            if state.roleDelay > 0 {
                state.roleDelay -= 1
                let message = "The role defined for the function cannot be assumed by Lambda."
                throw Refusal(code: "InvalidParameterValueException", message: message)
            }
            let function = Function(
                configuration: body,
                sha256: digest(body["Code"]?["ZipFile"]),
                architecture: body["Architectures"]?.elements.first?.string ?? "",
                tags: body["Tags"]?.strings ?? [:],
                unsettled: state.settleReads
            )
            state.functions[name] = function
            return description(function, name)
        default: return try function(&state, operation, input)
        }
    }

    private func function(_ state: inout State, _ operation: String, _ input: RESTInput) throws(Refusal) -> JSON {
        let body = input.body ?? .null
        let name = input.path[2].split(separator: ":").last.map(String.init) ?? ""
        guard var function = state.functions[name] else {
            throw Refusal(code: "ResourceNotFoundException", status: 404)
        }
        defer { if operation != "DeleteFunction" { state.functions[name] = function } }
        switch operation {
        case "GetFunction":
            let shown = description(function, name)
            function.unsettled = max(0, function.unsettled - 1)
            return .fields(["Configuration": shown, "Tags": .strings(function.tags)])
        case "UpdateFunctionConfiguration", "UpdateFunctionCode":
            guard function.unsettled == 0 else {
                let message = "An update is in progress for resource"
                throw Refusal(code: "ResourceConflictException", message: message, status: 409)
            }
            function.unsettled = state.settleReads
            if operation == "UpdateFunctionCode" {
                function.sha256 = digest(body["ZipFile"])
                function.architecture = body["Architectures"]?.elements.first?.string ?? ""
            } else {
                function.configuration = body
            }
            return description(function, name)
        case "DeleteFunction":
            state.functions[name] = nil
            return .null
        case "TagResource": function.tags = (body["Tags"]?.strings ?? [:]).over(function.tags)
        case "PutFunctionEventInvokeConfig":
            function.invokeConfig = body
            return body
        case "GetFunctionEventInvokeConfig":
            guard let config = function.invokeConfig else {
                throw Refusal(code: "ResourceNotFoundException", status: 404)
            }
            return config
        case "DeleteFunctionEventInvokeConfig": function.invokeConfig = nil
        default: return try policy(&function, operation, input)
        }
        return .null
    }

    private func policy(
        _ function: inout Function,
        _ operation: String,
        _ input: RESTInput
    ) throws(Refusal) -> JSON {
        let body = input.body ?? .null
        switch operation {
        case "GetPolicy":
            guard !function.statements.isEmpty else { throw Refusal(code: "ResourceNotFoundException", status: 404) }
            let statements = JSON.array(function.statements.values.map { $0 })
            let policy = JSON.fields(["Version": "2012-10-17", "Statement": statements])
            return ["Policy": .string(policy.text)]
        case "AddPermission":
            let id = body["StatementId"]?.string ?? ""
            guard function.statements[id] == nil else {
                let message = "The statement id (\(id)) provided already exists."
                throw Refusal(code: "ResourceConflictException", message: message, status: 409)
            }
            let statement = JSON.fields([
                "Sid": .string(id),
                "Effect": "Allow",
                "Principal": .fields(["Service": body["Principal"]]),
                "Action": body["Action"],
                "Condition": .fields([
                    "ArnLike": .fields(["AWS:SourceArn": body["SourceArn"]]),
                    "StringEquals": .fields(["AWS:SourceAccount": body["SourceAccount"]]),
                ]),
            ])
            function.statements[id] = statement
            return ["Statement": .string(statement.text)]
        case "RemovePermission":
            let id = input.path.last ?? ""
            guard function.statements[id] != nil else {
                throw Refusal(code: "ResourceNotFoundException", status: 404)
            }
            function.statements[id] = nil
            return .null
        default: throw Refusal(code: "InvalidAction")
        }
    }

    private func layers(_ state: inout State, _ operation: String, _ input: RESTInput) -> JSON {
        let number = input.path.last.flatMap { Int($0) } ?? 0
        switch operation {
        case "PublishLayerVersion":
            let next = (state.layers.keys.max() ?? 0) + 1
            let layer = Layer(
                description: input.body?["Description"]?.string ?? "",
                sha256: digest(input.body?["Content"]?["ZipFile"])
            )
            state.layers[next] = layer
            return version(layer, next)
        case "GetLayerVersion": return state.layers[number].map { version($0, number) } ?? .null
        case "DeleteLayerVersion":
            state.layers[number] = nil
            return .null
        default: return ["LayerVersions": .array(state.layers.map { version($1, $0) })]
        }
    }

    private func version(_ layer: Layer, _ number: Int) -> JSON {
        .fields([
            "LayerVersionArn": .string("arn:aws:lambda:\(region):\(account):layer:vaer-failover:\(number)"),
            "Version": .integer(number),
            "Description": .string(layer.description),
            "Content": .fields(["CodeSha256": .string(layer.sha256)]),
        ])
    }

    private func description(_ function: Function, _ name: String) -> JSON {
        let layers = function.configuration["Layers"]?.elements ?? []
        let own: [JSON.Member] = [
            JSON.Member("FunctionName", .string(name)),
            JSON.Member("FunctionArn", .string("arn:aws:lambda:\(region):\(account):function:\(name)")),
            JSON.Member("Layers", .array(layers.map { .fields(["Arn": $0]) })),
            JSON.Member("Architectures", .strings([function.architecture])),
            JSON.Member("CodeSha256", .string(function.sha256)),
            JSON.Member("State", function.unsettled > 0 ? "Pending" : "Active"),
            JSON.Member("LastUpdateStatus", function.unsettled > 0 ? "InProgress" : "Successful"),
        ]
        return .object(own + function.configuration.members)
    }

    private func digest(_ zip: JSON?) -> String {
        Base64.encode(Digest.sha256(zip?.string.flatMap(Base64.decode) ?? []))
    }
}
