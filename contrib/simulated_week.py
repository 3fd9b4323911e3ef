"""A week of a fleet in minutes; see contrib/simulated-week.

How time is compressed: nothing runs on a faster clock. A week's failures come within minutes, and the quiet between them
is left out; what is measured and compared are real times. Sweeps of the functions are five times rarer than in a fleet, so
that lost events are the controller's to find.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import datetime
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from week_compare import Call, Change, Failover, Move, Outage, differences, exposures, outage_differences

# How far a look may lie from what it sees: the interval of the sweeps, its jitter, and a controller that is killed meanwhile.
LOOK = 20
ROOT = pathlib.Path(__file__).resolve().parents[1]
LOCAL_AWS = ROOT / "contrib" / "local-aws"
# What may happen to a pair, and how often of a hundred.
TROUBLES = [("stop", 55), ("impair", 20), ("both", 10), ("flap", 15)]
# What may happen to AWS, each now and then.
FAULTS = [
    {"service": "ec2", "action": "ReplaceRoute", "fault": "throttle", "count": 3},
    {"service": "ec2", "action": "ReplaceRoute", "fault": "lost-response", "count": 1},
    {"service": "ec2", "action": "ReplaceRoute", "fault": "error", "count": 2},
    {"service": "ec2", "action": "Describe.*", "fault": "unavailable", "count": 5},
    {"service": "ec2", "action": "Describe.*", "fault": "stale", "count": 3},
    {"service": "ec2", "action": "Describe.*", "latency": 1.5, "count": 4},
    {"service": "eventbridge", "action": "Deliver", "fault": "lost", "count": 2},
    {"service": "eventbridge", "action": "Deliver", "fault": "duplicate", "count": 2},
    {"service": "eventbridge", "action": "Deliver", "latency": 3.0, "count": 2},
    {"service": "sqs", "action": ".*", "fault": "error", "count": 3},
    {"service": "sns", "action": "Publish", "fault": "throttle", "count": 2},
]


class Week:
    """One week: a local AWS, a fleet, a controller that is killed, and what comes of it."""

    def __init__(self, options: argparse.Namespace, folder: pathlib.Path) -> None:
        (self.options, self.folder) = (options, folder)
        self.chance = random.Random(options.seed)
        self.aws = self.start_local_aws()
        self.endpoint = json.loads((folder / "announce.json").read_text())["endpoint"]
        self.world = json.loads((folder / "world.json").read_text())
        self.controllers: list[subprocess.Popen] = []
        self.kills = 0
        self.guard = threading.Lock()
        self.write_definitions()

    # --- the world

    def start_local_aws(self) -> subprocess.Popen:
        log = open(self.folder / "local-aws.log", "wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "local_aws", "--port", "0", "--announce", str(self.folder / "announce.json"),
             "--credentials-file", str(self.folder / "credentials"), "--seed-pairs", str(self.options.pairs),
             "--seed-accounts", str(self.options.accounts), "--seed-file", str(self.folder / "world.json"),
             "--sweep-scale", "0.2", "--die-with-parent"],
            env=os.environ | {"PYTHONPATH": str(LOCAL_AWS)}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        while not (self.folder / "announce.json").exists():
            if process.poll() is not None:
                sys.exit(f"the local AWS did not start:\n{(self.folder / 'local-aws.log').read_text()}")
            time.sleep(0.1)
        return process

    def write_definitions(self) -> None:
        """The fleet's pairs in the pair language, some with a failback."""
        profiles = {a["id"]: a["profile"] for a in self.world["accounts"]}
        (self.folder / "pairs.d").mkdir(mode=0o755)
        lines = ["vaer 1", *(f'credentials "{name}" {{ profile = {name} }}' for name in profiles.values())]
        for n, vpc in enumerate(self.world["vpcs"]):
            members = (f'member "{r["name"]}" {{ instance = {r["instance"]}  eni = {r["eni"]} }}' for r in vpc["routers"])
            lines += [
                f'pair "p{n}" {{', f'  region = {vpc["region"]}', f'  account = {vpc["account"]}',
                f'  credentials = {profiles[vpc["account"]]}', f'  vpc = {vpc["id"]}', *(f"  {m}" for m in members),
                "  failover { status-checks = on" + ("  failback = 1m }" if n % 5 == 0 else " }"), "}",
            ]  # fmt: skip
        (self.folder / "pairs.d" / "fleet.vaer").write_text("\n".join(lines) + "\n")

    def environment(self) -> dict:
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "VAER_"))}
        return keep | {
            "HOME": str(self.folder), "AWS_ENDPOINT_URL": self.endpoint, "AWS_CONFIG_FILE": str(self.folder / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.folder / "credentials"), "AWS_EC2_METADATA_DISABLED": "true",
            "VAER_PAIRS": str(self.folder / "pairs.d"), "VAER_DB": str(self.folder / "vaer.sqlite"),
            "VAER_ARTIFACT": str(ROOT / ".build" / "lambda" / "vaer-failover.zip"), "SWIFT_BACKTRACE": "enable=no",
        }  # fmt: skip

    def vaer(self, *arguments: str) -> str:
        run = subprocess.run(
            [str(self.options.vaer), *arguments], env=self.environment(), cwd=self.folder, stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
        )  # fmt: skip
        if run.returncode != 0:
            sys.exit(f"vaer {' '.join(arguments)} ended with {run.returncode}:\n{run.stderr[-4000:]}")
        return run.stdout

    def control(self, path: str, body: object | None = None, method: str | None = None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/local-aws/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=120) as reply:
            return json.loads(reply.read() or b"null")

    # --- the controller

    def start_controller(self) -> None:
        log = open(self.folder / "controller.log", "ab")
        with self.guard:
            self.controllers.append(
                subprocess.Popen(
                    [str(self.options.vaer), "run", "--interval", "10s", "--grace", "8s", "--inspection", "60s"],
                    env=self.environment(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                )  # fmt: skip
            )

    def kill_now_and_then(self, end: float, chance: random.Random) -> None:
        """Kills the controller at random; now and then two of them run."""
        while time.monotonic() < end:
            time.sleep(min(chance.expovariate(1 / self.options.kill_every), max(0, end - time.monotonic())))
            with self.guard:
                victim = chance.choice(self.controllers)
                victim.send_signal(signal.SIGKILL)
                victim.wait()
                self.controllers.remove(victim)
                self.kills += 1
            time.sleep(chance.random() * 3)
            while len(self.controllers) < 1 + (chance.random() < 0.3):
                self.start_controller()

    # --- the troubles

    def instance(self, vpc: dict, router: int, **change) -> None:
        body = {"account": vpc["account"], "region": vpc["region"], "id": vpc["routers"][router]["instance"], **change}
        # A router in transition takes no second order: it is given again.
        for _ in range(40):
            try:
                self.control("instance", body)
                return
            except urllib.error.HTTPError:
                time.sleep(0.25)

    def trouble(self, kind: str, n: int, chance: random.Random) -> None:
        """What happens to a pair, and its end: afterwards both routers work."""
        vpc, first = self.world["vpcs"][n], chance.randrange(2)
        pause = lambda low, high: time.sleep(chance.uniform(low, high))  # noqa: E731
        if kind == "impair":
            self.instance(vpc, first, check="impaired")
            pause(15, 30)
            self.instance(vpc, first, check="ok")
        elif kind == "both":
            self.instance(vpc, first, state="stopped")
            pause(0, 4)
            self.instance(vpc, 1 - first, state="stopped")
            pause(5, 15)
            self.instance(vpc, chance.randrange(2), state="running")
            pause(3, 6)
            for router in range(2):
                self.instance(vpc, router, state="running")
        elif kind == "flap":
            for _ in range(3):
                self.instance(vpc, first, state="stopped")
                pause(2, 5)
                self.instance(vpc, first, state="running")
                pause(2, 5)
        else:
            self.instance(vpc, first, state="stopped")
            pause(5, 30)
            self.instance(vpc, first, state="running")

    def live(self) -> None:
        """The week itself: troubles, faults and kills, all at their random times."""
        (options, chance) = (self.options, self.chance)
        seconds = options.minutes * 60
        end = time.monotonic() + seconds
        killing = threading.Thread(target=self.kill_now_and_then, args=(end, random.Random(chance.random())))
        killing.start()
        agenda: list[tuple[float, str, object]] = []
        busy: dict[int, float] = collections.defaultdict(float)
        kinds, weights = zip(*TROUBLES, strict=True)
        for _ in range(options.failures):
            at, n = chance.uniform(0, max(1, seconds - 60)), chance.randrange(len(self.world["vpcs"]))
            # A pair has one trouble at a time.
            at = max(at, busy[n])
            busy[n] = at + 75
            agenda.append((at, chance.choices(kinds, weights)[0], n))
        regions = sorted({vpc["region"] for vpc in self.world["vpcs"]})
        for _ in range(max(1, options.failures // 8)):
            fault = dict(chance.choice(FAULTS))
            if fault["service"] != "eventbridge" and chance.random() < 0.7:
                fault["region"] = chance.choice(regions)
            agenda.append((chance.uniform(0, seconds), "fault", fault))
        began, running = time.monotonic(), []
        for at, kind, what in sorted(agenda, key=lambda a: a[0]):
            time.sleep(max(0, began + at - time.monotonic()))
            if kind == "fault":
                self.control("faults", what)
                continue
            thread = threading.Thread(target=self.trouble, args=(kind, what, random.Random(chance.random())))
            thread.start()
            running.append(thread)
        for thread in running:
            thread.join()
        killing.join()
        self.control("faults", method="DELETE")

    def settle(self) -> None:
        """Lets everything come to rest: all routers work, queues are empty, logs are read."""
        for controller in self.controllers:
            controller.send_signal(signal.SIGTERM)
            controller.wait(timeout=30)
        self.controllers.clear()
        quiet = time.time()
        self.start_controller()
        count, since = -1, time.monotonic()
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            time.sleep(2)
            with contextlib.suppress(sqlite3.OperationalError):
                with sqlite3.connect(f"file:{self.folder}/vaer.sqlite?mode=ro", uri=True) as database:
                    now = database.execute("SELECT count(*) FROM failovers").fetchone()[0]
                    read = database.execute(
                        "SELECT count(*) FROM marks WHERE log_read_to >= ?", [int((quiet + 45) * 1000)]
                    ).fetchone()[0]
                if now != count:
                    (count, since) = (now, time.monotonic())
                # A message that was fetched and not recorded comes again after half a minute.
                if read == self.options.pairs and time.monotonic() - since > 40:
                    break
        else:
            print("settling took too long", file=sys.stderr)
        self.controllers[0].send_signal(signal.SIGTERM)
        self.controllers[0].wait(timeout=30)

    # --- what came of it

    def compare(self, begin: float) -> tuple[list[str], dict]:
        entries = self.control(f"journal?kind=call,event,check,fault&since={begin}")
        (self.folder / "journal.json").write_text("\n".join(json.dumps(e) for e in entries))
        if len(self.control("journal")) >= 200_000:
            return ["the journal is full: choose fewer pairs or minutes"], {}
        pair_of = {t["id"]: f"p{n}" for n, vpc in enumerate(self.world["vpcs"]) for t in vpc["tables"]}
        router_of = {r["instance"]: f"p{n}" for n, vpc in enumerate(self.world["vpcs"]) for r in vpc["routers"]}
        calls = [
            Call(e["t"], e["table"], e["destination"], e["eni"], e["lost"])
            for e in entries
            if e["kind"] == "call" and e["action"] == "ReplaceRoute" and (e["status"] == 200 or e["lost"])
        ]
        calls = [c for c in calls if c.table in pair_of]
        events: dict[str, list[float]] = collections.defaultdict(list)
        for entry in entries:
            if entry["kind"] == "event" and (name := router_of.get(entry["detail"].get("instance-id", ""))):
                events[name].append(entry["t"])
        report = json.loads(self.vaer("report", "--since", "2h", "--format", "json"))
        counts = {h["pair"]: sum(e["what"] in ("failover", "failback") for e in h["entries"]) for h in report["histories"]}
        failovers: list[Failover] = []
        for name in sorted(set(pair_of.values())):
            if not counts.get(name):
                continue
            story = json.loads(self.vaer("history", name, "--limit", "1000", "-o", "json"))
            told = [e for e in story["entries"] if e["what"] in ("failover", "failback")]
            if len(told) != counts[name]:
                return [f"{name}: the report tells {counts[name]} failovers, the history {len(told)}"], {}
            failovers += [self.failover(name, e) for e in told]
        outages, found = self.outages(report, entries, calls, failovers)
        facts = {
            "calls": len(calls), "failovers": len(failovers), "kills": self.kills,
            "availability": report["fleet"]["availability"]["percent"],
            "outage": f"{outages[0]:.0f} s told, {outages[1]:.0f} s in fact",
            "recovery": report["fleet"]["recovery"]["medianMilliseconds"],
            "by": collections.Counter(e["source"] for h in report["histories"] for e in h["entries"] if "source" in e and e["what"] in ("failover", "failback")),
        }  # fmt: skip
        return differences(calls, failovers, events) + found, facts

    def outages(
        self, report: dict, entries: list[dict], calls: list[Call], failovers: list[Failover]
    ) -> tuple[tuple[float, float], list[str]]:
        """The outage in seconds of all pairs, as it is told and as it was, and where they differ."""
        changes = self.changes(entries)
        stale = collections.Counter(e["region"] for e in entries if e["kind"] == "fault" and e["fault"] == "stale")
        told = {p["pair"]: p["availability"] for p in report["pairs"]}
        (sums, found) = ([0.0, 0.0], [])
        for n, vpc in enumerate(self.world["vpcs"]):
            name, enis = f"p{n}", {r["eni"] for r in vpc["routers"]}
            routes = {(t["id"], destination): eni for t in vpc["tables"] for destination, eni in t["routes"].items()}
            (unavailable, unknown) = (told[name][f"{kind}Milliseconds"] / 1000 for kind in ("unavailable", "unknown"))
            outage = Outage(name, unavailable, unknown, stale[vpc["region"]])
            truth = exposures(
                routes,
                [c for c in calls if (c.table, c.destination) in routes],
                [c for c in changes if c.eni in enis],
                time.time(),
            )
            found += outage_differences(outage, truth, [f for f in failovers if f.pair == name], LOOK)
            sums[0] += outage.unavailable
            sums[1] += sum(end - start for start, end in truth)
        return (sums[0], sums[1]), found

    def changes(self, entries: list[dict]) -> list[Change]:
        """When each router failed and worked again, by its state and its status checks."""
        eni_of = {r["instance"]: r["eni"] for vpc in self.world["vpcs"] for r in vpc["routers"]}
        (state, check, found) = ({}, {}, [])
        for entry in entries:
            if entry["kind"] == "event":
                instance = entry["detail"].get("instance-id", "")
                state[instance] = entry["detail"].get("state", "running")
            elif entry["kind"] == "check":
                instance = entry["id"]
                check[instance] = entry["status"]
            else:
                continue
            works = state.get(instance, "running") in ("pending", "running") and check.get(instance) != "impaired"
            if instance in eni_of:
                found.append(Change(entry["t"], eni_of[instance], works))
        return found

    @staticmethod
    def failover(name: str, entry: dict) -> Failover:
        seconds = lambda text: datetime.datetime.fromisoformat(text).timestamp()  # noqa: E731
        moves = [Move(m["table"], m["destination"], m["to"]) for m in entry["moves"] if m["outcome"] == "moved"]
        there = sum(m["outcome"] == "already-there" for m in entry["moves"])
        # A function tells of EC2's event; the controller of the moment when it saw the trouble first, which is no event.
        event = entry["eventTime"] if entry["source"] == "lambda" else None
        return Failover(
            entry["run"], name, seconds(entry["started"]), seconds(entry["finished"]),
            seconds(event) if event else None, entry["moved"] - there, moves,
        )  # fmt: skip

    def end(self) -> None:
        for controller in self.controllers:
            if controller.poll() is None:
                controller.kill()
                controller.wait()
        self.aws.terminate()
        self.aws.wait(timeout=60)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--failures", type=int, default=300)
    parser.add_argument("--kill-every", type=float, default=20, help="seconds between two kills, on average")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--build", default="release")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder in which everything is left")
    options = parser.parse_args()
    options.vaer = ROOT / ".build" / options.build / "vaer"
    print(f"{options.pairs} pairs in {options.accounts} accounts, {options.failures} failures in {options.minutes:g} minutes,"
          f" seed {options.seed}", flush=True)  # fmt: skip
    with contextlib.ExitStack() as stack:
        if options.keep:
            options.keep.mkdir(parents=True)
        folder = options.keep or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o700)
        week = Week(options, folder.resolve())
        stack.callback(week.end)
        began = time.monotonic()
        week.vaer("apply", "--yes")
        print(f"applied in {time.monotonic() - began:.0f} s", flush=True)
        begin = time.time()
        week.start_controller()
        week.live()
        week.settle()
        found, facts = week.compare(begin)
        log = (folder / "controller.log").read_text(errors="replace")
        if "Fatal" in log or "Crash" in log:
            found.append("the controller crashed: see its log")
    for name, value in facts.items():
        print(f"{name:>14}: {dict(value) if isinstance(value, collections.Counter) else value}")
    for difference in found:
        print(f"differs: {difference}")
    if found:
        print(f"{len(found)} differences; the same week again: contrib/simulated-week --pairs {options.pairs} --accounts"
              f" {options.accounts} --minutes {options.minutes:g} --failures {options.failures} --seed {options.seed}")  # fmt: skip
        sys.exit(1)
    print("no differences")


if __name__ == "__main__":
    main()
