"""A `vaer run` for tests, and what is done to routers while it runs."""

from __future__ import annotations

import pathlib
import re
import signal
import sqlite3
import subprocess

import pytest
from harness import Vaer
from test_main_job import wait_until

REGION = "us-west-1"
ROUTERS = ["i-045ebd27124159b6d", "i-09ff574d23245419a"]


class Controller:
    """A `vaer run` that can be stopped and killed."""

    running: list[subprocess.Popen] = []

    def __init__(self, vaer: Vaer, *arguments: str, **changes: str):
        self.vaer = vaer
        self.process = vaer.start("run", *(arguments or ("--interval", "60s", "--inspection", "6h")), **changes)
        self.running.append(self.process)

    def rows(self, sql: str, *values) -> list[tuple]:
        """Rows of the history; none as long as there is none."""
        path = self.vaer.environment()["VAER_DB"]
        try:
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as database:
                return database.execute(sql, values).fetchall()
        except sqlite3.OperationalError:
            return []

    def page(self) -> str:
        """Where it serves its page, without the last slash; reads its log up to there."""
        for line in self.process.stderr:
            if found := re.search(r"the status page is at (\S+?)/?$", line):
                return found[1]
        raise AssertionError("it ended without a page")

    def wait(self) -> Controller:
        """Waits until all pairs were looked at and all logs were read once."""
        wait_until(lambda: len(self.rows("SELECT * FROM marks")) == 4, 60, "the first inspection")
        return self

    def takes_signals(self) -> bool:
        """Whether it is far enough to take a signal: a program that is only being loaded is ended by it."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        return all(caught >> (number - 1) & 1 for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP))

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def stop(self) -> str:
        """Stops it; gives what it wrote. It hangs if that takes long; contrib/bench/controller measures how long it takes."""
        wait_until(self.takes_signals, 60, "a program that takes signals")
        self.process.send_signal(signal.SIGTERM)
        _, err = self.process.communicate(timeout=20)
        assert self.process.returncode == 0, err
        return err


@pytest.fixture
def applied(aws, vaer):
    vaer.ok("apply", "--yes")
    yield vaer
    for process in Controller.running:
        if process.poll() is None:
            process.kill()
            process.communicate()
    Controller.running.clear()
    for router in ROUTERS:
        ensure(aws, router, "running")


def ensure(aws, router: str, state: str) -> None:
    """Starts or stops a router and waits until it is so."""
    ec2 = aws.client("ec2", REGION)
    read = lambda: ec2.describe_instances(InstanceIds=[router])["Reservations"][0]["Instances"][0]  # noqa: E731
    wait_until(lambda: read()["State"]["Name"] in ("running", "stopped"), what=f"{router} at rest")
    if read()["State"]["Name"] != state:
        (ec2.stop_instances if state == "stopped" else ec2.start_instances)(InstanceIds=[router])
        wait_until(lambda: read()["State"]["Name"] == state, what=f"{router} {state}")


def carrier(aws) -> str | None:
    """The router that carries all of the pair's routes; none while they are being moved."""
    tables = aws.client("ec2", REGION).describe_route_tables(RouteTableIds=["rtb-024855d8566b8128b"])["RouteTables"]
    found = {r["InstanceId"] for r in tables[0]["Routes"] if r.get("InstanceId") in ROUTERS}
    return found.pop() if len(found) == 1 else None


def fail_over(aws) -> None:
    """Stops the router that carries the routes, and starts it again once the other does."""
    first = carrier(aws)
    ensure(aws, first, "stopped")
    wait_until(lambda: carrier(aws) not in (None, first), what="the failover")
    ensure(aws, first, "running")
