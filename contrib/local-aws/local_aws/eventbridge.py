"""EventBridge's data plane: events meet rules, targets are called with retries and a dead-letter queue, rate() runs."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid

from moto.events import models

from . import access, faults
from .core import LOCK, Arn, Refused, backend, background, now_iso, parse_arn
from .journal import note
from .settings import SETTINGS

RATE = re.compile(r"rate\((\d+) (minute|hour|day)(s?)\)")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
# How a Lambda target is started; set by the functions module, which also needs this one.
start_function = None


def emit(account, region, source, detail_type, resources, detail, bus="default", event_id=None) -> str:
    """Puts an event on a bus and calls the targets of the rules that match."""
    event = {
        "version": "0",
        "id": event_id or str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": account,
        "time": now_iso(),
        "region": region,
        "resources": resources,
        "detail": detail,
    }
    note("event", source=source, type=detail_type, detail=detail, id=event["id"], region=region, account=account)
    found = backend("events", account, region).event_buses.get(bus)
    for rule in list(found.rules.values()) if found else []:
        pattern = rule.event_pattern
        # A rule that has a schedule only has no pattern, and matches no event.
        if rule.state == "ENABLED" and pattern.get_pattern() and pattern.matches_event(event):
            fire(rule, event)
    return event["id"]


def fire(rule: models.Rule, event: dict) -> None:
    """Calls every target of a rule after the usual latency; faults may lose or double the delivery."""
    for target in list(rule.targets):
        fault = faults.match("eventbridge", "Deliver", rule.region_name, target["Arn"].encode())
        kind = fault.get("fault") if fault else None
        if kind == "lost":
            note("lost", rule=rule.name, target=target["Arn"], id=event["id"])
            continue
        delay = SETTINGS.eventbridge_latency + (fault or {}).get("latency", 0)
        for _ in range(2 if kind == "duplicate" else 1):
            background(deliver, rule, target, event, delay=delay)


def deliver(rule: models.Rule, target: dict, event: dict) -> None:
    """Calls one target, with the target's own retry policy, and tells the dead-letter queue of a failure."""
    policy = target.get("RetryPolicy", {})
    began, attempts = time.time(), 0
    while True:
        try:
            with LOCK:
                send(rule, target, input_of(target, event))
            note("delivered", rule=rule.name, target=target["Arn"], id=event["id"])
            return
        except Refused as error:
            attempts += 1
            patient = time.time() - began < policy.get("MaximumEventAgeInSeconds", 86_400)
            if error.status >= 429 and patient and attempts <= policy.get("MaximumRetryAttempts", 185):
                time.sleep(min(0.1 * 2**attempts, 5))
                continue
            note("undelivered", rule=rule.name, target=target["Arn"], code=error.code, id=event["id"])
            bury(rule, target, event, error, attempts)
            return


def bury(rule, target, event, error: Refused, attempts: int) -> None:
    """Writes an event that could not be delivered to the target's dead-letter queue."""
    queue = target.get("DeadLetterConfig", {}).get("Arn")
    if not queue:
        return
    facts = {
        "RULE_ARN": rule.arn,
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": error.code,
        "ERROR_MESSAGE": error.message,
        "RETRY_ATTEMPTS": str(attempts - 1),
    }
    attributes = {k: {"DataType": "String", "StringValue": v} for k, v in facts.items()}
    arn = parse_arn(queue)
    with LOCK:
        try:
            demand(rule, "sqs:SendMessage", queue)
        except Refused:
            return  # The queue does not take it; the event is gone, as it would be in AWS.
        backend("sqs", arn.account, arn.region).send_message(
            queue_name=arn.resource, message_body=json.dumps(event), message_attributes=attributes
        )


