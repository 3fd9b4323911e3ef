"""SQS: the queue that brings what the functions report back."""

NAME = {"QueueName": "vaer-events"}
URL = {"QueueUrl": "https://sqs.us-west-1.amazonaws.com/123456789012/vaer-events"}
TAGS = {"vaer:managed": "true", "vaer:fleet": "default"}
ATTRIBUTES = {"MessageRetentionPeriod": "1209600", "Policy": '{"Version":"2012-10-17"}'}

OPERATIONS = {
    "CreateQueue": ([NAME, {**NAME, "Attributes": ATTRIBUTES, "tags": TAGS}], URL),
    "GetQueueUrl": ([NAME], URL),
    "GetQueueAttributes": (
        [{**URL, "AttributeNames": ["Policy", "MessageRetentionPeriod"]}],
        {"Attributes": ATTRIBUTES},
    ),
    "SetQueueAttributes": ([{**URL, "Attributes": ATTRIBUTES}], {}),
    "ListQueueTags": ([URL], {"Tags": TAGS}),
    "TagQueue": ([{**URL, "Tags": TAGS}], {}),
    "DeleteQueue": ([URL], {}),
    "ReceiveMessage": (
        [
            {
                **URL,
                "MessageSystemAttributeNames": ["SentTimestamp"],
                "MaxNumberOfMessages": 10,
                "WaitTimeSeconds": wait,
            }
            for wait in (20, 0)
        ],
        {
            "Messages": [
                {
                    "MessageId": "5fea7756-0ea4-451a-a703-a558b933e274",
                    "ReceiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a+/=",
                    "Body": '{"Type":"Notification","Message":"moved → B"}',
                    "Attributes": {"SentTimestamp": "1639227581000"},
                },
                {"MessageId": "b", "ReceiptHandle": "AQEBzbVv", "Body": ""},
            ]
        },
    ),
    "DeleteMessageBatch": (
        [{**URL, "Entries": [{"Id": "0", "ReceiptHandle": "AQEB0"}, {"Id": "1", "ReceiptHandle": "AQEB1"}]}],
        {
            "Successful": [{"Id": "0"}],
            "Failed": [{"Id": "1", "SenderFault": True, "Code": "ReceiptHandleIsInvalid"}],
        },
    ),
}
