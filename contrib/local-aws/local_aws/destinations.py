"""Where the outcome of an asynchronous invocation goes: the record AWS sends to a destination."""

from __future__ import annotations

import json

from moto.backends import get_backend

from . import access, eventbridge
from .core import LOCK, backend, now_iso, parse_arn
from .journal import note
from .settings import SETTINGS

ACTIONS = {
    "events": "events:PutEvents",
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
}


def deliver(function, target, body, payload, request, condition, count, start) -> None:
    """Sends the record of an invocation; the function's role must allow it, without a function to show for it."""
    arn = parse_arn(target)
    with LOCK:
        allowed = not SETTINGS.auth or access.role_may(
            function.role, function.region, ACTIONS[arn.service], target, what="destination"
        )
    if not allowed:
        return
    record = json.dumps(envelope(function, body, payload, request, condition, count))
    with LOCK:
        match arn.service:
            case "sns":
                backend("sns", arn.account, arn.region).publish(message=record, arn=target)
            case "sqs":
                backend("sqs", arn.account, arn.region).send_message(queue_name=arn.resource, message_body=record)
            case "lambda":
                start(get_backend("lambda")[arn.account][arn.region].get_function(target), record)
            case "events":
                kind = f"Lambda Function Invocation Result - {'Success' if condition == 'Success' else 'Failure'}"
                eventbridge.emit(arn.account, arn.region, "lambda", kind, [function.function_arn], json.loads(record),
                                 bus=arn.resource.split("/")[-1])  # fmt: skip
    note("destination", function=function.function_name, id=request, condition=condition, target=target)


def envelope(function, body, payload, request, condition, count) -> dict:
    """The record of an invocation.

    <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>
    """
    response = {"statusCode": 200, "executedVersion": "$LATEST"}
    if condition != "Success":
        response["functionError"] = "Unhandled"
    return {
        "version": "1.0",
        "timestamp": now_iso(milliseconds=True),
        "requestContext": {
            "requestId": request,
            "functionArn": f"{function.function_arn}:$LATEST",
            "condition": condition,
            "approximateInvokeCount": count,
        },
        "requestPayload": _json_or_text(body),
        "responseContext": response,
        "responsePayload": _json_or_text(payload),
    }


def _json_or_text(text: str):
    try:
        return json.loads(text)
    except ValueError:
        return text
