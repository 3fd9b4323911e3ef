"""The built `vaer` against the local AWS, with signatures and policies enforced."""

from __future__ import annotations

import itertools
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field

import boto3
import watch

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOCAL_AWS = ROOT / "contrib" / "local-aws"
WORLD = LOCAL_AWS / "worlds" / "demo.json"
ARTIFACT = ROOT / ".build" / "lambda" / "vaer-failover.zip"


def binary() -> pathlib.Path:
    """The debug build that `swift build` left."""
    return ROOT / ".build" / "debug" / "vaer"


@dataclass
class LocalAWS:
    """One local AWS, in a process of its own."""

    endpoint: str
    accounts: dict
    credentials_file: pathlib.Path
    process: subprocess.Popen
    folder: pathlib.Path

    def control(self, path: str, body: object | None = None, method: str | None = None) -> object:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/local-aws/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.loads(reply.read() or b"null")

    def calls(self, since: float = 0) -> list[dict]:
        return self.control(f"journal?kind=call&since={since}")

    def client(self, service: str, region: str, account: str = "731262942057"):
        keys = self.accounts[account]
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["access_key_id"],
            aws_secret_access_key=keys["secret_access_key"],
        )


    def end(self) -> None:
        """Keeps what happened for whoever looks for secrets in it, checks all signatures, and ends the process."""
        watch.SECRETS.update(self.control("secrets"))
        calls = self.calls()
        (self.folder / "journal.json").write_text(json.dumps(self.control("journal")))
        (self.folder / "mail.json").write_text(json.dumps(self.control("mail")))
        with open(self.folder / "function-logs.txt", "w") as file:
            # Keys may also have been tried where they are not good.
            used = {(c["account"], c["region"]) for c in calls if c["account"] in self.accounts and c["status"] == 200}
            for account, region in used:
                logs = self.client("logs", region, account)
                for group in logs.describe_log_groups()["logGroups"]:
                    events = logs.filter_log_events(logGroupName=group["logGroupName"])["events"]
                    file.writelines(event["message"] + "\n" for event in events)
        self.process.terminate()
        self.process.wait(timeout=20)
        wrong = watch.mismatches(calls)
        assert not wrong, f"calls with a signature that does not match: {wrong}"


class Watched(subprocess.Popen):
    """A run of vaer whose output is also kept in a file, for whoever looks for secrets in it."""

    numbers = itertools.count(1)

    def __init__(self, arguments: list[str], **options):
        super().__init__(arguments, **options)
        self.copy = pathlib.Path(options["cwd"]) / f"output-{next(self.numbers)}-{arguments[1]}.txt"

    def communicate(self, *arguments, **options):
        out, err = super().communicate(*arguments, **options)
        self.copy.write_text(out + err)
        return out, err


@dataclass
class Run:
    """How one run of vaer ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)


@dataclass
class Vaer:
    """vaer with an environment and a state directory of its own."""

    aws: LocalAWS
    home: pathlib.Path
    pairs: pathlib.Path = ROOT / "pairs.d"
    extra: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.home / "state").mkdir(mode=0o700, exist_ok=True)

    def environment(self, **changes: str | None) -> dict[str, str]:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "VAER_"))}
        env |= {
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.aws.credentials_file),
            "AWS_CONFIG_FILE": str(self.home / "no-config"),
            # No test asks a machine that is not this one.
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.aws.endpoint,
            "VAER_PAIRS": str(self.pairs),
            "VAER_DB": str(self.home / "state" / "vaer.sqlite"),
            "VAER_ARTIFACT": str(ARTIFACT),
            "HTTPS_PROXY": f"http://vaer:{watch.PROXY_PASSWORD}@127.0.0.1:9",
            "SWIFT_BACKTRACE": "enable=no",
        }
        for name, value in (self.extra | changes).items():
            if value is None:
                env.pop(name, None)
            else:
                env[name] = value
        return env

    def start(self, *arguments: str, **changes: str | None) -> subprocess.Popen:
        return Watched(
            [str(binary()), *arguments],
            env=self.environment(**changes),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, **changes: str | None) -> Run:
        process = self.start(*arguments, **changes)
        out, err = process.communicate(timeout=240)
        return Run(process.returncode, out, err)

    def ok(self, *arguments: str, **changes: str | None) -> Run:
        run = self(*arguments, **changes)
        assert run.status == 0, f"vaer {' '.join(arguments)}: {run.status}\n{run.out}\n{run.err}"
        return run


def start_local_aws(folder: pathlib.Path, *arguments: str) -> LocalAWS:
    announce = folder / "announce.json"
    credentials = folder / "credentials"
    log = open(folder / "local-aws.log", "wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "local_aws", "--port", "0", "--announce", str(announce), "--world", str(WORLD)]
        + ["--credentials-file", str(credentials), "--die-with-parent", *arguments],
        env=os.environ | {"PYTHONPATH": str(LOCAL_AWS)},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    for _ in range(600):
        if announce.exists():
            break
        assert process.poll() is None, (folder / "local-aws.log").read_text()
        time.sleep(0.05)
    said = json.loads(announce.read_text())
    return LocalAWS(said["endpoint"], said["accounts"], credentials, process, folder)
