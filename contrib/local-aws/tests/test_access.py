"""Signatures, policies, boundaries, trust and tags, enforced by the server."""

from __future__ import annotations

import datetime
import json
import time
import urllib.error
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from conftest import ACCOUNT, CHINA, code_of, wait_for

TABLE = "rtb-024855d8566b8128b"
ROUTE = {"RouteTableId": TABLE, "DestinationCidrBlock": "1.1.1.1/32", "NetworkInterfaceId": "eni-071b4d6cbf57de651"}
LAMBDA_TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def user(local, name: str, *statements: dict, account: str = ACCOUNT, region: str = "us-west-1") -> dict:
    """A user with these rights, and its keys."""
    iam = local.client("iam", region, account)
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"access_key_id": key["AccessKeyId"], "secret_access_key": key["SecretAccessKey"]}


def session(answer: dict) -> dict:
    found = answer["Credentials"]
    return {
        "access_key_id": found["AccessKeyId"],
        "secret_access_key": found["SecretAccessKey"],
        "session_token": found["SessionToken"],
    }


def denied(local, principal: str) -> list[tuple]:
    return [(d["action"], d["resource"]) for d in local.control("journal?kind=denied") if principal in d["principal"]]


def send(local, body: bytes, signed: bytes | None = None, at=None, region: str = "us-west-1") -> int:
    """Posts a form to STS, signed by hand; the status of the answer."""
    keys = local.accounts[ACCOUNT]
    auth = SigV4Auth(Credentials(keys["access_key_id"], keys["secret_access_key"]), "sts", region)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = AWSRequest("POST", f"{local.endpoint}/", headers=headers, data=signed or body)
    when = at or datetime.datetime.now(datetime.timezone.utc)
    request.context["timestamp"] = when.strftime("%Y%m%dT%H%M%SZ")
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    text = auth.string_to_sign(request, auth.canonical_request(request))
    auth._inject_signature_to_request(request, auth.signature(text, request))
    request = urllib.request.Request(f"{local.endpoint}/", body, dict(request.headers.items()))
    try:
        return urllib.request.urlopen(request, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_signature_must_fit_the_body_the_date_and_the_partition(local):
    body, other = b"Action=GetCallerIdentity&Version=2011-06-15", b"Action=ListUsers&Version=2010-05-08"
    hour = datetime.timedelta(hours=1)
    now = datetime.datetime.now(datetime.timezone.utc)
    assert send(local, body) == 200
    assert send(local, body, signed=other) == 403
    assert send(local, body, at=now - hour) == 403
    assert send(local, body, at=now + hour) == 403
    assert send(local, body, region="cn-north-1") == 403


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("ec2", "describe_vpcs"),
        ("events", "list_rules"),
        ("iam", "list_roles"),
        ("lambda", "list_functions"),
        ("sqs", "list_queues"),
    ],
)
def test_wrong_keys_are_refused_by_every_protocol(local, service, operation):
    right = local.accounts[ACCOUNT]
    for wrong in ({"secret_access_key": "x" * 40}, {"access_key_id": "AKIA0123456789ABCDEF"}):
        with pytest.raises(ClientError) as refused:
            getattr(local.client(service, keys={**right, **wrong}), operation)()
        assert code_of(refused) in ("SignatureDoesNotMatch", "InvalidClientTokenId")


@pytest.mark.parametrize(
    ("account", "region", "partition"), [(ACCOUNT, "us-west-1", "aws"), (CHINA, "cn-northwest-1", "aws-cn")]
)
def test_the_caller_is_the_real_user(local, account, region, partition):
    found = local.client("sts", region, account).get_caller_identity()
    assert (found["Account"], found["Arn"]) == (account, f"arn:{partition}:iam::{account}:user/administrator")


def test_rights_end_at_the_named_table_and_a_dry_run_tells(local):
    base = f"arn:aws:ec2:us-west-1:{ACCOUNT}"
    keys = user(
        local,
        "narrow",
        {"Effect": "Allow", "Action": "ec2:ReplaceRoute", "Resource": f"{base}:route-table/{TABLE}",
         "Condition": {"ArnEquals": {"ec2:Vpc": f"{base}:vpc/vpc-0bf5741eb0ef56a41"},
                       "StringEquals": {"ec2:Region": "us-west-1", "ec2:RouteTableID": TABLE}}},
        {"Effect": "Allow", "Action": "ec2:StopInstances", "Resource": f"{base}:instance/i-045ebd27124159b6d"},
    )  # fmt: skip
    ec2 = local.client("ec2", keys=keys)
    ec2.replace_route(**ROUTE)
    for table, code in ((TABLE, "DryRunOperation"), ("rtb-00e6cf1493d8c4de1", "UnauthorizedOperation")):
        with pytest.raises(ClientError) as refused:
            ec2.replace_route(**{**ROUTE, "RouteTableId": table}, DryRun=True)
        assert code_of(refused) == code
    with pytest.raises(ClientError) as refused:
        # The right to stop one of two is no right to stop both.
        ec2.stop_instances(InstanceIds=["i-045ebd27124159b6d", "i-09ff574d23245419a"])
    assert code_of(refused) == "UnauthorizedOperation"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert denied(local, "user/narrow") == [
        ("ec2:ReplaceRoute", f"{base}:route-table/rtb-00e6cf1493d8c4de1"),
        ("ec2:StopInstances", f"{base}:instance/i-09ff574d23245419a"),
    ]


