"""What all modules share: the lock around moto, background work, names of AWS things."""

from __future__ import annotations

import datetime
import functools
import re
import tempfile
import threading
from collections.abc import Callable
from typing import NamedTuple

import moto.backends
from moto.utilities.utils import get_partition

# moto is not safe for threads: whoever touches its models holds this lock.
LOCK = threading.RLock()


def backend(service: str, account: str, region: str):
    """moto's model of a service in an account and region (for IAM and STS: in a partition)."""
    return moto.backends.get_backend(service)[account][region]


def background(work: Callable, *arguments: object, delay: float = 0) -> None:
    """Runs work on a thread that does not keep the process alive."""
    thread = threading.Timer(delay, work, arguments) if delay > 0 else threading.Thread(target=work, args=arguments)
    thread.daemon = True
    thread.start()


@functools.cache
def scratch() -> str:
    """The folder for what is unpacked and run; removed at the end."""
    return tempfile.mkdtemp(prefix="local-aws-")


class Arn(NamedTuple):
    """The parts of an ARN."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def parse_arn(text: str) -> Arn:
    """Splits an ARN; the resource may contain colons."""
    parts = (text.split(":", 5) + [""] * 6)[:6]
    return Arn(*parts[1:])


def partition_of(region: str) -> str:
    """The partition of a region."""
    return get_partition(region)


def like(pattern: str, value: str) -> bool:
    """Whether a value matches a pattern with `*` and `?`, as IAM does it."""
    return _expression(pattern).fullmatch(value) is not None


@functools.lru_cache(maxsize=4096)
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def now_iso(milliseconds: bool = False) -> str:
    """The present moment as AWS writes it."""
    now = datetime.datetime.now(datetime.timezone.utc)
    if milliseconds:
        return now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


class Refused(Exception):
    """A call is answered with an AWS error of this code."""

    def __init__(self, code: str, message: str, status: int = 400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status
