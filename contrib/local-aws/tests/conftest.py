"""A local AWS in a process of its own, and clients for it."""

from __future__ import annotations

import io
import json
import pathlib
import subprocess
import sys
import time
import urllib.request
import zipfile

import boto3
import pytest
from botocore.config import Config

FOLDER = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(FOLDER))
# As long as a test needs to see that it is not at once.
QUICK = ("--pending", "0.3", "--stopping", "0.5", "--shutting-down", "0.3", "--retry", "0.2,0.4", "--role-propagation", "0.5")
ACCOUNT, CHINA = "731262942057", "111122223333"


class Local:
    """One running local AWS."""

    def __init__(self, folder: pathlib.Path, *options: str):
        announce = folder / "announce.json"
        self.log = folder / "log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "local_aws", "--announce", str(announce), "--die-with-parent"]
            + ["--world", str(FOLDER / "worlds" / "demo.json"), *options],
            cwd=FOLDER,
            stdin=subprocess.DEVNULL,
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        for _ in range(600):
            if announce.exists():
                break
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        facts = json.loads(announce.read_text())
        self.endpoint, self.accounts = facts["endpoint"], facts["accounts"]

    def control(self, path: str, body: object = None, method: str | None = None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/local-aws/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.loads(reply.read())

    def client(self, service: str, region: str = "us-west-1", account: str = ACCOUNT, keys: dict | None = None):
        keys = keys or self.accounts[account]
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["access_key_id"],
            aws_secret_access_key=keys["secret_access_key"],
            aws_session_token=keys.get("session_token"),
            config=Config(retries={"total_max_attempts": 1}),
        )

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(timeout=10) == 0


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    running = Local(tmp_path_factory.mktemp("local-aws"), *QUICK)
    yield running
    bugs = running.control("journal?kind=local-bug")
    running.stop()
    assert bugs == [], running.log.read_text()


def wait_for(condition, seconds: float = 15, what: str = ""):
    """Waits until a condition gives something true, and gives that."""
    end = time.time() + seconds
    while time.time() < end:
        if result := condition():
            return result
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s for {what or condition}")


def code_of(refused) -> str:
    """The code of the error that a call was refused with."""
    return refused.value.response["Error"]["Code"]


def archive(**files: str) -> bytes:
    """A zip of executable files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o755 << 16
            target.writestr(entry, text)
    return packed.getvalue()
