"""SNS: a pair's topic."""

TOPIC = "arn:aws:sns:us-west-1:123456789012:vaer-sfo-edge"

OPERATIONS = {
    "Publish": (
        [
            {"TopicArn": TOPIC, "Message": "moved 2 routes\n1.1.1.1/32 → B & more"},
            {"TopicArn": TOPIC, "Message": "{}", "Subject": "vaer: sfo-edge"},
            {"TopicArn": TOPIC, "Message": '{"default":"moved","sqs":"{}"}', "MessageStructure": "json"},
        ],
        {"MessageId": "94f20ce6-13c5-43a0-9a9e-ca52d816e90b"},
    ),
    "CreateTopic": (
        [
            {"Name": "vaer-sfo-edge"},
            {
                "Name": "vaer-sfo-edge",
                "Attributes": {"DisplayName": "vaer sfo", "Policy": '{"Version":"2012-10-17"}'},
                "Tags": [{"Key": "vaer:managed", "Value": "true"}, {"Key": "vaer:pair", "Value": "sfo-edge"}],
            },
        ],
        {"TopicArn": TOPIC},
    ),
    "GetTopicAttributes": (
        [{"TopicArn": TOPIC}],
        {"Attributes": {"DisplayName": "vaer sfo", "Policy": '{"Version":"2012-10-17"}', "TopicArn": TOPIC}},
    ),
    "SetTopicAttributes": (
        [{"TopicArn": TOPIC, "AttributeName": "Policy", "AttributeValue": '{"Version":"2012-10-17"}'}],
        {},
    ),
    "DeleteTopic": ([{"TopicArn": TOPIC}], {}),
    "Subscribe": (
        [
            {"TopicArn": TOPIC, "Protocol": "email", "Endpoint": "netops+edge@example.com"},
            {
                "TopicArn": TOPIC,
                "Protocol": "sqs",
                "Endpoint": "arn:aws:sqs:us-west-1:123456789012:vaer-events",
                "Attributes": {"RawMessageDelivery": "true"},
            },
        ],
        {"SubscriptionArn": "pending confirmation"},
    ),
    "Unsubscribe": ([{"SubscriptionArn": TOPIC + ":5be8f5b2"}], {}),
    "ListSubscriptionsByTopic": (
        [{"TopicArn": TOPIC}, {"TopicArn": TOPIC, "NextToken": "more"}],
        {
            "Subscriptions": [
                {"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "netops@example.com"},
                {"SubscriptionArn": TOPIC + ":5be8f5b2", "Protocol": "https", "Endpoint": "https://example.com/?a=b&c"},
            ],
            "NextToken": "more",
        },
    ),
    "ListSubscriptions": (
        [{}, {"NextToken": "more"}],
        {
            "Subscriptions": [
                {
                    "SubscriptionArn": "PendingConfirmation",
                    "Protocol": "email",
                    "Endpoint": "netops@example.com",
                    "TopicArn": TOPIC,
                }
            ],
            "NextToken": "more",
        },
    ),
    "ListTopics": ([{}, {"NextToken": "more"}], {"Topics": [{"TopicArn": TOPIC}]}),
    "TagResource": ([{"ResourceArn": TOPIC, "Tags": [{"Key": "vaer:pair", "Value": "sfo-edge"}]}], {}),
    "UntagResource": ([{"ResourceArn": TOPIC, "TagKeys": ["vaer:pair", "vaer:fleet"]}], {}),
    "ListTagsForResource": ([{"ResourceArn": TOPIC}], {"Tags": [{"Key": "vaer:pair", "Value": "sfo-edge"}]}),
}
