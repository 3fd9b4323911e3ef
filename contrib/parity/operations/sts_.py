"""STS: who we are, and roles."""

ROLE = "arn:aws:iam::123456789012:role/vaer-operator"

OPERATIONS = {
    "GetCallerIdentity": (
        [{}],
        {"UserId": "AIDAEXAMPLE", "Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/operator"},
    ),
    "AssumeRole": (
        [
            {"RoleArn": ROLE, "RoleSessionName": "vaer"},
            {"RoleArn": ROLE, "RoleSessionName": "vaer", "ExternalId": "net-ops/7f3a", "DurationSeconds": 900},
        ],
        {
            "Credentials": {
                "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
                "SecretAccessKey": "made/up+secret",
                "SessionToken": "made/up+token==",
                "Expiration": "2021-12-11T12:59:41Z",
            },
            "AssumedRoleUser": {"AssumedRoleId": "AROAEXAMPLE:vaer", "Arn": ROLE + "/vaer"},
        },
    ),
    "AssumeRoleWithWebIdentity": (
        [
            {"RoleArn": ROLE, "RoleSessionName": "vaer", "WebIdentityToken": "made.up/token+=="},
            {
                "RoleArn": ROLE,
                "RoleSessionName": "vaer",
                "WebIdentityToken": "made.up/token+==",
                "DurationSeconds": 900,
            },
        ],
        {
            "Credentials": {
                "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
                "SecretAccessKey": "made/up+secret",
                "SessionToken": "made/up+token==",
                "Expiration": "2021-12-11T12:59:41Z",
            },
            "AssumedRoleUser": {"AssumedRoleId": "AROAEXAMPLE:vaer", "Arn": ROLE + "/vaer"},
        },
    ),
}
