package import AWS
import Codecs

/// Amazon SQS: the queue that brings what the functions report back to the controller.
///
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html>
package enum SQS {
    /// How SQS is reached.
    package static let service = Service(
        name: "SQS",
        endpointPrefix: "sqs",
        environmentName: "SQS",
        wire: .json(version: "1.0", targetPrefix: "AmazonSQS")
    )

    /// Makes a queue, or finds the one of that name with equal attributes, and gives its URL.
    ///
    /// Errors that matter: `QueueNameExists` for other attributes, `QueueDeletedRecently` for a minute after a deletion.
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html>
    package static func createQueue(
        _ name: String,
        attributes: [String: String] = [:],
        tags: [String: String] = [:]
    ) -> Call<String> {
        let input = JSON.fields([
            "QueueName": .string(name),
            "Attributes": attributes.isEmpty ? nil : .strings(attributes),
            "tags": tags.isEmpty ? nil : .strings(tags),
        ])
        return Call(service, "CreateQueue", .json(input), isMutating: true, subject: name) { reply throws(ReplyError) in
            try reply.json().required("QueueUrl")
        }
    }

    /// Finds a queue's URL, by which every other call names it.
    ///
    /// Errors that matter: `QueueDoesNotExist`.
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html>
    package static func getQueueURL(_ name: String) -> Call<String> {
        let input = JSON.fields(["QueueName": .string(name)])
        return Call(service, "GetQueueUrl", .json(input), isMutating: false, subject: name) {
            reply throws(ReplyError) in
            try reply.json().required("QueueUrl")
        }
    }

    /// Reads attributes of a queue, such as `Policy` and `MessageRetentionPeriod`; what is not set is left out.
    ///
    /// Errors that matter: `QueueDoesNotExist`.
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html>
    package static func getQueueAttributes(_ url: String, _ names: [String]) -> Call<[String: String]> {
        let input = JSON.fields(["QueueUrl": .string(url), "AttributeNames": .strings(names)])
        return Call(service, "GetQueueAttributes", .json(input), isMutating: false, subject: url) {
            reply throws(ReplyError) in
            try reply.json()["Attributes"]?.strings ?? [:]
        }
    }

    /// Sets attributes of a queue; idempotent, known everywhere within a minute, a retention within 15.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html>
    package static func setQueueAttributes(_ url: String, _ attributes: [String: String]) -> Call<Void> {
        let input = JSON.fields(["QueueUrl": .string(url), "Attributes": .strings(attributes)])
        return Call(service, "SetQueueAttributes", .json(input), isMutating: true, subject: url) { _ in }
    }

    /// Reads a queue's tags.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html>
    package static func listQueueTags(_ url: String) -> Call<[String: String]> {
        let input = JSON.fields(["QueueUrl": .string(url)])
        return Call(service, "ListQueueTags", .json(input), isMutating: false, subject: url) {
            reply throws(ReplyError) in
            try reply.json()["Tags"]?.strings ?? [:]
        }
    }

    /// Adds tags to a queue, or changes their values; idempotent.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html>
    package static func tagQueue(_ url: String, tags: [String: String]) -> Call<Void> {
        let input = JSON.fields(["QueueUrl": .string(url), "Tags": .strings(tags)])
        return Call(service, "TagQueue", .json(input), isMutating: true, subject: url) { _ in }
    }

    /// Deletes a queue with all that is in it.
    ///
    /// Errors that matter: `QueueDoesNotExist`.
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html>
    package static func deleteQueue(_ url: String) -> Call<Void> {
        let input = JSON.fields(["QueueUrl": .string(url)])
        return Call(service, "DeleteQueue", .json(input), isMutating: true, subject: url) { _ in }
    }
}
