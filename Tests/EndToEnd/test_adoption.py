"""What the tutorial's reader made by hand is taken over in place: an update, no second set, and no right too many."""

from __future__ import annotations

import json
import time
import zipfile

import pytest
from test_manual_function import wait_until

REGION, ACCOUNT, VPC = "us-west-1", "731262942057", "vpc-0bf5741eb0ef56a41"
A, A_ENI = "i-045ebd27124159b6d", "eni-071b4d6cbf57de651"
B, B_ENI = "i-09ff574d23245419a", "eni-0847da0f62b486046"
FUNCTION = "AxesdnRouterTableAutoFailoverForSDWAN-vAER"
ROLE = f"{FUNCTION}-role-x1y2z3w4"
POLICY = "Policy-forLambda-Axesdn-ChangeRouteTableAuto"
RULE = "CloudWatch-Rule-Axesdn-DetectvAerState-ChangeRouteTableAuto"
TOPIC = "LambdaTriggered-RouteFailoverScirpt-forSDWAN"
ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:{TOPIC}"
ACTIONS = ["DescribeInstances", "DescribeTags", "DescribeVpcs", "DescribeRouteTables", "CreateRoute", "DeleteRoute",
           "ReplaceRoute"]  # fmt: skip
CODE = "def lambda_handler(event, context):\n    return event['detail']['instance-id']\n"


