"""EventBridge: the rule that starts a pair's function."""

NAME = "vaer-sfo-edge"
ARN = "arn:aws:events:us-west-1:123456789012:rule/" + NAME
FUNCTION = "arn:aws:lambda:us-west-1:123456789012:function:" + NAME
QUEUE = "arn:aws:sqs:us-west-1:123456789012:vaer-events"
PATTERN = '{"source":["aws.ec2"],"detail":{"state":["stopped"]}}'
TAGS = [{"Key": "vaer:managed", "Value": "true"}, {"Key": "vaer:pair", "Value": "sfo-edge"}]
RULE = {
    "Name": NAME,
    "Arn": ARN,
    "EventPattern": PATTERN,
    "ScheduleExpression": "rate(1 minute)",
    "State": "ENABLED",
    "Description": "Starts vaer",
    "EventBusName": "default",
}
TARGET = {
    "Id": "vaer",
    "Arn": FUNCTION,
    "DeadLetterConfig": {"Arn": QUEUE},
    "RetryPolicy": {"MaximumRetryAttempts": 8, "MaximumEventAgeInSeconds": 300},
}
FAILED = {
    "FailedEntryCount": 1,
    "FailedEntries": [{"TargetId": "vaer", "ErrorCode": "InternalException", "ErrorMessage": "try again"}],
}

OPERATIONS = {
    "PutRule": (
        [
            {"Name": NAME, "ScheduleExpression": "rate(1 minute)", "State": "DISABLED"},
            {
                "Name": NAME,
                "EventPattern": PATTERN,
                "ScheduleExpression": "rate(1 minute)",
                "State": "ENABLED",
                "Description": "Starts vaer",
                "Tags": TAGS,
            },
        ],
        {"RuleArn": ARN},
    ),
    "DescribeRule": ([{"Name": NAME}], RULE),
    "ListRules": ([{}, {"NamePrefix": "vaer-", "NextToken": "more"}], {"Rules": [RULE], "NextToken": "more"}),
    "DeleteRule": ([{"Name": NAME}], {}),
    "EnableRule": ([{"Name": NAME}], {}),
    "DisableRule": ([{"Name": NAME}], {}),
    "PutTargets": (
        [
            {"Rule": NAME, "Targets": [{"Id": "vaer", "Arn": FUNCTION, "Input": '{"a":1}'}]},
            {"Rule": NAME, "Targets": [TARGET]},
        ],
        FAILED,
    ),
    "ListTargetsByRule": ([{"Rule": NAME}, {"Rule": NAME, "NextToken": "more"}], {"Targets": [TARGET]}),
    "ListRuleNamesByTarget": (
        [{"TargetArn": FUNCTION}, {"TargetArn": FUNCTION, "NextToken": "more"}],
        {"RuleNames": [NAME], "NextToken": "more"},
    ),
    "RemoveTargets": ([{"Rule": NAME, "Ids": ["vaer", "other"]}], FAILED),
    "TagResource": ([{"ResourceARN": ARN, "Tags": TAGS}], {}),
    "UntagResource": ([{"ResourceARN": ARN, "TagKeys": ["vaer:pair"]}], {}),
    "ListTagsForResource": ([{"ResourceARN": ARN}], {"Tags": TAGS}),
}
