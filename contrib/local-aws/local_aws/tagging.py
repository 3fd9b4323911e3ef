"""The tags of everything, by ARN: for policies, for GetResources, and to see whether a destroy left anything."""

from __future__ import annotations

import json
from collections.abc import Iterator

from moto.backends import get_backend
from moto.core.exceptions import JsonRESTError
from moto.resourcegroupstaggingapi.responses import ResourceGroupsTaggingAPIResponse

from .core import Arn, backend, parse_arn, partition_of

EC2_KINDS = {"eni": "network-interface", "i": "instance", "igw": "internet-gateway", "rtb": "route-table"}


def pairs(tags) -> dict[str, str]:
    """Tags as a dictionary, whether moto keeps them as one or as a list."""
    if isinstance(tags, dict):
        return tags
    return {t.get("Key", t.get("key")): t.get("Value", t.get("value", "")) for t in tags or []}


def tags_of(arn_text: str, region: str) -> dict[str, str]:
    """The tags of one resource; none when it does not exist."""
    arn = parse_arn(arn_text)
    reader = _READERS.get(arn.service)
    is_one = arn.account.isdigit() and "*" not in arn_text.removesuffix(":*")
    return reader(arn, arn_text) if reader and is_one and arn.region in ("", region) else {}


def _ec2(arn: Arn, _: str) -> dict[str, str]:
    return dict(backend("ec2", arn.account, arn.region).tags.get(arn.resource.split("/")[-1], {}))


def _lambda(arn: Arn, _: str) -> dict[str, str]:
    kind, _, name = arn.resource.partition(":")
    if kind != "function":
        return {}
    found = backend("lambda", arn.account, arn.region)._lambdas._functions.get(name.split(":")[0], {}).get("latest")
    return dict(found.tags or {}) if found else {}


def _events(arn: Arn, text: str) -> dict[str, str]:
    return backend("events", arn.account, arn.region).tagger.get_tag_dict_for_resource(text)


def _iam(arn: Arn, text: str) -> dict[str, str]:
    roles = get_backend("iam")[arn.account][arn.partition].roles.values()
    return pairs(next((r.tags for r in roles if r.arn == text), {}))


def _sns(arn: Arn, text: str) -> dict[str, str]:
    topic = backend("sns", arn.account, arn.region).topics.get(text)
    return pairs(topic._tags) if topic else {}


def _sqs(arn: Arn, _: str) -> dict[str, str]:
    queue = backend("sqs", arn.account, arn.region).queues.get(arn.resource)
    return pairs(queue.tags) if queue else {}


def _logs(arn: Arn, _: str) -> dict[str, str]:
    model, name = backend("logs", arn.account, arn.region), arn.resource.split(":")[1]
    return pairs(model.list_tags_log_group(name)) if name in model.groups else {}


def _cloudwatch(arn: Arn, text: str) -> dict[str, str]:
    return backend("cloudwatch", arn.account, arn.region).tagger.get_tag_dict_for_resource(text)


_READERS = {
    "cloudwatch": _cloudwatch,
    "ec2": _ec2,
    "events": _events,
    "iam": _iam,
    "lambda": _lambda,
    "logs": _logs,
    "sns": _sns,
    "sqs": _sqs,
}


def tagged(account: str, region: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Everything in a region that can have tags, with them; roles belong to the partition's home region."""
    partition = partition_of(region)
    base = f"arn:{partition}:ec2:{region}:{account}:"
    for identity, tags in backend("ec2", account, region).tags.items():
        if kind := {**EC2_KINDS, "vpc": "vpc", "subnet": "subnet"}.get(identity.split("-")[0]):
            yield f"{base}{kind}/{identity}", dict(tags)
    arns = [f.function_arn for f in backend("lambda", account, region).list_functions()]
    arns += [r.arn for bus in backend("events", account, region).event_buses.values() for r in bus.rules.values()]
    arns += list(backend("sns", account, region).topics)
    arns += [q.queue_arn for q in backend("sqs", account, region).queues.values()]
    arns += [g.arn for g in backend("logs", account, region).groups.values()]
    arns += [a.alarm_arn for a in backend("cloudwatch", account, region).alarms.values()]
    if region == home_region(partition):
        arns += [role.arn for role in get_backend("iam")[account][partition].roles.values()]
    for arn in arns:
        yield arn, tags_of(arn, region)


def home_region(partition: str) -> str:
    """The region that speaks for what has none, such as roles."""
    return {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}.get(partition, "us-east-1")


def get_resources(self: ResourceGroupsTaggingAPIResponse) -> str:
    """GetResources, with rules and roles, in every partition."""
    filters = self._get_param("TagFilters", [])
    kinds = self._get_param("ResourceTypeFilters", [])
    size = self._get_int_param("ResourcesPerPage", 100)
    token = self._get_param("PaginationToken") or "0"
    if not token.isdigit() or not 1 <= size <= 100:
        raise JsonRESTError("InvalidParameterException", "PaginationToken or ResourcesPerPage is not valid.")
    found = [
        {"ResourceARN": arn, "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}
        for arn, tags in sorted(tagged(self.current_account, self.region))
        if tags
        and all(f["Key"] in tags and (not f.get("Values") or tags[f["Key"]] in f["Values"]) for f in filters)
        and (not kinds or any(is_of_kind(arn, kind) for kind in kinds))
    ]
    start = int(token)
    following = str(start + size) if start + size < len(found) else ""
    return json.dumps({"ResourceTagMappingList": found[start : start + size], "PaginationToken": following})


def is_of_kind(arn_text: str, kind: str) -> bool:
    """Whether an ARN is of a type such as `lambda` or `events:rule`."""
    arn, (service, _, name) = parse_arn(arn_text), kind.partition(":")
    return arn.service == service and (not name or arn.resource.replace(":", "/").startswith(f"{name}/"))


def install() -> None:
    """Puts GetResources in place of moto's, which knows neither rules nor roles nor China."""
    ResourceGroupsTaggingAPIResponse.get_resources = get_resources
