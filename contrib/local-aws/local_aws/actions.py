"""What a call is: its service, its action, the resource it is about, and the circumstances a policy may ask for."""

from __future__ import annotations

import dataclasses
import json
import re
import urllib.parse

from moto.backends import get_backend

from . import tagging
from .core import partition_of
from .identity import form

READ_PREFIXES = ("Get", "List", "Describe", "Filter", "Lookup")
READS = {"AssumeRole", "TestEventPattern", "ReceiveMessage"}
# REST calls of Lambda: method, path below the version, action. The first that fits counts.
LAMBDA = [
    ("GET", r"/functions", "ListFunctions"),
    ("POST", r"/functions", "CreateFunction"),
    ("GET", r"/functions/([^/]+)", "GetFunction"),
    ("DELETE", r"/functions/([^/]+)", "DeleteFunction"),
    ("PUT", r"/functions/([^/]+)/code", "UpdateFunctionCode"),
    ("GET", r"/functions/([^/]+)/configuration", "GetFunctionConfiguration"),
    ("PUT", r"/functions/([^/]+)/configuration", "UpdateFunctionConfiguration"),
    ("POST", r"/functions/([^/]+)/invocations", "Invoke"),
    ("POST", r"/functions/([^/]+)/policy", "AddPermission"),
    ("GET", r"/functions/([^/]+)/policy", "GetPolicy"),
    ("DELETE", r"/functions/([^/]+)/policy/[^/]+", "RemovePermission"),
    ("PUT", r"/functions/([^/]+)/event-invoke-config", "PutFunctionEventInvokeConfig"),
    ("POST", r"/functions/([^/]+)/event-invoke-config", "UpdateFunctionEventInvokeConfig"),
    ("GET", r"/functions/([^/]+)/event-invoke-config", "GetFunctionEventInvokeConfig"),
    ("DELETE", r"/functions/([^/]+)/event-invoke-config", "DeleteFunctionEventInvokeConfig"),
    ("PUT", r"/functions/([^/]+)/concurrency", "PutFunctionConcurrency"),
    ("DELETE", r"/functions/([^/]+)/concurrency", "DeleteFunctionConcurrency"),
    ("GET", r"/functions/([^/]+)/concurrency", "GetFunctionConcurrency"),
    ("GET", r"/functions/([^/]+)/versions", "ListVersionsByFunction"),
    ("GET", r"/functions/([^/]+)/event-invoke-config/list", "ListFunctionEventInvokeConfigs"),
    ("GET", r"/account-settings", "GetAccountSettings"),
    ("GET", r"/layers", "ListLayers"),
    ("POST", r"/layers/([^/]+)/versions", "PublishLayerVersion"),
    ("GET", r"/layers/([^/]+)/versions", "ListLayerVersions"),
    ("GET", r"/layers/([^/]+)/versions/\d+", "GetLayerVersion"),
    ("DELETE", r"/layers/([^/]+)/versions/\d+", "DeleteLayerVersion"),
    ("GET", r"/tags/([^/]+)", "ListTags"),
    ("POST", r"/tags/([^/]+)", "TagResource"),
    ("DELETE", r"/tags/([^/]+)", "UntagResource"),
]
# The parameters of EC2's actions that name the resources which policies can limit.
EC2_FIELDS = {
    "AssociateRouteTable": ("RouteTableId", "SubnetId", "GatewayId"),
    "AttachNetworkInterface": ("InstanceId", "NetworkInterfaceId"),
    "CreateRoute": ("RouteTableId",),
    "CreateTags": ("ResourceId",),
    "DeleteNetworkInterface": ("NetworkInterfaceId",),
    "DeleteRoute": ("RouteTableId",),
    "DeleteRouteTable": ("RouteTableId",),
    "DeleteTags": ("ResourceId",),
    "ModifyInstanceAttribute": ("InstanceId",),
    "ModifyNetworkInterfaceAttribute": ("NetworkInterfaceId",),
    "RebootInstances": ("InstanceId",),
    "ReplaceRoute": ("RouteTableId",),
    "StartInstances": ("InstanceId",),
    "StopInstances": ("InstanceId",),
    "TerminateInstances": ("InstanceId",),
}
EC2_KINDS = {
    "eni": "network-interface",
    "i": "instance",
    "igw": "internet-gateway",
    "rtb": "route-table",
    "subnet": "subnet",
    "vpc": "vpc",
}
# IAM's names of actions that differ from the operation's.
RENAMED = {"lambda:Invoke": "lambda:InvokeFunction", "monitoring": "cloudwatch"}


