"""EC2 as the fleet manager sees it: states, status checks, routes, pages, dry runs, interfaces."""

from __future__ import annotations

import urllib.error

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, code_of, wait_for

VPC, TABLE = "vpc-0bf5741eb0ef56a41", "rtb-024855d8566b8128b"
A, A_ENI = "i-045ebd27124159b6d", "eni-071b4d6cbf57de651"
B, B_ENI = "i-09ff574d23245419a", "eni-0847da0f62b486046"
FRA_VPC = "vpc-0ac61ab98713d0e42"


@pytest.fixture
def ec2(local):
    return local.client("ec2")


def state(ec2, instance: str) -> str:
    return ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["State"]["Name"]


def routes(ec2, table: str = TABLE) -> dict[str, dict]:
    found = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    destinations = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
    return {next(r[d] for d in destinations if d in r): r for r in found}


def test_the_world_is_as_the_file_says_and_silent(local, ec2):
    first = routes(ec2)["10.0.0.0/16"]
    assert (first["InstanceId"], first["NetworkInterfaceId"], first["State"]) == (A, A_ENI, "active")
    assert first["InstanceOwnerId"] == ACCOUNT
    assert routes(ec2)["0.0.0.0/0"]["GatewayId"].startswith("igw-")
    assert routes(ec2, "rtb-00e6cf1493d8c4de1")["2001:db8:40::/48"]["NetworkInterfaceId"] == A_ENI
    found = ec2.describe_instances(Filters=[{"Name": "vpc-id", "Values": [VPC]}])["Reservations"]
    instances = [i for r in found for i in r["Instances"]]
    assert {i["InstanceId"] for i in instances} == {A, B}
    assert len({i["Placement"]["AvailabilityZone"] for i in instances}) == 2
    assert all(not n["SourceDestCheck"] and n["Association"] for i in instances for n in i["NetworkInterfaces"])
    assert local.control("journal?kind=event") == []


def test_a_stop_takes_time_emits_events_and_leaves_a_black_hole(local, ec2):
    ec2.stop_instances(InstanceIds=[A])
    assert state(ec2, A) == "stopping"
    assert routes(ec2)["10.0.0.0/16"]["State"] == "active"
    with pytest.raises(ClientError) as refused:
        ec2.start_instances(InstanceIds=[A])
    assert code_of(refused) == "IncorrectInstanceState"
    with pytest.raises(urllib.error.HTTPError, match="409"):
        local.control("instance", {"account": ACCOUNT, "region": "us-west-1", "id": A, "state": "running"})
    wait_for(lambda: state(ec2, A) == "stopped")
    route = routes(ec2)["10.0.0.0/16"]
    assert (route["State"], route["NetworkInterfaceId"]) == ("blackhole", A_ENI)
    others = routes(ec2, "rtb-00e6cf1493d8c4de1").values()
    assert {r["State"] for r in others if "NetworkInterfaceId" in r} == {"blackhole"}
    hit = ec2.describe_route_tables(Filters=[{"Name": "route.state", "Values": ["blackhole"]}])["RouteTables"]
    assert TABLE in {t["RouteTableId"] for t in hit}
    ec2.start_instances(InstanceIds=[A])
    wait_for(lambda: state(ec2, A) == "running")
    seen = [e["detail"]["state"] for e in local.control("journal?kind=event") if e["detail"]["instance-id"] == A]
    assert seen == ["stopping", "stopped", "pending", "running"]


def test_status_checks_follow_the_control_endpoint(local, ec2):
    place = {"account": ACCOUNT, "region": "us-west-1", "id": B}
    for check in ("impaired", "initializing", "ok"):
        local.control("instance", {**place, "check": check})
        found = ec2.describe_instance_status(Filters=[{"Name": "instance-status.status", "Values": [check]}])
        assert B in {s["InstanceId"] for s in found["InstanceStatuses"]}
        status = ec2.describe_instance_status(InstanceIds=[B])["InstanceStatuses"][0]
        assert status["SystemStatus"]["Status"] == status["InstanceStatus"]["Status"] == check


def test_lists_come_in_pages(local):
    ec2 = local.client("ec2", "eu-central-1")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/20")["Subnet"]["SubnetId"]
    # One reservation of twelve: EC2 counts instances, not reservations.
    ec2.run_instances(ImageId="ami-1", MinCount=12, MaxCount=12, SubnetId=subnet)
    for _ in range(11):
        ec2.create_route_table(VpcId=vpc)
    in_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
    for operation, key, count in (
        ("describe_route_tables", "RouteTables", 12),
        ("describe_instances", "Reservations", 12),
        ("describe_network_interfaces", "NetworkInterfaces", 12),
    ):
        pages = list(ec2.get_paginator(operation).paginate(Filters=in_vpc, PaginationConfig={"PageSize": 5}))
        assert [len(p[key]) for p in pages] == [5, 5, count - 10], operation
    wait_for(lambda: len(ec2.describe_instance_status()["InstanceStatuses"]) >= 12)
    first = ec2.describe_instance_status(MaxResults=5)
    assert len(first["InstanceStatuses"]) == 5 and first["NextToken"]
    for size in (101, 1001):
        with pytest.raises(ClientError) as refused:
            ec2.describe_route_tables(MaxResults=size)
        assert code_of(refused) == "InvalidParameterValue"


