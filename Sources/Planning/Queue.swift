package import Codecs
package import Fleet
package import Values

/// Brings back to the controller what the functions of one region of an account report.
package struct Queue: Hashable, Sendable {
    /// The name.
    package var name: String
    /// The ARN, which the pairs' topics send to.
    package var arn: String
    /// Who may send to it.
    package var policy: JSON
    /// How long a message waits for a controller; nil for SQS's own four days.
    package var retentionSeconds: Int?
    /// The tags.
    package var tags: [String: String]

    /// A queue of which every part is given.
    package init(name: String, arn: String, policy: JSON, retentionSeconds: Int?, tags: [String: String]) {
        (self.name, self.arn, self.policy) = (name, arn, policy)
        (self.retentionSeconds, self.tags) = (retentionSeconds, tags)
    }

    /// The queue that these pairs of one place need.
    package init(for pairs: [Pair], fleet: String, at place: Place) {
        let arn = Self.arn(fleet: fleet, at: place)
        (name, self.arn, retentionSeconds) = (Self.name(fleet: fleet), arn.description, Self.retentionSeconds)
        policy = Self.policy(arn, topics: pairs.compactMap(\.ownTopic), at: place)
        tags = [TagKey.managed: "true", TagKey.fleet: fleet]
    }

    /// The longest that SQS takes: 14 days, so that a controller that is away for long misses nothing.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html>
    package static let retentionSeconds = 1_209_600
    /// What SQS takes of a policy, in bytes.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html>
    static let policyLimitBytes = 8192

    /// What the queue of a fleet is called; two fleets in one account have one each.
    package static func name(fleet: String) -> String {
        fleet == PlanContext.defaultFleet ? "vaer-events" : "vaer-events-\(fleet)"
    }

    /// The ARN of a fleet's queue in a place.
    package static func arn(fleet: String, at place: Place) -> ARN {
        ARN(service: "sqs", region: place.region, account: place.account, resource: name(fleet: fleet))
    }

    /// Only SNS sends, for topics of the pairs: all that are named as ours are, and those that a definition names.
    private static func policy(_ arn: ARN, topics: [ARN], at place: Place) -> JSON {
        let ours = ARN(service: "sns", region: place.region, account: place.account, resource: "vaer-*")
        let others = Set(topics.map(\.description)).filter { !$0.hasPrefix(ours.description.dropLast()) }
        let sources = [ours.description] + others.sorted()
        return [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Sid": "SendByTheTopicsOfThePairs",
                    "Effect": "Allow",
                    "Principal": ["Service": "sns.amazonaws.com"],
                    "Action": "sqs:SendMessage",
                    "Resource": .string(arn.description),
                    "Condition": [
                        "ArnLike": ["aws:SourceArn": sources.count == 1 ? .string(sources[0]) : .strings(sources)]
                    ],
                ],
                [
                    "Sid": "DenyInsecureTransport",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": ["sqs:ReceiveMessage", "sqs:SendMessage"],
                    "Resource": .string(arn.description),
                    "Condition": ["Bool": ["aws:SecureTransport": "false"]],
                ],
            ],
        ]
    }

    /// The attributes as SQS takes them.
    package var settings: [String: String] {
        var settings = ["Policy": policy.text]
        if let retentionSeconds { settings["MessageRetentionPeriod"] = String(retentionSeconds) }
        return settings
    }

    /// See ``Resource/attributes``.
    var attributes: [Attribute] {
        [Attribute("policy", .policy(policy)), Attribute("retention-s", retentionSeconds.map(String.init))]
    }
}

extension Pair {
    /// The ARN of the pair's topic; nil when it uses one that is not ours to manage, and so has no way to the queue.
    fileprivate var ownTopic: ARN? {
        let names = PairNames(self)
        return names.topic == nil ? nil : names.topicARN
    }
}
