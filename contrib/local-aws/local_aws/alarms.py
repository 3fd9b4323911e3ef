"""CloudWatch alarms that begin without data, and act when their state changes; metrics are not evaluated."""

from __future__ import annotations

import json

from moto.cloudwatch import models

from . import access, eventbridge
from .core import backend, now_iso, parse_arn
from .journal import note
from .settings import SETTINGS

_create = models.Alarm.__init__
_update = models.Alarm.update_state
_put = models.CloudWatchBackend.put_metric_alarm
STATES = ("state_value", "state_reason", "state_reason_data", "state_updated_timestamp")


def create(self: models.Alarm, *arguments: object, **named: object) -> None:
    """A new alarm has no data."""
    _create(self, *arguments, **named)
    self.state_value = "INSUFFICIENT_DATA"


def put_metric_alarm(self: models.CloudWatchBackend, *arguments: object, **named: object) -> models.Alarm:
    """PutMetricAlarm, which keeps the state of an alarm that exists."""
    before = self.alarms.get(named.get("name") or "")
    alarm = _put(self, *arguments, **named)
    if before is not None:
        for field in STATES:
            setattr(alarm, field, getattr(before, field))
    return alarm


def update_state(self: models.Alarm, reason: str, reason_data: str, state_value: str) -> None:
    """Changes the state, emits the event, and publishes to the actions' topics; the same state again does nothing."""
    before = {"value": self.state_value, "reason": self.state_reason, "timestamp": now_iso()}
    _update(self, reason, reason_data, state_value)
    if state_value == before["value"]:
        return
    arn = parse_arn(self.alarm_arn)
    after = {"value": state_value, "reason": reason, "timestamp": now_iso()}
    note("alarm", name=self.name, account=arn.account, region=arn.region, state=state_value, was=before["value"])
    detail = {"alarmName": self.name, "state": after, "previousState": before, "configuration": configuration(self)}
    kind = "CloudWatch Alarm State Change"
    eventbridge.emit(arn.account, arn.region, "aws.cloudwatch", kind, [self.alarm_arn], detail)
    if self.actions_enabled:
        actions = {"ALARM": self.alarm_actions, "OK": self.ok_actions}.get(state_value, self.insufficient_data_actions)
        for action in actions or []:
            act(self, action, before["value"])


def configuration(alarm: models.Alarm) -> dict:
    """What an alarm watches, as the event says it."""
    dimensions = {d.name: d.value for d in alarm.dimensions}
    metric = {"namespace": alarm.namespace, "name": alarm.metric_name, "dimensions": dimensions}
    stat = {"metric": metric, "period": alarm.period, "stat": alarm.statistic}
    return {"description": alarm.description, "metrics": [{"id": "m1", "metricStat": stat, "returnData": True}]}


def act(alarm: models.Alarm, action: str, before: str) -> None:
    """Publishes to a topic, if its policy lets CloudWatch do so for this alarm."""
    own, topic = parse_arn(alarm.alarm_arn), parse_arn(action)
    if topic.service != "sns":
        note("alarm-action", name=alarm.name, action=action, error="only topics are acted on")
        return
    if SETTINGS.auth and not access.service_may(
        "cloudwatch.amazonaws.com", "sns:Publish", action, alarm.alarm_arn, own.account, for_owner=True
    ):
        return
    message = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": own.account,
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": now_iso(milliseconds=True),
        "Region": own.region,
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": before,
        "Trigger": {
            "MetricName": alarm.metric_name,
            "Namespace": alarm.namespace,
            "Dimensions": [{"name": d.name, "value": d.value} for d in alarm.dimensions],
        },
    }
    subject = f'{alarm.state_value}: "{alarm.name}" in {own.region}'
    backend("sns", topic.account, topic.region).publish(message=json.dumps(message), arn=action, subject=subject)


def checks_changed(instance) -> None:
    """Moves the alarms on an instance's status checks, as their metrics would within minutes."""
    owner = instance.ec2_backend
    failing = instance.instance_status["Status"] == "impaired"
    for alarm in list(backend("cloudwatch", owner.account_id, owner.region_name).alarms.values()):
        watched = any(d.name == "InstanceId" and d.value == instance.id for d in alarm.dimensions)
        if watched and (alarm.metric_name or "").startswith("StatusCheckFailed"):
            alarm.update_state("Threshold Crossed", "{}", "ALARM" if failing else "OK")


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.Alarm.__init__ = create
    models.Alarm.update_state = update_state
    models.CloudWatchBackend.put_metric_alarm = put_metric_alarm
