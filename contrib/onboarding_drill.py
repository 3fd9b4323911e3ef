"""From networks that nobody has described to a plan for all of them, on the local AWS: times, calls and what came out.

The world has pairs in many accounts and regions of two partitions, and beside them what must not be taken for a pair.
Times are those of moto, which answers some hundred calls a second: they say nothing about AWS's own.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
LOCAL_AWS = ROOT / "contrib" / "local-aws"
sys.path.insert(0, str(LOCAL_AWS))

from local_aws import seed  # noqa: E402

# A first account's region in which there are pairs too.
PLACE = {"account": str(seed.FIRST_ACCOUNT), "region": "us-east-1", "cidr": "10.0.0.0/16"}
NODES = {"kubernetes.io/cluster/blue": "owned"}
# What is near to a pair and is none: its name, how many routers, whether routes point at each, their tags.
DECOYS = [
    ("nat-alone", 1, [True], {}),
    ("three-alike", 3, [True, False, False], {}),
    ("no-routes", 2, [False, False], {}),
    ("cluster", 2, [True, True], NODES),
]
# What discovery says of each; a network without routes to instances is not mentioned.
STATES = {"nat-alone": "alone", "three-alike": "unclear", "cluster": "new"}


def decoy(number: int, name: str, count: int, carries: list[bool], tags: dict) -> dict:
    """A network that is no pair, in the form of a world file."""
    identity = lambda kind, *rest: seed.identity(kind, -1, number, *rest)  # noqa: E731
    enis = [identity("eni", i) for i in range(count)]
    return {
        **PLACE,
        "name": name,
        "id": identity("vpc"),
        "subnets": [{"zone": zone, "cidr": f"10.0.{i}.0/24"} for i, zone in enumerate("ab")],
        "routers": [
            {"name": f"{name}-{i}", "instance": identity("i", i), "eni": enis[i], "subnet": i % 2, "elastic_ip": False,
             "tags": tags}
            for i in range(count)
        ],
        "tables": [
            {"id": identity("rtb", i), "routes": {f"172.{16 + i}.0.0/16": enis[i]}} for i in range(count) if carries[i]
        ],
    }  # fmt: skip


class Drill:
    """One run: a local AWS, a folder for definitions, and vaer."""

    def __init__(self, options: argparse.Namespace, folder: pathlib.Path) -> None:
        (self.options, self.folder, self.pairs) = (options, folder, folder / "pairs.d")
        self.wrong: list[str] = []
        self.seen = 0
        self.rows: list[tuple[str, float, int]] = []
        self.process = self.start_local_aws()
        self.endpoint = json.loads((folder / "announce.json").read_text())["endpoint"]

    def start_local_aws(self) -> subprocess.Popen:
        world = self.folder / "decoys.json"
        world.write_text(json.dumps({"accounts": [], "vpcs": [decoy(n, *d) for n, d in enumerate(DECOYS)]}))
        log = open(self.folder / "local-aws.log", "wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "local_aws", "--port", "0", "--announce", str(self.folder / "announce.json")]
            + ["--credentials-file", str(self.folder / "credentials"), "--world", str(world), "--die-with-parent"]
            + ["--seed-pairs", str(self.options.pairs), "--seed-accounts", str(self.options.accounts)],
            env=os.environ | {"PYTHONPATH": str(LOCAL_AWS)}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        for _ in range(6000):
            if (self.folder / "announce.json").exists():
                return process
            if process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit(f"the local AWS did not start:\n{(self.folder / 'local-aws.log').read_text()}")

    def calls(self) -> list[dict]:
        """The calls since this was asked last."""
        url = f"{self.endpoint}/local-aws/journal?kind=call&after={self.seen}"
        with urllib.request.urlopen(url, timeout=120) as reply:
            calls = json.load(reply)
        self.seen = calls[-1]["n"] if calls else self.seen
        return calls

    def vaer(self, *arguments: str) -> subprocess.CompletedProcess:
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "VAER_"))}
        environment = keep | {
            "HOME": str(self.folder), "AWS_ENDPOINT_URL": self.endpoint, "AWS_CONFIG_FILE": str(self.folder / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.folder / "credentials"), "VAER_PAIRS": str(self.pairs),
            "VAER_DB": str(self.folder / "vaer.sqlite"), "VAER_ARTIFACT": str(self.options.artifact.resolve()),
            "SWIFT_BACKTRACE": "enable=no",
        }  # fmt: skip
        return subprocess.run(
            [str(self.options.vaer.resolve()), *arguments], env=environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
        )  # fmt: skip

    def step(self, name: str, *arguments: str, document: bool = True) -> dict:
        """Runs a step, notes its time and calls, and gives its JSON document."""
        start = time.monotonic()
        run = self.vaer(*arguments, *(["-o", "json"] if document else []))
        seconds = time.monotonic() - start
        made = self.calls()
        self.rows.append((name, seconds, len(made)))
        self.expect(run.returncode == 0, f"{name} ended with {run.returncode}: {run.stderr.strip()[-800:]}")
        changed = [c["action"] for c in made if c["mutating"]]
        self.expect(not changed, f"{name} changed something: {changed[:3]}")
        return json.loads(run.stdout or "{}") if document else {}

    def expect(self, condition: bool, problem: str) -> None:
        if not condition:
            self.wrong.append(problem)

    def run(self) -> None:
        world = seed.world(self.options.pairs, self.options.accounts)
        self.pairs.mkdir()
        (self.folder / "config").touch()
        logins = [f'credentials "{a["profile"]}" {{ profile = {a["profile"]} }}\n' for a in world["accounts"]]
        (self.pairs / "logins.vaer").write_text("\n".join(["vaer 1\n", *logins]))
        search = ["discover", "--regions", "all", "--credentials", "*"]
        found = self.step("discover", *search, "--write", str(self.pairs))
        self.compare(found, world)
        again = self.step("discover again", *search, "--write", str(self.pairs))
        left = [f["vpc"] for f in again.get("findings", []) if f["state"] == "new" and f["confidence"] == "high"]
        self.expect(not left, f"found a second time: {left[:3]}")
        checked = self.step("check", "check")
        self.expect(len(checked.get("pairs", [])) == self.options.pairs, "check does not know all pairs")
        self.expect(checked.get("diagnostics") == [], f"check says: {checked.get('diagnostics', [])[:2]}")
        self.step("fmt", "fmt", "--check", document=False)
        ready = self.step("preflight", "preflight").get("pairs", [])
        failed = [c for p in ready for c in p["checks"] if c["outcome"] == "failed"]
        self.expect(len(ready) == self.options.pairs and not failed, f"{len(ready)} pairs, failed checks: {failed[:2]}")
        plan = self.step("plan", "plan").get("pairs-by-verdict", {})
        self.expect(plan.get("create") == self.options.pairs, f"plan says: {plan}")

    def compare(self, found: dict, world: dict) -> None:
        """Holds what was found against what is there: every pair, and nothing that is none."""
        theirs = {vpc["id"]: vpc for vpc in world["vpcs"]}
        new = {f["vpc"]: f for f in found.get("findings", []) if f["state"] == "new" and f["written"]}
        missing, false = set(theirs) - set(new), set(new) - set(theirs)
        self.expect(not missing, f"{len(missing)} pairs were not found, such as {sorted(missing)[:1]}")
        self.expect(not false, f"{len(false)} false pairs, such as {sorted(false)[:1]}")
        for vpc in set(theirs) & set(new):
            expected = [r["eni"] for r in theirs[vpc]["routers"]]
            enis = [e for r in new[vpc]["routers"] for e in r["interfaces"]]
            self.expect(enis == expected, f"{vpc} has {enis}, not {expected}")
        states = {f["vpc"]: f["state"] for f in found.get("findings", [])}
        for number, (name, *_) in enumerate(DECOYS):
            state = states.get(seed.identity("vpc", -1, number))
            self.expect(state == STATES.get(name), f"{name} is told as {state}")
        self.expect(not found.get("unread"), f"not read: {found.get('unread', [])[:2]}")

    def table(self) -> str:
        count = self.options.pairs
        lines = [f"{count} pairs in {self.options.accounts} accounts", ""]
        lines.append(f"{'STEP':<16}{'SECONDS':>9}{'CALLS':>9}{'CALLS/PAIR':>12}")
        lines += [f"{n:<16}{s:>9.2f}{c:>9}{c / count:>12.2f}" for n, s, c in self.rows]
        return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--accounts", type=int, default=20)
    parser.add_argument("--vaer", type=pathlib.Path, required=True)
    parser.add_argument("--artifact", type=pathlib.Path, default=ROOT / ".build" / "lambda" / "vaer-failover.zip")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        drill = Drill(options, pathlib.Path(folder))
        try:
            drill.run()
        finally:
            drill.process.terminate()
            drill.process.wait(timeout=20)
    print(drill.table())
    if drill.wrong:
        print("\n" + "\n".join(f"wrong: {problem}" for problem in drill.wrong), file=sys.stderr)
        sys.exit(1)
    print("\nevery pair was found, and nothing else")


if __name__ == "__main__":
    main()
