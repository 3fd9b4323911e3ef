"""Faults on demand, old reads and token buckets."""

from __future__ import annotations

import json
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from conftest import ACCOUNT, Local, code_of, wait_for

TABLE = "rtb-024855d8566b8128b"
A, A_ENI = "i-045ebd27124159b6d", "eni-071b4d6cbf57de651"
B_ENI = "eni-0847da0f62b486046"


@pytest.fixture
def ec2(local):
    yield local.client("ec2")
    local.control("faults", method="DELETE")


def move(ec2, eni: str) -> None:
    ec2.replace_route(RouteTableId=TABLE, DestinationCidrBlock="1.1.1.1/32", NetworkInterfaceId=eni)


def target(ec2) -> str:
    routes = ec2.describe_route_tables(RouteTableIds=[TABLE])["RouteTables"][0]["Routes"]
    return next(r["NetworkInterfaceId"] for r in routes if r["DestinationCidrBlock"] == "1.1.1.1/32")


@pytest.mark.parametrize(
    ("service", "operation", "fault", "code"),
    [
        ("ec2", "describe_vpcs", "throttle", "RequestLimitExceeded"),
        ("lambda", "list_functions", "throttle", "TooManyRequestsException"),
        ("events", "list_rules", "throttle", "ThrottlingException"),
        ("iam", "list_roles", "throttle", "Throttling"),
        ("ec2", "describe_vpcs", "expired", "RequestExpired"),
        ("sns", "list_topics", "expired", "ExpiredToken"),
        ("lambda", "list_functions", "expired", "ExpiredTokenException"),
        ("ec2", "describe_vpcs", "unavailable", "ServiceUnavailable"),
        ("logs", "describe_log_groups", "error", "InternalError"),
        ("ec2", "describe_vpcs", "denied", "UnauthorizedOperation"),
    ],
)
def test_a_fault_has_the_form_of_its_service_and_goes_away(local, ec2, service, operation, fault, code):
    client = local.client(service)
    local.control("faults", {"service": service, "fault": fault, "count": 1})
    with pytest.raises(ClientError) as refused:
        getattr(client, operation)()
    assert code_of(refused) == code
    getattr(client, operation)()
    assert local.control("faults") == []


def test_a_fault_can_be_aimed(local, ec2):
    second = {"service": "ec2", "action": "ReplaceRoute", "match": TABLE, "skip": 1, "count": 1, "fault": "error"}
    local.control("faults", [second])
    ec2.describe_vpcs()
    move(ec2, A_ENI)
    with pytest.raises(ClientError):
        move(ec2, A_ENI)
    move(ec2, A_ENI)


def test_a_reset_comes_before_and_a_lost_response_after_the_change(local, ec2):
    for fault, after in (("reset", A_ENI), ("lost-response", B_ENI)):
        move(ec2, A_ENI)
        local.control("faults", {"service": "ec2", "action": "ReplaceRoute", "fault": fault, "count": 1})
        began = time.time()
        with pytest.raises(BotoCoreError):
            move(ec2, B_ENI)
        assert time.time() - began < 2 and target(ec2) == after
    lost = [c for c in local.control("journal?kind=call") if c["lost"]]
    assert [(c["action"], c["eni"], c["status"]) for c in lost] == [("ReplaceRoute", B_ENI, 200)]
    move(ec2, A_ENI)


def test_latency_and_garbage(local, ec2):
    local.control("faults", [{"service": "ec2", "latency": 0.3, "count": 1}])
    began = time.time()
    ec2.describe_vpcs()
    assert time.time() - began >= 0.3
    local.control("faults", [{"service": "ec2", "fault": "garbage", "count": 1}])
    with pytest.raises(Exception):  # noqa: B017 - how a client fails on a proxy's page is its own affair
        assert ec2.describe_vpcs()["Vpcs"]


def test_reads_can_lag_behind_a_change(local, ec2):
    def state() -> str:
        return ec2.describe_instances(InstanceIds=[A])["Reservations"][0]["Instances"][0]["State"]["Name"]

    move(ec2, B_ENI)
    ec2.stop_instances(InstanceIds=[A])
    local.control("faults", [{"service": "ec2", "action": "Describe.*", "fault": "stale", "count": 2}])
    assert (state(), target(ec2)) == ("running", A_ENI)
    assert (state() in ("stopping", "stopped"), target(ec2)) == (True, B_ENI)
    wait_for(lambda: state() == "stopped")
    ec2.start_instances(InstanceIds=[A])
    wait_for(lambda: state() == "running")
    move(ec2, A_ENI)


def test_deliveries_can_be_lost_and_doubled(local, ec2):
    events, sqs, arn = local.client("events"), local.client("sqs"), f"arn:aws:sqs:us-west-1:{ACCOUNT}:faulty"
    queue = sqs.create_queue(QueueName="faulty")["QueueUrl"]
    allowed = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps({"Statement": [allowed]})})
    events.put_rule(Name="faulty", EventPattern='{"source": ["faulty"]}')
    events.put_targets(Rule="faulty", Targets=[{"Id": "1", "Arn": arn}])
    for fault, count in (("lost", 0), ("duplicate", 2), (None, 1)):
        if fault:
            local.control("faults", {"service": "eventbridge", "action": "Deliver", "fault": fault, "count": 1})
        entry = {"Source": "faulty", "DetailType": "x", "Detail": "{}"}
        sent = events.put_events(Entries=[entry])["Entries"][0]["EventId"]
        wanted = ["delivered"] * count or ["lost"]
        wait_for(lambda s=sent, w=wanted: outcomes(local, s) == w)


def test_token_buckets_run_dry_and_fill_again(tmp_path):
    local = Local(tmp_path, "--throttle")
    ec2, lambdas = local.client("ec2"), local.client("lambda")
    with pytest.raises(ClientError) as refused:
        for _ in range(80):
            move(ec2, A_ENI)
    assert code_of(refused) == "RequestLimitExceeded"
    moved = [c for c in local.control("journal?kind=call") if c["action"] == "ReplaceRoute" and c["status"] == 200]
    assert 50 <= len(moved) < 70
    ec2.describe_vpcs()
    with pytest.raises(ClientError) as refused:
        for _ in range(60):
            lambdas.list_functions()
    assert code_of(refused) == "TooManyRequestsException"
    wait_for(lambda: not try_to(lambda: move(ec2, A_ENI)), 2)
    local.stop()


def outcomes(local, event: str) -> list[str]:
    """What became of the deliveries of an event."""
    return [d["kind"] for d in local.control("journal?kind=lost,delivered") if d["id"] == event]


def try_to(call) -> Exception | None:
    """What a call was refused with."""
    try:
        call()
    except ClientError as error:
        return error
    return None
