"""Lambda: states that take time, layers, and how invocations run, fail, are tried again and end."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import time

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, archive, code_of, wait_for

REGION = "us-west-1"
# Does what the event says; written without any package, so that it starts at once.
BOOTSTRAP = f"""#!{sys.executable}
import http.client, json, os, sys, time
if os.environ.get("BROKEN"):
    sys.exit("no start")
api = os.environ["AWS_LAMBDA_RUNTIME_API"]
def call(method, path, body=None):
    connection = http.client.HTTPConnection(api)
    connection.request(method, "/2018-06-01/runtime/" + path, body)
    reply = connection.getresponse()
    return reply, reply.read()
if os.environ.get("REFUSES"):
    call("POST", "init/error", json.dumps(dict(errorType="Bad.Start", errorMessage="will not")))
    sys.exit(1)
count = 0
while True:
    reply, body = call("GET", "invocation/next")
    request, event, count = reply.getheader("Lambda-Runtime-Aws-Request-Id"), json.loads(body), count + 1
    print("what", event.get("do"), flush=True)
    if event.get("do") == "hang":
        time.sleep(60)
    if event.get("do") == "exit":
        sys.exit(3)
    if event.get("do") == "fail":
        call("POST", f"invocation/{{request}}/error", json.dumps(dict(errorType="Told", errorMessage="as asked")))
        continue
    answer = dict(count=count, event=event, env=dict(os.environ),
                  deadline=reply.getheader("Lambda-Runtime-Deadline-Ms"),
                  arn=reply.getheader("Lambda-Runtime-Invoked-Function-Arn"),
                  files=sorted(os.listdir(os.environ["LAMBDA_TASK_ROOT"])))
    call("POST", f"invocation/{{request}}/response", json.dumps(answer))