@dataclasses.dataclass
class Call:
    """One call, as far as authorization and the journal care."""

    service: str
    action: str
    region: str
    account: str
    fields: dict
    path_name: str | None = None
    principal: str = "?"
    is_json: bool = False

    @property
    def iam_action(self) -> str:
        """The action as policies name it."""
        service = RENAMED.get(self.service, self.service)
        return RENAMED.get(f"{service}:{self.action}", f"{service}:{self.action}")

    @property
    def is_mutating(self) -> bool:
        """Whether it changes something."""
        dry = str(self.fields.get("DryRun", "")).lower() == "true"
        return not (dry or self.action.startswith(READ_PREFIXES) or self.action in READS)

    def arn(self, resource: str, region: bool = True, service: str | None = None) -> str:
        """The ARN of a resource of the call's service, account and region."""
        partition = partition_of(self.region)
        return f"arn:{partition}:{service or self.service}:{self.region if region else ''}:{self.account}:{resource}"

    def resources(self) -> list[str]:
        """The ARNs that the call is about; `*` where IAM knows no resource for the action."""
        if self.service == "ec2":
            return self._ec2_arns() or ["*"]
        return [self._resource()]

    def _resource(self) -> str:
        get = self.fields.get
        match self.service:
            case "iam":
                return get("PolicyArn") if get("PolicyArn") and not get("RoleName") else self._identity_arn()
            case "sns":
                named = get("TopicArn") or get("ResourceArn") or self._subscription_topic()
                return named or (self.arn(get("Name")) if get("Name") else "*")
            case "events":
                name = get("Name") or get("Rule")
                return get("ResourceARN") or (self.arn(f"rule/{name}") if name else "*")
            case "logs":
                return self._log_arn()
            case "lambda":
                return self._function_arn()
            case "sqs":
                name = get("QueueUrl", "").split("/")[-1] or get("QueueName")
                return self.arn(name) if name else "*"
            case "monitoring":
                name = get("AlarmName") or get("AlarmNames.member.1") or next(iter(get("AlarmNames") or []), None)
                return get("ResourceARN") or (self.arn(f"alarm:{name}", service="cloudwatch") if name else "*")
            case "sts":
                return get("RoleArn") or "*"
        return "*"

    def _ec2_arns(self) -> list[str]:
        ids = [value for field in EC2_FIELDS.get(self.action, ()) for value in numbered(self.fields, field)]
        if self.action == "DetachNetworkInterface":
            ids = self._attached(self.fields.get("AttachmentId"))
        found = []
        for identity in ids:
            kind = EC2_KINDS.get(identity.split("-")[0])
            if kind:
                found.append(self.arn(f"{kind}/{identity}"))
        return found

    def _attached(self, attachment: str | None) -> list[str]:
        interfaces = get_backend("ec2")[self.account][self.region].enis.values()
        return [i for e in interfaces if e.attachment_id == attachment for i in (e.id, e.instance.id)]

    def _identity_arn(self) -> str:
        get = self.fields.get
        name = get("RoleName")
        if not name:
            kind = next((k for k in ("UserName", "GroupName", "PolicyName") if get(k)), None)
            path = get("Path", "/")
            return self.arn(f"{kind.removesuffix('Name').lower()}{path}{get(kind)}", region=False) if kind else "*"
        iam = get_backend("iam")[self.account][partition_of(self.region)]
        role = next((r for r in iam.roles.values() if r.name == name), None)
        path = role.path if role else get("Path", "/")
        return self.arn(f"role{path}{name}", region=False)

    def _subscription_topic(self) -> str | None:
        arn = self.fields.get("SubscriptionArn")
        return ":".join(arn.split(":")[:6]) if arn else None

    def _log_arn(self) -> str:
        get = self.fields.get
        if get("resourceArn"):
            return get("resourceArn") + ("" if get("resourceArn").endswith(":*") else ":*")
        group = get("logGroupName") or (get("logGroupNamePrefix") and "*") or "*"
        stream = f"log-stream:{get('logStreamName')}" if get("logStreamName") else "*"
        return self.arn(f"log-group:{group}:{stream}")

    def _function_arn(self) -> str:
        name = self.path_name or self.fields.get("FunctionName")
        if not name:
            return "*"
        if name.startswith("arn:"):
            return name
        return self.arn(f"layer:{name}" if "Layer" in self.action else f"function:{name}")

    def context(self) -> dict[str, list[str]]:
        """The values under the condition keys that this call has; the connection counts as secure, as it is to AWS."""
        get = self.fields.get
        found = {"aws:requestedregion": [self.region], "aws:securetransport": ["true"]}
        if self.service == "ec2":
            found["ec2:region"] = [self.region]
            found |= self._route_table_context()
        tags = request_tags(self.fields)
        found |= {f"aws:requesttag/{key.lower()}": [value] for key, value in tags.items()}
        if tags or get("TagKeys"):
            found["aws:tagkeys"] = list(tags) + list(get("TagKeys") or [])
        if self.action in ("CreateRole", "PutRolePolicy", "DeleteRolePolicy", "UpdateAssumeRolePolicy", "DeleteRole"):
            boundary = get("PermissionsBoundary") or self._boundary_of_role()
            if boundary:
                found["iam:permissionsboundary"] = [boundary]
        if self.action == "AddPermission" and get("Principal"):
            found["lambda:principal"] = [get("Principal")]
        if self.action == "PutTargets":
            found["events:targetarn"] = [t.get("Arn", "") for t in get("Targets", [])]
        if self.action == "Subscribe":
            found["sns:protocol"], found["sns:endpoint"] = [get("Protocol", "")], [get("Endpoint", "")]
        if self.action == "AssumeRole" and get("ExternalId"):
            found["sts:externalid"] = [get("ExternalId")]
        return found

    def _route_table_context(self) -> dict[str, list[str]]:
        table_id = self.fields.get("RouteTableId")
        ec2 = get_backend("ec2")[self.account][self.region]
        if not table_id or table_id not in ec2.route_tables:
            return {}
        table = ec2.route_tables[table_id]
        return {"ec2:vpc": [self.arn(f"vpc/{table.vpc_id}")], "ec2:routetableid": [table_id]}

    def tags_of(self, resource: str) -> dict[str, list[str]]:
        """The condition keys for the tags of a resource that the call is about."""
        tags = tagging.tags_of(resource, self.region)
        found = {f"aws:resourcetag/{key.lower()}": [value] for key, value in tags.items()}
        if self.service == "ec2":
            found |= {f"ec2:resourcetag/{key.lower()}": [value] for key, value in tags.items()}
        return found

    def _boundary_of_role(self) -> str | None:
        iam = get_backend("iam")[self.account][partition_of(self.region)]
        role = next((r for r in iam.roles.values() if r.name == self.fields.get("RoleName")), None)
        return getattr(role, "permissions_boundary_arn", None) or getattr(role, "permissions_boundary", None)


