"""Runs vaer-failover and two Python functions over the same runtime API, against the same EC2, and compares them."""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import re
import sys
import tempfile
import threading
import time
import zipfile

import lambda_ec2
import runtime_api
from lambda_ec2 import CALLS_PER_SECOND, ROOT, A, B
from lambda_table import OURS, PEER, Case, Figures, print_case, print_header, print_targets

ARTIFACT = ROOT / ".build" / "lambda" / "vaer-failover.zip"
FUNCTIONS = ROOT / "contrib" / "bench" / "functions"
# With more routes than EC2 lets move at once a run takes minutes: many starts, and just one run.
MANY = lambda_ec2.CALLS_AT_ONCE
KILL_AFTER = 900
# Starts for each run: a few milliseconds are soon disturbed.
STARTS = 3


class CoreShare:
    """Gives a process the share of a core that Lambda gives a function of 128 MB, from the first poll on.

    Lambda has 1,769 MB for one core; an initialisation is not held to it. The kernel's own means, cgroups of either
    version, which need root. <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>
    """

    PERIOD = 20_000
    QUOTA = PERIOD * 128 // 1769

    def __init__(self) -> None:
        first = pathlib.Path("/sys/fs/cgroup/cpu")
        self.folder = (first if first.is_dir() else first.parent) / f"vaer-bench-{os.getpid()}"
        self.files = (
            {"cpu.cfs_period_us": f"{self.PERIOD}", "cpu.cfs_quota_us": f"{self.QUOTA}"}
            if first.is_dir() else {"cpu.max": f"{self.QUOTA} {self.PERIOD}"}
        )  # fmt: skip

    def __enter__(self) -> CoreShare:
        try:
            self.folder.mkdir()
            for name, value in self.files.items():
                (self.folder / name).write_text(value)
        except OSError as error:
            sys.exit(f"lambda: --lambda-share needs root and the cgroups' cpu controller: {error}")
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def hold(self, process: int) -> None:
        """Holds a process to the share."""
        (self.folder / "cgroup.procs").write_text(f"{process}")


class Bench:
    """What all measurements of a run have in common."""

    def __init__(self, options: argparse.Namespace, folder: pathlib.Path, share: CoreShare | None):
        self.options, self.folder, self.share = options, folder, share
        self.variables = {
            **runtime_api.VARIABLES,
            "AWS_DEFAULT_REGION": runtime_api.VARIABLES["region"],
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(FUNCTIONS),
        }
        # One start after the other, also of those whose runs are side by side.
        self.starting = threading.Lock()
        self.tls = None
        if options.tls:
            certificate, key = runtime_api.make_certificate(folder)
            self.tls = runtime_api.tls_context(certificate, key)
            self.variables["AWS_CA_BUNDLE"] = str(certificate)
        self.ec2 = lambda_ec2.stand_in if options.ec2 == "stand-in" else lambda_ec2.local_aws
        python = [options.python, "-m", "awslambdaric"]
        self.commands = {
            OURS: [str(folder / "bootstrap")],
            PEER: [*python, "manual.handler"],
            "ReplaceRoute x 16, Python": [*python, "replacing.handler"],
        }

    def measure(self, name: str, case: Case, figures: Figures, is_run: bool) -> None:
        """Starts the function anew; moves the routes to B, then back to A in the same process."""
        with self.starting:
            figures.start += [self.start(name, runtime_api.RuntimeAPI()) for _ in range(STARTS)]
        if not is_run:
            return
        with self.ec2(case.routes, case.milliseconds / 1000, case.is_limited, self.tls) as region:
            runtime = runtime_api.RuntimeAPI()
            with runtime_api.serving(runtime.answer) as port:
                variables = {**self.variables, **region.environment}
                with self.starting:
                    process = runtime_api.Process(
                        self.commands[name], port, region.url, self.folder, variables, cwd=self.folder
                    )
                    is_started = runtime.first_poll.wait(60)
                try:
                    assert is_started, "the function did not start"
                    figures.ready.append((runtime.first_poll_time - process.started) * 1000)
                    self.run(name, case, figures, region, runtime, process)
                finally:
                    log = process.end()
                    if sys.exc_info()[0]:
                        print("\n".join(log), file=sys.stderr)

    def start(self, name: str, runtime) -> float:
        """The milliseconds of a start without a connection to EC2: where there is no TLS none is opened ahead."""
        with runtime_api.serving(runtime.answer) as port:
            nowhere = "http://127.0.0.1:1"
            process = runtime_api.Process(self.commands[name], port, nowhere, self.folder, self.variables, cwd=self.folder)
            try:
                assert runtime.first_poll.wait(60), "the function did not start"
                return (runtime.first_poll_time - process.started) * 1000
            finally:
                process.end()

    def run(self, name: str, case: Case, figures: Figures, region, runtime, process) -> None:
        """One run or two."""
        if self.share:
            self.share.hold(process.process.pid)
        for failed, works, column in ((A, B, figures.first), (B, A, figures.warm))[: 2 if case.routes <= MANY else 1]:
            if column is figures.warm and name == OURS:
                # The budget of calls fills up again, as it does between two failures.
                time.sleep(case.routes / CALLS_PER_SECOND)
            region.fail(failed, works)
            began = time.monotonic()
            kind, answer = runtime.invoke(runtime_api.event(failed), seconds=KILL_AFTER, timeout=KILL_AFTER)
            column.append((time.monotonic() - began) * 1000)
            target = runtime_api.Region().interfaces[works]
            moved = sum(to == target for to in region.targets().values())
            if kind != "response" or moved != case.routes:
                reason = re.sub(r"\s+", " ", str(answer.get("errorMessage", "")))
                figures.failures.append(f"{moved} of {case.routes} routes moved. {reason}".strip())
        figures.both.append(figures.ready[-1] + figures.first[-1])
        figures.memory.append(process.peak_kilobytes() * 1024 / 1e6)
        figures.gap.append(max(region.gaps(), default=0) * 1000)

    def compare(self, cases: list[Case]) -> dict[Case, dict[str, Figures]]:
        """Measures all functions in all cases, in turn, so that what else the machine does meets all of them."""
        results = {case: {name: Figures() for name in self.commands} for case in cases}
        # With many routes ours waits for most of the time, for EC2's limit: those runs wait together.
        many = [case for case in cases if case.routes > MANY]
        for case in cases:
            if many and case == many[0]:
                with concurrent.futures.ThreadPoolExecutor(len(many)) as pool:
                    list(pool.map(lambda case: self.measure(OURS, case, results[case][OURS], True), many))
            for left in reversed(range(self.options.runs)):
                for name, figures in results[case].items():
                    is_run = case not in many or (left == 0 and name != OURS)
                    self.measure(name, case, figures, is_run)
            print_case(case, results[case])
        return results


