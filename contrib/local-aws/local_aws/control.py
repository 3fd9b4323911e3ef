"""What tests and the demo tell the local AWS, and ask it: everything below /local-aws/."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable

from moto.backends import get_backend

from . import eventbridge, faults, journal, notifications
from .core import LOCK, backend
from .settings import SETTINGS


def answer(method: str, path: str, query: str, body: bytes, start: Callable) -> list[bytes]:
    """Answers a control request with JSON; an unknown one with 404, a wrong one with 400 and the reason."""
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
            body["account"], body["region"], body["source"], body["detail-type"], body.get("resources", []), body["detail"]
        )
    return {"id": event}


def _instance(_, __, body: dict):
    """Changes a router behind its owner's back: `check` (ok, impaired, initializing), detach, source_dest_check."""
    with LOCK:
        instance = backend("ec2", body["account"], body["region"]).get_instance(body["id"])
        if "check" in body:
            instance.check = body["check"]
        if "source_dest_check" in body:
            for interface in instance.nics.values():
                interface.source_dest_check = body["source_dest_check"]
        if body.get("detach"):
            for index, interface in list(instance.nics.items()):
                interface.instance, interface.attachment_id, interface.status = None, None, "available"
                del instance.nics[index]
    return {"id": instance.id, "state": instance._state.name}


def _owned(_, fields: dict, __):
    """Everything that has a tag of the fleet manager, in all accounts: what must be empty after a destroy."""
    found = []
    with LOCK:
        for service, collect in OWNED.items():
            for regions in get_backend(service).values():
                for model in regions.values():
                    found += collect(model, fields.get("key", "vaer:managed"))
    return sorted(found)


def _tagged_functions(model, key: str) -> list[str]:
    return [f.function_arn for f in model.list_functions() if key in f.tags]


def _layers(model, _: str) -> list[str]:
    # A layer version cannot be tagged; its name shows whose it is.
    names = [layer["LayerName"] for layer in model.list_layers() if layer]
    return [v.arn for name in names if name.startswith("vaer-") for v in model.list_layer_versions(name)]


OWNED: dict[str, Callable] = {
    "lambda": lambda model, key: _tagged_functions(model, key) + _layers(model, key),
    "events": lambda model, key: [
        rule.arn
        for bus in model.event_buses.values()
        for rule in bus.rules.values()
        if any(t["Key"] == key for t in model.tagger.list_tags_for_resource(rule.arn).get("Tags", []))
    ],
    "iam": lambda model, key: [r.arn for r in model.roles.values() if any(t["Key"] == key for t in r.tags)],
    "sns": lambda model, key: [t.arn for t in model.topics.values() if key in t._tags],
    "logs": lambda model, key: [g.arn for g in model.groups.values() if key in model.list_tags_log_group(g.name)],
}

HANDLERS: dict[str, Callable] = {
    "config": _config,
    "confirm": _confirm,
    "emit": _emit,
    "faults": _faults,
    "health": lambda *_: {"ok": True},
    "instance": _instance,
    "journal": _journal,
    "mail": lambda *_: notifications.MAIL,
    "owned": _owned,
}
