"""Lambda: states that take time, layers, and invocations of the deployed artifact, synchronous and asynchronous."""

from __future__ import annotations

import collections
import json
import threading
import time
import uuid

from moto.awslambda import models
from moto.awslambda.responses import LambdaResponse
from moto.backends import get_backend
from moto.core.exceptions import JsonRESTError

from . import destinations, eventbridge
from .core import LOCK, background, parse_arn
from .journal import note
from .sandbox import Sandbox, configuration_key
from .settings import SETTINGS

_create = models.LambdaBackend.create_function
_update_code = models.LambdaFunction.update_function_code
_update_configuration = models.LambdaFunction.update_configuration
_configuration = models.LambdaFunction.get_configuration
_add_permission = models.LambdaBackend.add_permission
_set_code = models.LambdaFunction._set_function_code
_archives: dict[str, tuple[bytes, str]] = {}
_idle: dict[str, list[Sandbox]] = collections.defaultdict(list)
_busy: collections.Counter[str] = collections.Counter()
_everything: set[Sandbox] = set()
_guard = threading.Lock()


class LambdaError(JsonRESTError):
    """An error in Lambda's form."""

    def __init__(self, kind: str, message: str, status: int):
        super().__init__(kind, message)
        self.code = status


# -- the control plane


def create_function(self, spec):
    """CreateFunction: the role must be assumable by now, and the function is Pending at first."""
    _check_role(spec["Role"])
    if any(f.function_name == spec["FunctionName"] for f in self.list_functions()):
        raise LambdaError("ResourceConflictException", f"Function already exist: {spec['FunctionName']}", 409)
    function = _create(self, spec)
    function.pending_until = time.time() + SETTINGS.function_pending
    function.own_log_group = spec.get("LoggingConfig", {}).get("LogGroup")
    function.revision = str(uuid.uuid4())
    return function


def _check_role(role_arn: str) -> None:
    arn = parse_arn(role_arn)
    iam = get_backend("iam")[arn.account][arn.partition]
    role = next((r for r in iam.roles.values() if r.arn == role_arn), None)
    age = time.time() - role.create_date.timestamp() if role else 0
    trusted = role and "lambda.amazonaws.com" in role.assume_role_policy_document
    if not trusted or age < SETTINGS.role_propagation:
        raise LambdaError(
            "InvalidParameterValueException",
            "The role defined for the function cannot be assumed by Lambda.",
            400,
        )


def _check_idle(function) -> None:
    now = time.time()
    if now < getattr(function, "pending_until", 0):
        raise LambdaError("ResourceConflictException", "The operation cannot be performed at this time. "
                          "The function is currently in the following state: Pending", 409)  # fmt: skip
    if now < getattr(function, "updating_until", 0):
        raise LambdaError("ResourceConflictException", "The operation cannot be performed at this time. "
                          f"An update is in progress for resource: {function.function_arn}", 409)  # fmt: skip


def _changed(function) -> None:
    function.updating_until = time.time() + SETTINGS.function_pending
    function.revision = str(uuid.uuid4())


def update_function_code(self, function_name, qualifier, body):
    """UpdateFunctionCode: refused while another change is in progress; a dry run changes nothing."""
    function = self.get_function(function_name, qualifier)
    _check_idle(function)
    if body.get("Architectures"):
        function.architectures = body["Architectures"]
    if not body.get("DryRun"):
        _update_code(function, body)
        _changed(function)
    return function.get_configuration()


def update_function_configuration(self, function_name, qualifier, body):
    """UpdateFunctionConfiguration: refused while another change is in progress."""
    function = self.get_function(function_name, qualifier)
    _check_idle(function)
    if "Role" in body:
        _check_role(body["Role"])
    _update_configuration(function, body)
    if "LoggingConfig" in body:
        function.own_log_group = body["LoggingConfig"].get("LogGroup")
    _changed(function)
    return function.get_configuration()


