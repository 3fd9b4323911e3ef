"""Lambda: the function that moves a pair's routes, and its layer."""

import base64

NAME = "vaer-sfo-edge"
ARN = "arn:aws:lambda:us-west-1:123456789012:function:" + NAME
ROLE = "arn:aws:iam::123456789012:role/vaer/vaer-sfo-edge-us-west-1"
TOPIC = "arn:aws:sns:us-west-1:123456789012:vaer-sfo-edge"
RULE = "arn:aws:events:us-west-1:123456789012:rule/vaer-sfo-edge"
LAYER = "arn:aws:lambda:us-west-1:123456789012:layer:vaer-failover"
BY_NAME = {"FunctionName": NAME}
ZIP = b"PK\x05\x06" + bytes(18)
TAGS = {"vaer:managed": "true", "vaer:pair": "sfo-edge"}
CONFIGURATION = {
    "Role": ROLE,
    "Runtime": "provided.al2023",
    "Handler": "bootstrap",
    "Description": "Moves the routes of sfo-edge",
    "Timeout": 60,
    "MemorySize": 128,
    "Environment": {"Variables": {"region": "us-west-1", "vpcid": "vpc-0bf5741eb0ef56a41"}},
    "Layers": [LAYER + ":3"],
    "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/" + NAME},
}
BARE = {
    "Role": ROLE,
    "Runtime": "provided.al2023",
    "Handler": "bootstrap",
    "Description": "",
    "Timeout": 3,
    "MemorySize": 256,
    "Environment": {"Variables": {}},
    "Layers": [],
}
FUNCTION = {
    **CONFIGURATION,
    "FunctionName": NAME,
    "FunctionArn": ARN,
    "Architectures": ["arm64"],
    "CodeSha256": "KvCkiwqbPaLhVpWzqYZ2xbC+jdVKpKs2gVY4MEwNB+k=",
    "CodeSize": 22,
    "RevisionId": "5c0bd6b6-7c4c-4b9b-8a4b-1c2d3e4f5a6b",
    "State": "Pending",
    "StateReason": "The function is being created.",
    "LastUpdateStatus": "InProgress",
    "LastUpdateStatusReason": "The function is being updated.",
    "LastModified": "2021-12-11T12:59:41.000+0000",
    "VpcConfig": {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"], "SecurityGroupIds": [], "VpcId": "vpc-0bf5741eb0ef56a41"},
    "DeadLetterConfig": {"TargetArn": TOPIC},
    "KMSKeyArn": "arn:aws:kms:us-west-1:123456789012:key/1",
    "FileSystemConfigs": [{"Arn": "arn:aws:elasticfilesystem:us-west-1:123456789012:access-point/1", "LocalMountPath": "/mnt/a"}],
    "PackageType": "Image",
    "Layers": [{"Arn": LAYER + ":3", "CodeSize": 5}],
}
VERSION = {
    "LayerArn": LAYER,
    "LayerVersionArn": LAYER + ":3",
    "Version": 3,
    "Description": "sha256:abc",
    "CreatedDate": "2021-12-11T12:59:41.000+0000",
    "CompatibleRuntimes": ["provided.al2023"],
    "CompatibleArchitectures": ["x86_64", "arm64"],
}
PUBLISHED = {**VERSION, "Content": {"CodeSha256": "KvCkiwqbPaLhVpWzqYZ2xbC+jdVKpKs2gVY4MEwNB+k=", "CodeSize": 22}}
EVENT_CONFIG = {
    "MaximumRetryAttempts": 0,
    "MaximumEventAgeInSeconds": 300,
    "DestinationConfig": {"OnSuccess": {"Destination": TOPIC}, "OnFailure": {"Destination": TOPIC}},
}

OPERATIONS = {
    "CreateFunction": (
        [
            {**BY_NAME, **BARE, "Code": {"ZipFile": ZIP}, "Architectures": ["x86_64"]},
            {**BY_NAME, **CONFIGURATION, "Code": {"ZipFile": ZIP}, "Architectures": ["arm64"], "Tags": TAGS},
        ],
        FUNCTION,
    ),
    "GetFunction": (
        [BY_NAME],
        {"Configuration": FUNCTION, "Tags": TAGS, "Concurrency": {"ReservedConcurrentExecutions": 1}},
    ),
    "ListFunctions": ([{}, {"Marker": "mo/re+="}], {"Functions": [FUNCTION], "NextMarker": "more"}),
    "UpdateFunctionCode": (
        [
            {**BY_NAME, "ZipFile": ZIP, "Architectures": ["x86_64"]},
            {**BY_NAME, "ZipFile": ZIP, "Architectures": ["arm64"], "RevisionId": "5c0bd6b6"},
        ],
        FUNCTION,
    ),
    "UpdateFunctionConfiguration": (
        [{**BY_NAME, **BARE}, {**BY_NAME, **CONFIGURATION, "RevisionId": "5c0bd6b6"}],
        FUNCTION,
    ),
    "DeleteFunction": ([BY_NAME], {}),
    "PutFunctionConcurrency": ([{**BY_NAME, "ReservedConcurrentExecutions": 1}], {"ReservedConcurrentExecutions": 1}),
    "DeleteFunctionConcurrency": ([BY_NAME], {}),
    "PublishLayerVersion": (
        [
            {
                "LayerName": "vaer-failover",
                "Description": "sha256:abc",
                "Content": {"ZipFile": ZIP},
                "CompatibleArchitectures": ["arm64"],
                "CompatibleRuntimes": ["provided.al2023"],
            }
        ],
        PUBLISHED,
    ),
    "GetLayerVersion": ([{"LayerName": "vaer-failover", "VersionNumber": 3}], PUBLISHED),
    "ListLayerVersions": (
        [{"LayerName": "vaer-failover"}, {"LayerName": "vaer-failover", "Marker": "more"}],
        {"LayerVersions": [VERSION], "NextMarker": "more"},
    ),
    "DeleteLayerVersion": ([{"LayerName": "vaer-failover", "VersionNumber": 3}], {}),
    "ListLayers": (
        [{}, {"Marker": "more"}],
        {"Layers": [{"LayerName": "vaer-failover", "LayerArn": LAYER, "LatestMatchingVersion": VERSION}]},
    ),
    "PutFunctionEventInvokeConfig": (
        [{**BY_NAME, "MaximumRetryAttempts": 2}, {**BY_NAME, **EVENT_CONFIG}],
        {**EVENT_CONFIG, "FunctionArn": ARN + ":$LATEST"},
    ),
    "GetFunctionEventInvokeConfig": ([BY_NAME], {**EVENT_CONFIG, "FunctionArn": ARN + ":$LATEST"}),
    "DeleteFunctionEventInvokeConfig": ([BY_NAME], {}),
    "Invoke": (
        [
            {**BY_NAME, "InvocationType": "RequestResponse", "LogType": "Tail", "Payload": b'{"a":[1,null]}'},
            {**BY_NAME, "InvocationType": "Event", "Payload": b"{}"},
        ],
        {
            "StatusCode": 200,
            "FunctionError": "Unhandled",
            "LogResult": base64.b64encode("START\nEND ü\n".encode()).decode(),
            "Payload": b'{"errorMessage":"no"}',
        },
    ),
    "AddPermission": (
        [
            {
                **BY_NAME,
                "StatementId": NAME,
                "Action": "lambda:InvokeFunction",
                "Principal": "events.amazonaws.com",
                "SourceArn": RULE,
                "SourceAccount": "123456789012",
            }
        ],
        {"Statement": '{"Sid":"vaer-sfo-edge"}'},
    ),
    "GetPolicy": ([BY_NAME], {"Policy": '{"Version":"2012-10-17","Statement":[]}', "RevisionId": "5c0bd6b6"}),
    "RemovePermission": ([{**BY_NAME, "StatementId": NAME}], {}),
    "TagResource": ([{"Resource": ARN, "Tags": TAGS}], {}),
    "UntagResource": ([{"Resource": ARN, "TagKeys": ["vaer:pair", "vaer:fleet"]}], {}),
    "GetAccountSettings": (
        [{}],
        {"AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 950}},
    ),
    "ListTags": ([{"Resource": ARN}], {"Tags": TAGS}),
}
