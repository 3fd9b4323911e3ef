"""Lambda's control plane where it differs from moto's: states that take time, refusals, layers kept once, paging."""

from __future__ import annotations

import io
import json
import time
import uuid
import zipfile

from moto.awslambda import models, urls
from moto.awslambda.responses import LambdaResponse
from moto.backends import get_backend
from moto.core.exceptions import JsonRESTError

from . import access
from .core import parse_arn
from .settings import SETTINGS

_create = models.LambdaBackend.create_function
_update_code = models.LambdaFunction.update_function_code
_update_configuration = models.LambdaFunction.update_configuration
_configuration = models.LambdaFunction.get_configuration
_add_permission = models.LambdaBackend.add_permission
_publish_layer = models.LambdaBackend.publish_layer_version
_set_code = models.LambdaFunction._set_function_code
_delete = models.LambdaBackend.delete_function
_archives: dict[str, tuple[bytes, str | bytes]] = {}
# Archives of all layer versions ever, by ARN: a function keeps a layer that has been deleted.
LAYERS: dict[str, bytes] = {}
# What a new account may have at most, in Lambda.
LIMITS = {
    "TotalCodeSize": 80_530_636_800,
    "CodeSizeUnzipped": 262_144_000,
    "CodeSizeZipped": 52_428_800,
    "ConcurrentExecutions": 1000,
    "UnreservedConcurrentExecutions": 1000,
}


class LambdaError(JsonRESTError):
    """An error in Lambda's form."""

    def __init__(self, kind: str, message: str, status: int):
        super().__init__(kind, message)
        self.code = status


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
    trusted = role and "allow" == access.shared_verdict(
        role.assume_role_policy_document, {"lambda.amazonaws.com"}, "sts:AssumeRole", role_arn, {}, open_to_all=False
    )
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


def delete_function(self, function_name, qualifier=None):
    """DeleteFunction; what still runs of it is not tried again."""
    self.get_function(function_name).deleted = True
    _delete(self, function_name, qualifier)


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
    """Takes an archive, if it is one, and keeps one copy of equal ones: a thousand functions often share one."""
    _set_code(self, spec)
    if getattr(self, "code_bytes", None) and "ZipFile" in self.code:
        _check_archive(self.code_bytes)
        self.code_bytes, self.code["ZipFile"] = _kept(self.code_sha_256, self.code_bytes, self.code["ZipFile"])


def publish_layer(self, spec):
    """PublishLayerVersion; the same archive is kept once, however many regions have it."""
    version = _publish_layer(self, spec)
    if "ZipFile" in version.content:
        try:
            _check_archive(version.code_bytes)
        except LambdaError:
            self.delete_layer_version(version.name, str(version.version))
            raise
        kept = _kept(version.code_sha_256, version.code_bytes, version.content["ZipFile"])
        version.code_bytes, version.content["ZipFile"] = kept
    LAYERS[version.arn] = version.code_bytes
    return version


def _check_archive(data: bytes) -> None:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise LambdaError(
            "InvalidParameterValueException",
            "Could not unzip uploaded file. Please check your file, then try again.",
            400,
        )


def _kept(digest: str, data: bytes, encoded: str | bytes) -> tuple[bytes, str | bytes]:
    return _archives.setdefault(digest, (data, encoded))


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


def get_account_settings(self: LambdaResponse) -> str:
    """GetAccountSettings, which moto does not know."""
    functions = list(self.backend.list_functions())
    limits = dict(LIMITS)
    limits["UnreservedConcurrentExecutions"] -= sum(int(f.reserved_concurrency or 0) for f in functions)
    usage = {"FunctionCount": len(functions), "TotalCodeSize": sum(f.code_size for f in functions)}
    return json.dumps({"AccountLimit": limits, "AccountUsage": usage})


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.LambdaBackend.create_function = create_function
    models.LambdaBackend.delete_function = delete_function
    models.LambdaBackend.publish_layer_version = publish_layer
    models.LambdaBackend.update_function_code = update_function_code
    models.LambdaBackend.update_function_configuration = update_function_configuration
    models.LambdaBackend.put_function_event_invoke_config = put_invoke_config
    models.LambdaBackend.update_function_event_invoke_config = update_invoke_config
    models.LambdaBackend.add_permission = add_permission
    models.LambdaFunction.get_configuration = get_configuration
    models.LambdaFunction._set_function_code = set_function_code
    LambdaResponse.list_functions = list_functions
    LambdaResponse.get_account_settings = get_account_settings
    urls.url_paths[r"{0}/(?P<api_version>[^/]+)/account-settings/?$"] = LambdaResponse.dispatch
