"""What tests and the demo tell the local AWS, and ask it: everything below /local-aws/."""

from __future__ import annotations

import hashlib
import io
import json
import urllib.parse
import zipfile
from collections.abc import Callable

from moto.backends import get_backend
from moto.core.exceptions import ServiceException

from . import alarms, eventbridge, faults, functions, identity, journal, lambda_api, notifications, tagging
from .core import LOCK, backend
from .settings import SETTINGS


def answer(method: str, path: str, query: str, body: bytes, start: Callable) -> list[bytes]:
    """Answers a control request with JSON; an unknown one with 404, a wrong one with 400 and the reason, and one that does
    not fit the state of things with 409."""
    name = path.removeprefix("/local-aws/")
    fields = dict(urllib.parse.parse_qsl(query))
    try:
        handler = HANDLERS[name]
    except KeyError:
        return _send(start, "404 Not Found", {"error": f"no '{name}'; known: {', '.join(sorted(HANDLERS))}"})
    try:
        return _send(start, "200 OK", handler(method, fields, json.loads(body) if body else None))
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        return _send(start, "400 Bad Request", {"error": repr(error)})
    except ServiceException as error:
        return _send(start, "409 Conflict", {"error": error.message})


def _send(start: Callable, status: str, value: object) -> list[bytes]:
    data = json.dumps(value, default=str).encode()
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return [data]


def _journal(_, fields: dict, __):
    kinds = set(fields["kind"].split(",")) if "kind" in fields else None
    return journal.entries(kinds, float(fields.get("since", 0)), int(fields.get("after", 0)))


def _faults(method: str, _, body):
    if method == "DELETE":
        faults.clear()
    elif body:
        faults.add(body if isinstance(body, list) else [body])
    return faults.current()


def _config(_, __, body):
    SETTINGS.update(body or {})
    return vars(SETTINGS)


def _confirm(_, fields: dict, __):
    return {"SubscriptionArn": notifications.confirm(fields["TopicArn"], fields.get("Token"), fields.get("Endpoint"))}


def _emit(_, __, body: dict):
    with LOCK:
        event = eventbridge.emit(
            body["account"],
            body["region"],
            body["source"],
            body["detail-type"],
            body.get("resources", []),
            body["detail"],
        )
    return {"id": event}


def _instance(_, __, body: dict):
    """Changes a router behind its owner's back: `check` (ok, impaired, initializing), `source_dest_check`, `detach`,
    `state` (stopped, terminated, running)."""
    with LOCK:
        instance = backend("ec2", body["account"], body["region"]).get_instance(body["id"])
        if "check" in body:
            instance.check = body["check"]
            journal.note("check", id=instance.id, status=body["check"], account=body["account"], region=body["region"])
            alarms.checks_changed(instance)
        if "source_dest_check" in body:
            for interface in instance.nics.values():
                interface.source_dest_check = body["source_dest_check"]
        if body.get("detach"):
            for interface in list(instance.nics.values()):
                instance.detach_eni(interface)
        if "state" in body:
            {"stopped": instance.stop, "terminated": instance.terminate, "running": instance.start}[body["state"]]()
    return {"id": instance.id, "state": instance._state.name}


def _code(_, fields: dict, __):
    """What is deployed in a function: its files with their digests."""
    with LOCK:
        function = backend("lambda", fields["account"], fields["region"]).get_function(fields["name"])
        archives = [function.code_bytes] + [lambda_api.LAYERS[layer["Arn"]] for layer in function.layers or []]
    found = {}
    for archive in reversed(archives):
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            found |= {name: hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist()}
    return {"sha256": function.code_sha_256, "bytes": len(function.code_bytes), "files": found}


def _owned(_, fields: dict, __):
    """Everything that has a tag of the fleet manager, in all accounts: what must be empty after a destroy."""
    key, found = fields.get("key", "vaer:managed"), []
    with LOCK:
        for account, region in places():
            found += [arn for arn, tags in tagging.tagged(account, region) if key in tags and ":ec2:" not in arn]
            # A layer version cannot be tagged; its name shows whose it is.
            model = backend("lambda", account, region)
            names = [layer["LayerName"] for layer in model.list_layers() if layer["LayerName"].startswith("vaer-")]
            found += [v.arn for name in names for v in model.list_layer_versions(name)]
    return sorted(found)


def places() -> set[tuple[str, str]]:
    """The accounts and regions in which there is anything, with the home region of each account's roles."""
    services = ("lambda", "events", "sns", "sqs", "logs", "cloudwatch")
    found = {(a, r) for s in services for a, regions in list(get_backend(s).items()) for r in list(regions)}
    roles = {(a, p) for a, partitions in list(get_backend("iam").items()) for p in list(partitions)}
    return found | {(account, tagging.home_region(partition)) for account, partition in roles}


HANDLERS: dict[str, Callable] = {
    "code": _code,
    "config": _config,
    "confirm": _confirm,
    "emit": _emit,
    "faults": _faults,
    "health": lambda *_: {"ok": True, "sandboxes": functions.count()},
    "instance": _instance,
    "journal": _journal,
    "mail": lambda *_: notifications.MAIL,
    "owned": _owned,
    "secrets": lambda *_: identity.secrets(),
}