def policy(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def make_as_the_tutorial_says(aws, tmp_path) -> None:
    """Its eight rows, in its order, with the console's own additions: two policies and the permission."""
    iam, lambdas, sns, events = (aws.client(s, REGION) for s in ("iam", "lambda", "sns", "events"))
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(Path="/service-role/", RoleName=ROLE, AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
    basic = iam.create_policy(
        Path="/service-role/",
        PolicyName="AWSLambdaBasicExecutionRole-0f1e2d3c",
        PolicyDocument=policy(
            {"Effect": "Allow", "Action": "logs:CreateLogGroup", "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT}:*"},
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{FUNCTION}:*"],
            },
        ),
    )["Policy"]["Arn"]
    wide = iam.create_policy(
        PolicyName=POLICY,
        Description="Do not delete: the failover of the routers needs it",
        PolicyDocument=policy({"Effect": "Allow", "Action": [f"ec2:{a}" for a in ACTIONS], "Resource": "*"}),
    )["Policy"]["Arn"]
    for arn in (basic, wide):
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=arn)
    time.sleep(1.1)  # A role that has just been made cannot be assumed yet.
    archive = tmp_path / "function.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("lambda_function.py", CODE)
    function = lambdas.create_function(
        FunctionName=FUNCTION,
        Runtime="python3.9",
        Handler="lambda_function.lambda_handler",
        Role=role,
        Code={"ZipFile": archive.read_bytes()},
        Environment={"Variables": {"region": REGION, "vpcid": VPC, "host1eni": A_ENI, "host2eni": B_ENI}},
    )["FunctionArn"]
    pattern = {
        "source": ["aws.ec2"],
        "detail-type": ["EC2 Instance State-change Notification"],
        "detail": {
            "state": ["pending", "shutting-down", "stopped", "stopping", "terminated"],
            "instance-id": [A, B],
        },
    }
    rule = events.put_rule(Name=RULE, EventPattern=json.dumps(pattern))["RuleArn"]
    events.put_targets(Rule=RULE, Targets=[{"Id": "Id4f0c1d2e-5b6a", "Arn": function}])
    lambdas.add_permission(
        FunctionName=FUNCTION, StatementId="AWSEvents_1", Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com", SourceArn=rule,
    )  # fmt: skip
    topic = sns.create_topic(Name=TOPIC)["TopicArn"]
    assert topic == ARN
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="support@example.com")
    wait_until(lambda: aws.control("mail"), what="the confirmation mail")
    aws.control(f"confirm?TopicArn={topic}&Endpoint=support@example.com")
    publish = iam.create_policy(
        Path="/service-role/",
        PolicyName="AWSLambdaSNSTopicDestinationExecutionRole-3c2b1a09",
        PolicyDocument=policy({"Effect": "Allow", "Action": "sns:Publish", "Resource": topic}),
    )["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=publish)
    wait_until(lambda: lambdas.get_function(FunctionName=FUNCTION)["Configuration"]["State"] == "Active")
    destination = {"Destination": topic}
    lambdas.put_function_event_invoke_config(
        FunctionName=FUNCTION, DestinationConfig={"OnSuccess": destination, "OnFailure": destination}
    )
    aws.client("logs", REGION).create_log_group(logGroupName=f"/aws/lambda/{FUNCTION}")


@pytest.fixture(scope="module")
def handmade(aws, tmp_path_factory):
    make_as_the_tutorial_says(aws, tmp_path_factory.mktemp("function"))


@pytest.fixture
def folder(vaer, tmp_path_factory, request):
    """A folder for definitions that the tests of this module share."""
    folder = tmp_path_factory.getbasetemp() / "adopted"
    folder.mkdir(exist_ok=True)
    vaer.pairs = folder
    return folder


def inventory(aws) -> dict[str, list[str]]:
    """All that a pair may consist of, in the account."""
    iam, lambdas, sns, events, logs = (aws.client(s, REGION) for s in ("iam", "lambda", "sns", "events", "logs"))
    rules = [r["Name"] for r in events.list_rules()["Rules"]]
    return {
        "functions": [f["FunctionName"] for f in lambdas.list_functions()["Functions"]],
        "roles": [r["RoleName"] for r in iam.list_roles()["Roles"]],
        "policies": sorted(p["PolicyName"] for p in iam.list_policies(Scope="Local")["Policies"]),
        "topics": [t["TopicArn"] for t in sns.list_topics()["Topics"]],
        "subscriptions": [s["Endpoint"] for s in sns.list_subscriptions()["Subscriptions"]],
        "rules": rules,
        "targets": [t["Arn"] for r in rules for t in events.list_targets_by_rule(Rule=r)["Targets"]],
        "log groups": [g["logGroupName"] for g in logs.describe_log_groups()["logGroups"]],
    }


def test_the_definition_names_what_was_made_by_hand(handmade, aws, vaer, folder):
    before = len([c for c in aws.calls() if c["mutating"]])
    shown = vaer.ok("adopt", "--function", FUNCTION, "--region", REGION)
    assert not list(folder.iterdir()) and "run again with --write" in shown.err
    run = vaer.ok("adopt", "--function", FUNCTION, AWS_REGION=REGION)
    assert run.out == shown.out
    run = vaer.ok("adopt", "--all-regions", "--write", str(folder))
    file = folder / "sfo-edge.vaer"
    assert run.out.strip() == str(file) and file.read_text() == shown.out
    for words in (
        f"function = {FUNCTION}", f"role     = {ROLE}", f"rule     = {RULE}", f"topic    = {TOPIC}",
        "email = [support@example.com]", "every-run = on", "log-retention = 3653d", A, A_ENI, B, B_ENI, VPC,
    ):  # fmt: skip
        assert words in shown.out, words
    vaer.ok("check")
    vaer.ok("fmt", "--check")
    assert len([c for c in aws.calls() if c["mutating"]]) == before
    run = vaer("adopt", "--function", FUNCTION, "--region", REGION)
    assert run.status == 6 and "belongs to the pair 'sfo-edge' already" in run.err


def test_the_plan_is_an_update_that_says_what_becomes_of_the_wide_policies(handmade, aws, vaer, folder):
    plan = vaer.ok("plan", "-o", "json").json
    (pair,) = plan["pairs"]
    assert pair["verdict"] == "update", pair
    created = {c["kind"] for c in pair["changes"] if c["action"] == "create"}
    assert created == {"role policy", "subscription", "permission", "target"}
    detached = [c for c in pair["changes"] if c["kind"] == "policy attachment"]
    assert len(detached) == 3 and all(c["action"] == "delete" and "is kept" in c["reason"] for c in detached)
    assert pair["warnings"] == []
    assert f"policy attachment {ROLE}/arn:aws:iam::{ACCOUNT}:policy/{POLICY}: detached" in vaer.ok("plan", "-v").out


def test_the_first_apply_takes_over_in_place(handmade, aws, vaer, folder):
    before = inventory(aws)
    vaer.ok("apply", "--yes")
    after = inventory(aws)
    # The one thing more is the way of the function's reports to the controller.
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:vaer-events"
    assert sorted(after.pop("subscriptions")) == sorted([*before.pop("subscriptions"), queue])
    assert after == before, "a second set"
    iam = aws.client("iam", REGION)
    assert iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"] == []
    rights = iam.get_role_policy(RoleName=ROLE, PolicyName="vaer")["PolicyDocument"]
    actions = {a for s in rights["Statement"] for a in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])}
    assert "ec2:ReplaceRoute" in actions and not actions & {"ec2:CreateRoute", "ec2:DeleteRoute"}
    function = aws.client("lambda", REGION).get_function(FunctionName=FUNCTION)
    assert function["Configuration"]["Runtime"] == "provided.al2023" and function["Tags"]["vaer:pair"] == "sfo-edge"
    mutations = [c for c in aws.calls() if c["mutating"]]
    order = [c["action"] for c in mutations]
    assert order.index("PutRolePolicy") < order.index("UpdateFunctionCode") < order.index("DetachRolePolicy")
    assert "DeletePolicy" not in order
    count = len(mutations)
    assert "no changes: the pair is as defined" in vaer.ok("apply", "--yes").err
    assert len([c for c in aws.calls() if c["mutating"]]) == count


