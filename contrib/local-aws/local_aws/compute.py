"""EC2 instances that take time to change state and say so, with status checks and real paging."""

from __future__ import annotations

import copy
import time

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import instances as models
from moto.ec2.responses.elastic_network_interfaces import ElasticNetworkInterfaces
from moto.ec2.responses.instances import InstanceResponse

from . import eventbridge, stale
from .core import LOCK, background, partition_of
from .paging import page
from .settings import SETTINGS

CODES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}


def set_state(instance: models.Instance, name: str, generation: int) -> None:
    """Enters a state and emits the event, unless another transition has begun meanwhile."""
    with LOCK:
        if getattr(instance, "transition", 0) != generation:
            return
        stale.keep_state(instance)
        instance._state = models.InstanceState(name, CODES[name])
        if name == "running":
            instance.running_since = time.time()
        if name == "terminated":
            release_interfaces(instance)
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
        self._state = copy.copy(before)
        transition(self, "stopping", "stopped", SETTINGS.stopping)
        return before

    def start(self: models.Instance, *_: object):
        before = copy.copy(self._state)
        if before.name in ("running", "pending"):
            return before
        if before.name != "stopped":
            raise wrong_state(self.id, "started")
        Transitions._start(self)
        self._state = copy.copy(before)
        transition(self, "pending", "running", SETTINGS.pending)
        return before

    def terminate(self: models.Instance, *_: object):
        before = copy.copy(self._state)
        if before.name in ("shutting-down", "terminated"):
            return before
        interfaces = dict(self.nics)
        # moto deletes interfaces at once; they go when the instance is gone.
        kept = {nic: nic.delete_on_termination for nic in interfaces.values()}
        for nic in kept:
            nic.delete_on_termination = False
        Transitions._terminate(self)
        self._state = copy.copy(before)
        for nic, goes in kept.items():
            nic.delete_on_termination = goes
        self.nics = interfaces
        transition(self, "shutting-down", "terminated", SETTINGS.shutting_down)
        return before

    def run_instances(self: models.InstanceBackend, *arguments: object, **named: object):
        reservation = Transitions._run(self, *arguments, **named)
        for instance in reservation.instances:
            own_interfaces(instance)
            transition(instance, "pending", "running", SETTINGS.pending)
        return reservation


def own_interfaces(instance: models.Instance) -> None:
    """Lets the interfaces that were made for an instance go with it, as EC2 does unless told otherwise."""
    for interface in instance.nics.values():
        if interface.description == "Primary network interface":
            interface.delete_on_termination = True


def release_interfaces(instance: models.Instance) -> None:
    """Deletes the interfaces that go with a terminated instance; the others are available again."""
    for interface in list(instance.nics.values()):
        instance.detach_eni(interface)
        if interface.delete_on_termination:
            instance.ec2_backend.enis.pop(interface.id, None)
    # EC2 shows a terminated instance without its network.
    instance._subnet_id = None


def without_interface(name: str, value: object) -> property:
    """A property that moto takes from the first interface, for instances that have lost it."""
    original = getattr(models.Instance, name)
    return property(lambda self: original.fget(self) if 0 in self.nics else value)


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
    if status == "ok" and time.time() - getattr(self, "running_since", 0) < SETTINGS.initializing:
        status = "initializing"
    detail = {"ok": "passed", "impaired": "failed"}.get(status, status)
    return {"Details": [{"Name": "reachability", "Status": detail}], "Status": status}


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
    shown, token = page(found, "DescribeInstances", self._get_param("MaxResults"), self._get_param("NextToken"))
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
    shown, token = page(found, "DescribeInstanceStatus", self._get_param("MaxResults"), self._get_param("NextToken"))
    return ActionResult({"InstanceStatuses": shown, "NextToken": token})


def describe_network_interfaces(self: ElasticNetworkInterfaces) -> ActionResult:
    """DescribeNetworkInterfaces, paged."""
    self.error_on_dryrun()
    ids = self._get_param("NetworkInterfaceIds", [])
    found = self.ec2_backend.get_all_network_interfaces(ids, self._filters_from_querystring())
    shown, token = page(found, "DescribeNetworkInterfaces", self._get_param("MaxResults"), self._get_param("NextToken"))
    return ActionResult({"NetworkInterfaces": shown, "NextToken": token})


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.Instance.stop = Transitions.stop
    models.Instance.start = Transitions.start
    models.Instance.terminate = Transitions.terminate
    models.InstanceBackend.run_instances = Transitions.run_instances
    models.Instance.instance_status = property(status_check)
    models.Instance.system_status = property(status_check)
    for name in ("private_ip", "private_ip_address", "public_ip", "public_ip_address", "public_dns_name"):
        setattr(models.Instance, name, without_interface(name, None))
    models.Instance.private_dns_name = without_interface("private_dns_name", "")
    InstanceResponse.describe_instances = describe_instances
    InstanceResponse.describe_instance_status = describe_instance_status
    ElasticNetworkInterfaces.describe_network_interfaces = describe_network_interfaces
