"""Accounts, networks and routers with fixed ids, made from a file before the first request is served."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
from collections.abc import Iterator

from moto.backends import get_backend
from moto.ec2.models import elastic_network_interfaces as interfaces
from moto.ec2.models import instances, internet_gateways, managed_prefixes, route_tables, subnets, vpcs

from . import compute, seed, tagging

ADMINISTRATOR = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def make(path: pathlib.Path | None, pairs: int = 0, accounts: int = 1) -> dict[str, dict]:
    """Makes the world of a file and some pairs more; the answer has an administrator's keys for each account."""
    world = json.loads(path.read_text()) if path else {"accounts": []}
    if pairs:
        more = seed.world(pairs, accounts)
        world["accounts"] += more["accounts"]
        world["vpcs"] = world.get("vpcs", []) + more["vpcs"]
    if not world["accounts"]:
        world["accounts"] = [{"id": "123456789012", "partition": "aws"}]
    accounts = {account["id"]: administrator(account) for account in world["accounts"]}
    for role in world.get("roles", []):
        make_role(role)
    for vpc in world.get("vpcs", []):
        make_vpc(vpc)
    return accounts


def administrator(account: dict) -> dict:
    """An administrator of an account, with keys."""
    iam = get_backend("iam")[account["id"]][account["partition"]]
    iam.create_user(region_name=tagging.home_region(account["partition"]), user_name="administrator")
    iam.put_user_policy("administrator", "everything", json.dumps(ADMINISTRATOR))
    key = iam.create_access_key("administrator")
    return {
        "partition": account["partition"],
        "profile": account.get("profile", account["id"]),
        "access_key_id": key.access_key_id,
        "secret_access_key": key.secret_access_key,
    }


def make_role(role: dict) -> None:
    """A role that an operator may assume."""
    iam = get_backend("iam")[role["account"]][role["partition"]]
    iam.create_role(role["name"], json.dumps(role["trust"]), None, role.get("path", "/"), "", [], 3600)
    iam.put_role_policy(role["name"], "policy", json.dumps(role.get("policy", ADMINISTRATOR)))


def write_credentials(path: pathlib.Path, accounts: dict[str, dict]) -> None:
    """Writes a shared credentials file with one profile for each account."""
    lines = []
    for account in accounts.values():
        lines += [
            f"[{account['profile']}]",
            f"aws_access_key_id = {account['access_key_id']}",
            f"aws_secret_access_key = {account['secret_access_key']}",
            "",
        ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines))


@contextlib.contextmanager
def fixed(module, function: str, identity: str | None) -> Iterator[None]:
    """Lets moto's random id be the one that is wanted."""
    if identity is None:
        yield
        return
    before = getattr(module, function)
    setattr(module, function, lambda *_, **__: identity)
    try:
        yield
    finally:
        setattr(module, function, before)


def make_vpc(spec: dict) -> None:
    """One VPC with its subnets, routers and route tables."""
    region = spec["region"]
    ec2 = get_backend("ec2")[spec["account"]][region]
    with fixed(vpcs, "random_vpc_id", spec["id"]), fixed(route_tables, "random_route_table_id", spec.get("main_table")):
        vpc = ec2.create_vpc(spec["cidr"], tags=[{"Key": "Name", "Value": spec["name"]}])
    with fixed(internet_gateways, "random_internet_gateway_id", spec.get("gateway")):
        gateway = ec2.create_internet_gateway()
    ec2.attach_internet_gateway(gateway.id, vpc.id)
    found = []
    for subnet in spec["subnets"]:
        with fixed(subnets, "random_subnet_id", subnet.get("id")):
            found.append(ec2.create_subnet(vpc.id, subnet["cidr"], availability_zone=region + subnet["zone"]))
    for prefix_list in spec.get("prefix_lists", []):
        make_prefix_list(ec2, prefix_list)
    for router in spec.get("routers", []):
        make_router(ec2, router, found, region)
    for table in spec.get("tables", []):
        make_table(ec2, table, vpc, found, gateway)


def make_prefix_list(ec2, spec: dict) -> None:
    """A prefix list of the account's own."""
    with fixed(managed_prefixes, "random_managed_prefix_list_id", spec["id"]):
        entries = [{"Cidr": cidr, "Description": ""} for cidr in spec["entries"]]
        ec2.create_managed_prefix_list(
            address_family="IPv4", entry=entries, prefix_list_name=spec["name"], max_entries=str(len(entries))
        )


def make_router(ec2, spec: dict, found: list, region: str) -> None:
    """One router: an instance that runs, with an Elastic IP and the source/destination check off.

    `enis` are interfaces beside the first, `keep_eni` lets the first outlive the instance, `state` may be `stopped`.
    """
    subnet = found[spec["subnet"]]
    tags = {"instance": {"Name": spec["name"], **spec.get("tags", {})}}
    with fixed(instances, "random_instance_id", spec["instance"]), fixed(interfaces, "random_eni_id", spec["eni"]):
        reservation = compute.Transitions._run(
            ec2,
            "ami-0a1b2c3d4e5f60718",
            1,
            None,
            [],
            subnet_id=subnet.id,
            instance_type="c5.large",
            is_instance_type_default=False,
            region_name=region,
            tags=tags,
        )
    instance = reservation.instances[0]
    if not spec.get("keep_eni"):
        compute.own_interfaces(instance)
    for index, identity in enumerate(spec.get("enis", []), start=1):
        with fixed(interfaces, "random_eni_id", identity):
            instance.attach_eni(ec2.create_network_interface(subnet, None), index)
    for interface in instance.nics.values():
        interface.source_dest_check = spec.get("source_dest_check", False)
    instance.source_dest_check = spec.get("source_dest_check", False)
    if spec.get("elastic_ip", True):
        address = ec2.allocate_address("vpc")
        ec2.associate_address(instance=instance, allocation_id=address.allocation_id, reassociate=True)
    if spec.get("state") == "stopped":
        instance._state = instances.InstanceState("stopped", 80)


def make_table(ec2, spec: dict, vpc, found: list, gateway) -> None:
    """One route table; `igw` as a route's target is the VPC's internet gateway, and `gateway` gives it this table."""
    with fixed(route_tables, "random_route_table_id", spec["id"]):
        tags = [{"Key": k, "Value": v} for k, v in spec.get("tags", {}).items()]
        table = ec2.create_route_table(vpc.id, tags=tags)
    for index in spec.get("subnets", []):
        ec2.associate_route_table(table.id, subnet_id=found[index].id)
    if spec.get("gateway"):
        ec2.associate_route_table(table.id, gateway_id=gateway.id)
    for destination, target in spec.get("routes", {}).items():
        ec2.create_route(
            table.id,
            destination if "." in destination else None,
            destination_ipv6_cidr_block=destination if ":" in destination else None,
            destination_prefix_list_id=destination if destination.startswith("pl-") else None,
            gateway_id=gateway.id if target == "igw" else None,
            interface_id=target if target.startswith("eni-") else None,
            instance_id=target if target.startswith("i-") else None,
        )
