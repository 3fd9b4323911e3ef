"""The door: every request is checked, recorded, perhaps spoilt by a fault, and then answered by moto."""

from __future__ import annotations

import contextlib
import io
import json
import time
import uuid
from collections.abc import Callable
from xml.sax.saxutils import escape

from . import actions, control, faults, identity, policy, throttle
from .core import LOCK, Refused
from .journal import note
from .settings import SETTINGS

XML_SERVICES = ("iam", "sts", "sns", "monitoring")


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
        if reply is not None:
            self._record(call, began, status)
        return self._send(environ, start, status, reply)

    def _answer(self, environ, call, key, path, query, headers, body):
        """The status line with headers and the body; None as body when the connection is to be cut."""
        try:
            self._authorize(environ["REQUEST_METHOD"], call, path, query, headers, body)
            throttle.check(call)
        except Refused as refused:
            return error_reply(call.service, refused.status, refused.code, refused.message)
        fault = faults.match(call.service, call.action, call.region, path + " " + body.decode(errors="replace"))
        if fault:
            time.sleep(fault.get("latency", 0))
            if answer := faults.answer(fault, call.service):
                return error_reply(call.service, *answer)
            if fault.get("fault") == "garbage":
                return ("200 OK", [("Content-Type", "text/html")]), b"<html><body>proxy</body></html>"
            if fault.get("fault") == "reset":
                return None, None
            if fault.get("fault") == "lost-response":
                self._forward(environ, call, body)
                return None, None
        return self._forward(environ, call, body)

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
        if principal and partition_mismatch(call.region, principal.partition):
            raise Refused("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
        if not SETTINGS.auth or call.iam_action == "sts:GetCallerIdentity":
            return
        with LOCK:
            self._check_policies(call, principal, headers)

    @staticmethod
    def _check_policies(call, principal, headers) -> None:
        key = identity.scope(headers["authorization"])[0]
        context = call.context(principal.account)
        if key in identity.FUNCTION_OF_KEY:
            context["lambda:sourcefunctionarn"] = [identity.FUNCTION_OF_KEY[key]]
        wanted = [(call.iam_action, call.resource(), context)]
        if call.action in ("CreateFunction", "UpdateFunctionConfiguration") and call.fields.get("Role"):
            passing = context | {"iam:passedtoservice": ["lambda.amazonaws.com"]}
            wanted.append(("iam:PassRole", call.fields["Role"], passing))
        documents, boundary = principal.documents()
        for action, resource, circumstances in wanted:
            verdict = policy.evaluate(documents, action, resource, circumstances)
            if verdict == "allow" and boundary is not None:
                verdict = policy.evaluate(boundary, action, resource, circumstances)
            if verdict == "allow":
                continue
            note("denied", principal=principal.arn, action=action, resource=resource, by=verdict)
            why = "with an explicit deny" if verdict == "deny" else f"because no policy allows the {action} action"
            message = f"User: {principal.arn} is not authorized to perform: {action} on resource: {resource} {why}"
            code = {"ec2": "UnauthorizedOperation"}.get(call.service)
            code = code or ("AccessDenied" if call.service in XML_SERVICES else "AccessDeniedException")
            raise Refused(code, message, 403)

    def _forward(self, environ, call, body):
        environ["wsgi.input"] = io.BytesIO(body)
        # moto would let these override the region that the signature names.
        environ["HTTP_USER_AGENT"] = "local-aws"
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = call.account
        seen: list = []
        # An invocation calls back into the API, so it must not hold the lock.
        lock = contextlib.nullcontext() if call.action == "Invoke" else LOCK
        try:
            with lock:
                body = b"".join(self.application(environ, lambda status, headers, *_: seen.extend((status, headers))))
        except Exception as error:
            note("moto-bug", service=call.service, action=call.action, error=repr(error)[:300])
            return error_reply(call.service, 500, "InternalFailure", repr(error)[:200])
        if call.service == "iam" and call.is_mutating:
            identity.forget_sessions()
        return (seen[0], seen[1]), body

    @staticmethod
    def _record(call, began, status) -> None:
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
             status=int(status[0].split()[0]), mutating=call.is_mutating,
             ms=round((time.time() - began) * 1000, 2), **facts)  # fmt: skip

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


def error_reply(service: str, status: int, code: str, message: str):
    """An error in the form of the service's protocol."""
    request = str(uuid.uuid4())
    line = f"{status} Error"
    if service == "ec2":
        body = f"<Response><Errors><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error></Errors>"
        body += f"<RequestID>{request}</RequestID></Response>"
        return (line, [("Content-Type", "text/xml;charset=UTF-8")]), body.encode()
    if service in XML_SERVICES:
        body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message>"
        body += f"</Error><RequestId>{request}</RequestId></ErrorResponse>"
        return (line, [("Content-Type", "text/xml")]), body.encode()
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-ErrorType", code), ("x-amzn-RequestId", request)]
    return (line, headers), json.dumps({"__type": code, "message": message}).encode()
