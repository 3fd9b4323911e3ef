"""Evaluation of IAM policy documents: actions, resources, conditions; an explicit Deny wins."""

from __future__ import annotations

import json

from .core import like
from .journal import note

# Keys that the local AWS can fill. A statement with any other key allows nothing and denies everything it names, and
# the journal says so.
KNOWN_KEYS = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:requestedregion",
    "aws:securetransport",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceowner",
    "aws:tagkeys",
    "ec2:region",
    "ec2:routetableid",
    "ec2:vpc",
    "events:targetarn",
    "iam:associatedresourcearn",
    "iam:passedtoservice",
    "iam:permissionsboundary",
    "lambda:layer",
    "lambda:principal",
    "lambda:sourcefunctionarn",
    "sns:endpoint",
    "sns:protocol",
    "sts:externalid",
}
# The name of a tag follows.
TAG_KEYS = ("aws:resourcetag/", "aws:requesttag/", "ec2:resourcetag/")


def evaluate(documents: list, action: str, resource: str, context: dict[str, list[str]]) -> str:
    """Says `allow`, `deny` (a statement forbids it) or `none` (no statement allows it)."""
    verdict = "none"
    for document in documents:
        for statement in statements(document):
            if not applies(statement, action, resource, context):
                continue
            if statement["Effect"] == "Deny":
                return "deny"
            verdict = "allow"
    return verdict


def statements(document: str | dict) -> list[dict]:
    """The statements of a document."""
    document = json.loads(document) if isinstance(document, str) else document
    found = document.get("Statement", [])
    return found if isinstance(found, list) else [found]


def applies(statement: dict, action: str, resource: str, context: dict[str, list[str]]) -> bool:
    """Whether a statement is about this action on this resource under these circumstances."""
    if "Action" in statement:
        hit = any(like(p.lower(), action.lower()) for p in as_list(statement["Action"]))
    else:
        hit = not any(like(p.lower(), action.lower()) for p in as_list(statement.get("NotAction", [])))
    if not hit:
        return False
    if "NotResource" in statement:
        if any(like(p, resource) for p in as_list(statement["NotResource"])):
            return False
    elif not any(like(p, resource) for p in as_list(statement.get("Resource", "*"))):
        return False
    return conditions_hold(statement, context)


def conditions_hold(statement: dict, context: dict[str, list[str]]) -> bool:
    """Whether all conditions of a statement hold; keys compare without regard to case."""
    for operator, wanted in statement.get("Condition", {}).items():
        for key, values in wanted.items():
            if not is_known(operator, key):
                note("unknown-condition", key=key, operator=operator)
                return statement.get("Effect") == "Deny"
            if not condition_holds(operator, as_list(values), context.get(key.lower())):
                return False
    return True


def is_known(operator: str, key: str) -> bool:
    """Whether a condition can be judged here."""
    plain = operator.rpartition(":")[2].removesuffix("IfExists")
    name = key.lower()
    return (plain == "Null" or comparison(plain) is not None) and (name in KNOWN_KEYS or name.startswith(TAG_KEYS))


def condition_holds(operator: str, wanted: list, found: list[str] | None) -> bool:
    """Whether one condition holds for the values that the call has under its key; None: it has none.

    <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>
    """
    quantifier, _, plain = operator.rpartition(":")
    if_exists = plain.endswith("IfExists")
    plain = plain.removesuffix("IfExists")
    wanted = [str(w).lower() if isinstance(w, bool) else str(w) for w in wanted]
    if plain == "Null":
        return (found is None) == (wanted[0].lower() == "true")
    if found is None:
        # Of an absent key a negated operator holds, but no value of it can be found.
        return if_exists or quantifier == "ForAllValues" or ("Not" in plain and quantifier != "ForAnyValue")
    compare = comparison(plain)
    negated = "Not" in plain
    results = [any(compare(w, f) for w in wanted) != negated for f in found]
    return any(results) if quantifier == "ForAnyValue" else all(results)


def comparison(operator: str):
    """How an operator compares a wanted with a found value; None for an operator that is not known."""
    match operator.replace("Not", ""):
        case "StringEquals":
            return lambda wanted, found: wanted == found
        case "StringEqualsIgnoreCase" | "Bool":
            return lambda wanted, found: wanted.lower() == found.lower()
        case "StringLike":
            return like
        case "ArnLike" | "ArnEquals":
            return arn_like
    return None


def arn_like(pattern: str, arn: str) -> bool:
    """Whether an ARN matches a pattern part by part: a star does not reach over a colon, but in the last part."""
    wanted, found = pattern.split(":", 5), arn.split(":", 5)
    return len(wanted) == len(found) and all(map(like, wanted, found))


def as_list(value) -> list:
    """A value that a policy may write with or without brackets."""
    return value if isinstance(value, list) else [value]
