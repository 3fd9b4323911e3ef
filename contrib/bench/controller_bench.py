"""The controller beside a program in Python that makes the same reads with boto3; see contrib/bench/controller."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
BATCH = 100
# What the requirements ask for.
MEMORY_LIMIT_MB = 150

PEER = """
import collections, json, os, sys, time
import boto3
world, endpoint, batch = json.load(open(sys.argv[1])), os.environ["AWS_ENDPOINT_URL"], int(sys.argv[2])
places = collections.defaultdict(list)
for vpc in world["vpcs"]:
    places[vpc["account"], vpc["region"]].append(vpc)
profiles = {a["id"]: a["profile"] for a in world["accounts"]}
seen = {}
for (account, region), vpcs in places.items():
    ec2 = boto3.Session(profile_name=profiles[account]).client("ec2", region_name=region, endpoint_url=endpoint)
    for start in range(0, len(vpcs), batch):
        some = vpcs[start:start + batch]
        ids = [router["instance"] for vpc in some for router in vpc["routers"]]
        found = {}
        for page in ec2.get_paginator("describe_instances").paginate(
                Filters=[{"Name": "instance-id", "Values": ids}]):
            for reservation in page["Reservations"]:
                for instance in reservation["Instances"]:
                    found[instance["InstanceId"]] = instance["State"]["Name"]
        for name in ("system-status.status", "instance-status.status"):
            for page in ec2.get_paginator("describe_instance_status").paginate(
                    Filters=[{"Name": name, "Values": ["impaired"]}]):
                found.update((status["InstanceId"], "impaired") for status in page["InstanceStatuses"])
        for page in ec2.get_paginator("describe_route_tables").paginate(
                Filters=[{"Name": "vpc-id", "Values": [vpc["id"] for vpc in some]}]):
            for table in page["RouteTables"]:
                targets = [route.get("NetworkInterfaceId") for route in table["Routes"]]
                seen[table["RouteTableId"]] = (table["VpcId"], targets)
        seen.update(found)
