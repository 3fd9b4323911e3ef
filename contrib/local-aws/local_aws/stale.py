"""Old reads: EC2 answers a describe as things were before the latest change, as it does now and then."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator

from .core import backend


def keep_state(instance) -> None:
    """Keeps the state that an instance is about to leave."""
    instance.earlier_state = copy.copy(instance._state)


def keep_target(route) -> None:
    """Keeps the target that a route is about to lose."""
    route.earlier = {name: value for name, value in vars(route).items() if name != "earlier"}


@contextlib.contextmanager
def as_before(account: str, region: str) -> Iterator[None]:
    """Puts a region back to what was kept, as long as the caller holds the lock, and then forward again."""
    ec2 = backend("ec2", account, region)
    instances = [i for i in ec2.all_instances() if hasattr(i, "earlier_state")]
    routes = [r for table in ec2.route_tables.values() for r in table.routes if hasattr(r, "earlier")]
    states = [(i, i._state) for i in instances]
    targets = [(r, dict(vars(r))) for r in routes]
    try:
        for instance in instances:
            instance._state = instance.earlier_state
        for route in routes:
            vars(route).update(route.earlier)
        yield
    finally:
        for instance, state in states:
            instance._state = state
        for route, target in targets:
            vars(route).update(target)
