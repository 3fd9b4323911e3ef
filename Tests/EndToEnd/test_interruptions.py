"""Killed at any moment and run again, apply and destroy converge."""

from __future__ import annotations

import os
import signal
import time

import pytest
from harness import Vaer, start_local_aws


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    local = start_local_aws(
        tmp_path_factory.mktemp("aws"), "--role-propagation", "0.2", "--function-pending", "0.1"
    )
    yield local
    local.end()


def mutating(aws) -> list[dict]:
    return [c for c in aws.calls() if c["mutating"] and c["service"] != "ec2"]


def run_and_kill(vaer: Vaer, verb: list[str], after: int) -> int:
    """Starts vaer and kills it once it has changed `after` things; gives its exit status."""
    base = len(mutating(vaer.aws))
    process = vaer.start(*verb)
    while process.poll() is None and len(mutating(vaer.aws)) - base < after:
        time.sleep(0.002)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return process.returncode


@pytest.mark.parametrize("after", [1, 2, 3, 5, 8, 13, 20, 30, 40])
def test_an_apply_that_is_killed_is_finished_by_the_next(aws, vaer, after):
    run_and_kill(vaer, ["apply", "--yes"], after)
    vaer.ok("apply", "--yes")
    owned = aws.control("owned")
    assert len(owned) == len(set(owned)) == 4 * 5 + 2 * 3
    before = len(mutating(aws))
    assert vaer("plan", "--detailed-exitcode").status == 0
    vaer.ok("apply", "--yes")
    assert len(mutating(aws)) == before
    # And a destroy that is killed half way leaves nothing after the next.
    run_and_kill(vaer, ["destroy", "--all", "--yes"], after)
    vaer.ok("destroy", "--all", "--yes")
    assert aws.control("owned") == []
    subscriptions = aws.client("sns", "us-west-1").list_subscriptions()["Subscriptions"]
    assert subscriptions == []


def test_an_apply_that_is_interrupted_says_so_and_ends_with_130(aws, vaer):
    aws.control("faults", [{"service": "lambda", "action": "CreateFunction", "latency": 1.0, "count": 4}])
    process = vaer.start("apply", "--yes")
    time.sleep(0.8)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    aws.control("faults", method="DELETE")
    assert process.returncode == 130, err
    assert "run it again" in err
    vaer.ok("apply", "--yes")
    assert vaer("plan", "--detailed-exitcode").status == 0
    vaer.ok("destroy", "--all", "--yes")


def test_an_engine_whose_publication_was_not_answered_is_there_once(aws, vaer):
    aws.control("faults", [{"service": "lambda", "action": "PublishLayerVersion", "fault": "lost-response", "count": 3}])
    vaer.ok("apply", "--yes")
    assert len(aws.control("owned")) == 4 * 5 + 2 * 3
    assert vaer("plan", "--detailed-exitcode").status == 0
    vaer.ok("destroy", "--all", "--yes")


FAULTS = [
    {"fault": "throttle", "p": 0.2},
    {"fault": "reset", "p": 0.1},
    {"fault": "lost-response", "p": 0.1},
    {"fault": "error", "p": 0.1},
    {"fault": "garbage", "p": 0.05},
]


@pytest.mark.parametrize("fault", FAULTS, ids=[f["fault"] for f in FAULTS])
def test_apply_converges_under_faults(aws, vaer, fault):
    aws.control("faults", [{**fault, "count": 60}])
    try:
        for _ in range(6):
            if vaer("apply", "--yes").status == 0:
                break
    finally:
        aws.control("faults", method="DELETE")
    vaer.ok("apply", "--yes")
    assert vaer("plan", "--detailed-exitcode").status == 0
    assert len(aws.control("owned")) == 4 * 5 + 2 * 3
    vaer.ok("destroy", "--all", "--yes")
    assert aws.control("owned") == []