def send(rule: models.Rule, target: dict, body: str) -> None:
    """Hands the input to the target's service; the caller holds the lock."""
    arn = parse_arn(target["Arn"])
    match arn.service:
        case "lambda":
            send_to_function(rule, arn, target["Arn"], body)
        case "sns":
            demand(rule, "sns:Publish", target["Arn"])
            backend("sns", arn.account, arn.region).publish(message=body, arn=target["Arn"])
        case "sqs":
            demand(rule, "sqs:SendMessage", target["Arn"])
            backend("sqs", arn.account, arn.region).send_message(queue_name=arn.resource, message_body=body)
        case "events":
            event = json.loads(body)
            emit(arn.account, arn.region, event["source"], event["detail-type"], event["resources"], event["detail"],
                 bus=arn.resource.split("/")[-1], event_id=event["id"])  # fmt: skip
        case _:
            raise Refused("UNSUPPORTED_TARGET", f"no delivery to {arn.service}")


def demand(rule: models.Rule, action: str, target: str, document: dict | None = None) -> None:
    """Refuses a delivery that the target's own policy does not allow to this rule of this account."""
    if SETTINGS.auth and not access.service_may(
        "events.amazonaws.com", action, target, rule.arn, rule.account_id, document
    ):
        raise Refused("NO_PERMISSIONS", f"the target's policy does not allow {action} to the rule")


def send_to_function(rule: models.Rule, arn: Arn, target: str, body: str) -> None:
    """Starts a function, if its policy lets this rule of this account."""
    try:
        function = backend("lambda", arn.account, arn.region).get_function(target)
    except Exception:
        raise Refused("RESOURCE_NOT_FOUND", "function not found") from None
    demand(rule, "lambda:InvokeFunction", function.function_arn, {"Statement": function.policy.statements})
    start_function(function, body)


def input_of(target: dict, event: dict) -> str:
    """What the target gets: the event, a part of it, a constant, or a text made of parts."""
    if target.get("Input"):
        return target["Input"]
    if target.get("InputPath"):
        return json.dumps(at_path(event, target["InputPath"]))
    transformer = target.get("InputTransformer")
    if not transformer:
        return json.dumps(event)
    text = transformer["InputTemplate"]
    for name, path in transformer.get("InputPathsMap", {}).items():
        value = at_path(event, path)
        plain = value if isinstance(value, str) else json.dumps(value)
        text = re.sub(rf'(?<!")<{name}>(?!")', lambda _, v=value: json.dumps(v), text).replace(f"<{name}>", plain)
    return text.replace("<aws.events.event.json>", json.dumps(event))


def at_path(event: dict, path: str) -> object:
    """The part of an event at `$.a.b`; None when it is not there."""
    value: object = event
    for step in path.removeprefix("$").strip(".").split("."):
        if step:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def run_schedules(stop: threading.Event) -> None:
    """Fires rules with rate() schedules; the first time one period after they were first seen."""
    due: dict[tuple, float] = {}
    while not stop.wait(0.1):
        for account, region, rule in scheduled_rules():
            match = RATE.fullmatch(rule.scheduled_expression)
            if not match:
                continue
            period = int(match[1]) * _SECONDS[match[2]] / SETTINGS.sweep_scale
            key = (rule.arn, rule.scheduled_expression, SETTINGS.sweep_scale)
            if time.time() >= due.setdefault(key, time.time() + period):
                due[key] = time.time() + period
                event = {
                    "version": "0",
                    "id": str(uuid.uuid4()),
                    "detail-type": "Scheduled Event",
                    "source": "aws.events",
                    "account": account,
                    "time": now_iso(),
                    "region": region,
                    "resources": [rule.arn],
                    "detail": {},
                }
                fire(rule, event)


def scheduled_rules() -> list[tuple]:
    """The enabled rules with a schedule, of all accounts and regions."""
    with LOCK:
        return [
            (account, region, rule)
            for account, regions in models.events_backends.items()
            for region, events in regions.items()
            for bus in events.event_buses.values()
            for rule in bus.rules.values()
            if rule.scheduled_expression and rule.state == "ENABLED"
        ]