def numbers(text: str) -> list[int]:
    """Numbers with commas between them."""
    return [int(part) for part in text.split(",")]


def main() -> None:
    """Measures what the options ask for and prints it."""
    parser = argparse.ArgumentParser(prog="contrib/bench/lambda", description=__doc__)
    parser.add_argument("--python", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--routes", type=numbers, default="2,50,500")
    parser.add_argument("--latency", type=numbers, default="0,20", help="milliseconds that EC2 takes for each call")
    parser.add_argument("--runs", type=int, default=3, help="starts and runs of each case; with more than 50 routes just one run")
    parser.add_argument("--ec2", choices=["stand-in", "local-aws"], default="stand-in")
    parser.add_argument("--tls", action=argparse.BooleanOptionalAction, help="speak TLS with EC2 (only the stand-in can)")
    parser.add_argument("--lambda-share", action="store_true", help="hold runs to a 128 MB function's share of a core")
    parser.add_argument("--check", action=argparse.BooleanOptionalAction, default=True, help="exit with 1 for a missed target")
    options = parser.parse_args()
    if options.tls and options.ec2 == "local-aws":
        parser.error("the local AWS speaks no TLS; leave out --tls")
    options.tls = options.tls if options.tls is not None else options.ec2 == "stand-in"
    cases = [Case(latency, routes) for latency in options.latency for routes in options.routes]
    cases += [Case(max(options.latency), routes, is_limited=True) for routes in options.routes if routes > MANY]
    with tempfile.TemporaryDirectory() as name, CoreShare() if options.lambda_share else contextlib.nullcontext() as share:
        folder = pathlib.Path(name)
        with zipfile.ZipFile(ARTIFACT) as archive:
            archive.extract("bootstrap", folder)
        (folder / "bootstrap").chmod(0o755)
        how = f"{options.ec2}, {'TLS' if options.tls else 'no TLS'}{', a 128 MB share of a core' if share else ''}"
        print(f"zip: {ARTIFACT.stat().st_size / 1e6:.2f} MB ({OURS}), "
              f"{(FUNCTIONS / 'manual.py').stat().st_size / 1e3:.1f} kB (manual, beside a managed runtime); EC2: {how}")
        print("the least of the runs in ms and MB (- the most); ratio: the manual function's least over this one's\n")
        print_header()
        results = Bench(options, folder, share).compare(cases)
    print(NOTES)
    if not print_targets(
        ARTIFACT.stat().st_size, options.tls, options.ec2 == "stand-in", results
    ) and options.check:
        sys.exit(1)


NOTES = """\
start: from exec to the first poll of the runtime API. ready: the same with EC2 there; over TLS ours then has a connection,
whose handshake the first run is spared. no route: the longest time in which a destination had none. memory: the peak that
the kernel counted (VmHWM). limit: EC2 refuses what is beyond 50 calls of an action at once and 5 a second
(RequestLimitExceeded), as AWS documents; elsewhere it never does. vaer-failover keeps to that limit by itself, so 500 routes
take it 90 s everywhere; the Python functions do not, and boto3 tries again when refused. The third function has our
algorithm in Python and shows what comes from the language.
"""


if __name__ == "__main__":
    main()
