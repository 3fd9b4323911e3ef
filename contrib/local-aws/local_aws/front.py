"""The door: every request is checked, recorded, perhaps spoilt by a fault, and then answered by moto."""

from __future__ import annotations

import contextlib
import io
import time
import traceback
from collections.abc import Callable

from . import access, actions, control, faults, identity, queues, replies, stale, throttle
from .core import LOCK, Refused
from .journal import note
from .settings import SETTINGS


class Front:
    """A WSGI application in front of moto's."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: dict, start: Callable):
        raw = environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ.get("PATH_INFO", "/")
        path, _, query = raw.partition("?")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if path.startswith("/local-aws/"):
            return control.answer(environ["REQUEST_METHOD"], path, query, body, start)
        headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        if environ.get("CONTENT_TYPE"):
            headers["content-type"] = environ["CONTENT_TYPE"]
        if environ.get("CONTENT_LENGTH"):
            headers["content-length"] = environ["CONTENT_LENGTH"]
        scope = identity.scope(headers.get("authorization", ""))
        key, region, service = scope or ("", "us-east-1", "?")
        call = actions.parse(environ["REQUEST_METHOD"], path, query, headers, body, service, region)
        began = time.time()
        status, reply = self._answer(environ, call, key, path, query, headers, body)
        if status is not None:
            self._record(call, began, status, reply)
        return self._send(environ, start, status, reply)

    def _answer(self, environ, call, key, path, query, headers, body):
        """The status line with headers and the body.

        No body: the connection is to be cut; no status either: before the call has taken effect.
        """
        try:
            self._authorize(environ["REQUEST_METHOD"], call, path, query, headers, body)
            throttle.check(call)
        except Refused as refused:
            return replies.error(call, refused.status, refused.code, refused.message)
        except Exception as error:  # A fault of ours must not look like a fault of the network.
            note("local-bug", service=call.service, action=call.action, error=repr(error)[:300])
            traceback.print_exc()
            return replies.error(call, 500, "InternalFailure", repr(error)[:200])
        fault = faults.match(call.service, call.action, call.region, path.encode() + b" " + body)
        if fault:
            time.sleep(fault.get("latency", 0))
            if answer := faults.answer(fault, call.service):
                return replies.error(call, *answer)
            if fault.get("fault") == "garbage":
                return ("200 OK", [("Content-Type", "text/html")]), b"<html><body>proxy</body></html>"
            if fault.get("fault") == "reset":
                return None, None
            if fault.get("fault") == "lost-response":
                return self._forward(environ, call, body)[0], None
        return self._forward(environ, call, body, old=bool(fault) and fault.get("fault") == "stale")

    def _authorize(self, method, call, path, query, headers, body) -> None:
        principal = None
        if SETTINGS.auth:
            with LOCK:
                signed = identity.verify(method, path, query, headers, body)
            principal = signed.principal
        else:
            found = identity.scope(headers.get("authorization", ""))
            principal = identity.principal_of(found[0]) if found else None
        call.account = principal.account if principal else "123456789012"
        call.principal = principal.arn if principal else "?"
        if principal and partition_mismatch(call.region, principal.partition):
            raise Refused("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
        if not SETTINGS.auth or call.iam_action == "sts:GetCallerIdentity":
            return
        with LOCK:
            access.check(call, principal, signed.access_key)

    def _forward(self, environ, call, body, old=False):
        if call.action == "ReceiveMessage" and not queues.wait(call, environ["local_aws.is_gone"]):
            return None, None
        environ["wsgi.input"] = io.BytesIO(body)
        # moto would let these override the region that the signature names.
        environ["HTTP_USER_AGENT"] = "local-aws"
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = call.account
        seen: list = []
        # An invocation calls back into the API, so it must not hold the lock.
        lock = contextlib.nullcontext() if call.action == "Invoke" else LOCK
        try:
            with lock, stale.as_before(call.account, call.region) if old else contextlib.nullcontext():
                body = b"".join(self.application(environ, lambda status, headers, *_: seen.extend((status, headers))))
        except Exception as error:
            note("moto-bug", service=call.service, action=call.action, error=repr(error)[:300])
            if isinstance(error, NotImplementedError):
                return replies.error(call, 400, "InvalidAction", "The local AWS does not know this action.")
            return replies.error(call, 500, "InternalFailure", repr(error)[:200])
        if replies.is_page(seen[1], body):
            note("moto-bug", service=call.service, action=call.action, error=f"a web page with {seen[0]}")
            return replies.error(call, 400, "InvalidAction", "The local AWS does not know this action.")
        if call.service == "iam" and call.is_mutating:
            identity.forget_sessions()
        return (seen[0], seen[1]), body

    @staticmethod
    def _record(call, began, status, reply) -> None:
        code = int(status[0].split()[0])
        facts = {}
        if call.action in ("ReplaceRoute", "CreateRoute", "DeleteRoute"):
            get = call.fields.get
            facts = {
                "table": get("RouteTableId"),
                "destination": get("DestinationCidrBlock") or get("DestinationIpv6CidrBlock")
                or get("DestinationPrefixListId"),
                "eni": get("NetworkInterfaceId"),
            }  # fmt: skip
        note("call", service=call.service, action=call.action, region=call.region, account=call.account,
             principal=call.principal, status=code, code=replies.code_of(code, status[1], reply or b""),
             lost=reply is None, mutating=call.is_mutating, ms=round((time.time() - began) * 1000, 2),
             **facts)  # fmt: skip

    @staticmethod
    def _send(environ, start, status, reply):
        if reply is None:
            environ["local_aws.cut"]()
            return []
        line, headers = status
        start(line, headers)
        return [reply]


def partition_mismatch(region: str, partition: str) -> bool:
    """Whether credentials of one partition are used in a region of another."""
    return actions.partition_of(region) != partition
