"""Faults on demand: throttling, errors, lost and late answers, old reads, lost and doubled deliveries."""

from __future__ import annotations

import random
import re
import threading

from .journal import note

_faults: list[dict] = []
_lock = threading.Lock()

# What a kind of fault answers, by service: status, code, message.
ERRORS = {
    "throttle": {
        "ec2": (503, "RequestLimitExceeded", "Request limit exceeded."),
        "lambda": (429, "TooManyRequestsException", "Rate exceeded"),
        "iam": (400, "Throttling", "Rate exceeded"),
        "monitoring": (400, "Throttling", "Rate exceeded"),
        "sns": (400, "Throttling", "Rate exceeded"),
        "sts": (400, "Throttling", "Rate exceeded"),
        "*": (400, "ThrottlingException", "Rate exceeded"),
    },
    "error": {
        "lambda": (500, "ServiceException", "An error occurred."),
        "*": (500, "InternalError", "An internal error has occurred"),
    },
    "unavailable": {"*": (503, "ServiceUnavailable", "The service is unavailable.")},
    "expired": {
        "ec2": (400, "RequestExpired", "Request has expired."),
        "iam": (403, "ExpiredToken", "The security token included in the request is expired"),
        "monitoring": (403, "ExpiredToken", "The security token included in the request is expired"),
        "sns": (403, "ExpiredToken", "The security token included in the request is expired"),
        "sts": (403, "ExpiredToken", "The security token included in the request is expired"),
        "*": (403, "ExpiredTokenException", "The security token included in the request is expired"),
    },
    "denied": {
        "ec2": (403, "UnauthorizedOperation", "You are not authorized to perform this operation."),
        "iam": (403, "AccessDenied", "You are not authorized to perform this operation."),
        "monitoring": (403, "AccessDenied", "You are not authorized to perform this operation."),
        "sns": (403, "AuthorizationError", "You are not authorized to perform this operation."),
        "sts": (403, "AccessDenied", "You are not authorized to perform this operation."),
        "*": (403, "AccessDeniedException", "You are not authorized to perform this operation."),
    },
}


def add(found: list[dict]) -> None:
    """Adds faults: service, action (a pattern), region, match (in the request), p, skip, count, latency, fault."""
    with _lock:
        _faults.extend(dict(f) for f in found)


def clear() -> None:
    """Removes all faults."""
    with _lock:
        _faults.clear()


def current() -> list[dict]:
    """The faults that are still to come."""
    with _lock:
        return [dict(f) for f in _faults]


def match(service: str, action: str, region: str, request: bytes) -> dict | None:
    """The fault that hits a call, if one does; it is used up by that."""
    with _lock:
        for fault in list(_faults):
            if fault.get("service", service) != service or fault.get("region", region) != region:
                continue
            if not re.fullmatch(fault.get("action", ".*"), action) or fault.get("match", "").encode() not in request:
                continue
            if random.random() >= fault.get("p", 1):
                continue
            if fault.get("skip", 0) > 0:
                fault["skip"] -= 1
                continue
            if "count" in fault:
                fault["count"] -= 1
                if fault["count"] <= 0:
                    _faults.remove(fault)
            (kind, latency) = (fault.get("fault"), fault.get("latency"))
            note("fault", service=service, action=action, region=region, fault=kind, latency=latency)
            return dict(fault)
    return None


def answer(fault: dict, service: str) -> tuple[int, str, str] | None:
    """The status, code and message of a fault that answers with an error."""
    errors = ERRORS.get(fault.get("fault", ""))
    return errors.get(service, errors["*"]) if errors else None
