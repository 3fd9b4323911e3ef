import AWS
import Codecs
import Values

extension FakeAWS {
    /// STS, EC2, IAM and SNS.
    func answer(_ state: inout State, _ operation: String, _ fields: Fields) throws(Refusal) -> [XML] {
        switch operation {
        case "GetCallerIdentity":
            return [leaf("Account", account), leaf("Arn", "arn:aws:iam::\(account):user/operator")]
        case "DescribeVpcs": return [items("vpcSet", state.vpcs.map { [leaf("vpcId", $0)] })]
        case "DescribeNetworkInterfaces":
            let interfaces = state.interfaces.map { interface in
                [
                    leaf("networkInterfaceId", interface.eni), leaf("vpcId", interface.vpc),
                    leaf("sourceDestCheck", "false"),
                    XML(name: "attachment", children: [leaf("instanceId", interface.instance)]),
                ]
            }
            return [items("networkInterfaceSet", interfaces)]
        case let name where name.contains("Role"): return try identity(&state, operation, fields)
        default: return try messages(&state, operation, fields)
        }
    }

    private func identity(_ state: inout State, _ operation: String, _ fields: Fields) throws(Refusal) -> [XML] {
        let name = fields["RoleName"]
        if operation == "CreateRole" {
            guard state.roles[name] == nil else { throw Refusal(code: "EntityAlreadyExists", status: 409) }
            state.roles[name] = Role(
                path: fields["Path"],
                trust: fields["AssumeRolePolicyDocument"],
                description: fields["Description"],
                boundary: fields.optional("PermissionsBoundary"),
                tags: fields.pairs("Tags.member")
            )
        }
        guard var role = state.roles[name] else { throw Refusal(code: "NoSuchEntity", status: 404) }
        let policy = fields["PolicyName"]
        switch operation {
        case "CreateRole", "GetRole": return [element(role, name)]
        case "ListRolePolicies": return [items("PolicyNames", "member", role.policies.keys.sorted())]
        case "ListAttachedRolePolicies":
            return [items("AttachedPolicies", role.attached.sorted().map { [leaf("PolicyArn", $0)] }, "member")]
        case "GetRolePolicy":
            guard let document = role.policies[policy] else { throw Refusal(code: "NoSuchEntity", status: 404) }
            return [leaf("PolicyDocument", document)]
        case "DeleteRole":
            guard role.policies.isEmpty, role.attached.isEmpty else { throw Refusal(code: "DeleteConflict") }
            state.roles[name] = nil
            return []
        case "PutRolePolicy": role.policies[policy] = fields["PolicyDocument"]
        case "DeleteRolePolicy": role.policies[policy] = nil
        case "DetachRolePolicy": role.attached.remove(fields["PolicyArn"])
        case "UpdateAssumeRolePolicy": role.trust = fields["PolicyDocument"]
        case "UpdateRole": role.description = fields["Description"]
        case "PutRolePermissionsBoundary": role.boundary = fields["PermissionsBoundary"]
        case "DeleteRolePermissionsBoundary": role.boundary = nil
        case "TagRole": role.tags = fields.pairs("Tags.member").over(role.tags)
        default: throw Refusal(code: "InvalidAction")
        }
        state.roles[name] = role
        return []
    }

    private func element(_ role: Role, _ name: String) -> XML {
        var children = [
            leaf("RoleName", name), leaf("Path", role.path), leaf("AssumeRolePolicyDocument", role.trust),
            leaf("Description", role.description),
            items("Tags", role.tags.map { [leaf("Key", $0), leaf("Value", $1)] }, "member"),
        ]
        if let boundary = role.boundary {
            children.append(
                XML(name: "PermissionsBoundary", children: [leaf("PermissionsBoundaryArn", boundary)])
            )
        }
        return XML(name: "Role", children: children)
    }

    private func messages(_ state: inout State, _ operation: String, _ fields: Fields) throws(Refusal) -> [XML] {
        if operation == "CreateTopic" {
            let arn = "arn:\(region.partition.name):sns:\(region):\(account):\(fields["Name"])"
            let attributes = fields.pairs("Attributes.entry", "key", "value")
            guard state.topics[arn] == nil else { return [leaf("TopicArn", arn)] }
            state.topics[arn] = Topic(policy: attributes["Policy"] ?? "", tags: fields.pairs("Tags.member"))
            return [leaf("TopicArn", arn)]
        }
        if operation == "Unsubscribe" {
            for arn in state.topics.keys {
                state.topics[arn]?.subscriptions.removeAll { $0.arn == fields["SubscriptionArn"] }
            }
            return []
        }
        let arn = fields.optional("TopicArn") ?? fields["ResourceArn"]
        guard var topic = state.topics[arn] else {
            throw Refusal(code: operation == "ListTagsForResource" ? "ResourceNotFound" : "NotFound", status: 404)
        }
        switch operation {
        case "GetTopicAttributes":
            let entry = XML(name: "entry", children: [leaf("key", "Policy"), leaf("value", topic.policy)])
            return [XML(name: "Attributes", children: [entry])]
        case "ListTagsForResource":
            return [items("Tags", topic.tags.map { [leaf("Key", $0), leaf("Value", $1)] }, "member")]
        case "ListSubscriptionsByTopic":
            let subscriptions = topic.subscriptions.map { one in
                [leaf("SubscriptionArn", one.arn), leaf("Protocol", one.way), leaf("Endpoint", one.endpoint)]
            }
            return [items("Subscriptions", subscriptions, "member")]
        case "Subscribe":
            let (way, endpoint) = (fields["Protocol"], fields["Endpoint"])
            let subscription = way == "email" ? "PendingConfirmation" : "\(arn):\(topic.subscriptions.count)"
            if !topic.subscriptions.contains(where: { $0.way == way && $0.endpoint == endpoint }) {
                topic.subscriptions.append((subscription, way, endpoint))
            }
            state.topics[arn] = topic
            return [leaf("SubscriptionArn", subscription)]
        case "SetTopicAttributes": topic.policy = fields["AttributeValue"]
        case "TagResource": topic.tags = fields.pairs("Tags.member").over(topic.tags)
        case "DeleteTopic":
            state.topics[arn] = nil
            return []
        default: throw Refusal(code: "InvalidAction")
        }
        state.topics[arn] = topic
        return []
    }

    private func leaf(_ name: String, _ text: String) -> XML { XML(name: name, text: text) }

    private func items(_ list: String, _ rows: [[XML]], _ name: String = "item") -> XML {
        XML(name: list, children: rows.map { XML(name: name, children: $0) })
    }

    private func items(_ list: String, _ name: String, _ texts: [String]) -> XML {
        XML(name: list, children: texts.map { XML(name: name, text: $0) })
    }
}
