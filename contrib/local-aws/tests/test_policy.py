"""The evaluation of policy documents, without a server."""

from __future__ import annotations

import pytest

from local_aws import access, policy

VPC = "arn:aws:ec2:us-west-1:731262942057:vpc/vpc-1"
CONTEXT = {
    "aws:requestedregion": ["us-west-1"],
    "ec2:vpc": [VPC],
    "aws:resourcetag/vaer:managed": ["true"],
    "aws:securetransport": ["true"],
    "events:targetarn": [
        "arn:aws:lambda:us-west-1:731262942057:function:vaer-a",
        "arn:aws:sns:us-west-1:731262942057:t",
    ],
}


def verdict(effect: str = "Allow", resource: str = "arn:aws:ec2:us-west-1:1:route-table/rtb-1", **statement) -> str:
    base = {"Effect": effect, "Action": "ec2:ReplaceRoute", "Resource": "*"}
    documents = [{"Statement": {**base, **statement}}]
    if effect == "Deny":
        documents.append({"Statement": {**base, "Effect": "Allow"}})
    return policy.evaluate(documents, "ec2:ReplaceRoute", resource, CONTEXT)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": "ec2:replace*"}, "allow"),
        ({"Action": "ec2:Describe*"}, "none"),
        ({"Action": [], "NotAction": "iam:*"}, "none"),
        ({"Resource": "arn:aws:ec2:*:1:route-table/rtb-?"}, "allow"),
        ({"Resource": ["arn:aws:ec2:us-west-1:1:route-table/rtb-2"]}, "none"),
    ],
)
def test_actions_and_resources_match_by_pattern(statement, expected):
    assert verdict(**statement) == expected


@pytest.mark.parametrize(
    ("operator", "key", "value", "holds"),
    [
        ("StringEquals", "aws:RequestedRegion", "us-west-1", True),
        ("StringEquals", "aws:RequestedRegion", ["eu-west-1", "us-west-1"], True),
        ("StringNotEquals", "aws:RequestedRegion", "us-west-1", False),
        ("StringLike", "aws:RequestedRegion", "us-*", True),
        ("StringNotLike", "aws:RequestedRegion", "us-*", False),
        ("StringEquals", "aws:RequestedRegion", "us-*", False),
        ("ArnEquals", "ec2:Vpc", VPC, True),
        ("ArnLike", "ec2:Vpc", "arn:aws:ec2:*:*:vpc/*", True),
        ("ArnLike", "ec2:Vpc", "arn:aws:*", False),
        ("ArnNotEquals", "ec2:Vpc", VPC, False),
        ("ArnNotLike", "ec2:Vpc", "arn:aws:ec2:*:*:vpc/vpc-2", True),
        ("StringEquals", "aws:ResourceTag/vaer:managed", "true", True),
        ("StringEquals", "aws:ResourceTag/other", "true", False),
        ("StringNotEquals", "aws:ResourceTag/other", "true", True),
        ("StringEqualsIfExists", "aws:ResourceTag/other", "true", True),
        ("Null", "aws:ResourceTag/other", "true", True),
        ("Null", "aws:ResourceTag/vaer:managed", "true", False),
        ("Bool", "aws:SecureTransport", "true", True),
        ("Bool", "aws:SecureTransport", False, False),
        ("ForAllValues:ArnLike", "events:TargetArn", "arn:aws:lambda:*:*:function:vaer-*", False),
        ("ForAnyValue:ArnLike", "events:TargetArn", "arn:aws:lambda:*:*:function:vaer-*", True),
        ("ForAnyValue:ArnNotLike", "events:TargetArn", "arn:aws:lambda:*:*:function:vaer-*", True),
        ("ForAllValues:StringEquals", "aws:TagKeys", "vaer:managed", True),
        ("ForAnyValue:StringNotEquals", "aws:TagKeys", "vaer:managed", False),
    ],
)
def test_conditions(operator, key, value, holds):
    assert verdict(Condition={operator: {key: value}}) == ("allow" if holds else "none")


@pytest.mark.parametrize("condition", [{"StringEquals": {"aws:Nonsense": "x"}}, {"NumericLessThan": {"ec2:Vpc": "1"}}])
def test_what_is_not_known_never_allows(condition):
    assert verdict(Condition=condition) == "none"
    assert verdict("Deny", Condition=condition) == "deny"


@pytest.mark.parametrize(
    ("principal", "names", "expected"),
    [
        ("*", {"events.amazonaws.com"}, "allow"),
        ({"Service": "events.amazonaws.com"}, {"events.amazonaws.com"}, "allow"),
        ({"Service": ["sns.amazonaws.com"]}, {"events.amazonaws.com"}, "none"),
        ({"AWS": "arn:aws:iam::1:root"}, {"arn:aws:iam::1:root", "1"}, "allow"),
        ({"AWS": "2"}, {"arn:aws:iam::1:root", "1"}, "none"),
    ],
)
def test_a_resource_policy_speaks_about_its_principals(principal, names, expected):
    document = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sns:Publish", "Resource": "*"}]}
    assert access.shared_verdict(document, names, "sns:Publish", "arn:aws:sns:us-west-1:1:t", CONTEXT) == expected
