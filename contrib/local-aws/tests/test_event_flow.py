"""A stopped instance emits events, the rule matches, the deployed artifact runs with its role's rights, routes move."""

from __future__ import annotations

import json
import sys

import pytest
from conftest import ACCOUNT, CHINA, archive, wait_for

BOOTSTRAP = f"""#!{sys.executable}
import http.client, json, os, sys
sys.path[:0] = {[p for p in sys.path if "site-packages" in p]!r}
import boto3
ec2 = boto3.client("ec2")
api = os.environ["AWS_LAMBDA_RUNTIME_API"]
pair = json.load(open(os.environ["LAMBDA_TASK_ROOT"] + "/pair.json"))
def call(method, path, body=None):
    connection = http.client.HTTPConnection(api)
    connection.request(method, "/2018-06-01/runtime/" + path, body)
    reply = connection.getresponse()
    return reply, reply.read()
while True:
    reply, body = call("GET", "invocation/next")
    request = reply.getheader("Lambda-Runtime-Aws-Request-Id")
    event = json.loads(body)
    print("event", event.get("detail"), flush=True)
    try:
        if event.get("fail"):
            raise RuntimeError("as asked")
        if event["detail-type"].startswith("EC2") and event["detail"]["state"] in ("stopping", "stopped"):
            old = pair[event["detail"]["instance-id"]]
            new = next(e for e in pair.values() if e != old)
            tables = ec2.describe_route_tables(Filters=[dict(Name="vpc-id", Values=[os.environ["vpcid"]])])
            for table in tables["RouteTables"]:
                for route in table["Routes"]:
                    if route.get("NetworkInterfaceId") == old and "DestinationCidrBlock" in route:
                        ec2.replace_route(RouteTableId=table["RouteTableId"], NetworkInterfaceId=new,
                                          DestinationCidrBlock=route["DestinationCidrBlock"])
        call("POST", f"invocation/{{request}}/response", json.dumps(dict(done=True)))
    except Exception as error:
        call("POST", f"invocation/{{request}}/error", json.dumps(dict(errorType=type(error).__name__,
                                                                     errorMessage=str(error))))
"""

PAIRS = {
    "us-west-1": (ACCOUNT, "vpc-0bf5741eb0ef56a41", "rtb-024855d8566b8128b", {
        "i-045ebd27124159b6d": "eni-071b4d6cbf57de651", "i-09ff574d23245419a": "eni-0847da0f62b486046"}),
    "cn-northwest-1": (CHINA, "vpc-0254adddf65bd17ad", "rtb-0018b77a9c2d8bd08", {
        "i-04b22e50521e8ac71": "eni-00b4f6e251ca37e64", "i-03d6a6f6402524523": "eni-048a86ff9196dab9e"}),
}  # fmt: skip


def deploy(local, region: str, statements: list[dict]):
    account, vpc, _, members = PAIRS[region]
    partition = "aws-cn" if region.startswith("cn-") else "aws"
    client = lambda service: local.client(service, region, account)  # noqa: E731
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = client("iam").create_role(
        RoleName=f"test-{region}", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    document = {"Version": "2012-10-17", "Statement": statements}
    client("iam").put_role_policy(RoleName=f"test-{region}", PolicyName="p", PolicyDocument=json.dumps(document))
    topic = client("sns").create_topic(Name="test")["TopicArn"]
    queue = client("sqs").create_queue(QueueName="test")["QueueUrl"]
    queue_arn = f"arn:{partition}:sqs:{region}:{account}:test"
    let_in = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
              "Resource": queue_arn, "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}  # fmt: skip
    client("sqs").set_queue_attributes(
        QueueUrl=queue, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [let_in]})}
    )
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
    lambdas = client("lambda")
    layer = lambdas.publish_layer_version(LayerName="boot", Content={"ZipFile": archive(bootstrap=BOOTSTRAP)})

    def create():
        try:
            return lambdas.create_function(
                FunctionName="test",
                Runtime="provided.al2023",
                Handler="bootstrap",
                Role=role,
                Timeout=20,
                Layers=[layer["LayerVersionArn"]],
                Code={"ZipFile": archive(**{"pair.json": json.dumps(members)})},
                Environment={"Variables": {"vpcid": vpc}},
            )
        except lambdas.exceptions.InvalidParameterValueException as error:
            assert "cannot be assumed by Lambda" in str(error)

    function = wait_for(create, what="the role to be assumable")
    assert function["State"] == "Pending"
    wait_for(lambda: lambdas.get_function(FunctionName="test")["Configuration"]["State"] == "Active")
    lambdas.put_function_event_invoke_config(
        FunctionName="test", MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": topic}}
    )
    events = client("events")
    pattern = {"source": ["aws.ec2"], "detail": {"instance-id": list(members), "state": ["stopping", "stopped"]}}
    rule = events.put_rule(Name="test", EventPattern=json.dumps(pattern))["RuleArn"]
    events.put_targets(Rule="test", Targets=[{"Id": "1", "Arn": function["FunctionArn"]}])
    lambdas.add_permission(
        FunctionName="test", StatementId="rule", Action="lambda:InvokeFunction", Principal="events.amazonaws.com",
        SourceArn=rule, SourceAccount=account,
    )  # fmt: skip
    return client, queue


