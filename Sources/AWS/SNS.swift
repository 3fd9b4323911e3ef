import Codecs

/// Amazon SNS: what a pair reports goes to its topic.
///
/// <https://docs.aws.amazon.com/sns/latest/api/API_Operations.html>
package enum SNS {
    /// How SNS is reached.
    package static let service = Service(
        name: "SNS",
        endpointPrefix: "sns",
        environmentName: "SNS",
        wire: .query(version: "2010-03-31")
    )

    /// SNS refuses a longer subject; it also refuses line breaks and characters that are not ASCII.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
    package static let subjectLimitCharacters = 100

    /// SNS refuses a larger message, all its forms together.
    ///
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
    package static let messageLimitBytes = 262_144

    /// Publishes a message and gives its id; a second call sends a second message.
    ///
    /// Queues get `forQueues` in its place, unless both together are more than ``messageLimitBytes``. Without a subject,
    /// mails have SNS's own.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
    package static func publish(
        _ message: String,
        forQueues: String? = nil,
        subject: String?,
        topic: String
    ) -> Call<String> {
        var input = [FormField("TopicArn", topic)]
        let forms = forQueues.map { JSON.strings(["default": message, "sqs": $0]).text }
        if let forms, forms.utf8.count <= messageLimitBytes {
            input += [FormField("Message", forms), FormField("MessageStructure", "json")]
        } else {
            input.append(FormField("Message", message))
        }
        if let subject { input.append(FormField("Subject", subject)) }
        return Call(service, "Publish", .form(input), isMutating: true, subject: topic) { reply throws(ReplyError) in
            try reply.xml().required("MessageId")
        }
    }
}