def test_the_drill_passes_with_the_rights_that_are_left(handmade, aws, vaer, folder):
    denied = len(aws.control("journal?kind=denied"))
    run = vaer.ok("drill", "sfo-edge", "--yes", "--settle", "1s")
    assert "4 of 4 steps as expected" in run.out
    assert len(aws.control("journal?kind=denied")) == denied


def test_what_others_use_stays_as_it_is(handmade, aws, vaer, tmp_path):
    """Two functions by hand with one role and one topic: neither is tightened, and both pairs are defined."""
    lambdas, ec2 = aws.client("lambda", REGION), aws.client("ec2", REGION)
    iam, sns = aws.client("iam", REGION), aws.client("sns", REGION)
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName="shared", AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
    topic = sns.create_topic(Name="shared")["TopicArn"]
    iam.put_role_policy(
        RoleName="shared", PolicyName="p", PolicyDocument=policy({"Effect": "Allow", "Action": "sns:Publish", "Resource": topic})
    )
    time.sleep(1.1)
    archive = tmp_path / "function.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("lambda_function.py", CODE)
    interfaces = ec2.describe_network_interfaces(
        Filters=[{"Name": "vpc-id", "Values": ["vpc-021af741d557776a3"]}]
    )["NetworkInterfaces"]
    enis = sorted(i["NetworkInterfaceId"] for i in interfaces if i.get("Attachment", {}).get("InstanceId"))
    variables = {"region": REGION, "vpcid": "vpc-021af741d557776a3", "host1eni": enis[0], "host2eni": enis[1]}
    for name, environment in (
        ("lab", variables | {"DEBUG": "1"}),
        ("broken", variables | {"host2eni": enis[0]}),
        ("elsewhere", variables | {"region": "eu-west-1"}),
    ):
        lambdas.create_function(
            FunctionName=name, Runtime="python3.9", Handler="lambda_function.lambda_handler", Role=role,
            Code={"ZipFile": archive.read_bytes()}, Environment={"Variables": environment},
        )  # fmt: skip
        lambdas.put_function_event_invoke_config(
            FunctionName=name, DestinationConfig={"OnFailure": {"Destination": topic}}
        )
    empty = tmp_path / "none"
    empty.mkdir()
    run = vaer("adopt", "--region", REGION, "-o", "json", VAER_PAIRS=str(empty))
    assert run.status == 3
    functions = {f["function"]: f for f in run.json["functions"]}
    assert set(functions) == {"lab", "broken", "elsewhere"}
    lab = functions["lab"]
    assert "role " not in lab["definition"].split("names {")[1] and f"topic = {topic}" in lab["definition"]
    assert any("broken, elsewhere use it" in r for r in lab["remarks"])
    assert any("DEBUG will go" in r for r in lab["remarks"])
    assert "those of one instance" in functions["broken"]["problem"]
    assert "is 'eu-west-1', but it runs in us-west-1" in functions["elsewhere"]["problem"]
    run = vaer("adopt", "--function", "nobody", "--region", REGION, VAER_PAIRS=str(empty))
    assert run.status == 1 and "the function 'nobody' is not there" in run.err
    run = vaer("adopt", "--function", "x", "--region", "us-wets-1", VAER_PAIRS=str(empty))
    assert run.status == 64 and "did you mean 'us-west-1'?" in run.err