def get_configuration(self, on_create=False):
    """The configuration, with the state of now."""
    found = _configuration(self, on_create)
    now = time.time()
    found["State"] = "Pending" if now < getattr(self, "pending_until", 0) else "Active"
    if not on_create or "LastUpdateStatus" in found:
        found["LastUpdateStatus"] = "InProgress" if now < getattr(self, "updating_until", 0) else "Successful"
    found["RevisionId"] = getattr(self, "revision", "")
    group = getattr(self, "own_log_group", None) or f"/aws/lambda/{self.function_name}"
    found["LoggingConfig"] = {"LogFormat": "Text", "LogGroup": group}
    return found


def set_function_code(self, spec):
    """Keeps one copy of equal archives: a thousand functions often share one."""
    _set_code(self, spec)
    if getattr(self, "code_bytes", None) and "ZipFile" in self.code:
        shared = _archives.setdefault(self.code_sha_256, (self.code_bytes, self.code["ZipFile"]))
        self.code_bytes, self.code["ZipFile"] = shared


def put_invoke_config(self, function_name, config):
    """PutFunctionEventInvokeConfig, which replaces what was there."""
    function = self.get_function(function_name)
    found = models.EventInvokeConfig(function.function_arn, function.last_modified, config)
    function.event_invoke_config = [found]
    return found.response()


def update_invoke_config(self, function_name, config):
    """UpdateFunctionEventInvokeConfig, which keeps what is not named."""
    function = self.get_function(function_name)
    before = dict(function.event_invoke_config[0].config) if function.event_invoke_config else {}
    return put_invoke_config(self, function_name, {**before, **config})


def add_permission(self, function_name, qualifier, raw):
    """AddPermission, which refuses a statement id that exists."""
    sid = json.loads(raw).get("StatementId")
    if any(s.get("Sid") == sid for s in self.get_function(function_name, qualifier).policy.statements):
        raise LambdaError("ResourceConflictException", f"The statement id ({sid}) provided already exists. "
                          "Please provide a new statement id, or remove the existing statement.", 409)  # fmt: skip
    return _add_permission(self, function_name, qualifier, raw)


def list_functions(self):
    """ListFunctions, at most 50 to a page."""
    version = self.querystring.get("FunctionVersion", [None])[0]
    found = [f.get_configuration() for f in self.backend.list_functions(version)]
    start = int(self.querystring.get("Marker", ["0"])[0] or 0)
    size = min(int(self.querystring.get("MaxItems", ["50"])[0]), 50)
    result = {"Functions": found[start : start + size]}
    if start + size < len(found):
        result["NextMarker"] = str(start + size)
    return json.dumps(result)


# -- invocations


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
            sandbox = Sandbox(function, _layers(function))
            with _guard:
                _everything.add(sandbox)
        began = time.time()
        outcome = sandbox.invoke(body, request, cold)
        note("invoke", function=function.function_name, id=request, ok=outcome[0] == "ok", cold=cold,
             ms=round((time.time() - began) * 1000, 2), memory_mb=sandbox.peak_memory_mb)  # fmt: skip
        with _guard:
            if sandbox.is_alive():
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
        if sandbox.is_alive() and sandbox.key == configuration_key(function):
            return sandbox
        _everything.discard(sandbox)
        sandbox.kill()
    return None


def _layers(function) -> list[bytes]:
    with LOCK:
        lambdas = models.lambda_backends[function.account_id][function.region]
        return [lambdas.layers_versions_by_arn(layer["Arn"]).code_bytes for layer in function.layers or []]


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


def stop_all() -> None:
    """Ends every sandbox."""
    with _guard:
        for sandbox in _everything:
            sandbox.kill()
        _everything.clear()
        _idle.clear()


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.LambdaBackend.create_function = create_function
    models.LambdaBackend.update_function_code = update_function_code
    models.LambdaBackend.update_function_configuration = update_function_configuration
    models.LambdaBackend.put_function_event_invoke_config = put_invoke_config
    models.LambdaBackend.update_function_event_invoke_config = update_invoke_config
    models.LambdaBackend.add_permission = add_permission
    models.LambdaBackend.invoke = invoke
    models.LambdaFunction.get_configuration = get_configuration
    models.LambdaFunction._set_function_code = set_function_code
    models.LambdaFunction.invoke = invoke_function
    LambdaResponse.list_functions = list_functions
    eventbridge.start_function = start
