"""Who calls: the access key's owner, its policies, and whether the signature is right."""

from __future__ import annotations

import dataclasses
import datetime
import re
import threading
import urllib.parse

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from moto.backends import get_backend

from .core import Refused, parse_arn

# The function that a role's temporary keys were handed to, by access key: fills lambda:SourceFunctionArn.
FUNCTION_OF_KEY: dict[str, str] = {}
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request,\s*"
    r"SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})"
)
_cache: dict[str, "Principal"] = {}
_cache_lock = threading.Lock()


@dataclasses.dataclass(frozen=True)
class Principal:
    """The owner of an access key."""

    arn: str
    account: str
    partition: str
    secret: str
    token: str | None
    role: str | None
    user: str | None
    # The role's ARN, which a session's ARN does not contain whole.
    role_arn: str | None = None

    def documents(self) -> tuple[list, list | None]:
        """The identity's policies and, when it has a boundary, the boundary's documents."""
        iam = get_backend("iam")[self.account][self.partition]
        if self.role:
            if not any(role.name == self.role for role in iam.roles.values()):
                return [], None  # The role is gone; its sessions can do nothing any more.
            return _documents(iam, "role", self.role), _boundary(iam, iam.get_role(self.role))
        groups = iam.get_groups_for_user(self.user)
        of_groups = [document for group in groups for document in _documents(iam, "group", group.name)]
        return _documents(iam, "user", self.user) + of_groups, None


def lasting_arn(principal: Principal) -> str:
    """The ARN that outlives a session: the role's or the user's."""
    return principal.role_arn or principal.arn


def root_arn(principal: Principal) -> str:
    """The ARN by which policies mean a whole account."""
    return f"arn:{principal.partition}:iam::{principal.account}:root"


def context_of(principal: Principal) -> dict[str, list[str]]:
    """The values of the condition keys about the caller."""
    return {
        "aws:principalaccount": [principal.account],
        "aws:principalarn": [lasting_arn(principal)],
        "aws:sourceowner": [principal.account],
    }


def principal_of_role(role_arn: str) -> Principal:
    """A role as the caller, when Lambda acts with it."""
    role = parse_arn(role_arn)
    name = role.resource.split("/")[-1]
    return Principal(role_arn, role.account, role.partition, "", None, name, None, role_arn)


def _documents(iam, kind: str, name: str) -> list:
    found = []
    for policy in getattr(iam, f"list_{kind}_policies")(name):
        inline = getattr(iam, f"get_{kind}_policy")(name, policy)
        found.append(inline[1] if isinstance(inline, tuple) else inline["policy_document"])
    attached, _ = getattr(iam, f"list_attached_{kind}_policies")(name)
    return found + [managed_document(policy) for policy in attached]


def managed_document(policy) -> str:
    """The document of a managed policy that is in force."""
    return next(version.document for version in policy.versions if version.is_default)


def _boundary(iam, role) -> list | None:
    arn = getattr(role, "permissions_boundary_arn", None) or getattr(role, "permissions_boundary", None)
    if isinstance(arn, dict):
        arn = arn.get("PermissionsBoundaryArn")
    return [managed_document(iam.get_policy(arn))] if arn else None


def principal_of(access_key: str) -> Principal | None:
    """The owner of an access key; None when no user and no session has it."""
    with _cache_lock:
        if access_key in _cache:
            return _cache[access_key]
    found = _user(access_key) or _session(access_key)
    if found:
        with _cache_lock:
            _cache[access_key] = found
    return found


def _user(access_key: str) -> Principal | None:
    for account, partitions in list(get_backend("iam").items()):
        for partition, iam in list(partitions.items()):
            for user in list(iam.users.values()):
                for key in user.access_keys:
                    if key.access_key_id == access_key:
                        return Principal(user.arn, account, partition, key.secret_access_key, None, None, user.name)
    return None


def _session(access_key: str) -> Principal | None:
    for partitions in list(get_backend("sts").values()):
        for sts in list(partitions.values()):
            for session in list(sts.assumed_roles):
                if session.access_key_id == access_key:
                    role = parse_arn(session.role_arn)
                    arn = f"arn:{role.partition}:sts::{role.account}:assumed-role/"
                    arn += f"{role.resource.split('/')[-1]}/{session.session_name}"
                    return Principal(
                        arn,
                        role.account,
                        role.partition,
                        session.secret_access_key,
                        session.session_token,
                        role.resource.split("/")[-1],
                        None,
                        session.role_arn,
                    )
    return None


def secrets() -> list[str]:
    """Every secret key and session token that was ever given out and is still known."""
    users = [u for ps in list(get_backend("iam").values()) for iam in list(ps.values()) for u in list(iam.users.values())]
    found = [key.secret_access_key for user in users for key in user.access_keys]
    for partitions in list(get_backend("sts").values()):
        for sts in list(partitions.values()):
            found += [s for role in list(sts.assumed_roles) for s in (role.secret_access_key, role.session_token)]
    return found


@dataclasses.dataclass(frozen=True)
class Signed:
    """What the Authorization header says, once it has been checked."""

    access_key: str
    region: str
    service: str
    principal: Principal | None


def scope(authorization: str) -> tuple[str, str, str] | None:
    """Access key, region and service of a signature; None for another kind of authorization."""
    match = _AUTHORIZATION.match(authorization)
    return (match[1], match[3], match[4]) if match else None


def verify(method: str, raw_path: str, query: str, headers: dict[str, str], body: bytes) -> Signed:
    """Checks date, key, token and signature; raises what AWS answers."""
    match = _AUTHORIZATION.match(headers.get("authorization", ""))
    if not match:
        raise Refused("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    access_key, _, region, service, names, signature = match.groups()
    principal = principal_of(access_key)
    if principal is None:
        raise Refused("InvalidClientTokenId", "The security token included in the request is invalid.", 403)
    if principal.token != headers.get("x-amz-security-token"):
        raise Refused("InvalidClientTokenId", "The security token included in the request is invalid", 403)
    stamp = headers.get("x-amz-date", "")
    try:
        signed_at = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        raise Refused("IncompleteSignature", "Date must be in ISO-8601 'basic format'.", 400) from None
    skew = abs((datetime.datetime.now(datetime.timezone.utc) - signed_at).total_seconds())
    if skew > 900:
        raise Refused("SignatureDoesNotMatch", f"Signature expired: {stamp} is {skew:.0f} s off", 403)
    if signature != _signature(principal, method, raw_path, query, headers, body, names, stamp, region, service):
        raise Refused(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
            403,
        )
    return Signed(access_key, region, service, principal)


def _signature(principal, method, raw_path, query, headers, body, names, stamp, region, service) -> str:
    url = f"http://{headers['host']}{raw_path}" + (f"?{query}" if query else "")
    signed = {name: headers.get(name, "") for name in names.split(";")}
    request = AWSRequest(method=method, url=url, data=body, headers=signed)
    request.context["timestamp"] = stamp
    auth = SigV4Auth(Credentials("unused", principal.secret, principal.token), service, region)
    canonical = auth.canonical_request(request)
    # botocore adds no header here: the caller's list of signed headers is what counts.
    return auth.signature(auth.string_to_sign(request, canonical), request)


def forget_sessions() -> None:
    """Drops what is remembered of keys, after a user or a role was changed."""
    with _cache_lock:
        _cache.clear()


def form(body: bytes) -> dict[str, str]:
    """The fields of a form; the last of several equal names counts."""
    return dict(urllib.parse.parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