def rights(region: str, tables: str = "*") -> list[dict]:
    account, vpc, _, _ = PAIRS[region]
    partition = "aws-cn" if region.startswith("cn-") else "aws"
    base = f"arn:{partition}:ec2:{region}:{account}"
    function = f"arn:{partition}:lambda:{region}:{account}:function:test"
    return [
        {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*",
         "Condition": {"StringEquals": {"ec2:Region": region}}},
        {"Effect": "Allow", "Action": "ec2:ReplaceRoute", "Resource": f"{base}:route-table/{tables}",
         "Condition": {"ArnEquals": {"ec2:Vpc": f"{base}:vpc/{vpc}", "lambda:SourceFunctionArn": function}}},
        {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"},
        {"Effect": "Allow", "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
         "Resource": f"arn:{partition}:logs:{region}:{account}:log-group:/aws/lambda/test:*"},
    ]  # fmt: skip


@pytest.mark.parametrize("region", list(PAIRS))
def test_the_acceptance_drill_passes_with_a_narrow_policy(local, region):
    account, vpc, table, members = PAIRS[region]
    client, _ = deploy(local, region, rights(region))
    ec2 = client("ec2")
    (a, a_eni), (b, b_eni) = members.items()

    def targets():
        found = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
        return {r["NetworkInterfaceId"] for r in found if "NetworkInterfaceId" in r}

    def state(instance):
        return ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["State"]["Name"]

    assert targets() == {a_eni}
    for stopped, other in ((a, b_eni), (b, a_eni)):
        ec2.stop_instances(InstanceIds=[stopped])
        wait_for(lambda o=other: targets() == {o}, what=f"the routes to leave {stopped}")
        wait_for(lambda s=stopped: state(s) == "stopped")
        ec2.start_instances(InstanceIds=[stopped])
        wait_for(lambda s=stopped: state(s) == "running")
        assert targets() == {other}
    calls = local.control("journal?kind=call")
    changes = {c["action"] for c in calls if c["mutating"] and c["service"] == "ec2" and c["account"] == account}
    assert changes == {"ReplaceRoute", "StopInstances", "StartInstances"}
    assert not [d for d in local.control("journal?kind=denied") if account in d["principal"]]
    found = client("logs").filter_log_events(logGroupName="/aws/lambda/test")["events"]
    lines = [event["message"] for event in found]
    assert any(line.startswith("REPORT") and "Max Memory Used" in line for line in lines)


def test_a_denied_call_is_recorded_and_the_failure_reaches_the_destination(local):
    client, queue = local.client, None
    region = "us-west-1"
    local.client("iam", region).put_role_policy(
        RoleName=f"test-{region}",
        PolicyName="p",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": rights(region, tables="rtb-none")}),
    )
    queue = local.client("sqs", region).get_queue_url(QueueName="test")["QueueUrl"]
    ec2 = client("ec2", region)
    ec2.stop_instances(InstanceIds=["i-045ebd27124159b6d"])
    denied = wait_for(lambda: [d for d in local.control("journal?kind=denied") if d["action"] == "ec2:ReplaceRoute"])
    assert denied[0]["resource"].startswith("arn:aws:ec2:us-west-1:731262942057:route-table/rtb-")

    def failure():
        for message in client("sqs", region).receive_message(QueueUrl=queue).get("Messages", []):
            body = json.loads(json.loads(message["Body"])["Message"])
            if body["requestContext"]["condition"] == "RetriesExhausted":
                return body

    record = wait_for(failure, what="the record of the failure")
    assert record["requestContext"]["approximateInvokeCount"] == 2
    assert "UnauthorizedOperation" in record["responsePayload"]["errorMessage"]
    stopped = [{"Name": "instance-state-name", "Values": ["stopped"]}]
    wait_for(lambda: ec2.describe_instances(InstanceIds=["i-045ebd27124159b6d"], Filters=stopped)["Reservations"])
    routes = ec2.describe_route_tables(RouteTableIds=["rtb-024855d8566b8128b"])["RouteTables"][0]["Routes"]
    assert {r["State"] for r in routes if r.get("NetworkInterfaceId")} == {"blackhole"}
