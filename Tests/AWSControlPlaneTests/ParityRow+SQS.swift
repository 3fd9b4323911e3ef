import AWS
import AWSControlPlane
import Values

extension ParityRow {
    private static let url = "https://sqs.us-west-1.amazonaws.com/123456789012/vaer-events"
    private static let tags = ["vaer:managed": "true", "vaer:fleet": "default"]
    private static let attributes = ["MessageRetentionPeriod": "1209600", "Policy": #"{"Version":"2012-10-17"}"#]

    static let sqs: [ParityRow] = [
        ParityRow(
            SQS.createQueue("vaer-events"),
            SQS.createQueue("vaer-events", attributes: attributes, tags: tags),
            facts: { ["QueueUrl": $0] }
        ),
        ParityRow(SQS.getQueueURL("vaer-events"), facts: { ["QueueUrl": $0] }),
        ParityRow(
            SQS.getQueueAttributes(url, ["Policy", "MessageRetentionPeriod"]),
            facts: {
                [
                    "Attributes.Policy": $0["Policy"],
                    "Attributes.MessageRetentionPeriod": $0["MessageRetentionPeriod"],
                ]
            }
        ),
        ParityRow(SQS.setQueueAttributes(url, attributes)),
        ParityRow(
            SQS.listQueueTags(url),
            facts: { ["Tags.vaer:managed": $0["vaer:managed"], "Tags.vaer:fleet": $0["vaer:fleet"]] }
        ),
        ParityRow(SQS.tagQueue(url, tags: tags)),
        ParityRow(SQS.deleteQueue(url)),
        ParityRow(
            SQS.receiveMessages(url, waitSeconds: 20),
            SQS.receiveMessages(url, waitSeconds: 0),
            facts: { messages in
                [
                    "Messages.0.MessageId": messages[0].id, "Messages.0.ReceiptHandle": messages[0].receipt,
                    "Messages.0.Body": messages[0].body,
                    "Messages.0.Attributes.SentTimestamp": messages[0].sent?.milliseconds.description,
                    "Messages.1.Body": messages[1].body,
                    "Messages.1.Attributes.SentTimestamp": messages[1].sent?.milliseconds.description,
                ]
            }
        ),
        ParityRow(
            SQS.deleteMessages(url, receipts: ["AQEB0", "AQEB1"]),
            facts: { ["Failed.0.Id": $0 == ["AQEB1"] ? "1" : nil] }
        ),
    ]
}
