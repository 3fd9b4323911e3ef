package import AWS
import Codecs

/// Amazon EventBridge: the rule that starts a pair's function; the default bus only.
///
/// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html>
package enum EventBridge {
    /// How EventBridge is reached.
    package static let service = Service(
        name: "EventBridge",
        endpointPrefix: "events",
        environmentName: "EVENTBRIDGE",
        wire: .json(version: "1.1", targetPrefix: "AWSEvents"),
        govCloudFIPS: .plainHosts
    )

    /// Makes a rule or replaces the one of that name, and gives its ARN; idempotent.
    ///
    /// What is nil is removed from a rule that exists; the tags are given to a new rule only.
    /// Errors that matter: `InvalidEventPatternException`, `ValidationException` for a bad schedule,
    /// `LimitExceededException`, `ConcurrentModificationException`.
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html>
    package static func putRule(_ rule: NewRule) -> Call<String> {
        let input = JSON.fields([
            "Name": .string(rule.name),
            "ScheduleExpression": rule.schedule.map(JSON.string),
            "EventPattern": rule.pattern.map(JSON.string),
            "State": .string(rule.isEnabled ? "ENABLED" : "DISABLED"),
            "Description": rule.description.map(JSON.string),
            "Tags": rule.tags.isEmpty ? nil : .tagList(rule.tags),
        ])
        return Call(service, "PutRule", .json(input), isMutating: true, subject: rule.name) {
            reply throws(ReplyError) in
            try reply.json().required("RuleArn")
        }
    }

    /// Reads a rule.
    ///
    /// Errors that matter: `ResourceNotFoundException`.
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html>
    package static func describeRule(_ name: String) -> Call<Rule> {
        Call(service, "DescribeRule", .rule(name), isMutating: false, subject: name) { reply throws(ReplyError) in
            guard let rule = Rule(try reply.json()) else { throw ReplyError("a rule without a name") }
            return rule
        }
    }

    /// Reads the rules whose names start so, 100 to a page.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html>
    package static func listRules(namePrefix: String? = nil, nextToken: String? = nil) -> Call<Page<Rule>> {
        let input = JSON.fields(["NamePrefix": namePrefix.map(JSON.string), "NextToken": nextToken.map(JSON.string)])
        return Call(service, "ListRules", .json(input), isMutating: false) { reply throws(ReplyError) in
            let body = try reply.json()
            return Page((body["Rules"]?.elements ?? []).compactMap(Rule.init), next: body["NextToken"]?.string)
        }
    }

    /// Deletes a rule, which must have no targets left; deleting one that is gone is no error.
    ///
    /// Errors that matter: `ValidationException` while there are targets.
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html>
    package static func deleteRule(_ name: String) -> Call<Void> {
        Call(service, "DeleteRule", .rule(name), isMutating: true, subject: name) { _ in }
    }

    /// Switches a rule on; idempotent.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html>
    package static func enableRule(_ name: String) -> Call<Void> {
        Call(service, "EnableRule", .rule(name), isMutating: true, subject: name) { _ in }
    }

    /// Switches a rule off; idempotent.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html>
    package static func disableRule(_ name: String) -> Call<Void> {
        Call(service, "DisableRule", .rule(name), isMutating: true, subject: name) { _ in }
    }

    /// Adds tags to a rule, by its ARN, or changes their values; idempotent.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html>
    package static func tagResource(_ arn: String, tags: [String: String]) -> Call<Void> {
        let input = JSON.fields(["ResourceARN": .string(arn), "Tags": .tagList(tags)])
        return Call(service, "TagResource", .json(input), isMutating: true, subject: arn) { _ in }
    }

    /// Removes tags from a rule; idempotent.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html>
    package static func untagResource(_ arn: String, keys: [String]) -> Call<Void> {
        let input = JSON.fields(["ResourceARN": .string(arn), "TagKeys": .strings(keys)])
        return Call(service, "UntagResource", .json(input), isMutating: true, subject: arn) { _ in }
    }

    /// Reads a rule's tags.
    ///
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html>
    package static func listTags(_ arn: String) -> Call<[String: String]> {
        let input = JSON.fields(["ResourceARN": .string(arn)])
        return Call(service, "ListTagsForResource", .json(input), isMutating: false, subject: arn) {
            reply throws(ReplyError) in
            let pairs = (try reply.json()["Tags"]?.elements ?? []).compactMap { tag in
                tag["Key"]?.string.map { ($0, tag["Value"]?.string ?? "") }
            }
            return Dictionary(pairs) { first, _ in first }
        }
    }

    /// A rule.
    package struct Rule: Hashable, Sendable {
        /// The name.
        package let name: String
        /// The ARN.
        package let arn: String
        /// Which events start it: JSON text; nil for none.
        package let pattern: String?
        /// When it starts by itself, such as `rate(1 minute)`; nil for never.
        package let schedule: String?
        /// `ENABLED` or `DISABLED`.
        package let state: String
        /// What a person wrote about it.
        package let description: String

        /// Whether it starts its targets at all.
        package var isEnabled: Bool { state.hasPrefix("ENABLED") }
    }

    /// A rule to make.
    package struct NewRule: Hashable, Sendable {
        /// The name: 1 to 64 of `[A-Za-z0-9_.-]`.
        package var name: String
        /// Which events start it: JSON text; nil for none.
        package var pattern: String?
        /// When it starts by itself, such as `rate(1 minute)`; nil for never.
        package var schedule: String?
        /// Whether it starts its targets at all.
        package var isEnabled: Bool
        /// What it is for; nil for nothing.
        package var description: String?
        /// The tags, which count only when the rule is new.
        package var tags: [String: String]

        /// A rule to make.
        package init(
            name: String,
            pattern: String? = nil,
            schedule: String? = nil,
            isEnabled: Bool = true,
            description: String? = nil,
            tags: [String: String] = [:]
        ) {
            (self.name, self.pattern, self.schedule) = (name, pattern, schedule)
            (self.isEnabled, self.description, self.tags) = (isEnabled, description, tags)
        }
    }
}

extension EventBridge.Rule {
    /// Reads a rule; nil without a name.
    init?(_ json: JSON) {
        guard let name = json["Name"]?.string else { return nil }
        self.name = name
        arn = json["Arn"]?.string ?? ""
        pattern = json["EventPattern"]?.string
        schedule = json["ScheduleExpression"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        state = json["State"]?.string ?? ""
        description = json["Description"]?.string ?? ""
    }
}

extension CallInput {
    fileprivate static func rule(_ name: String) -> CallInput { .json(.fields(["Name": .string(name)])) }
}

extension JSON {
    /// Tags as a list of `Key` and `Value`, sorted by key.
    static func tagList(_ tags: [String: String]) -> JSON {
        .array(
            tags.sorted { $0.key < $1.key }.map { tag in
                .fields(["Key": .string(tag.key), "Value": .string(tag.value)])
            }
        )
    }
}
