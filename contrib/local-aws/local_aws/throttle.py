"""EC2's token buckets, by account, region and API; off unless asked for.

<https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html>
"""

from __future__ import annotations

import threading
import time

from .core import Refused
from .settings import SETTINGS

# Burst and refill per second.
MUTATING, READING, STARTING = (50, 5), (100, 20), (5, 2)
_buckets: dict[tuple, tuple[float, float]] = {}
_lock = threading.Lock()


def check(call) -> None:
    """Takes a token; raises EC2's answer when there is none."""
    if not SETTINGS.throttle or call.service != "ec2":
        return
    kind = STARTING if call.action in ("StartInstances", "RunInstances") else MUTATING if call.is_mutating else READING
    key = (call.account, call.region, call.action)
    with _lock:
        now = time.monotonic()
        tokens, seen = _buckets.get(key, (kind[0], now))
        tokens = min(kind[0], tokens + (now - seen) * kind[1])
        _buckets[key] = (max(tokens - 1, 0) if tokens >= 1 else tokens, now)
    if tokens < 1:
        raise Refused("RequestLimitExceeded", "Request limit exceeded.", 503)
