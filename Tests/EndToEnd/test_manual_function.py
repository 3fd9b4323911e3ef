"""The artifact in a function that was made by hand: four environment variables, no definition, the manual's own rights."""

from __future__ import annotations

import json
import time

from harness import ARTIFACT

REGION, ACCOUNT = "us-west-1", "731262942057"
A, A_ENI = "i-045ebd27124159b6d", "eni-071b4d6cbf57de651"
B, B_ENI = "i-09ff574d23245419a", "eni-0847da0f62b486046"
NAME = "AxesdnRouterTableAutoFailoverForSDWAN-vAER"
ACTIONS = ["DescribeInstances", "DescribeTags", "DescribeVpcs", "DescribeRouteTables", "CreateRoute", "DeleteRoute",
           "ReplaceRoute"]  # fmt: skip


def wait_until(condition, seconds: float = 30, what: str = ""):
    end = time.time() + seconds
    while time.time() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}")


def make_by_hand(aws) -> None:
    """What the manual procedure makes, click by click."""
    client = lambda service: aws.client(service, REGION)  # noqa: E731
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = client("iam").create_role(
        RoleName=f"{NAME}-role", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    allow = {"Effect": "Allow", "Action": [f"ec2:{action}" for action in ACTIONS], "Resource": "*"}
    publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}
    policy = client("iam").create_policy(
        PolicyName="Policy-forLambda-Axesdn-ChangeRouteTableAuto",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allow, publish]}),
    )["Policy"]["Arn"]
    client("iam").attach_role_policy(RoleName=f"{NAME}-role", PolicyArn=policy)
    topic = client("sns").create_topic(Name="LambdaTriggered-RouteFailoverScirpt-forSDWAN")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="support@example.com")
    wait_until(lambda: aws.control("mail"), what="the confirmation mail")
    aws.control(f"confirm?TopicArn={topic}&Endpoint=support@example.com")
    time.sleep(1.1)  # A role that has just been made cannot be assumed yet.
    lambdas = client("lambda")
    function = lambdas.create_function(
        FunctionName=NAME,
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role=role,
        Timeout=60,
        Code={"ZipFile": ARTIFACT.read_bytes()},
        Environment={
            "Variables": {"region": REGION, "vpcid": "vpc-0bf5741eb0ef56a41", "host1eni": A_ENI, "host2eni": B_ENI}
        },
    )["FunctionArn"]
    wait_until(lambda: lambdas.get_function(FunctionName=NAME)["Configuration"]["State"] == "Active")
    destination = {"Destination": topic}
    lambdas.put_function_event_invoke_config(
        FunctionName=NAME, DestinationConfig={"OnSuccess": destination, "OnFailure": destination}
    )
    pattern = {
        "source": ["aws.ec2"],
        "detail-type": ["EC2 Instance State-change Notification"],
        "detail": {
            "state": ["pending", "shutting-down", "stopped", "stopping", "terminated"],
            "instance-id": [A, B],
        },
    }
    rule = client("events").put_rule(Name="Rule", EventPattern=json.dumps(pattern))["RuleArn"]
    client("events").put_targets(Rule="Rule", Targets=[{"Id": "1", "Arn": function}])
    lambdas.add_permission(
        FunctionName=NAME, StatementId="1", Action="lambda:InvokeFunction", Principal="events.amazonaws.com", SourceArn=rule
    )


def test_the_artifact_does_the_manuals_job_in_the_manuals_function(aws):
    make_by_hand(aws)
    ec2 = aws.client("ec2", REGION)
    state = lambda i: ec2.describe_instances(InstanceIds=[i])["Reservations"][0]["Instances"][0]["State"]["Name"]  # noqa: E731

    def targets() -> set[str]:
        tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": ["vpc-0bf5741eb0ef56a41"]}])
        return {r["NetworkInterfaceId"] for t in tables["RouteTables"] for r in t["Routes"] if "NetworkInterfaceId" in r}

    assert targets() == {A_ENI}
    for stopped, eni in ((A, B_ENI), (B, A_ENI)):
        ec2.stop_instances(InstanceIds=[stopped])
        wait_until(lambda e=eni: targets() == {e}, what=f"the routes to leave {stopped}")
        wait_until(lambda s=stopped: state(s) == "stopped")
        ec2.start_instances(InstanceIds=[stopped])
        wait_until(lambda s=stopped: state(s) == "running")
        assert targets() == {eni}
    actions = {c["action"] for c in aws.calls() if c["mutating"] and c["service"] == "ec2"}
    assert actions == {"StopInstances", "StartInstances", "ReplaceRoute"}
    # The manual's mails: one for each event that fired the rule, by the destinations of the asynchronous invocation.
    mails = wait_until(
        lambda: (found := [m for m in aws.control("mail") if m["Type"] == "Notification"]) and len(found) >= 6 and found,
        what="six mails",
    )
    assert all("requestContext" in json.loads(mail["Message"]) for mail in mails)


def test_the_manuals_test_event_moves_nothing_and_says_why(aws):
    event = {
        "id": "153bbf21-05cb-aa5f-f22d-c602cd2dbee4",
        "detail-type": "EC2 Instance State-change Notification",
        "source": "aws.ec2",
        "account": ACCOUNT,
        "time": "2021-12-11T12:59:41Z",
        "region": REGION,
        "resources": [f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{A}"],
        "detail": {"instance-id": A, "state": "pending"},
    }
    count = len([c for c in aws.calls() if c["mutating"]])
    reply = aws.client("lambda", REGION).invoke(FunctionName=NAME, Payload=json.dumps(event))
    report = json.loads(reply["Payload"].read())
    assert "FunctionError" not in reply
    assert "running, nothing moved" in json.dumps(report) and "assume" in json.dumps(report)
    assert len([c for c in aws.calls() if c["mutating"]]) == count + 1  # the invocation itself
