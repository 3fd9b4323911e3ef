package import AWS
import Codecs

extension SNS {
    /// Makes a topic, or finds the one of that name, and gives its ARN.
    ///
    /// Idempotent with equal attributes and tags; otherwise `InvalidParameter`.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html>
    package static func createTopic(
        _ name: String,
        attributes: [String: String] = [:],
        tags: [String: String] = [:]
    ) -> Call<String> {
        let input = [FormField("Name", name)] + .map("Attributes", attributes) + .tags(tags)
        return Call(service, "CreateTopic", .form(input), isMutating: true, subject: name) { reply throws(ReplyError) in
            try reply.xml().required("TopicArn")
        }
    }

    /// Reads a topic's attributes, such as `Policy`, `DisplayName` and `SubscriptionsPending`.
    ///
    /// Errors that matter: `NotFound`.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html>
    package static func getTopicAttributes(_ topic: String) -> Call<[String: String]> {
        let input = [FormField("TopicArn", topic)]
        return Call(service, "GetTopicAttributes", .form(input), isMutating: false, subject: topic) {
            reply throws(ReplyError) in
            let entries = try reply.xml().items("Attributes", "entry").compactMap { entry in
                entry.string("key").map { ($0, entry.string("value") ?? "") }
            }
            return Dictionary(entries) { first, _ in first }
        }
    }

    /// Sets one attribute of a topic; idempotent.
    ///
    /// Errors that matter: `InvalidParameter` for a policy that SNS cannot read, `NotFound`.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html>
    package static func setTopicAttribute(_ topic: String, _ name: String, to value: String) -> Call<Void> {
        let input = [
            FormField("TopicArn", topic), FormField("AttributeName", name), FormField("AttributeValue", value),
        ]
        return Call(service, "SetTopicAttributes", .form(input), isMutating: true, subject: topic) { _ in }
    }

    /// Deletes a topic with its subscriptions; deleting one that is gone is no error.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html>
    package static func deleteTopic(_ topic: String) -> Call<Void> {
        Call(service, "DeleteTopic", .form([FormField("TopicArn", topic)]), isMutating: true, subject: topic) { _ in }
    }

    /// Subscribes an endpoint and gives the subscription's ARN, or the words `pending confirmation`.
    ///
    /// Idempotent. A mail address must confirm by itself, and gets a new mail for every call until it does.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html>
    package static func subscribe(
        topic: String,
        via protocolName: String,
        endpoint: String,
        attributes: [String: String] = [:]
    ) -> Call<String> {
        var input = [
            FormField("TopicArn", topic), FormField("Protocol", protocolName), FormField("Endpoint", endpoint),
        ]
        input += .map("Attributes", attributes)
        let subject = "\(topic) to \(endpoint)"
        return Call(service, "Subscribe", .form(input), isMutating: true, subject: subject) {
            reply throws(ReplyError) in
            try reply.xml().required("SubscriptionArn")
        }
    }

    /// Ends a subscription; ending one that is gone is no error, one that is pending cannot be ended.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html>
    package static func unsubscribe(_ subscription: String) -> Call<Void> {
        let input = [FormField("SubscriptionArn", subscription)]
        return Call(service, "Unsubscribe", .form(input), isMutating: true, subject: subscription) { _ in }
    }

    /// Reads a topic's subscriptions, 100 to a page.
    ///
    /// Errors that matter: `NotFound`.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html>
    package static func listSubscriptions(
        topic: String,
        nextToken: String? = nil
    ) -> Call<Page<Subscription>> {
        let input = [FormField("TopicArn", topic)] + .optional("NextToken", nextToken)
        return Call(service, "ListSubscriptionsByTopic", .form(input), isMutating: false, subject: topic) {
            reply throws(ReplyError) in
            let xml = try reply.xml()
            return Page(xml.items("Subscriptions", "member").map(Subscription.init), next: xml.string("NextToken"))
        }
    }

    /// Reads the subscriptions of all topics of the region, 100 to a page.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html>
    package static func listSubscriptions(nextToken: String? = nil) -> Call<Page<Subscription>> {
        Call(service, "ListSubscriptions", .form(.optional("NextToken", nextToken)), isMutating: false) {
            reply throws(ReplyError) in
            let xml = try reply.xml()
            return Page(xml.items("Subscriptions", "member").map(Subscription.init), next: xml.string("NextToken"))
        }
    }

    /// Reads the ARNs of the region's topics, 100 to a page.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html>
    package static func listTopics(nextToken: String? = nil) -> Call<Page<String>> {
        Call(service, "ListTopics", .form(.optional("NextToken", nextToken)), isMutating: false) {
            reply throws(ReplyError) in
            let xml = try reply.xml()
            let topics = xml.items("Topics", "member").compactMap { $0.string("TopicArn") }
            return Page(topics, next: xml.string("NextToken"))
        }
    }

    /// Adds tags to a topic, or changes their values; idempotent.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html>
    package static func tagResource(_ topic: String, tags: [String: String]) -> Call<Void> {
        let input = [FormField("ResourceArn", topic)] + .tags(tags)
        return Call(service, "TagResource", .form(input), isMutating: true, subject: topic) { _ in }
    }

    /// Removes tags from a topic; idempotent.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html>
    package static func untagResource(_ topic: String, keys: [String]) -> Call<Void> {
        let input = [FormField("ResourceArn", topic)] + .members("TagKeys", keys)
        return Call(service, "UntagResource", .form(input), isMutating: true, subject: topic) { _ in }
    }

    /// Reads a topic's tags.
    ///
    /// Errors that matter: `ResourceNotFound`, where the other calls say `NotFound`.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html>
    package static func listTags(_ topic: String) -> Call<[String: String]> {
        let input = [FormField("ResourceArn", topic)]
        return Call(service, "ListTagsForResource", .form(input), isMutating: false, subject: topic) {
            reply throws(ReplyError) in
            try reply.xml().tags("Tags", "member")
        }
    }

    /// Who gets what a topic is told.
    package struct Subscription: Hashable, Sendable {
        /// The ARN, or `PendingConfirmation`, or `Deleted`.
        package let arn: String
        /// `email`, `https`, `sqs` and so on.
        package let protocolName: String
        /// The address, URL or queue.
        package let endpoint: String
        /// The topic's ARN.
        package let topic: String

        /// Whether the subscriber has yet to confirm.
        package var isPending: Bool { arn == "PendingConfirmation" }
    }
}

extension SNS.Subscription {
    /// Reads a member of `Subscriptions`.
    init(_ xml: XML) {
        arn = xml.string("SubscriptionArn") ?? ""
        protocolName = xml.string("Protocol") ?? ""
        endpoint = xml.string("Endpoint") ?? ""
        topic = xml.string("TopicArn") ?? ""
    }
}
