"""IAM: the role that a pair's function runs with."""

from urllib.parse import quote

TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}'
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:ReplaceRoute","Resource":"100%"}]}'
BOUNDARY = "arn:aws:iam::123456789012:policy/vaer/vaer-boundary"
NAME = "vaer-sfo-edge-us-west-1"
BY_NAME = {"RoleName": NAME}
ROLE = {
    "Path": "/vaer/",
    "RoleName": NAME,
    "RoleId": "AROAEXAMPLEEXAMPLE",
    "Arn": "arn:aws:iam::123456789012:role/vaer/" + NAME,
    "CreateDate": "2021-12-11T12:59:41Z",
    "AssumeRolePolicyDocument": quote(TRUST),
    "Description": "Moves the routes of sfo-edge",
    "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": BOUNDARY},
    "Tags": [{"Key": "vaer:pair", "Value": "sfo-edge"}],
}
TAGS = [{"Key": "vaer:managed", "Value": "true"}, {"Key": "vaer:pair", "Value": "sfo-edge"}]

OPERATIONS = {
    "CreateRole": (
        [
            {"RoleName": NAME, "Path": "/vaer/", "AssumeRolePolicyDocument": TRUST},
            {
                "RoleName": NAME,
                "Path": "/vaer/",
                "AssumeRolePolicyDocument": TRUST,
                "Description": "Moves the routes of sfo-edge",
                "PermissionsBoundary": BOUNDARY,
                "Tags": TAGS,
            },
        ],
        {"Role": ROLE},
    ),
    "GetRole": ([BY_NAME], {"Role": ROLE}),
    "ListRoles": (
        [{"PathPrefix": "/vaer/"}, {"PathPrefix": "/vaer/", "Marker": "more"}],
        {"Roles": [ROLE], "IsTruncated": True, "Marker": "more"},
    ),
    "DeleteRole": ([BY_NAME], {}),
    "UpdateAssumeRolePolicy": ([{**BY_NAME, "PolicyDocument": TRUST}], {}),
    "UpdateRole": ([{**BY_NAME, "Description": "Moves routes"}], {}),
    "PutRolePermissionsBoundary": ([{**BY_NAME, "PermissionsBoundary": BOUNDARY}], {}),
    "DeleteRolePermissionsBoundary": ([BY_NAME], {}),
    "TagRole": ([{**BY_NAME, "Tags": TAGS}], {}),
    "UntagRole": ([{**BY_NAME, "TagKeys": ["vaer:pair", "vaer:fleet"]}], {}),
    "ListRoleTags": ([BY_NAME], {"Tags": TAGS, "IsTruncated": False}),
    "PutRolePolicy": ([{**BY_NAME, "PolicyName": "vaer", "PolicyDocument": POLICY}], {}),
    "GetRolePolicy": (
        [{**BY_NAME, "PolicyName": "vaer"}],
        {**BY_NAME, "PolicyName": "vaer", "PolicyDocument": quote(POLICY)},
    ),
    "DeleteRolePolicy": ([{**BY_NAME, "PolicyName": "vaer"}], {}),
    "ListRolePolicies": (
        [BY_NAME, {**BY_NAME, "Marker": "more"}],
        {"PolicyNames": ["vaer", "by-hand"], "IsTruncated": False},
    ),
    "ListAttachedRolePolicies": (
        [BY_NAME, {**BY_NAME, "Marker": "more"}],
        {"AttachedPolicies": [{"PolicyName": "vaer-boundary", "PolicyArn": BOUNDARY}], "IsTruncated": False},
    ),
    "GetAccountSummary": ([{}], {"SummaryMap": {"Roles": 40, "RolesQuota": 1000, "Users": 7}}),
    "DetachRolePolicy": ([{**BY_NAME, "PolicyArn": BOUNDARY}], {}),
}
