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

    /// Publishes a message and gives its id; a second call sends a second message.
    ///
    /// A message has at most 256 KiB of UTF-8. Without a subject, mails have SNS's own.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>
    package static func publish(_ message: String, subject: String?, topic: String) -> Call<String> {
        var input = [FormField("TopicArn", topic), FormField("Message", message)]
        if let subject { input.append(FormField("Subject", subject)) }
        return Call(service, "Publish", .form(input), isMutating: true, subject: topic) { reply throws(ReplyError) in
            try reply.xml().required("MessageId")
        }
    }
}
