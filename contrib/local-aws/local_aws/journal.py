"""What happened, in order: calls, events, deliveries, invocations, denials, mails."""

from __future__ import annotations

import collections
import itertools
import threading
import time

_entries: collections.deque[dict] = collections.deque(maxlen=200_000)
_numbers = itertools.count(1)
_lock = threading.Lock()


def note(kind: str, **facts: object) -> None:
    """Adds an entry."""
    with _lock:
        _entries.append({"n": next(_numbers), "t": round(time.time(), 4), "kind": kind, **facts})


def entries(kinds: set[str] | None = None, since: float = 0, after: int = 0) -> list[dict]:
    """The entries of some kinds (None: all) from a moment on, or after an entry's number."""
    with _lock:
        return [e for e in _entries if (not kinds or e["kind"] in kinds) and e["t"] >= since and e["n"] > after]
