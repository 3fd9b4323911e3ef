"""Errors in the form of each service's protocol, and what a reply's error is called."""

from __future__ import annotations

import json
import re
import uuid
from xml.sax.saxutils import escape

from .actions import Call

# Services that answer with XML, unless they are called with JSON.
XML_SERVICES = ("iam", "sts", "sns", "monitoring")
_CODE = re.compile(rb'<Code>([\w.]+)</Code>|"__type"\s*:\s*"(?:[\w.]+#)?([\w.]+)"')


def error(call: Call, status: int, code: str, message: str):
    """The status line with headers, and the body, of an error."""
    request = str(uuid.uuid4())
    line = f"{status} Error"
    if call.service == "ec2":
        body = f"<Response><Errors><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error></Errors>"
        body += f"<RequestID>{request}</RequestID></Response>"
        return (line, [("Content-Type", "text/xml;charset=UTF-8")]), body.encode()
    if call.service in XML_SERVICES and not call.is_json:
        body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{escape(message)}</Message>"
        body += f"</Error><RequestId>{request}</RequestId></ErrorResponse>"
        return (line, [("Content-Type", "text/xml")]), body.encode()
    kind = ("Content-Type", "application/x-amz-json-1.1")
    body = json.dumps({"__type": code, "message": message})
    return (line, [kind, ("x-amzn-ErrorType", code), ("x-amzn-RequestId", request)]), body.encode()


def code_of(status: int, headers: list[tuple[str, str]], body: bytes) -> str | None:
    """What the error in a reply is called; None when the call succeeded."""
    if status < 400:
        return None
    named = next((v for k, v in headers if k.lower() == "x-amzn-errortype"), None)
    match = _CODE.search(body[:4096])
    return named or (match and (match[1] or match[2]).decode()) or "?"


def is_page(headers: list[tuple[str, str]], body: bytes) -> bool:
    """Whether a reply is a web page: what moto answers to a path it does not know."""
    return body.lstrip()[:9].lower() in (b"<!doctype", b"<html>") and not any(
        v.startswith("application/") for k, v in headers if k.lower() == "content-type"
    )
