"""EC2 instances that take time to change state and say so, with status checks and real paging."""

from __future__ import annotations

import copy

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import instances as models
from moto.ec2.responses.elastic_network_interfaces import ElasticNetworkInterfaces
from moto.ec2.responses.instances import InstanceResponse

from . import eventbridge
from .core import LOCK, background, partition_of
from .settings import SETTINGS

CODES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}


def set_state(instance: models.Instance, name: str, generation: int) -> None:
    """Enters a state and emits the event, unless another transition has begun meanwhile."""
    with LOCK:
        if getattr(instance, "transition", 0) != generation:
            return
        instance._state.name, instance._state.code = name, CODES[name]
        owner = instance.ec2_backend
        account, region = owner.account_id, owner.region_name
        eventbridge.emit(
            account,
            region,
            source="aws.ec2",
            detail_type="EC2 Instance State-change Notification",
            resources=[f"arn:{partition_of(region)}:ec2:{region}:{account}:instance/{instance.id}"],
            detail={"instance-id": instance.id, "state": name},
        )


def transition(instance: models.Instance, first: str, last: str, delay: float) -> None:
    """Enters one state now and another after the delay."""
    instance.transition = getattr(instance, "transition", 0) + 1
    set_state(instance, first, instance.transition)
    background(set_state, instance, last, instance.transition, delay=max(delay, 0.001))


class Transitions:
    """moto's state changes, done the way EC2 does them."""

    _stop = models.Instance.stop
    _start = models.Instance.start
    _terminate = models.Instance.terminate
    _run = models.InstanceBackend.run_instances

    def stop(self: models.Instance, *_: object):
        before = copy.copy(self._state)
        if before.name in ("stopped", "stopping"):
            return before
        if before.name in ("shutting-down", "terminated"):
            raise wrong_state(self.id, "stopped")
        Transitions._stop(self)
        transition(self, "stopping", "stopped", SETTINGS.stopping)
        return before

    def start(self: models.Instance, *_: object):
        before = copy.copy(self._state)
        if before.name in ("running", "pending"):
            return before
        if before.name != "stopped":
            raise wrong_state(self.id, "started")
        Transitions._start(self)
        transition(self, "pending", "running", SETTINGS.pending)
        return before

    def terminate(self: models.Instance, *_: object):
        before = Transitions._terminate(self)
        transition(self, "shutting-down", "terminated", SETTINGS.shutting_down)
        for interface in self.nics.values():
            # What outlives its instance is detached, not in use.
            interface.instance, interface.attachment_id, interface.status = None, None, "available"
        return before

    def run_instances(self: models.InstanceBackend, *arguments: object, **named: object):
        reservation = Transitions._run(self, *arguments, **named)
        for instance in reservation.instances:
            transition(instance, "pending", "running", SETTINGS.pending)
        return reservation


def wrong_state(instance: str, verb: str) -> EC2ClientError:
    """The answer to a state change that EC2 does not allow now."""
    return EC2ClientError(
        "IncorrectInstanceState", f"The instance '{instance}' is not in a state from which it can be {verb}."
    )


def status_check(self: models.Instance) -> dict:
    """The instance's or the system's status check; `check` is set by the control endpoint."""
    if self._state.name != "running":
        return {"Status": "not-applicable"}
    status = getattr(self, "check", "ok")
    detail = {"ok": "passed", "impaired": "failed"}.get(status, status)
    return {"Details": [{"Name": "reachability", "Status": detail}], "Status": status}


def page(items: list, size: str | None, token: str | None, default: int) -> tuple[list, str | None]:
    """One page of a list, and the token of the next; tokens are positions in disguise."""
    start = int(token.removeprefix("page-")) if token else 0
    count = min(int(size), default) if size else default
    following = start + count
    return items[start:following], f"page-{following}" if following < len(items) else None


def describe_instances(self: InstanceResponse) -> ActionResult:
    """DescribeInstances, paged by instance, with filters on interfaces."""
    self.error_on_dryrun()
    filters = self._filters_from_querystring()
    interfaces = set(filters.pop("network-interface.network-interface-id", []))
    ids = self._get_param("InstanceIds", [])
    if ids and self._get_param("MaxResults"):
        raise EC2ClientError(
            "InvalidParameterCombination",
            "The parameter instancesSet cannot be used with the parameter maxResults",
        )
    if ids:
        reservations = self.ec2_backend.get_reservations_by_instance_ids(ids, filters=filters)
    else:
        reservations = self.ec2_backend.describe_instances(filters=filters)
    found = [
        (reservation, instance)
        for reservation in reservations
        for instance in reservation.instances
        if not interfaces or interfaces & {nic.id for nic in instance.nics.values()}
    ]
    shown, token = page(found, self._get_param("MaxResults"), self._get_param("NextToken"), 1000)
    result = []
    for reservation, instance in shown:
        single = copy.copy(reservation)
        single.instances = [instance]
        result.append(single)
    return ActionResult({"Reservations": result, "NextToken": token})


def describe_instance_status(self: InstanceResponse) -> ActionResult:
    """DescribeInstanceStatus, paged, with EC2's own filter names."""
    ids = set(self._get_param("InstanceIds", []))
    everything = self._get_bool_param("IncludeAllInstances", False)
    filters = self._filters_from_querystring()
    wanted = set(filters.get("instance-id", []))
    states = set(filters.get("instance-state-name", []))
    checks = set(filters.get("instance-status.status", []) + filters.get("system-status.status", []))
    if ids:
        self.ec2_backend.get_multi_instances_by_id(list(ids))
    found = [
        i
        for i in self.ec2_backend.all_instances()
        if (everything or i._state.name == "running")
        and (not ids or i.id in ids)
        and (not wanted or i.id in wanted)
        and (not states or i._state.name in states)
        and (not checks or {i.instance_status["Status"], i.system_status["Status"]} & checks)
    ]
    shown, token = page(found, self._get_param("MaxResults"), self._get_param("NextToken"), 1000)
    return ActionResult({"InstanceStatuses": shown, "NextToken": token})


def describe_network_interfaces(self: ElasticNetworkInterfaces) -> ActionResult:
    """DescribeNetworkInterfaces, paged."""
    self.error_on_dryrun()
    ids = self._get_param("NetworkInterfaceIds", [])
    found = self.ec2_backend.get_all_network_interfaces(ids, self._filters_from_querystring())
    shown, token = page(found, self._get_param("MaxResults"), self._get_param("NextToken"), 1000)
    return ActionResult({"NetworkInterfaces": shown, "NextToken": token})


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.Instance.stop = Transitions.stop
    models.Instance.start = Transitions.start
    models.Instance.terminate = Transitions.terminate
    models.InstanceBackend.run_instances = Transitions.run_instances
    models.Instance.instance_status = property(status_check)
    models.Instance.system_status = property(status_check)
    InstanceResponse.describe_instances = describe_instances
    InstanceResponse.describe_instance_status = describe_instance_status
    ElasticNetworkInterfaces.describe_network_interfaces = describe_network_interfaces
