"""One Lambda execution environment: the deployed `bootstrap` as a process, served by a Runtime API of its own."""

from __future__ import annotations

import errno
import http.server
import io
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import uuid
import zipfile

from moto.backends import get_backend

from . import access, identity
from .core import LOCK, background, now_iso, parse_arn, partition_of, scratch
from .runtime_api import runtime_api
from .settings import SETTINGS

INIT_LIMIT_SECONDS = 10


class Sandbox:
    """A process that takes invocations one after the other until its function changes or it dies."""

    def __init__(self, function, opt: str):
        self.function = function
        self.key = configuration_key(function)
        self.began = time.time()
        self.folder = tempfile.mkdtemp(prefix="function-", dir=scratch())
        self.stream = now_iso()[:10].replace("-", "/") + "/[$LATEST]" + uuid.uuid4().hex
        self.invocations: queue.Queue = queue.Queue()
        self.current: dict | None = None
        self.result: tuple[str, str] | None = None
        self.init_error: str | None = None
        self.ready, self.done = threading.Event(), threading.Event()
        self.lines: list[dict] = []
        self.peak_memory_mb = 0
        self.process: subprocess.Popen | None = None
        self.task, self.opt = os.path.join(self.folder, "task"), opt
        unpack(function.code_bytes, self.task)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), runtime_api(self))
        self.server.daemon_threads = True
        background(self.server.serve_forever)
        self._spawn()

    def _environment(self) -> dict[str, str]:
        function = self.function
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "LAMBDA_TASK_ROOT": self.task,
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
            "_HANDLER": function.handler or "",
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.server.server_port}",
            "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
            "AWS_LAMBDA_LOG_GROUP_NAME": log_group(function),
            "AWS_LAMBDA_LOG_STREAM_NAME": self.stream,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_REGION": function.region,
            "AWS_DEFAULT_REGION": function.region,
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
            **role_credentials(function),
            # What a function finds by DNS in AWS has to be told here.
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{SETTINGS.port}",
            **function.environment_vars,
        }

    def _spawn(self) -> None:
        for folder in (self.task, self.opt):
            bootstrap = os.path.join(folder, "bootstrap")
            if os.path.exists(bootstrap):
                break
        else:
            return self._fail_init("Runtime.InvalidEntrypoint", "Couldn't find valid bootstrap(s): "
                                   "[/var/task/bootstrap /opt/bootstrap]")  # fmt: skip
        try:
            self.process = self._start(bootstrap)
        except OSError as error:
            return self._fail_init("Runtime.InvalidEntrypoint", f"fork/exec {bootstrap}: {error.strerror}")
        background(self._read_output)
        background(self._reap)

    def _start(self, bootstrap: str) -> subprocess.Popen:
        for attempt in range(50):
            try:
                return subprocess.Popen(
                    [bootstrap],
                    cwd=self.task,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                # Another sandbox's fork still holds the file open for writing, until its exec.
                if error.errno != errno.ETXTBSY or attempt == 49:
                    raise
                time.sleep(0.02)

    def _fail_init(self, kind: str, message: str) -> None:
        self.init_error = json.dumps({"errorType": kind, "errorMessage": message})
        self.ready.set()

    def _read_output(self) -> None:
        for line in iter(self.process.stdout.readline, b""):
            self.log(line.decode(errors="replace").rstrip("\n"))

    def _reap(self) -> None:
        status = self.process.wait()
        self.ready.set()
        time.sleep(0.02)
        request = self.current["id"] if self.current else "none"
        message = f"RequestId: {request} Error: Runtime exited with error: exit status {status}"
        self.finish("error", json.dumps({"errorType": "Runtime.ExitError", "errorMessage": message}))

    def is_alive(self) -> bool:
        """Whether it can take an invocation."""
        return self.process is not None and self.process.poll() is None and not self.init_error

    def invoke(self, body: str, request: str, cold: bool) -> tuple[str, str]:
        """Hands out one event; the outcome is `ok` or `error` with what the function answered."""
        function, init_ms = self.function, 0.0
        if cold:
            self.ready.wait(INIT_LIMIT_SECONDS)
            init_ms = (time.time() - self.began) * 1000
        began = time.time()
        self.result = None
        self.done.clear()
        self.current = {"id": request, "body": body, "deadline": began + function.timeout}
        self.log(f"START RequestId: {request} Version: $LATEST")
        self._run(request)
        ms = (time.time() - began) * 1000
        self._measure()
        time.sleep(0.005)  # What the function printed last is still on its way.
        self.log(f"END RequestId: {request}")
        report = f"REPORT RequestId: {request}\tDuration: {ms:.2f} ms\tBilled Duration: {int(ms) + 1} ms"
        report += f"\tMemory Size: {function.memory_size} MB\tMax Memory Used: {self.peak_memory_mb} MB"
        self.log(report + (f"\tInit Duration: {init_ms:.2f} ms" if cold else ""))
        self.current = None
        self._flush()
        return self.result

    def _run(self, request: str) -> None:
        if not self.is_alive():
            message = f"RequestId: {request} Error: Runtime exited without providing a reason"
            error = {"errorType": "Runtime.ExitError", "errorMessage": message}
            self.result = ("error", self.init_error or json.dumps(error))
            return
        self.invocations.put(self.current)
        if not self.done.wait(self.function.timeout):
            message = f"RequestId: {request} Error: Task timed out after {self.function.timeout:.2f} seconds"
            self.log(f"{now_iso(True)} {request} Task timed out after {self.function.timeout:.2f} seconds")
            self.result = ("error", json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": message}))
            self.kill()

    def finish(self, outcome: str, payload: str) -> None:
        """Takes the answer to the invocation that runs; a second answer is ignored."""
        if self.current and self.result is None:
            self.result = (outcome, payload)
            self.done.set()

    def _measure(self) -> None:
        try:
            with open(f"/proc/{self.process.pid}/status") as status:
                peak = next(line for line in status if line.startswith("VmHWM"))
            self.peak_memory_mb = (int(peak.split()[1]) + 1023) // 1024
        except (AttributeError, OSError, StopIteration):
            pass

    def log(self, message: str) -> None:
        """Keeps a line for the function's log stream."""
        self.lines.append({"timestamp": int(time.time() * 1000), "message": message + "\n"})

    def _flush(self) -> None:
        lines, self.lines = self.lines, []
        group = log_group(self.function)
        with LOCK:
            logs = self.function.logs_backend
            if not self._may_log(logs, group):
                return
            logs.ensure_log_group(group)
            if self.stream not in logs.groups[group].streams:
                logs.create_log_stream(group, self.stream)
            logs.put_log_events(group, self.stream, lines)

    def _may_log(self, logs, group: str) -> bool:
        """Whether the role lets Lambda write; without that a function runs, but nobody reads its lines."""
        if not SETTINGS.auth:
            return True
        region = self.function.region
        stream = f"arn:{partition_of(region)}:logs:{region}:{self.function.account_id}:log-group:{group}:log-stream:"
        actions = ["logs:PutLogEvents"]
        if group not in logs.groups:
            actions.insert(0, "logs:CreateLogGroup")
        elif self.stream not in logs.groups[group].streams:
            actions.insert(0, "logs:CreateLogStream")
        return all(access.role_may(self.function.role, region, a, stream + self.stream, what="logs") for a in actions)

    def kill(self) -> None:
        """Ends the process and everything that belongs to it."""
        if self.process and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.invocations.put(None)
        background(self.server.shutdown)
        background(shutil.rmtree, self.folder, True, delay=0.2)


def unpack(archive: bytes, folder: str) -> None:
    """Unpacks an archive with the modes of its files."""
    os.makedirs(folder, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        for entry in packed.infolist():
            path = packed.extract(entry, folder)
            if not entry.is_dir():
                os.chmod(path, (entry.external_attr >> 16) & 0o777 or 0o644)


def configuration_key(function) -> str:
    """What must stay the same for a warm sandbox to be used again."""
    return json.dumps(
        [function.code_sha_256, function.environment_vars, function.timeout, function.role, function.handler]
        + [str(layer) for layer in function.layers],
        sort_keys=True,
        default=str,
    )


def log_group(function) -> str:
    """The function's log group."""
    return getattr(function, "own_log_group", None) or f"/aws/lambda/{function.function_name}"


def role_credentials(function) -> dict[str, str]:
    """Temporary credentials of the function's role, as Lambda hands them to its processes."""
    account = parse_arn(function.role).account
    with LOCK:
        session = get_backend("sts")[account][partition_of(function.region)].assume_role(
            region_name=function.region,
            role_session_name=function.function_name,
            role_arn=function.role,
            policy="",
            duration=3600,
            external_id="",
        )
    identity.FUNCTION_OF_KEY[session.access_key_id] = function.function_arn
    return {
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.session_token,
    }