"""
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture(scope="module")
def role(local) -> str:
    """A role that may log and tell a queue, old enough to be assumed."""
    iam = local.client("iam")
    arn = iam.create_role(RoleName="functions", AssumeRolePolicyDocument=document(TRUST))["Role"]["Arn"]
    rights = {"Effect": "Allow", "Action": ["logs:*", "sqs:SendMessage"], "Resource": "*"}
    iam.put_role_policy(RoleName="functions", PolicyName="p", PolicyDocument=document(rights))
    time.sleep(0.55)
    return arn


@pytest.fixture(scope="module")
def lambdas(local):
    return local.client("lambda")


def make(lambdas, role: str, name: str, **changes) -> str:
    """A function that is Active."""
    facts = {
        "FunctionName": name,
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "Role": role,
        "Timeout": 5,
        "Code": {"ZipFile": archive(bootstrap=BOOTSTRAP)},
    } | changes
    arn = lambdas.create_function(**facts)["FunctionArn"]
    wait_for(lambda: lambdas.get_function_configuration(FunctionName=name)["State"] == "Active")
    return arn


def invoke(lambdas, name: str, **event) -> tuple[str | None, dict]:
    reply = lambdas.invoke(FunctionName=name, Payload=json.dumps(event))
    return reply.get("FunctionError"), json.loads(reply["Payload"].read())


def change(lambdas, name: str, **changes) -> None:
    lambdas.update_function_configuration(FunctionName=name, **changes)
    status = lambda: lambdas.get_function_configuration(FunctionName=name)["LastUpdateStatus"]  # noqa: E731
    wait_for(lambda: status() == "Successful")


def lines(local, name: str) -> list[str]:
    logs, group = local.client("logs"), f"/aws/lambda/{name}"
    streams = [s["logStreamName"] for s in logs.describe_log_streams(logGroupName=group)["logStreams"]]
    events = [logs.get_log_events(logGroupName=group, logStreamName=s)["events"] for s in streams]
    return [e["message"].rstrip() for found in events for e in found]


def test_a_new_role_and_a_new_function_take_a_moment(local, lambdas):
    fresh = local.client("iam").create_role(RoleName="fresh", AssumeRolePolicyDocument=document(TRUST))["Role"]["Arn"]
    with pytest.raises(ClientError) as refused:
        make(lambdas, fresh, "fresh")
    assert code_of(refused) == "InvalidParameterValueException"
    assert "cannot be assumed by Lambda" in str(refused.value)
    wait_for(lambda: try_to(lambda: lambdas.create_function(
        FunctionName="fresh", Runtime="provided.al2023", Handler="bootstrap", Role=fresh,
        Code={"ZipFile": archive(bootstrap=BOOTSTRAP)})))  # fmt: skip
    found = lambdas.get_function_configuration(FunctionName="fresh")
    assert found["State"] == "Pending"
    for blocked in (
        lambda: lambdas.update_function_configuration(FunctionName="fresh", Timeout=9),
        lambda: lambdas.update_function_code(FunctionName="fresh", ZipFile=archive(bootstrap=BOOTSTRAP)),
    ):
        with pytest.raises(ClientError) as refused:
            blocked()
        assert code_of(refused) == "ResourceConflictException"
    wait_for(lambda: lambdas.get_function_configuration(FunctionName="fresh")["State"] == "Active")
    changed = lambdas.update_function_configuration(FunctionName="fresh", Timeout=9, MemorySize=256)
    assert changed["LastUpdateStatus"] == "InProgress" and changed["RevisionId"] != found["RevisionId"]
    wait_for(lambda: lambdas.get_function_configuration(FunctionName="fresh")["LastUpdateStatus"] == "Successful")
    assert lambdas.get_function_configuration(FunctionName="fresh")["Timeout"] == 9


def try_to(call):
    try:
        return call()
    except ClientError:
        return None


def test_what_is_no_archive_and_what_exists_is_refused(lambdas, role):
    make(lambdas, role, "once")
    for wrong, code in (
        ({"FunctionName": "once"}, "ResourceConflictException"),
        ({"FunctionName": "text", "Code": {"ZipFile": b"no archive"}}, "InvalidParameterValueException"),
    ):
        with pytest.raises(ClientError) as refused:
            make(lambdas, role, **{"name": wrong.pop("FunctionName"), **wrong})
        assert code_of(refused) == code
    with pytest.raises(ClientError) as refused:
        lambdas.publish_layer_version(LayerName="text", Content={"ZipFile": b"no archive"})
    assert code_of(refused) == "InvalidParameterValueException"


def test_the_function_of_the_manual_can_be_made_but_says_that_it_has_no_bootstrap(lambdas, role):
    code = {"ZipFile": archive(**{"lambda_function.py": "def lambda_handler(event, context): pass"})}
    make(lambdas, role, "manual", Runtime="python3.9", Handler="lambda_function.lambda_handler", Code=code)
    error, answer = invoke(lambdas, "manual")
    assert (error, answer["errorType"]) == ("Unhandled", "Runtime.InvalidEntrypoint")


def test_a_layer_brings_the_bootstrap_and_stays_with_its_functions(local, lambdas, role):
    packed = archive(bootstrap=BOOTSTRAP)
    layer = lambdas.publish_layer_version(LayerName="boot", Content={"ZipFile": packed})
    digest = base64.b64encode(hashlib.sha256(packed).digest()).decode()
    assert (layer["Version"], layer["Content"]["CodeSha256"]) == (1, digest)
    code = {"ZipFile": archive(**{"pair.json": "{}"})}
    make(lambdas, role, "layered", Layers=[layer["LayerVersionArn"]], Code=code)
    error, answer = invoke(lambdas, "layered")
    assert error is None and answer["files"] == ["pair.json"]
    assert [v["Version"] for v in lambdas.list_layer_versions(LayerName="boot")["LayerVersions"]] == [1]
    found = local.control(f"code?account={ACCOUNT}&region={REGION}&name=layered")["files"]
    assert found["bootstrap"] == hashlib.sha256(BOOTSTRAP.encode()).hexdigest() and "pair.json" in found
    lambdas.delete_layer_version(LayerName="boot", VersionNumber=1)
    change(lambdas, "layered", Environment={"Variables": {"cold": "again"}})
    assert invoke(lambdas, "layered")[0] is None


def test_the_environment_is_as_in_aws_and_warm_sandboxes_are_used_again(lambdas, role):
    arn = make(lambdas, role, "plain", Environment={"Variables": {"region": REGION}}, MemorySize=192)
    error, first = invoke(lambdas, "plain", do="answer")
    env = first["env"]
    assert error is None and first["arn"] == arn and first["event"] == {"do": "answer"}
    assert (env["region"], env["AWS_REGION"], env["AWS_LAMBDA_FUNCTION_NAME"]) == (REGION, REGION, "plain")
    assert (env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], env["_HANDLER"]) == ("192", "bootstrap")
    assert env["AWS_ACCESS_KEY_ID"].startswith("ASIA") and env["AWS_SESSION_TOKEN"]
    assert 3 < int(first["deadline"]) / 1000 - time.time() < 6
    assert invoke(lambdas, "plain")[1]["count"] == 2
    change(lambdas, "plain", Environment={"Variables": {"region": "changed"}})
    again = invoke(lambdas, "plain")[1]
    assert (again["count"], again["env"]["region"]) == (1, "changed")


@pytest.mark.parametrize(
    ("environment", "event", "kind"),
    [
        ({}, {"do": "fail"}, "Told"),
        ({}, {"do": "exit"}, "Runtime.ExitError"),
        ({}, {"do": "hang"}, "Sandbox.Timedout"),
        ({"BROKEN": "1"}, {}, "Runtime.ExitError"),
        ({"REFUSES": "1"}, {}, "Bad.Start"),
    ],
)
def test_failures_are_told_as_lambda_tells_them(lambdas, role, environment, event, kind):
    name = f"failing-{kind.replace('.', '-')}-{len(environment)}"
    make(lambdas, role, name, Timeout=1, Environment={"Variables": environment})
    error, answer = invoke(lambdas, name, **event)
    assert (error, answer["errorType"]) == ("Unhandled", kind)


def test_every_invocation_leaves_its_lines(local, lambdas, role):
    make(lambdas, role, "logged")
    invoke(lambdas, "logged", do="this")
    invoke(lambdas, "logged", do="that")
    found = lines(local, "logged")
    assert [f.split(" ")[0] for f in found] == ["START", "what", "END", "REPORT"] * 2
    assert "Init Duration" in found[3] and "Init Duration" not in found[7]
    assert int(found[3].split("Max Memory Used: ")[1].split()[0]) > 0


def test_a_role_without_the_right_to_log_runs_in_silence(local, lambdas, role):
    mute = local.client("iam").create_role(RoleName="mute", AssumeRolePolicyDocument=document(TRUST))["Role"]["Arn"]
    time.sleep(0.55)
    local.client("logs").create_log_group(logGroupName="/aws/lambda/mute")
    make(lambdas, mute, "mute")
    assert invoke(lambdas, "mute")[0] is None
    assert lines(local, "mute") == []
    assert ("logs:CreateLogStream", "logs") in [
        (d["action"], d["by"]) for d in local.control("journal?kind=denied") if d["principal"] == mute
    ]


def test_reserved_concurrency_is_a_limit(lambdas, role):
    make(lambdas, role, "limited")
    lambdas.put_function_concurrency(FunctionName="limited", ReservedConcurrentExecutions=0)
    with pytest.raises(ClientError) as refused:
        invoke(lambdas, "limited")
    assert code_of(refused) == "TooManyRequestsException"
    lambdas.delete_function_concurrency(FunctionName="limited")
    assert invoke(lambdas, "limited")[0] is None
    assert lambdas.get_account_settings()["AccountLimit"]["ConcurrentExecutions"] == 1000


def test_asynchronous_failures_are_tried_again_and_reported(local, lambdas, role):
    sqs = local.client("sqs")
    queue = sqs.create_queue(QueueName="results")["QueueUrl"]
    target = {"Destination": f"arn:aws:sqs:{REGION}:{ACCOUNT}:results"}
    arn = make(lambdas, role, "async")
    config = {"MaximumRetryAttempts": 2, "DestinationConfig": {"OnFailure": target}}
    lambdas.put_function_event_invoke_config(FunctionName="async", **config)
    lambdas.update_function_event_invoke_config(FunctionName="async", DestinationConfig={"OnSuccess": target})
    kept = lambdas.get_function_event_invoke_config(FunctionName="async")
    assert (kept["MaximumRetryAttempts"], kept["DestinationConfig"]) == (2, {"OnSuccess": target})
    lambdas.put_function_event_invoke_config(
        FunctionName="async", MaximumRetryAttempts=2, DestinationConfig={"OnSuccess": target, "OnFailure": target}
    )
    for event, condition, count in (({"do": "fail"}, "RetriesExhausted", 3), ({"do": "well"}, "Success", 1)):
        reply = lambdas.invoke(FunctionName="async", InvocationType="Event", Payload=json.dumps(event))
        assert reply["StatusCode"] == 202 and "FunctionError" not in reply
        record = json.loads(wait_for(lambda: sqs.receive_message(QueueUrl=queue).get("Messages"))[0]["Body"])
        context = record["requestContext"]
        assert (context["condition"], context["approximateInvokeCount"]) == (condition, count)
        assert (context["functionArn"], record["requestPayload"]) == (f"{arn}:$LATEST", event)
        assert ("functionError" in record["responseContext"]) == (condition != "Success")
        assert record["version"] == "1.0" and record["responsePayload"]
        tries = [i for i in local.control("journal?kind=invoke") if i["id"] == context["requestId"]]
        assert len(tries) == count
        sqs.purge_queue(QueueUrl=queue)


def test_a_destination_that_the_role_may_not_use_gets_nothing(local, lambdas, role):
    topic = local.client("sns").create_topic(Name="not-for-the-role")["TopicArn"]
    make(lambdas, role, "unheard")
    lambdas.put_function_event_invoke_config(
        FunctionName="unheard", MaximumRetryAttempts=0, DestinationConfig={"OnSuccess": {"Destination": topic}}
    )
    lambdas.invoke(FunctionName="unheard", InvocationType="Event", Payload="{}")
    refused = wait_for(lambda: [d for d in local.control("journal?kind=denied") if d["resource"] == topic])
    assert (refused[0]["action"], refused[0]["by"]) == ("sns:Publish", "destination")


def test_permissions_have_one_statement_for_an_id(lambdas, role):
    make(lambdas, role, "open")
    facts = {"FunctionName": "open", "StatementId": "rule", "Action": "lambda:InvokeFunction",
             "Principal": "events.amazonaws.com", "SourceArn": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/r"}  # fmt: skip
    lambdas.add_permission(**facts)
    with pytest.raises(ClientError) as refused:
        lambdas.add_permission(**facts)
    assert code_of(refused) == "ResourceConflictException"
    lambdas.remove_permission(FunctionName="open", StatementId="rule")
    with pytest.raises(ClientError) as refused:
        lambdas.get_policy(FunctionName="open")
    assert code_of(refused) == "ResourceNotFoundException"


def test_functions_are_listed_in_pages_and_a_deleted_one_leaves_no_process(local, lambdas, role):
    make(lambdas, role, "last")
    invoke(lambdas, "last")
    pages = list(lambdas.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2}))
    assert len(pages) > 1 and all(len(p["Functions"]) <= 2 for p in pages)
    assert "last" in {f["FunctionName"] for p in pages for f in p["Functions"]}
    folders = lambda: local.control("health")["sandboxes"]  # noqa: E731
    before = folders()
    lambdas.delete_function(FunctionName="last")
    wait_for(lambda: folders() < before, what="the sandbox to end")