def test_each_protocol_has_its_own_word_for_a_denial(local):
    keys = user(local, "nobody")
    for service, operation, arguments, code in (
        ("ec2", "describe_vpcs", {}, "UnauthorizedOperation"),
        ("iam", "get_role", {"RoleName": "x"}, "AccessDenied"),
        ("sns", "list_topics", {}, "AuthorizationError"),
        ("lambda", "get_function", {"FunctionName": "f"}, "AccessDeniedException"),
        ("logs", "describe_log_groups", {}, "AccessDeniedException"),
        ("cloudwatch", "describe_alarms", {}, "AccessDeniedException"),
    ):
        with pytest.raises(ClientError) as refused:
            getattr(local.client(service, keys=keys), operation)(**arguments)
        assert code_of(refused) == code, service
    assert local.client("sts", keys=keys).get_caller_identity()["Arn"].endswith("user/nobody")
    networks = document({"Effect": "Allow", "Action": "ec2:DescribeVpcs", "Resource": "*"})
    arn = local.client("iam").create_policy(PolicyName="networks", PolicyDocument=networks)["Policy"]["Arn"]
    local.client("iam").attach_user_policy(UserName="nobody", PolicyArn=arn)
    local.client("ec2", keys=keys).describe_vpcs()
    assert ("lambda:GetFunction", f"arn:aws:lambda:us-west-1:{ACCOUNT}:function:f") in denied(local, "user/nobody")


def test_tags_of_the_resource_and_of_the_request_count(local):
    keys = user(
        local,
        "tagger",
        {"Effect": "Allow", "Action": "ec2:ReplaceRoute", "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/vaer:managed": "true"}}},
        {"Effect": "Allow", "Action": "sns:CreateTopic", "Resource": "*",
         "Condition": {"StringEquals": {"aws:RequestTag/vaer:managed": "true"}}},
    )  # fmt: skip
    with pytest.raises(ClientError):
        local.client("ec2", keys=keys).replace_route(**ROUTE)
    local.client("ec2").create_tags(Resources=[TABLE], Tags=[{"Key": "vaer:managed", "Value": "true"}])
    local.client("ec2", keys=keys).replace_route(**ROUTE)
    sns = local.client("sns", keys=keys)
    with pytest.raises(ClientError):
        sns.create_topic(Name="tagged")
    sns.create_topic(Name="tagged", Tags=[{"Key": "vaer:managed", "Value": "true"}])


