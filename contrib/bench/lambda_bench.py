"""Runs vaer-failover and two Python functions over the same runtime API, against the same EC2, and compares them."""

from __future__ import annotations

import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "contrib" / "lambda"))

import runtime_api  # noqa: E402

ARTIFACT = ROOT / ".build" / "lambda" / "vaer-failover.zip"
FUNCTIONS = ROOT / "contrib" / "bench" / "functions"
A, B = "i-045ebd27124159b6d", "i-09ff574d23245419a"
PEER = "manual, Python"
# What EC2 gives back of its limit of ReplaceRoute calls each second, which vaer-failover keeps to.
CALLS_PER_SECOND = 5


class Region(runtime_api.Region):
    """The small EC2, which can also delete and create routes, and knows how long a destination had none."""

    def __init__(self, routes: int, delay: float):
        super().__init__(routes, delay)
        self.missing: dict[str, float] = {}
        self.gaps: list[float] = []

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
        self.gaps.append(time.monotonic() - self.missing.pop(destination))
        self.routes[destination] = fields["NetworkInterfaceId"]
        return "<return>true</return>"


@dataclass
class Figures:
    """What was measured of one function, a value for each run."""

    start: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    gap: list[float] = field(default_factory=list)


def measure(command: list[str], folder: pathlib.Path, routes: int, delay: float, runs: int) -> Figures:
    """Starts the function anew for each run; moves the routes to B, then back to A in the same process."""
    figures = Figures()
    for _ in range(runs):
        region, runtime = Region(routes, delay), runtime_api.RuntimeAPI()
        with runtime_api.serving(runtime.answer) as port, runtime_api.serving(region.answer) as ec2:
            process = runtime_api.Process(
                command,
                port,
                f"http://127.0.0.1:{ec2}",
                folder,
                {
                    **runtime_api.VARIABLES,
                    "AWS_DEFAULT_REGION": runtime_api.VARIABLES["region"],
                    "PATH": os.environ["PATH"],
                    "PYTHONPATH": str(FUNCTIONS),
                },
                cwd=folder,
            )
            try:
                assert runtime.first_poll.wait(60), "the function did not start"
                figures.start.append((runtime.first_poll_time - process.started) * 1000)
                # A second run on hundreds of routes would only show the limit of calls once more.
                for failed, works, column in ((A, B, figures.first), (B, A, figures.warm))[: 2 if routes <= 50 else 1]:
                    if column is figures.warm:
                        time.sleep(routes / CALLS_PER_SECOND)  # The budget of calls fills up again, as between failures.
                    region.states = {failed: "stopped", works: "running"}
                    began = time.monotonic()
                    kind, answer = runtime.invoke(runtime_api.event(failed), seconds=900, timeout=900)
                    column.append((time.monotonic() - began) * 1000)
                    assert kind == "response", answer
                    assert set(region.routes.values()) == {region.interfaces[works]}, "not all routes moved"
                    assert len(region.routes) == routes
                figures.memory.append(process.peak_kilobytes() / 1024)
            finally:
                log = process.end()
                if sys.exc_info()[0]:
                    print("\n".join(log), file=sys.stderr)
        figures.gap.append(max(region.gaps, default=0) * 1000)
    return figures


def shown(values: list[float]) -> str:
    """The median, with the range when there is one."""
    if not values:
        return "-"
    middle = statistics.median(values)
    text = f"{middle:.1f}" if middle < 100 else f"{middle:.0f}"
    if len(values) == 1:
        return text
    return f"{text} ({min(values):.0f}-{max(values):.0f})"


def main() -> None:
    """Measures what the options ask for and prints it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", required=True, help="the peer's interpreter")
    parser.add_argument("--routes", default="2,50,500")
    parser.add_argument("--latency", default="0,20", help="milliseconds that EC2 takes for each call")
    parser.add_argument("--runs", type=int, default=5, help="runs of each; with more than 50 routes just one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with zipfile.ZipFile(ARTIFACT) as archive:
            bootstrap = folder / "bootstrap"
            bootstrap.write_bytes(archive.read("bootstrap"))
            bootstrap.chmod(0o755)
        commands = {
            "vaer-failover": [str(bootstrap)],
            PEER: [options.python, "-m", "awslambdaric", "manual.handler"],
            "ReplaceRoute x 16, Python": [options.python, "-m", "awslambdaric", "replacing.handler"],
        }
        print(f"zip: {ARTIFACT.stat().st_size / 1e6:.2f} MB (vaer-failover), "
              f"{sum(f.stat().st_size for f in [FUNCTIONS / 'manual.py']) / 1e3:.1f} kB (manual, beside a managed runtime)")
        print("medians in ms, (least-most); ratio: the manual function's median over this one's\n")
        header = f"{'EC2':>6} {'routes':>6}  {'function':<26}{'start':>16}{'first run':>20}{'warm run':>20}{'memory MB':>11}{'no route':>16}"
        print(header)
        for latency in options.latency.split(","):
            for routes in options.routes.split(","):
                runs = options.runs if int(routes) <= 50 else 1
                found = {n: measure(c, folder, int(routes), int(latency) / 1000, runs) for n, c in commands.items()}
                report(found, f"+{latency} ms", routes)
    print(NOTES)


def report(found: dict[str, Figures], latency: str, routes: str) -> None:
    """Prints the rows of one case."""
    peer = found[PEER]
    for name, figures in found.items():
        print(f"{latency:>6} {routes:>6}  {name:<26}{shown(figures.start):>16}{shown(figures.first):>20}"
              f"{shown(figures.warm):>20}{statistics.median(figures.memory):>11.1f}{shown(figures.gap):>16}")
        if name == "vaer-failover":
            ratios = [ratio(getattr(peer, c), getattr(figures, c)) for c in ("start", "first", "warm", "memory")]
            print(f"{'':>15}{'  ratio':<26}{ratios[0]:>16}{ratios[1]:>20}{ratios[2]:>20}{ratios[3]:>11}")
    print(flush=True)


def ratio(peer: list[float], ours: list[float]) -> str:
    """How many times the peer's median is ours."""
    return f"{statistics.median(peer) / statistics.median(ours):.1f}x" if peer and ours else "-"


NOTES = """\
start: from exec to the first poll of the runtime API, which for vaer-failover includes opening its connection to EC2.
no route: the longest time in which a destination had none. memory: the peak that the kernel counted (VmHWM).
vaer-failover keeps to EC2's documented limit of 50 ReplaceRoute calls at once and 5 a second, so 500 routes take at least
90 s; the Python functions do not, and on AWS would be throttled there. Between two runs is the time in which that limit
fills up again. EC2 here is a stand-in on this machine that answers after the given time and never throttles: nothing of
this is AWS's own speed. Much of the distance to the manual function comes from the algorithm (one call for a route, many
at once); the third function has that algorithm in Python and shows what comes from the language.
"""


if __name__ == "__main__":
    main()
