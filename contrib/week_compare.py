"""Holds what a history tells of failovers against what a journal of AWS's has: nothing more, nothing less, nothing else.

Both are lists of plain values, so that planted differences can show that each is found.
"""

from __future__ import annotations

import collections
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Call:
    """A ReplaceRoute that took effect."""

    time: float
    table: str
    destination: str
    eni: str
    # Whether its answer was lost, so that whoever sent it knows nothing of it.
    is_lost: bool = False


@dataclass(frozen=True)
class Move:
    """A route that a failover moved, as the history has it."""

    table: str
    destination: str
    eni: str


@dataclass
class Failover:
    """A failover or failback, as the history has it; times in seconds."""

    run: str
    pair: str
    started: float
    finished: float
    event: float | None
    moved: int
    moves: list[Move] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """From a moment on a router works, or has failed."""

    time: float
    eni: str
    works: bool


@dataclass
class Outage:
    """For how long a pair's routes pointed at a failed member, as a report has it; in seconds."""

    pair: str
    unavailable: float
    unknown: float
    # How many answers about the pair's region were older than what happened.
    stale: int = 0


# Clocks are the same; a call is noted when it is answered, a failover's times are in milliseconds of the other process.
TOLERANCE = 0.25
# What EC2 says of the time of an event is in whole seconds.
EVENT_TOLERANCE = 1.25


def differences(calls: list[Call], failovers: list[Failover], events: dict[str, list[float]]) -> list[str]:
    """What one has and the other has not; `events` are the moments at which something happened to a pair's members."""
    found: list[str] = []
    by_route = collections.defaultdict(list)
    for call in sorted(calls, key=lambda c: c.time):
        by_route[call.table, call.destination, call.eni].append(call)
    taken: set[int] = set()
    runs = collections.Counter(f.run for f in failovers)
    found += [f"run {run} is told {count} times" for run, count in runs.items() if count > 1]
    for failover in sorted(failovers, key=lambda f: f.finished):
        name = f"{failover.pair}, run {failover.run}"
        if failover.moved != len(failover.moves):
            found.append(f"{name}: tells {failover.moved} moved routes, and lists {len(failover.moves)}")
        last = None
        for move in failover.moves:
            fitting = [
                c for c in by_route[move.table, move.destination, move.eni]
                if failover.started - TOLERANCE <= c.time <= failover.finished + TOLERANCE and id(c) not in taken
            ]  # fmt: skip
            if not fitting:
                found.append(f"{name}: no call moved {move.destination} in {move.table} to {move.eni} in its time")
                continue
            # Calls whose answers were lost belong to the one that was answered after them.
            answered = next((c for c in fitting if not c.is_lost), fitting[-1])
            for call in fitting:
                if call.time <= answered.time:
                    taken.add(id(call))
            last = max(last or 0, answered.time)
        if last is not None and abs(last - failover.finished) > TOLERANCE:
            found.append(f"{name}: ended {failover.finished - last:+.3f} s from its last call")
        if failover.event is not None and failover.pair in events:
            if not any(abs(e - failover.event) <= EVENT_TOLERANCE for e in events[failover.pair]):
                found.append(f"{name}: tells of an event at {failover.event:.3f}, when nothing happened")
    for call in calls:
        if id(call) not in taken:
            lost = ", its answer lost" if call.is_lost else ""
            found.append(f"{call.table}: {call.destination} moved to {call.eni} at {call.time:.3f}{lost}, and nobody told")
    return found


def exposures(
    routes: dict[tuple[str, str], str], calls: list[Call], changes: list[Change], until: float
) -> list[tuple[float, float]]:
    """When any of a pair's routes pointed at a failed router; `routes` as they were before the first call."""
    routes, failed = dict(routes), set()
    found, since = [], None
    for at in sorted([*calls, *changes], key=lambda c: c.time):
        if isinstance(at, Call):
            routes[at.table, at.destination] = at.eni
        else:
            (failed.discard if at.works else failed.add)(at.eni)
        is_exposed = not failed.isdisjoint(routes.values())
        if is_exposed and since is None:
            since = at.time
        elif not is_exposed and since is not None:
            found.append((since, at.time))
            since = None
    return found if since is None else [*found, (since, until)]


def outage_differences(
    told: Outage, truth: list[tuple[float, float]], failovers: list[Failover], look: float
) -> list[str]:
    """Whether a report tells of as much outage as there was.

    An outage that a function ended is known from AWS's event on, to within what EC2 rounds; what only looks saw, to within
    the time between two of them, at either end. Of two functions that moved the same routes, each was told what it did, and
    the last move counts. Who is answered as if a router still failed sees that until the next look.
    """
    (least, most) = (-told.unknown, told.stale * look)
    for start, end in truth:
        by_event = [f.event for f in failovers if f.event is not None and abs(f.finished - end) <= TOLERANCE]
        rounding = EVENT_TOLERANCE + TOLERANCE
        if by_event:
            least += max(0, end - max(start, by_event[0]) - rounding)
            runs = [f.finished for f in failovers if f.event is not None and start - rounding <= f.event <= end]
            most += max([end, *runs]) - start + rounding
        else:
            least += max(0, end - start - look)
            most += end - start + look
    if least <= told.unavailable <= most:
        return []
    was = sum(end - start for start, end in truth)
    return [
        f"{told.pair}: tells of {told.unavailable:.3f} s of outage, where it was {was:.3f} s in {len(truth)} parts"
        f" (from {max(0, least):.3f} to {most:.3f} s could be seen)"
    ]
