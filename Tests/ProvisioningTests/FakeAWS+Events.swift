import AWS
import Codecs

extension FakeAWS {
    /// EventBridge, CloudWatch Logs and SQS.
    func answer(_ state: inout State, _ operation: String, _ body: JSON) throws(Refusal) -> JSON {
        if let name = body["QueueName"]?.string ?? body["QueueUrl"]?.string {
            return try queue(&state, operation, name.split(separator: "/").last.map(String.init) ?? name, body)
        }
        if operation == "DescribeLogGroups" || body["logGroupName"] != nil || body["resourceArn"] != nil {
            return try logs(&state, operation, body)
        }
        return try events(&state, operation, body)
    }

    private func logs(_ state: inout State, _ operation: String, _ body: JSON) throws(Refusal) -> JSON {
        if operation == "DescribeLogGroups" {
            let prefix = body["logGroupNamePrefix"]?.string ?? ""
            let groups = state.logGroups.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
            let items = groups.map { name, group in
                JSON.fields(["logGroupName": .string(name), "retentionInDays": group.retention.map(JSON.integer)])
            }
            return ["logGroups": .array(items)]
        }
        let mark = ":log-group:"
        let arn = body["resourceArn"]?.string ?? ""
        let name = body["logGroupName"]?.string ?? arn.firstRange(of: mark).map { String(arn[$0.upperBound...]) } ?? ""
        if operation == "CreateLogGroup" {
            guard state.logGroups[name] == nil else { throw Refusal(code: "ResourceAlreadyExistsException") }
            state.logGroups[name] = LogGroup(retention: nil, tags: body["tags"]?.strings ?? [:])
            return .null
        }
        guard var group = state.logGroups[name] else { throw Refusal(code: "ResourceNotFoundException") }
        switch operation {
        case "ListTagsForResource": return ["tags": .strings(group.tags)]
        case "PutRetentionPolicy": group.retention = body["retentionInDays"]?.integer
        case "DeleteRetentionPolicy": group.retention = nil
        case "TagResource": group.tags = (body["tags"]?.strings ?? [:]).over(group.tags)
        case "DeleteLogGroup":
            state.logGroups[name] = nil
            return .null
        default: throw Refusal(code: "InvalidAction")
        }
        state.logGroups[name] = group
        return .null
    }

    private func queue(
        _ state: inout State,
        _ operation: String,
        _ name: String,
        _ body: JSON
    ) throws(Refusal) -> JSON {
        let attributes = body["Attributes"]?.strings ?? [:]
        if operation == "CreateQueue" {
            if state.queueNameDelay > 0 {
                state.queueNameDelay -= 1
                throw Refusal(code: "QueueDeletedRecently")
            }
            let made = Queue(attributes: attributes, tags: body["tags"]?.strings ?? [:])
            if let old = state.queues[name], old.attributes != attributes { throw Refusal(code: "QueueNameExists") }
            state.queues[name] = state.queues[name] ?? made
        }
        guard var queue = state.queues[name] else { throw Refusal(code: "QueueDoesNotExist") }
        switch operation {
        case "CreateQueue", "GetQueueUrl": return ["QueueUrl": .string("https://sqs/\(account)/\(name)")]
        case "GetQueueAttributes": return ["Attributes": .strings(queue.attributes)]
        case "ListQueueTags": return ["Tags": .strings(queue.tags)]
        case "SetQueueAttributes": queue.attributes = attributes.over(queue.attributes)
        case "TagQueue": queue.tags = (body["Tags"]?.strings ?? [:]).over(queue.tags)
        case "DeleteQueue":
            state.queues[name] = nil
            return .null
        default: throw Refusal(code: "InvalidAction")
        }
        state.queues[name] = queue
        return .null
    }

    private func events(_ state: inout State, _ operation: String, _ body: JSON) throws(Refusal) -> JSON {
        let arn = body["ResourceARN"]?.string?.split(separator: "/").last.map(String.init)
        let name = body["Rule"]?.string ?? body["Name"]?.string ?? arn ?? ""
        if operation == "PutRule" {
            let old = state.rules[name]
            state.rules[name] = Rule(
                fields: body,
                tags: old?.tags ?? tags(body["Tags"]),
                targets: old?.targets ?? [:]
            )
            return ["RuleArn": .string("arn:aws:events:\(region):\(account):rule/\(name)")]
        }
        guard var rule = state.rules[name] else { throw Refusal(code: "ResourceNotFoundException") }
        switch operation {
        case "DescribeRule": return rule.fields
        case "ListTagsForResource":
            return ["Tags": .array(rule.tags.map { .strings(["Key": $0.key, "Value": $0.value]) })]
        case "ListTargetsByRule": return ["Targets": .array(rule.targets.values.map { $0 })]
        case "PutTargets":
            if state.refusesTargets {
                let failure = JSON.strings(["TargetId": "t", "ErrorCode": "Internal", "ErrorMessage": "no"])
                return ["FailedEntryCount": 1, "FailedEntries": [failure]]
            }
            for target in body["Targets"]?.elements ?? [] { rule.targets[target["Id"]?.string ?? ""] = target }
        case "RemoveTargets":
            for id in body["Ids"]?.elements.compactMap(\.string) ?? [] { rule.targets[id] = nil }
        case "TagResource": rule.tags = tags(body["Tags"]).over(rule.tags)
        case "DeleteRule":
            guard rule.targets.isEmpty else { throw Refusal(code: "ValidationException") }
            state.rules[name] = nil
            return .null
        default: throw Refusal(code: "InvalidAction")
        }
        state.rules[name] = rule
        return ["FailedEntryCount": 0, "FailedEntries": []]
    }

    private func tags(_ list: JSON?) -> [String: String] {
        let pairs = (list?.elements ?? []).map { ($0["Key"]?.string ?? "", $0["Value"]?.string ?? "") }
        return Dictionary(pairs) { _, last in last }
    }
}