print(len(seen), flush=True)
time.sleep(600)
"""


def cpu_seconds(pid: int) -> float:
    """The processor time of a process so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int, field: str) -> float:
    """VmRSS or VmHWM of a process."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise LookupError(field)


def definitions(world: dict, folder: pathlib.Path) -> None:
    """The pairs of a world in the pair language, and a login for each account."""
    profiles = {a["id"]: a["profile"] for a in world["accounts"]}
    logins = [f'credentials "{name}" {{ profile = {name} }}' for name in profiles.values()]
    (folder / "logins.vaer").write_text("\n".join(["vaer 1", *logins]) + "\n")
    for start in range(0, len(world["vpcs"]), 1000):
        lines = ["vaer 1"]
        for n, vpc in enumerate(world["vpcs"][start : start + 1000], start):
            lines += [
                f'pair "p{n}" {{',
                f'  region = {vpc["region"]}',
                f'  account = {vpc["account"]}',
                f'  credentials = {profiles[vpc["account"]]}',
                f'  vpc = {vpc["id"]}',
                *(f'  member "{r["name"]}" {{ instance = {r["instance"]}  eni = {r["eni"]} }}' for r in vpc["routers"]),
                "}",
            ]
        (folder / f"{start}.vaer").write_text("\n".join(lines) + "\n")


@contextlib.contextmanager
def local_aws(options: argparse.Namespace, folder: pathlib.Path):
    """A local AWS with the fleet's world; gives the environment of whoever calls it."""
    announce = folder / "announce.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "local_aws", "--port", "0", "--announce", str(announce), "--no-auth",
         "--credentials-file", str(folder / "credentials"), "--seed-pairs", str(options.pairs),
         "--seed-accounts", str(options.accounts), "--seed-file", str(folder / "world.json"), "--die-with-parent"],
        env=os.environ | {"PYTHONPATH": str(ROOT / "contrib" / "local-aws")},
    )  # fmt: skip
    try:
        while not announce.exists():
            if process.poll() is not None:
                sys.exit("controller: the local AWS did not start")
            time.sleep(0.2)
        clean = {n: v for n, v in os.environ.items() if not n.startswith(("AWS_", "VAER_"))}
        yield clean | {
            "AWS_ENDPOINT_URL": json.loads(announce.read_text())["endpoint"],
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
            "AWS_CONFIG_FILE": str(folder / "none"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "VAER_DB": str(folder / "vaer.sqlite"),
            "VAER_ARTIFACT": str(folder / "none"),
            "SWIFT_BACKTRACE": "enable=no",
        }
    finally:
        process.terminate()
        process.wait()


def controller(options: argparse.Namespace, folder: pathlib.Path, environment: dict) -> dict:
    """Runs the controller over one look at all pairs and some time of rest."""
    import sqlite3

    (folder / "pairs.d").mkdir(mode=0o755)
    definitions(json.loads((folder / "world.json").read_text()), folder / "pairs.d")
    process = subprocess.Popen(
        [str(ROOT / ".build" / options.build / "vaer"), "run", "--pairs", str(folder / "pairs.d"),
         "--interval", "1h", "--inspection", "24h", "--listen", f"unix:{folder}/page.sock"],
        env=environment, stdout=subprocess.DEVNULL, stderr=open(folder / "vaer.log", "w"),
    )  # fmt: skip
    began = time.monotonic()
    count = 0
    with readers(options.readers, folder / "page.sock"):
        while count < options.pairs:
            if process.poll() is not None:
                sys.exit((folder / "vaer.log").read_text())
            time.sleep(0.5)
            with contextlib.suppress(sqlite3.OperationalError):
                with sqlite3.connect(f"file:{environment['VAER_DB']}?mode=ro", uri=True) as database:
                    count = database.execute("SELECT count(*) FROM observations").fetchone()[0]
    look = {"seconds": time.monotonic() - began, "cpu": cpu_seconds(process.pid)}
    # The first inspection asks for every function's log once; it is over when the processor is at rest.
    quiet = cpu_seconds(process.pid)
    while True:
        time.sleep(10)
        if cpu_seconds(process.pid) - quiet < 0.2:
            break
        quiet = cpu_seconds(process.pid)
    before = cpu_seconds(process.pid)
    time.sleep(options.rest)
    rest = cpu_seconds(process.pid) - before
    peak, now = memory_mb(process.pid, "VmHWM"), memory_mb(process.pid, "VmRSS")
    replies = {path: fetch(folder / "page.sock", path) for path in ("/", "/metrics", "/api/v1/pairs")}
    read = memory_mb(process.pid, "VmHWM")
    stopped = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    return look | {
        "rest": rest, "peak": peak, "rss": now, "read": read, "replies": replies, "stop": time.monotonic() - stopped,
    }  # fmt: skip


@contextlib.contextmanager
def readers(count: int, path: pathlib.Path):
    """Readers that ask for the metrics at the same moments, again and again, as several Prometheus servers would."""
    over = threading.Event()
    together = threading.Barrier(max(1, count))

    def read() -> None:
        while not over.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                fetch(path, "/metrics")
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(timeout=5)
            over.wait(0.5)

    threads = [threading.Thread(target=read) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        together.abort()
        for thread in threads:
            thread.join()


def fetch(path: pathlib.Path, target: str) -> tuple[int, float]:
    """The size of a reply of the status page, and how many milliseconds it took."""
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    began = time.monotonic()
    connection.request("GET", target)
    reply = connection.getresponse()
    size = len(reply.read())
    if reply.status != 200:
        sys.exit(f"controller: {target} gave {reply.status}")
    return size, (time.monotonic() - began) * 1000


def peer(folder: pathlib.Path, environment: dict) -> dict:
    """Runs the program in Python over the same reads."""
    arguments = [sys.executable, "-c", PEER, str(folder / "world.json"), str(BATCH)]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        if not process.stdout.readline():
            sys.exit("controller: the peer failed")
        return {"cpu": cpu_seconds(process.pid), "peak": memory_mb(process.pid, "VmHWM")}
    finally:
        process.kill()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--rest", type=int, default=120, help="seconds of rest that are measured")
    parser.add_argument("--readers", type=int, default=5, help="how many read the metrics at once during the first look")
    parser.add_argument("--build", default="release", choices=("release", "debug"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with local_aws(options, folder) as environment:
            ours, theirs = controller(options, folder, environment), peer(folder, environment)
    print(f"{options.pairs} pairs in {options.accounts} accounts, {options.build} build, {os.cpu_count()} cores")
    print(f"{options.readers} readers of the metrics at once during the first look")
    print(f"peak memory           {ours['peak']:7.1f} MB   boto3 {theirs['peak']:.1f} MB"
          f"   {theirs['peak'] / ours['peak']:.1f}x")  # fmt: skip
    print(f"memory after the look {ours['rss']:7.1f} MB; peak after the page, metrics and pairs were read {ours['read']:.1f} MB")
    print(f"CPU of the first look {ours['cpu']:7.1f} s    boto3 {theirs['cpu']:.1f} s"
          f"   {theirs['cpu'] / ours['cpu']:.1f}x   (ours loads and checks the definitions, and records)")  # fmt: skip
    print(f"CPU at rest           {ours['rest'] / options.rest * 100:7.2f} % of a core, over {options.rest} s")
    for target, (size, milliseconds) in ours["replies"].items():
        print(f"{target:<21} {milliseconds:7.1f} ms   {size / 1e6:.2f} MB")
    print(f"stop                  {ours['stop']:7.2f} s")
    if ours["read"] > MEMORY_LIMIT_MB:
        sys.exit(f"controller: more than {MEMORY_LIMIT_MB} MB")


if __name__ == "__main__":
    main()
