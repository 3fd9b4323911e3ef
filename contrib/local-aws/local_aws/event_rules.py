"""EventBridge's control plane where it differs from moto's: it refuses what AWS refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator

from moto.core.exceptions import JsonRESTError
from moto.events import models
from moto.events.exceptions import InvalidEventPatternException, ValidationException
from moto.events.responses import EventsHandler

from .eventbridge import RATE, emit

_put_rule = models.EventsBackend.put_rule
_put_targets = models.EventsBackend.put_targets
_put_events = models.EventsBackend.put_events
# <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html>
RULES_PER_BUS, TARGETS_PER_RULE, PATTERN_CHARACTERS = 300, 5, 2048
# <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>
OPERATORS = {"anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard"}


def put_rule(self, name, **facts):
    """PutRule, which refuses odd rates, patterns that are too long or have unknown operators, and too many rules."""
    schedule = facts.get("scheduled_expression") or ""
    if schedule.startswith("rate("):
        match = RATE.fullmatch(schedule)
        if not match or (match[1] == "1") == bool(match[3]) or match[1].startswith("0"):
            raise ValidationException("Parameter ScheduleExpression is not valid.")
    if len(facts.get("event_pattern") or "") > PATTERN_CHARACTERS:
        raise ValidationException(f"Event pattern is too long, at most {PATTERN_CHARACTERS} characters are allowed.")
    check_pattern(facts.get("event_pattern") or "{}")
    rules = self._get_event_bus(self._normalize_event_bus_arn(facts.get("event_bus_arn"))).rules
    if name not in rules and len(rules) >= RULES_PER_BUS:
        raise JsonRESTError("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
    return _put_rule(self, name, **facts)


def check_pattern(text: str) -> dict:
    """Reads a pattern; raises EventBridge's complaint about one that it would not take."""
    pattern = models.EventPatternParser(text).parse()
    for operator in operators(pattern):
        if operator not in OPERATORS:
            raise InvalidEventPatternException(reason=f"Unrecognized match type {operator}")
    return pattern


def operators(node: object) -> Iterator[str]:
    """The operators that a pattern uses: the keys of objects in its lists, but for the branches of `$or`."""
    for key, value in node.items() if isinstance(node, dict) else ():
        if isinstance(value, dict):
            yield from operators(value)
        for filter_ in value if isinstance(value, list) else ():
            if key == "$or":
                yield from operators(filter_)
            elif isinstance(filter_, dict):
                yield from filter_


def test_event_pattern(self: EventsHandler) -> str:
    """TestEventPattern, which moto leaves empty."""
    try:
        event = json.loads(self._get_param("Event"))
    except ValueError:
        raise JsonRESTError("InvalidEventPatternException", "Event is not valid JSON.") from None
    needed = {"id", "account", "source", "time", "region", "resources", "detail-type"}
    if not isinstance(event, dict) or not needed <= set(event):
        raise ValidationException("Parameter Event is not valid.")
    text = self._get_param("EventPattern")
    return json.dumps({"Result": models.EventPattern(text, check_pattern(text)).matches_event(event)})


def put_targets(self, name, event_bus_arn, targets):
    """PutTargets, at most five to a rule."""
    rule = self._get_event_bus(self._normalize_event_bus_arn(event_bus_arn)).rules.get(name)
    ids = {t["Id"] for t in targets} | {t["Id"] for t in (rule.targets if rule else [])}
    if len(ids) > TARGETS_PER_RULE:
        raise JsonRESTError("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
    return _put_targets(self, name, event_bus_arn, targets)


def put_events(self, events):
    """PutEvents, through the same matching as AWS's own events."""
    if len(events) > 10:
        return _put_events(self, events)
    result = []
    for entry in events:
        try:
            detail = json.loads(entry.get("Detail") or "")
        except ValueError:
            detail = None
        if not isinstance(detail, dict) or not entry.get("Source") or not entry.get("DetailType"):
            result.append({"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."})
        elif entry["Source"].startswith("aws."):
            result.append({"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "Not authorized."})
        else:
            bus = (entry.get("EventBusName") or "default").split("/")[-1]
            result.append({"EventId": emit(self.account_id, self.region_name, entry["Source"], entry["DetailType"],
                                           entry.get("Resources", []), detail, bus=bus)})  # fmt: skip
    return result


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.EventsBackend.put_rule = put_rule
    models.EventsBackend.put_targets = put_targets
    models.EventsBackend.put_events = put_events
    EventsHandler.test_event_pattern = test_event_pattern
