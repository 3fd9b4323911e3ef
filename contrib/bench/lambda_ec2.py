"""The two EC2s that the functions can be measured against: a stand-in that is quick, and the local AWS."""

from __future__ import annotations

import collections
import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "contrib" / "lambda"))

import runtime_api  # noqa: E402

A, B = "i-045ebd27124159b6d", "i-09ff574d23245419a"
# EC2's limit for each action that changes something: as many at once, and as many more each second.
# https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
CALLS_AT_ONCE, CALLS_PER_SECOND = 50, 5


class StandIn(runtime_api.Region):
    """The small EC2 of the artifact's tests, which also deletes and creates routes, and can enforce EC2's limit."""

    def __init__(self, routes: int, delay: float, is_limited: bool):
        super().__init__(routes, delay)
        self.is_limited = is_limited
        self.buckets = collections.defaultdict(lambda: (float(CALLS_AT_ONCE), time.monotonic()))
        self.missing: dict[str, float] = {}
        self.closed_gaps: list[float] = []
        self.environment: dict[str, str] = {}

    def answer(self, method, path, headers, body):
        action = body.decode().split("Action=", 1)[-1].split("&", 1)[0]
        if self.is_limited and action in ("ReplaceRoute", "DeleteRoute", "CreateRoute") and not self.take(action):
            time.sleep(self.delay)
            return 503, {}, self.error("RequestLimitExceeded")
        return super().answer(method, path, headers, body)

    def take(self, action: str) -> bool:
        """Takes a call from the action's bucket; false when there is none."""
        with self.lock:
            (tokens, seen), now = self.buckets[action], time.monotonic()
            tokens = min(CALLS_AT_ONCE, tokens + (now - seen) * CALLS_PER_SECOND)
            self.buckets[action] = (tokens - 1 if tokens >= 1 else tokens, now)
        return tokens >= 1

    def DescribeInstances(self, fields):
        wanted = set(fields.values()) & set(self.states) or set(self.states)
        states, self.states = self.states, {i: s for i, s in self.states.items() if i in wanted}
        try:
            return super().DescribeInstances(fields)
        finally:
            self.states = states

    def DeleteRoute(self, fields):
        del self.routes[fields["DestinationCidrBlock"]]
        self.missing[fields["DestinationCidrBlock"]] = time.monotonic()
        return "<return>true</return>"

    def CreateRoute(self, fields):
        destination = fields["DestinationCidrBlock"]
        self.closed_gaps.append(time.monotonic() - self.missing.pop(destination))
        self.routes[destination] = fields["NetworkInterfaceId"]
        return "<return>true</return>"

    def fail(self, failed: str, works: str) -> None:
        """Lets one router stop and the other run."""
        self.states = {failed: "stopped", works: "running"}

    def targets(self) -> dict[str, str]:
        """The interface of each destination."""
        return dict(self.routes)

    def gaps(self) -> list[float]:
        """For how long destinations had no route, in seconds; those that have none now, until now."""
        return self.closed_gaps + [time.monotonic() - since for since in self.missing.values()]


@contextlib.contextmanager
def stand_in(routes: int, delay: float, is_limited: bool, tls):
    """A stand-in with its URL, over TLS when there is a context."""
    region = StandIn(routes, delay, is_limited)
    with runtime_api.serving(region.answer, tls) as port:
        region.url = f"http{'s' if tls else ''}://127.0.0.1:{port}"
        yield region


class LocalAWS:
    """The local AWS with one pair: every signature is checked, and what is read and written is moto's."""

    VPC, TABLE = "vpc-0bf5741eb0ef56a41", "rtb-024855d8566b8128b"

    def __init__(self, facts: dict):
        self.url = facts["endpoint"]
        keys = facts["accounts"][runtime_api.ACCOUNT]
        self.environment = {
            "AWS_ACCESS_KEY_ID": keys["access_key_id"], "AWS_SECRET_ACCESS_KEY": keys["secret_access_key"],
        }
        import boto3

        self.client = boto3.client(
            "ec2", region_name="us-west-1", endpoint_url=self.url, aws_access_key_id=keys["access_key_id"],
            aws_secret_access_key=keys["secret_access_key"],
        )

    @classmethod
    def world(cls, routes: int) -> dict:
        """The world of the test event's pair with that many routes, all to its first router."""
        interfaces = list(runtime_api.Region().interfaces.items())
        return {
            "accounts": [{"id": runtime_api.ACCOUNT, "partition": "aws", "profile": "default"}],
            "vpcs": [{
                "account": runtime_api.ACCOUNT, "region": "us-west-1", "name": "edge", "id": cls.VPC,
                "cidr": "172.31.0.0/16", "subnets": [{"zone": "a", "cidr": "172.31.0.0/24"}],
                "routers": [
                    {"name": name, "instance": instance, "eni": eni, "subnet": 0}
                    for name, (instance, eni) in zip(("vAER-A", "vAER-B"), interfaces)
                ],
                "tables": [{"id": cls.TABLE, "subnets": [0], "routes": runtime_api.Region(routes).routes}],
            }],
        }

    def control(self, path: str, body=None):
        request = urllib.request.Request(f"{self.url}/local-aws/{path}", data=body and json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.loads(reply.read())

    def fail(self, failed: str, works: str) -> None:
        """Lets one router stop and the other run."""
        for instance, state in ((works, "running"), (failed, "stopped")):
            if self.state(instance) != state:
                self.control("instance", {
                    "account": runtime_api.ACCOUNT, "region": "us-west-1", "id": instance, "state": state,
                })
            while self.state(instance) != state:
                time.sleep(0.02)

    def state(self, instance: str) -> str:
        """What EC2 says of a router."""
        reservation, = self.client.describe_instances(InstanceIds=[instance])["Reservations"]
        return reservation["Instances"][0]["State"]["Name"]

    def targets(self) -> dict[str, str]:
        """The interface of each destination."""
        table, = self.client.describe_route_tables(RouteTableIds=[self.TABLE])["RouteTables"]
        return {
            route["DestinationCidrBlock"]: route["NetworkInterfaceId"]
            for route in table["Routes"] if "NetworkInterfaceId" in route
        }

    def gaps(self) -> list[float]:
        """For how long destinations had no route, in seconds; those that have none now, until now."""
        missing, closed = {}, []
        for entry in self.control("journal?kind=call"):
            if entry.get("status") != 200:
                continue
            if entry["action"] == "DeleteRoute":
                missing[entry["destination"]] = entry["t"]
            elif entry["action"] == "CreateRoute" and entry["destination"] in missing:
                closed.append(entry["t"] - missing.pop(entry["destination"]))
        return closed + [time.time() - since for since in missing.values()]


@contextlib.contextmanager
def local_aws(routes: int, delay: float, is_limited: bool, tls):
    """A local AWS of its own; it speaks no TLS."""
    assert tls is None
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "world.json").write_text(json.dumps(LocalAWS.world(routes)))
        announce, log = folder / "announce.json", folder / "log"
        command = [
            sys.executable, "-m", "local_aws", "--world", folder / "world.json", "--announce", announce,
            "--die-with-parent", "--initializing", "0", "--pending", "0.01", "--stopping", "0.01", *(["--throttle"] if is_limited else []),
        ]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=ROOT / "contrib" / "local-aws", stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            for _ in range(600):
                if announce.exists():
                    break
                assert process.poll() is None, log.read_text()
                time.sleep(0.05)
            region = LocalAWS(json.loads(announce.read_text()))
            if delay:
                region.control("faults", {"service": "ec2", "latency": delay})
            yield region
        finally:
            process.terminate()
            process.wait(timeout=20)