def test_a_role_is_made_only_with_its_boundary_and_passed_only_to_lambda(local):
    iam = local.client("iam")
    boundary = iam.create_policy(
        PolicyName="edge", PolicyDocument=document({"Effect": "Allow", "Action": "sns:*", "Resource": "*"})
    )["Policy"]["Arn"]
    roles = f"arn:aws:iam::{ACCOUNT}:role/vaer/vaer-*"
    keys = user(
        local,
        "maker",
        {"Effect": "Allow", "Action": ["iam:CreateRole", "iam:PutRolePolicy"], "Resource": roles,
         "Condition": {"StringEquals": {"iam:PermissionsBoundary": boundary}}},
        {"Effect": "Allow", "Action": "lambda:CreateFunction", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": roles,
         "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}},
    )  # fmt: skip
    own = local.client("iam", keys=keys)
    role = {"RoleName": "vaer-a", "Path": "/vaer/", "AssumeRolePolicyDocument": document(LAMBDA_TRUST)}
    with pytest.raises(ClientError) as refused:
        own.create_role(**role)
    assert code_of(refused) == "AccessDenied"
    arn = own.create_role(**role, PermissionsBoundary=boundary)["Role"]["Arn"]
    own.put_role_policy(
        RoleName="vaer-a", PolicyName="p", PolicyDocument=document({"Effect": "Allow", "Action": "*", "Resource": "*"})
    )
    with pytest.raises(ClientError) as refused:
        local.client("lambda", keys=keys).create_function(
            FunctionName="f", Runtime="provided.al2023", Role=arn, Handler="bootstrap", Code={"ZipFile": b"x"}
        )
    assert "iam:PassRole" in str(refused.value)
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    iam.update_assume_role_policy(RoleName="vaer-a", PolicyDocument=document(trust))
    inside = session(local.client("sts").assume_role(RoleArn=arn, RoleSessionName="test"))
    local.client("sns", keys=inside).list_topics()
    with pytest.raises(ClientError) as refused:
        # The role's own policy allows everything; its boundary does not.
        local.client("ec2", keys=inside).describe_vpcs()
    assert code_of(refused) == "UnauthorizedOperation"


def test_a_role_is_assumed_only_by_those_it_trusts_with_the_right_external_id(local):
    iam = local.client("iam")
    operator = {"AWS": f"arn:aws:iam::{ACCOUNT}:user/operator"}
    trust = {"Effect": "Allow", "Principal": operator, "Action": "sts:AssumeRole",
             "Condition": {"StringEquals": {"sts:ExternalId": "net-ops-7f3a"}}}  # fmt: skip
    keys = user(local, "operator")
    arn = iam.create_role(RoleName="vaer-operator", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    iam.put_role_policy(
        RoleName="vaer-operator",
        PolicyName="p",
        PolicyDocument=document({"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}),
    )
    sts = local.client("sts", keys=keys)
    for wrong in ({}, {"ExternalId": "another"}):
        with pytest.raises(ClientError) as refused:
            sts.assume_role(RoleArn=arn, RoleSessionName="test", **wrong)
        assert code_of(refused) == "AccessDenied"
    with pytest.raises(ClientError) as refused:
        # An administrator may do everything, but the role does not trust it.
        local.client("sts").assume_role(RoleArn=arn, RoleSessionName="test", ExternalId="net-ops-7f3a")
    assert code_of(refused) == "AccessDenied"
    with pytest.raises(ClientError):
        missing = arn.replace("vaer-operator", "nothing")
        sts.assume_role(RoleArn=missing, RoleSessionName="test", ExternalId="net-ops-7f3a")
    found = sts.assume_role(RoleArn=arn, RoleSessionName="test", ExternalId="net-ops-7f3a")
    who = local.client("sts", keys=session(found)).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/vaer-operator/test"
    local.client("ec2", keys=session(found)).describe_vpcs()
    iam.delete_role_policy(RoleName="vaer-operator", PolicyName="p")
    with pytest.raises(ClientError):
        local.client("ec2", keys=session(found)).describe_vpcs()


def test_a_topic_s_policy_binds_those_who_may_publish(local):
    sns = local.client("sns")
    arn = sns.create_topic(Name="guarded")["TopicArn"]
    sns.publish(TopicArn=arn, Message="before")
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    only = {"Effect": "Allow", "Principal": root, "Action": "sns:Publish", "Resource": arn}
    others = {"ArnNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/vaer/vaer-a"}}
    never = {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": arn, "Condition": others}
    sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=document(only, never))
    with pytest.raises(ClientError) as refused:
        sns.publish(TopicArn=arn, Message="after")
    assert "explicit deny" in str(refused.value)


def test_tagged_things_are_found_in_every_partition(local):
    tags = [{"Key": "vaer:pair", "Value": "zhy-edge"}]
    for account, region, partition in ((ACCOUNT, "us-west-1", "aws"), (CHINA, "cn-northwest-1", "aws-cn")):
        client = lambda service, a=account, r=region: local.client(service, r, a)  # noqa: E731
        rule = client("events").put_rule(Name="tagged", ScheduleExpression="rate(1 day)", Tags=tags)["RuleArn"]
        topic = client("sns").create_topic(Name="found", Tags=tags)["TopicArn"]
        trust = document(LAMBDA_TRUST)
        role = client("iam").create_role(RoleName="found", AssumeRolePolicyDocument=trust, Tags=tags)["Role"]["Arn"]
        filters = [{"Key": "vaer:pair", "Values": ["zhy-edge"]}]
        tagging = client("resourcegroupstaggingapi")
        found = {m["ResourceARN"] for m in tagging.get_resources(TagFilters=filters)["ResourceTagMappingList"]}
        assert found == {rule, topic}
        home = client("resourcegroupstaggingapi", r="cn-north-1" if partition == "aws-cn" else "us-east-1")
        pages = home.get_paginator("get_resources").paginate(TagFilters=filters, ResourceTypeFilters=["iam:role"])
        assert [m["ResourceARN"] for p in pages for m in p["ResourceTagMappingList"]] == [role]
        assert {rule, topic, role} <= set(local.control("owned?key=vaer:pair"))


def test_the_journal_tells_who_called_what_and_how_it_ended(local):
    since = time.time()
    local.client("ec2").replace_route(**ROUTE)
    with pytest.raises(ClientError):
        local.client("lambda").get_function(FunctionName="nothing")
    calls = wait_for(lambda: [c for c in local.control(f"journal?kind=call&since={since}") if c["service"] == "lambda"])
    assert (calls[0]["status"], calls[0]["code"], calls[0]["mutating"]) == (404, "ResourceNotFoundException", False)
    moved = next(c for c in local.control(f"journal?kind=call&since={since}") if c["action"] == "ReplaceRoute")
    assert (moved["table"], moved["destination"], moved["eni"], moved["mutating"]) == (
        TABLE, "1.1.1.1/32", "eni-071b4d6cbf57de651", True,
    )  # fmt: skip
    assert moved["principal"] == f"arn:aws:iam::{ACCOUNT}:user/administrator" and moved["code"] is None


def test_what_moto_does_not_know_is_answered_in_the_form_of_aws(local):
    with pytest.raises(ClientError) as refused:
        local.client("iam").simulate_principal_policy(
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/administrator", ActionNames=["ec2:DescribeVpcs"]
        )
    assert code_of(refused) == "InvalidAction"
    assert [b["action"] for b in local.control("journal?kind=moto-bug")] == ["SimulatePrincipalPolicy"]
