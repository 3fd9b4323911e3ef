"""Who may do what: the caller's own policies, its permissions boundary, and the policy of what is called."""

from __future__ import annotations

import json

from moto.backends import get_backend

from . import identity, policy
from .actions import Call
from .core import Refused, backend, parse_arn
from .identity import Principal
from .journal import note
from .replies import XML_SERVICES


def check(call: Call, principal: Principal, access_key: str) -> None:
    """Lets a call pass, or raises what its service answers to those who may not; a denial goes into the journal."""
    context = call.context() | identity.context_of(principal)
    if access_key in identity.FUNCTION_OF_KEY:
        context["lambda:sourcefunctionarn"] = [identity.FUNCTION_OF_KEY[access_key]]
    wanted = [(call.iam_action, resource, context | call.tags_of(resource)) for resource in call.resources()]
    if call.action in ("CreateFunction", "UpdateFunctionConfiguration") and call.fields.get("Role"):
        passing = {"iam:passedtoservice": ["lambda.amazonaws.com"]}
        wanted.append(("iam:PassRole", call.fields["Role"], context | passing))
    for action, resource, circumstances in wanted:
        verdict = decide(principal, action, resource, circumstances)
        if verdict == "allow":
            continue
        note("denied", principal=principal.arn, action=action, resource=resource, by=verdict)
        why = "with an explicit deny" if verdict == "deny" else f"because no policy allows the {action} action"
        message = f"User: {principal.arn} is not authorized to perform: {action} on resource: {resource} {why}"
        raise Refused(code_of(call), message, 403)


def code_of(call: Call) -> str:
    """How a service names a denial."""
    named = {"ec2": "UnauthorizedOperation", "sns": "AuthorizationError"}.get(call.service)
    if named:
        return named
    return "AccessDenied" if call.service in XML_SERVICES and not call.is_json else "AccessDeniedException"


def decide(principal: Principal, action: str, resource: str, context: dict[str, list[str]]) -> str:
    """Says `allow`, `deny` (some policy forbids it) or `none` (not all whose word is needed allow it).

    Errs towards `none`: in its own account a caller needs policies of its own, unless the resource names the caller.
    <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
    """
    documents, boundary = principal.documents()
    own = policy.evaluate(documents, action, resource, context)
    if own == "allow" and boundary is not None:
        own = policy.evaluate(boundary, action, resource, context)
    document = policy_of(action, resource)
    if document is None:
        return own if action != "sts:AssumeRole" else "none"
    names = {principal.arn, identity.lasting_arn(principal)}
    account_names = {principal.account, identity.root_arn(principal)}
    theirs = shared_verdict(document, names | account_names, action, resource, context)
    if "deny" in (own, theirs):
        return "deny"
    if shared_verdict(document, names, action, resource, context, open_to_all=False) == "allow":
        same = parse_arn(resource).account == principal.account
        return "allow" if same else own
    needed = parse_arn(resource).account != principal.account or action == "sts:AssumeRole"
    return "none" if needed and theirs != "allow" else own


def policy_of(action: str, resource: str) -> dict | str | None:
    """The policy that a resource has itself, for the actions it speaks about."""
    arn = parse_arn(resource)
    if action == "sts:AssumeRole":
        roles = get_backend("iam")[arn.account][arn.partition].roles.values() if arn.account else []
        return next((r.assume_role_policy_document for r in roles if r.arn == resource), None)
    if action == "sns:Publish" and resource != "*":
        topic = backend("sns", arn.account, arn.region).topics.get(resource)
        return topic.policy if topic else None
    if action in ("sqs:SendMessage", "sqs:ReceiveMessage") and resource != "*":
        queue = backend("sqs", arn.account, arn.region).queues.get(arn.resource)
        return queue.policy if queue else None
    return None


def shared_verdict(document, names, action, resource, context, open_to_all: bool = True) -> str:
    """What a resource's policy says about a caller with these names."""
    everyone = {"*"} if open_to_all else set()
    document = json.loads(document) if isinstance(document, str) else document
    meant = [s for s in policy.statements(document) if is_meant(s, names | everyone)]
    return policy.evaluate([{"Statement": meant}], action, resource, context)


def is_meant(statement: dict, names: set[str]) -> bool:
    """Whether a statement speaks about a caller; one with NotPrincipal denies everybody and allows nobody."""
    principal = statement.get("Principal")
    if principal is None:
        return statement.get("Effect") == "Deny"
    if isinstance(principal, str):
        return principal in names
    return any(name in names for value in principal.values() for name in policy.as_list(value))


def service_may(service, action, resource, source, account, document=None, for_owner=False) -> bool:
    """Whether a resource's policy lets an AWS service act on behalf of something in an account."""
    document = policy_of(action, resource) if document is None else document
    if document is None:
        return False
    context = {"aws:sourcearn": [source], "aws:sourceaccount": [account], "aws:securetransport": ["true"]}
    if for_owner:
        # What the policy that a topic is born with asks for.
        context["aws:sourceowner"] = [account]
    if shared_verdict(document, {service}, action, resource, context) == "allow":
        return True
    note("denied", principal=service, action=action, resource=resource, by="resource policy", source=source)
    return False


def role_may(role: str, region: str, action: str, resource: str, what: str) -> bool:
    """Whether Lambda may do something with a function's role; it sends no source function with calls of its own."""
    principal = identity.principal_of_role(role)
    context = {"aws:requestedregion": [region], "aws:securetransport": ["true"]} | identity.context_of(principal)
    verdict = decide(principal, action, resource, context)
    if verdict != "allow":
        note("denied", principal=role, action=action, resource=resource, by=what)
    return verdict == "allow"
