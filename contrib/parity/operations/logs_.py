"""CloudWatch Logs: where a pair's function writes."""

NAME = "/aws/lambda/vaer-sfo-edge"
BY_NAME = {"logGroupName": NAME}
ARN = "arn:aws:logs:us-west-1:123456789012:log-group:" + NAME
TAGS = {"vaer:managed": "true", "vaer:pair": "sfo-edge"}

OPERATIONS = {
    "CreateLogGroup": ([BY_NAME, {**BY_NAME, "tags": TAGS}], {}),
    "DescribeLogGroups": (
        [
            {"logGroupNamePrefix": "/aws/lambda/vaer-", "limit": 50},
            {"logGroupNamePrefix": "/aws/lambda/vaer-", "limit": 50, "nextToken": "more"},
        ],
        {
            "logGroups": [
                {"logGroupName": NAME, "arn": ARN + ":*", "logGroupArn": ARN, "retentionInDays": 30, "storedBytes": 5},
                {"logGroupName": NAME + "-old", "arn": ARN + "-old:*"},
            ],
            "nextToken": "more",
        },
    ),
    "PutRetentionPolicy": ([{**BY_NAME, "retentionInDays": 30}], {}),
    "DeleteRetentionPolicy": ([BY_NAME], {}),
    "DeleteLogGroup": ([BY_NAME], {}),
    "TagResource": ([{"resourceArn": ARN, "tags": TAGS}], {}),
    "UntagResource": ([{"resourceArn": ARN, "tagKeys": ["vaer:pair"]}], {}),
    "ListTagsForResource": ([{"resourceArn": ARN}], {"tags": TAGS}),
    "DescribeLogStreams": (
        [
            {**BY_NAME, "orderBy": "LastEventTime", "descending": True},
            {**BY_NAME, "orderBy": "LastEventTime", "descending": True, "nextToken": "more"},
        ],
        {"logStreams": [{"logStreamName": "2021/12/11/[$LATEST]0123", "lastEventTimestamp": 1639227581000}]},
    ),
    "FilterLogEvents": (
        [
            BY_NAME,
            {**BY_NAME, "startTime": 1639227581000, "filterPattern": '{ $.kind = "report" }', "nextToken": "more"},
        ],
        {
            "events": [
                {"logStreamName": "2021/12/11/[$LATEST]0123", "timestamp": 1639227581123, "message": "moved → B\n"}
            ],
            "nextToken": "more",
        },
    ),
}
