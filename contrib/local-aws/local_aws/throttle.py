"""The token buckets of AWS's APIs, by account and region; off unless asked for.

EC2 has one for each action, Lambda's control plane one for all of them, EventBridge one for each action.
<https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>
<https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
<https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html>
"""

from __future__ import annotations

import threading
import time

from .core import Refused
from .faults import ERRORS
from .settings import SETTINGS

# Burst, and refill per second.
EC2_MUTATING, EC2_READING, EC2_READING_ALL, EC2_STARTING = (50, 5), (100, 20), (50, 10), (5, 2)
LAMBDA_CONTROL, LAMBDA_READING, EVENTS = (15, 15), (100, 100), (50, 50)
_buckets: dict[tuple, tuple[float, float]] = {}
_lock = threading.Lock()


def check(call) -> None:
    """Takes a token; raises the service's answer when there is none."""
    found = bucket(call) if SETTINGS.throttle else None
    if found is None:
        return
    name, (burst, refill) = found
    key = (call.account, call.region, call.service, name)
    with _lock:
        now = time.monotonic()
        tokens, seen = _buckets.get(key, (float(burst), now))
        tokens = min(burst, tokens + (now - seen) * refill)
        _buckets[key] = (tokens - 1 if tokens >= 1 else tokens, now)
    if tokens < 1:
        errors = ERRORS["throttle"]
        status, code, message = errors.get(call.service, errors["*"])
        raise Refused(code, message, status)


def bucket(call) -> tuple[str, tuple[int, int]] | None:
    """The name and the size of the bucket that a call draws on; None when it is free."""
    match call.service:
        case "ec2":
            return call.action, ec2_bucket(call)
        case "events" if call.action != "PutEvents":
            return call.action, EVENTS
        case "lambda" if call.action == "GetFunction":
            return call.action, LAMBDA_READING
        case "lambda" if call.action == "GetPolicy":
            return call.action, LAMBDA_CONTROL
        case "lambda" if call.action != "Invoke":
            return "control", LAMBDA_CONTROL
    return None


def ec2_bucket(call) -> tuple[int, int]:
    """EC2's bucket of an action; a describe without filters, ids and pages costs more."""
    if call.action in ("StartInstances", "RunInstances"):
        return EC2_STARTING
    if call.is_mutating:
        return EC2_MUTATING
    narrowed = any(name.startswith(("Filter.", "MaxResults")) or ".1" in name for name in call.fields)
    return EC2_READING if narrowed else EC2_READING_ALL
