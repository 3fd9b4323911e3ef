"""Invocations of what is deployed, synchronous and asynchronous, in warm or new sandboxes."""

from __future__ import annotations

import collections
import shutil
import tempfile
import threading
import time
import uuid

from moto.awslambda import models

from . import destinations, eventbridge, lambda_api
from .core import background, scratch
from .journal import note
from .lambda_api import LambdaError
from .sandbox import Sandbox, configuration_key, unpack
from .settings import SETTINGS

_idle: dict[str, list[Sandbox]] = collections.defaultdict(list)
_busy: collections.Counter[str] = collections.Counter()
_everything: set[Sandbox] = set()
_guard, _unpacking = threading.Lock(), threading.Lock()
# Folders with unpacked layers; the archives live as long as the process, so that their identity names them.
_folders: dict[tuple[int, ...], str] = {}


def run(function, body: str, request: str | None = None) -> tuple[str, str]:
    """Invokes a function once: `ok`, `error` or `throttle`, and what it answered."""
    request = request or str(uuid.uuid4())
    name = function.function_arn
    with _guard:
        limit = function.reserved_concurrency
        if limit is not None and _busy[name] >= int(limit):
            note("throttle", function=function.function_name)
            return "throttle", '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded"}'
        _busy[name] += 1
        sandbox = _warm(name, function)
    try:
        cold = sandbox is None
        if sandbox is None:
            sandbox = Sandbox(function, _opt(function))
            with _guard:
                _everything.add(sandbox)
        began = time.time()
        outcome = sandbox.invoke(body, request, cold)
        note("invoke", function=function.function_name, id=request, ok=outcome[0] == "ok", cold=cold,
             ms=round((time.time() - began) * 1000, 2), memory_mb=sandbox.peak_memory_mb)  # fmt: skip
        with _guard:
            if sandbox.is_alive() and not getattr(function, "deleted", False):
                _idle[name].append(sandbox)
            else:
                _everything.discard(sandbox)
                sandbox.kill()
        return outcome
    finally:
        with _guard:
            _busy[name] -= 1


def _warm(name: str, function) -> Sandbox | None:
    while _idle[name]:
        sandbox = _idle[name].pop()
        if sandbox.is_alive() and sandbox.function is function and sandbox.key == configuration_key(function):
            return sandbox
        _everything.discard(sandbox)
        sandbox.kill()
    return None


def _opt(function) -> str:
    """The folder with the function's layers, made once for all functions that have the same."""
    archives = [lambda_api.LAYERS[layer["Arn"]] for layer in function.layers or []]
    key = tuple(map(id, archives))
    with _unpacking:
        if key not in _folders:
            folder = tempfile.mkdtemp(prefix="layers-", dir=scratch())
            for archive in archives:
                unpack(archive, folder)
            _folders[key] = folder
        return _folders[key]


def start(function, body: str) -> str:
    """Invokes a function asynchronously; the request id is the same for all its tries."""
    request = str(uuid.uuid4())
    background(_run_asynchronously, function, body, request)
    return request


def _run_asynchronously(function, body: str, request: str) -> None:
    config = function.event_invoke_config[-1].config if function.event_invoke_config else {}
    retries, limit = config.get("MaximumRetryAttempts", 2), config.get("MaximumEventAgeInSeconds", 21_600)
    began, count = time.time(), 0
    while True:
        outcome, payload = run(function, body, request)
        old = time.time() - began > limit
        if getattr(function, "deleted", False):
            return
        if outcome == "throttle" and not old:
            time.sleep(0.5)
            continue
        count += outcome != "throttle"
        if outcome == "ok":
            condition = "Success"
        elif old:
            condition = "EventAgeExceeded"
        elif count > retries:
            condition = "RetriesExhausted"
        else:
            time.sleep(SETTINGS.retry[min(count, len(SETTINGS.retry)) - 1])
            continue
        note("async", function=function.function_name, id=request, condition=condition, count=count)
        kind = "OnSuccess" if condition == "Success" else "OnFailure"
        target = config.get("DestinationConfig", {}).get(kind, {}).get("Destination")
        if target:
            destinations.deliver(function, target, body, payload, request, condition, count, start)
        return


def invoke(self, function_name, qualifier, body, headers, response_headers):
    """Invoke: synchronous, asynchronous or dry."""
    return invoke_function(self.get_function(function_name, qualifier), body, headers, response_headers)


def invoke_function(function, body, headers, response_headers):
    """Invokes a function as the X-Amz-Invocation-Type header says."""
    text = body.decode() if isinstance(body, bytes) else body or "{}"
    kind = next((v for k, v in (headers or {}).items() if k.lower() == "x-amz-invocation-type"), None)
    if kind == "DryRun":
        return b""
    if kind == "Event" or not headers:
        response_headers["x-amzn-requestid"] = start(function, text)
        return b""
    outcome, payload = run(function, text)
    if outcome == "throttle":
        raise LambdaError("TooManyRequestsException", "Rate Exceeded.", 429)
    if outcome == "error":
        response_headers["x-amz-function-error"] = "Unhandled"
    response_headers["x-amz-executed-version"] = "$LATEST"
    return payload.encode()


def count() -> int:
    """How many sandboxes there are."""
    with _guard:
        return len(_everything)


def stop_all() -> None:
    """Ends every sandbox and removes what was unpacked for them."""
    with _guard:
        for sandbox in _everything:
            sandbox.kill()
        _everything.clear()
        _idle.clear()
    shutil.rmtree(scratch(), ignore_errors=True)


def reap(stop: threading.Event) -> None:
    """Ends sandboxes that wait for invocations of functions that are gone."""
    while not stop.wait(1):
        with _guard:
            for waiting in _idle.values():
                for sandbox in [s for s in waiting if getattr(s.function, "deleted", False)]:
                    waiting.remove(sandbox)
                    _everything.discard(sandbox)
                    sandbox.kill()


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.LambdaBackend.invoke = invoke
    models.LambdaFunction.invoke = invoke_function
    eventbridge.start_function = start