def test_a_dry_run_says_what_would_happen_and_changes_nothing(ec2):
    before = routes(ec2)
    with pytest.raises(ClientError) as refused:
        ec2.replace_route(RouteTableId=TABLE, DestinationCidrBlock="1.1.1.1/32", NetworkInterfaceId=B_ENI, DryRun=True)
    assert code_of(refused) == "DryRunOperation"
    with pytest.raises(ClientError) as refused:
        ec2.create_route(RouteTableId=TABLE, DestinationCidrBlock="9.9.9.9/32", NetworkInterfaceId=B_ENI, DryRun=True)
    assert code_of(refused) == "DryRunOperation"
    assert routes(ec2) == before


@pytest.mark.parametrize(
    ("target", "destination", "code"),
    [
        ({}, "1.1.1.1/32", "MissingParameter"),
        ({"NetworkInterfaceId": "eni-0123456789abcdef0"}, "1.1.1.1/32", "InvalidNetworkInterfaceID.NotFound"),
        ({"NetworkInterfaceId": B_ENI}, "7.7.7.7/32", "InvalidParameterValue"),
    ],
)
def test_a_wrong_replacement_is_refused_and_leaves_the_route(ec2, target, destination, code):
    before = routes(ec2)
    with pytest.raises(ClientError) as refused:
        ec2.replace_route(RouteTableId=TABLE, DestinationCidrBlock=destination, **target)
    assert code_of(refused) == code
    assert routes(ec2) == before


def test_a_route_is_never_overwritten_by_create(ec2):
    with pytest.raises(ClientError) as refused:
        ec2.create_route(RouteTableId=TABLE, DestinationCidrBlock="1.1.1.1/32", NetworkInterfaceId=B_ENI)
    assert code_of(refused) == "RouteAlreadyExists"


def test_routes_of_every_kind_of_destination_move(ec2):
    entries = [{"Cidr": "192.0.2.0/24"}]
    prefix_list = ec2.create_managed_prefix_list(
        PrefixListName="lan", AddressFamily="IPv4", MaxEntries=1, Entries=entries
    )["PrefixList"]["PrefixListId"]
    destinations = {
        "198.51.100.0/24": {"DestinationCidrBlock": "198.51.100.0/24"},
        "2001:db8:7::/48": {"DestinationIpv6CidrBlock": "2001:db8:7::/48"},
        prefix_list: {"DestinationPrefixListId": prefix_list},
    }
    table = "rtb-0ff1b3603a46cefdc"
    for name, destination in destinations.items():
        ec2.create_route(RouteTableId=table, NetworkInterfaceId=A_ENI, **destination)
        ec2.replace_route(RouteTableId=table, NetworkInterfaceId=B_ENI, **destination)
        moved = routes(ec2, table)[name]
        assert (moved["NetworkInterfaceId"], moved["InstanceId"]) == (B_ENI, B)
        ec2.delete_route(RouteTableId=table, **destination)
    assert set(routes(ec2, table)) == {"172.31.0.0/16", "0.0.0.0/0"}


def test_a_gateway_has_a_table_and_a_subnet_only_one(ec2):
    gateway = routes(ec2)["0.0.0.0/0"]["GatewayId"]
    ec2.associate_route_table(RouteTableId="rtb-0ff1b3603a46cefdc", GatewayId=gateway)
    found = ec2.describe_route_tables(Filters=[{"Name": "association.gateway-id", "Values": [gateway]}])["RouteTables"]
    assert [t["RouteTableId"] for t in found] == ["rtb-0ff1b3603a46cefdc"]
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [VPC]}])["Subnets"][0]["SubnetId"]
    with pytest.raises(ClientError) as refused:
        ec2.associate_route_table(RouteTableId="rtb-0ff1b3603a46cefdc", SubnetId=subnet)
    assert code_of(refused) == "Resource.AlreadyAssociated"


def test_a_detached_interface_is_a_black_hole_and_a_terminated_instance_takes_its_own_along(local):
    ec2 = local.client("ec2", "eu-central-1")
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [FRA_VPC]}])["Subnets"][0]["SubnetId"]
    table = ec2.create_route_table(VpcId=FRA_VPC)["RouteTable"]["RouteTableId"]
    instance = ec2.run_instances(ImageId="ami-1", MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]["InstanceId"]
    wait_for(lambda: state(ec2, instance) == "running")
    second = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="9.0.0.0/8", NetworkInterfaceId=second)
    assert routes(ec2, table)["9.0.0.0/8"]["State"] == "blackhole"
    attach = {"NetworkInterfaceId": second, "InstanceId": instance, "DeviceIndex": 1}
    attachment = ec2.attach_network_interface(**attach)["AttachmentId"]
    assert routes(ec2, table)["9.0.0.0/8"]["State"] == "active"
    ec2.detach_network_interface(AttachmentId=attachment)
    assert routes(ec2, table)["9.0.0.0/8"]["State"] == "blackhole"
    ec2.attach_network_interface(**attach)

    def interfaces() -> dict[str, str]:
        found = ec2.describe_network_interfaces()["NetworkInterfaces"]
        return {n["NetworkInterfaceId"]: n["Status"] for n in found}

    own = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]["NetworkInterfaces"]
    first = next(n["NetworkInterfaceId"] for n in own if n["NetworkInterfaceId"] != second)
    ec2.terminate_instances(InstanceIds=[instance])
    assert state(ec2, instance) == "shutting-down" and interfaces()[first] == "in-use"
    wait_for(lambda: state(ec2, instance) == "terminated")
    assert first not in interfaces() and interfaces()[second] == "available"
    assert routes(ec2, table)["9.0.0.0/8"]["State"] == "blackhole"
