package import AWS
import Codecs
package import Values

extension SQS {
    /// Receiving gives at most so many messages, and a batch has at most so many entries.
    package static let batchLimit = 10

    /// Receives up to ``batchLimit`` messages, waiting for the first for up to 20 s; nobody else sees them for a while.
    ///
    /// A message that is not deleted comes again after the queue's visibility time-out; any may come twice.
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html>
    package static func receiveMessages(_ url: String, waitSeconds: Int) -> Call<[Message]> {
        let input = JSON.fields([
            "QueueUrl": .string(url),
            "MessageSystemAttributeNames": ["SentTimestamp"],
            "MaxNumberOfMessages": .integer(batchLimit),
            "WaitTimeSeconds": .integer(waitSeconds),
        ])
        return Call(
            service,
            "ReceiveMessage",
            .json(input),
            isMutating: false,
            isLongPoll: waitSeconds > 0,
            subject: url
        ) {
            reply throws(ReplyError) in
            (try reply.json()["Messages"]?.elements ?? []).compactMap(Message.init)
        }
    }

    /// Deletes received messages, at most ``batchLimit``, and gives the receipts of those that could not be.
    ///
    /// Idempotent. A receipt that is too old deletes nothing: the message comes again.
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html>
    package static func deleteMessages(_ url: String, receipts: [String]) -> Call<[String]> {
        let entries = receipts.enumerated().map { index, receipt in
            JSON.fields(["Id": .string(String(index)), "ReceiptHandle": .string(receipt)])
        }
        let input = JSON.fields(["QueueUrl": .string(url), "Entries": .array(entries)])
        return Call(service, "DeleteMessageBatch", .json(input), isMutating: true, subject: url) {
            reply throws(ReplyError) in
            let failed = try reply.json()["Failed"]?.elements ?? []
            return failed.compactMap { $0["Id"]?.string.flatMap { Int($0) } }
                .filter(receipts.indices.contains)
                .map { receipts[$0] }
        }
    }

    /// A message that was received.
    package struct Message: Hashable, Sendable {
        /// The message's id, the same whenever it comes again.
        package let id: String
        /// What deletes it, for this time that it was received.
        package let receipt: String
        /// The text.
        package let body: String
        /// When it was sent to the queue; nil when SQS does not say.
        package let sent: Timestamp?
    }
}

extension SQS.Message {
    /// Reads an element of `Messages`; nil without what deletes it.
    init?(_ json: JSON) {
        guard let receipt = json["ReceiptHandle"]?.string else { return nil }
        (id, self.receipt) = (json["MessageId"]?.string ?? receipt, receipt)
        body = json["Body"]?.string ?? ""
        let time = json["Attributes"]?["SentTimestamp"]?.string.flatMap { Int64($0) }
        sent = time.map(Timestamp.init(milliseconds:))
    }
}