def request_tags(fields: dict) -> dict[str, str]:
    """The tags that a call wants to put on something, whatever form the service uses."""
    tags = fields.get("Tags") or fields.get("tags") or {}
    if isinstance(tags, dict):
        found = dict(tags)
    else:
        found = {t["Key"]: t["Value"] for t in tags}
    for name, value in fields.items():
        if match := re.fullmatch(r"Tags\.member\.(\d+)\.Key", name):
            found[value] = fields.get(f"Tags.member.{match[1]}.Value", "")
    for name, value in fields.items():
        if match := re.fullmatch(r"(?:TagSpecification\.\d+\.)?Tag\.(\d+)\.Key", name):
            found[value] = fields.get(f"{name.removesuffix('Key')}Value", "")
    return found


def numbered(fields: dict, name: str) -> list[str]:
    """The values of a field that has one (`Name`) or several of them (`Name.1`, `Name.2`)."""
    if name in fields:
        return [fields[name]]
    pattern = re.compile(re.escape(name) + r"\.\d+")
    return [value for key, value in fields.items() if pattern.fullmatch(key)]


def parse(method: str, raw_path: str, query: str, headers: dict, body: bytes, service: str, region: str) -> Call:
    """Reads a request as a call; one that is not understood has the action `?`."""
    call = Call(service, "?", region, "", {})
    if target := headers.get("x-amz-target"):
        call.action, call.is_json = target.split(".")[-1], True
        call.fields = _json(body)
    elif service == "lambda":
        call.fields = _json(body)
        path = re.sub(r"^/\d{4}-\d{2}-\d{2}", "", raw_path).rstrip("/")
        for wanted, pattern, action in LAMBDA:
            if method == wanted and (match := re.fullmatch(pattern, path)):
                call.action = action
                call.path_name = urllib.parse.unquote(match[1]) if match.groups() else None
                break
    else:
        call.fields = form(body) | dict(urllib.parse.parse_qsl(query))
        call.action = call.fields.get("Action", "?")
    return call


def _json(body: bytes) -> dict:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
