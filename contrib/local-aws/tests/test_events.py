"""EventBridge and alarms: which events reach which targets, in what form, and what is refused."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, code_of, wait_for

REGION = "us-west-1"
PATTERN = json.dumps({"source": ["test"]})


@pytest.fixture(scope="module")
def events(local):
    return local.client("events")


def queue(local, name: str, service: str = "events.amazonaws.com", **condition) -> tuple[str, str]:
    """A queue that a service may send to: its URL and its ARN."""
    sqs, arn = local.client("sqs"), f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    let_in = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sqs:SendMessage", "Resource": arn}
    policy = {"Version": "2012-10-17", "Statement": [let_in | ({"Condition": condition} if condition else {})]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    return url, arn


def receive(local, url: str, what: str = "a message") -> dict:
    sqs = local.client("sqs")
    ask = lambda: sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"]).get("Messages")  # noqa: E731
    return wait_for(ask, what=what)[0]


def put(events, source: str = "test", **detail) -> str:
    entry = {"Source": source, "DetailType": "Test", "Detail": json.dumps(detail)}
    answer = events.put_events(Entries=[entry])
    return answer["Entries"][0].get("EventId") or answer["Entries"][0]["ErrorCode"]


def test_a_target_gets_the_event_in_the_form_it_asks_for(local, events):
    forms = {
        "whole": ({}, None),
        "part": ({"InputPath": "$.detail.member"}, {"name": "vAER-A"}),
        "fixed": ({"Input": '{"drill":true}'}, {"drill": True}),
        "made": (
            {"InputTransformer": {"InputPathsMap": {"who": "$.detail.member.name", "n": "$.detail.n"},
                                  "InputTemplate": '{"who": <who>, "text": "<who> has <n>"}'}},
            {"who": "vAER-A", "text": "vAER-A has 2"},
        ),
    }  # fmt: skip
    events.put_rule(Name="forms", EventPattern=PATTERN)
    urls = {}
    for name, (form, _) in forms.items():
        urls[name], arn = queue(local, f"form-{name}")
        events.put_targets(Rule="forms", Targets=[{"Id": name, "Arn": arn, **form}])
    sent = put(events, member={"name": "vAER-A"}, n=2)
    for name, (_, expected) in forms.items():
        body = json.loads(receive(local, urls[name], name)["Body"])
        assert body == expected or (body["id"], body["account"], body["detail"]["n"]) == (sent, ACCOUNT, 2)
    events.disable_rule(Name="forms")
    silent = put(events, n=3)
    assert silent not in {d["id"] for d in local.control("journal?kind=delivered,undelivered")}


def test_only_a_matching_pattern_fires_and_nobody_speaks_for_aws(local, events):
    pattern = {"source": ["other"], "detail": {"n": [{"numeric": [">", 1]}]}}
    events.put_rule(Name="match", EventPattern=json.dumps(pattern))
    url, arn = queue(local, "matching")
    events.put_targets(Rule="match", Targets=[{"Id": "1", "Arn": arn}])
    put(events, "other", n=1)
    wanted = put(events, "other", n=2)
    assert json.loads(receive(local, url)["Body"])["id"] == wanted
    assert put(events, "aws.ec2", n=2) == "NotAuthorizedForSourceException"


def test_a_target_s_policy_must_let_this_rule_in_and_the_dead_letter_queue_hears_why(local, events):
    rule = events.put_rule(Name="strict", EventPattern=json.dumps({"source": ["strict"]}))["RuleArn"]
    open_to_other = {"ArnEquals": {"aws:SourceArn": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/other"}}
    _, closed = queue(local, "closed", **open_to_other)
    own = {"ArnEquals": {"aws:SourceArn": rule}, "StringEquals": {"aws:SourceAccount": ACCOUNT}}
    url, dead = queue(local, "dead", **own)
    target = {"Id": "1", "Arn": closed, "DeadLetterConfig": {"Arn": dead}, "RetryPolicy": {"MaximumRetryAttempts": 1}}
    events.put_targets(Rule="strict", Targets=[target])
    put(events, "strict")
    facts = {k: v["StringValue"] for k, v in receive(local, url)["MessageAttributes"].items()}
    assert (facts["RULE_ARN"], facts["TARGET_ARN"], facts["ERROR_CODE"]) == (rule, closed, "NO_PERMISSIONS")
    assert {"events.amazonaws.com"} == {
        d["principal"] for d in local.control("journal?kind=denied") if d["resource"] == closed
    }


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"ScheduleExpression": "rate(1 minutes)"}, "ValidationException"),
        ({"ScheduleExpression": "rate(5 minute)"}, "ValidationException"),
        ({"ScheduleExpression": "rate(0 minutes)"}, "ValidationException"),
        ({"ScheduleExpression": "every minute"}, "ValidationException"),
        ({"EventPattern": json.dumps({"source": ["x" * 2048]})}, "ValidationException"),
        ({"EventPattern": '{"source": "aws.ec2"}'}, "InvalidEventPatternException"),
        ({"EventPattern": '{"source": [{"starts-with": "aws"}]}'}, "InvalidEventPatternException"),
        ({"EventPattern": "{"}, "InvalidEventPatternException"),
        ({}, "ValidationException"),
    ],
)
def test_rules_that_aws_refuses(events, facts, code):
    with pytest.raises(ClientError) as refused:
        events.put_rule(Name="wrong", **facts)
    assert code_of(refused) == code


def test_a_rule_has_five_targets_at_most(local, events):
    events.put_rule(Name="many", EventPattern=json.dumps({"source": ["many"]}))
    targets = [{"Id": str(n), "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:q{n}"} for n in range(6)]
    events.put_targets(Rule="many", Targets=targets[:5])
    events.put_targets(Rule="many", Targets=targets[:1])
    with pytest.raises(ClientError) as refused:
        events.put_targets(Rule="many", Targets=targets[5:])
    assert code_of(refused) == "LimitExceededException"
    quota = local.client("service-quotas").get_service_quota(ServiceCode="events", QuotaCode="L-244521F2")
    assert quota["Quota"]["Value"] == 300


def test_a_pattern_can_be_tried(events):
    event = {"id": "1", "account": ACCOUNT, "source": "aws.ec2", "time": "2026-01-01T00:00:00Z", "region": REGION,
             "resources": [], "detail-type": "x", "detail": {"state": "stopping"}}  # fmt: skip
    for states, result in ((["stopping", "stopped"], True), (["running"], False)):
        pattern = json.dumps({"source": ["aws.ec2"], "detail": {"state": states}})
        assert events.test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"] is result


def test_a_schedule_fires_again_and_again_until_disabled(local, events):
    local.control("config", {"sweep_scale": 300})
    events.put_rule(Name="sweep", ScheduleExpression="rate(1 minute)")
    url, arn = queue(local, "sweeps")
    events.put_targets(Rule="sweep", Targets=[{"Id": "1", "Arn": arn}])
    fired = lambda: [d for d in local.control("journal?kind=delivered") if d["rule"] == "sweep"]  # noqa: E731
    wait_for(lambda: len(fired()) >= 2, what="two sweeps")
    body = json.loads(receive(local, url)["Body"])
    assert (body["source"], body["detail-type"]) == ("aws.events", "Scheduled Event")
    events.disable_rule(Name="sweep")
    local.control("config", {"sweep_scale": 1})


def test_an_alarm_begins_without_data_and_acts_when_its_state_changes(local, events):
    instance = "i-045ebd27124159b6d"
    topic = local.client("sns").create_topic(Name="alarms")["TopicArn"]
    mail, mail_arn = queue(local, "alarm-mail", "sns.amazonaws.com", ArnEquals={"aws:SourceArn": topic})
    local.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=mail_arn)
    events.put_rule(Name="alarm", EventPattern=json.dumps({"source": ["aws.cloudwatch"]}))
    url, arn = queue(local, "alarm-events")
    events.put_targets(Rule="alarm", Targets=[{"Id": "1", "Arn": arn}])
    cloudwatch = local.client("cloudwatch")
    facts = {"AlarmName": "vaer-a", "Namespace": "AWS/EC2", "MetricName": "StatusCheckFailed", "Statistic": "Maximum",
             "Dimensions": [{"Name": "InstanceId", "Value": instance}], "Period": 60, "EvaluationPeriods": 2,
             "Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
             "AlarmActions": [topic]}  # fmt: skip
    cloudwatch.put_metric_alarm(**facts)
    state = lambda: cloudwatch.describe_alarms(AlarmNames=["vaer-a"])["MetricAlarms"][0]["StateValue"]  # noqa: E731
    assert state() == "INSUFFICIENT_DATA"
    local.control("instance", {"account": ACCOUNT, "region": REGION, "id": instance, "check": "impaired"})
    assert state() == "ALARM"
    detail = json.loads(receive(local, url)["Body"])["detail"]
    assert (detail["alarmName"], detail["state"]["value"], detail["previousState"]["value"]) == (
        "vaer-a", "ALARM", "INSUFFICIENT_DATA",
    )  # fmt: skip
    message = json.loads(json.loads(receive(local, mail)["Body"])["Message"])
    assert message["NewStateValue"] == "ALARM"
    assert message["AlarmArn"] == f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:vaer-a"
    cloudwatch.put_metric_alarm(**facts)
    assert state() == "ALARM"
    cloudwatch.set_alarm_state(AlarmName="vaer-a", StateValue="OK", StateReason="told so")
    assert json.loads(receive(local, url)["Body"])["detail"]["state"]["value"] == "OK"
