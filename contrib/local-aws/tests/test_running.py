"""Starting and ending the local AWS, and the worlds it is started with."""

from __future__ import annotations

import configparser
import json
import os
import signal
import socket
import stat
import subprocess
import sys

import boto3
from botocore.config import Config
from conftest import ACCOUNT, FOLDER, Local, archive, wait_for

from local_aws import seed


def is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_says_where_it_is_and_writes_credentials_for_its_owner_only(tmp_path):
    credentials = tmp_path / "credentials"
    local = Local(tmp_path, "--credentials-file", str(credentials))
    assert local.endpoint.startswith("http://127.0.0.1:")
    assert {a: f["partition"] for a, f in local.accounts.items()} == {ACCOUNT: "aws", "111122223333": "aws-cn"}
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    found = configparser.ConfigParser()
    found.read(credentials)
    assert found.sections() == ["default", "cn-net"]
    assert found["cn-net"]["aws_access_key_id"] == local.accounts["111122223333"]["access_key_id"]
    local.stop()


def test_without_auth_everything_is_allowed(tmp_path):
    local = Local(tmp_path, "--no-auth")
    keys = {**local.accounts[ACCOUNT], "secret_access_key": "wrong" * 8}
    assert local.client("ec2", keys=keys).describe_vpcs()["Vpcs"]
    local.stop()


def test_a_request_that_breaks_off_is_no_call(local):
    before = len(local.control("journal?kind=call"))
    port = int(local.endpoint.rsplit(":", 1)[1])
    scope = "Credential=AKIDEXAMPLE/20260301/us-west-1/sns/aws4_request"
    head = "POST / HTTP/1.1\r\nHost: x\r\n" + f"Authorization: AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature={'0' * 64}\r\n"
    for rest in ("Content-Length: 100\r\n\r\nAction=ListTopics", "Transfer-Encoding: chunked\r\n\r\n20\r\nAction=ListTopics"):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall((head + rest).encode())
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(1000) == b""
    assert len(local.control("journal?kind=call")) == before


def test_it_ends_with_its_parent_and_takes_its_functions_along(tmp_path):
    announce = tmp_path / "announce.json"
    script = f"""
import subprocess, sys, time
subprocess.Popen([sys.executable, "-m", "local_aws", "--announce", {str(announce)!r}, "--die-with-parent", "--no-auth",
                  "--role-propagation", "0", "--function-pending", "0"])
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=FOLDER)
    try:
        wait_for(announce.exists)
        facts = json.loads(announce.read_text())
        keys = facts["accounts"]["123456789012"]
        client = lambda service: boto3.client(  # noqa: E731
            service,
            region_name="us-east-1",
            endpoint_url=facts["endpoint"],
            aws_access_key_id=keys["access_key_id"],
            aws_secret_access_key=keys["secret_access_key"],
            config=Config(retries={"total_max_attempts": 1}),
        )
        trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        role = client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
        marker = tmp_path / "pid"
        code = archive(bootstrap=f"#!/bin/sh\necho $$ >{marker}\nexec sleep 60\n")
        client("lambda").create_function(
            FunctionName="f", Runtime="provided.al2023", Handler="x", Role=role["Role"]["Arn"], Code={"ZipFile": code},
            Timeout=30,
        )  # fmt: skip
        client("lambda").invoke(FunctionName="f", InvocationType="Event", Payload="{}")
        wait_for(lambda: marker.exists() and marker.read_text().strip())
        function = int(marker.read_text())
        assert is_alive(function) and is_alive(facts["pid"])
        parent.kill()
        wait_for(lambda: not is_alive(facts["pid"]), what="the local AWS to end")
        wait_for(lambda: not is_alive(function), what="the function's process to end")
    finally:
        parent.kill()
        parent.wait()


def test_an_interrupt_ends_it_cleanly(tmp_path):
    local = Local(tmp_path)
    os.kill(local.process.pid, signal.SIGINT)
    assert local.process.wait(timeout=10) == 0
    assert "Traceback" not in local.log.read_text()


def test_many_pairs_are_there_as_the_file_says(tmp_path):
    made = tmp_path / "made.json"
    local = Local(tmp_path, "--seed-pairs", "300", "--seed-accounts", "10", "--seed-file", str(made))
    world = json.loads(made.read_text())
    assert world == seed.world(300, 10)
    assert {a["partition"] for a in world["accounts"]} == {"aws", "aws-cn"} and len(world["vpcs"]) == 300
    pair = next(v for v in world["vpcs"] if v["region"].startswith("cn-"))
    ec2 = local.client("ec2", pair["region"], pair["account"])
    in_vpc = [{"Name": "vpc-id", "Values": [pair["id"]]}]
    found = ec2.describe_instances(Filters=in_vpc)["Reservations"]
    assert {i["InstanceId"] for r in found for i in r["Instances"]} == {r["instance"] for r in pair["routers"]}
    tables = {t["RouteTableId"]: t for t in ec2.describe_route_tables(Filters=in_vpc)["RouteTables"]}
    for table in pair["tables"]:
        routes = {r["DestinationCidrBlock"]: r.get("NetworkInterfaceId") for r in tables[table["id"]]["Routes"]}
        assert table["routes"].items() <= routes.items()
    assert local.control("journal?kind=event") == []
    local.stop()


def test_a_world_can_have_everything_that_a_pair_can_meet(tmp_path):
    eni, second, instance = "eni-0aa1", "eni-0aa2", "i-0aa1"
    vpc = {
        "account": "444455556666", "region": "us-gov-west-1", "name": "gov", "id": "vpc-0aa", "cidr": "10.0.0.0/16",
        "main_table": "rtb-0main", "gateway": "igw-0aa",
        "subnets": [{"zone": "a", "cidr": "10.0.0.0/24", "id": "subnet-0aa"}],
        "prefix_lists": [{"id": "pl-0aa", "name": "lan", "entries": ["192.0.2.0/24"]}],
        "routers": [
            {"name": "A", "instance": instance, "eni": eni, "enis": [second], "subnet": 0, "keep_eni": True},
            {"name": "B", "instance": "i-0bb1", "eni": "eni-0bb1", "subnet": 0, "state": "stopped",
             "source_dest_check": True, "elastic_ip": False},
        ],
        "tables": [
            {"id": "rtb-0aa", "subnets": [0], "tags": {"vaer:managed": "true"},
             "routes": {"pl-0aa": eni, "2001:db8::/48": second, "10.8.0.0/16": "i-0bb1", "0.0.0.0/0": "igw"}},
            {"id": "rtb-0bb", "gateway": True},
        ],
    }  # fmt: skip
    world = tmp_path / "world.json"
    accounts = [{"id": "444455556666", "partition": "aws-us-gov", "profile": "gov"}]
    world.write_text(json.dumps({"accounts": accounts, "vpcs": [vpc]}))
    local = Local(tmp_path, "--world", str(world))
    ec2 = local.client("ec2", "us-gov-west-1", "444455556666")
    tables = {t["RouteTableId"]: t for t in ec2.describe_route_tables()["RouteTables"] if t["VpcId"] == "vpc-0aa"}
    assert set(tables) == {"rtb-0main", "rtb-0aa", "rtb-0bb"}
    assert [a["Main"] for a in tables["rtb-0main"]["Associations"]] == [True]
    assert tables["rtb-0aa"]["Associations"][0]["SubnetId"] == "subnet-0aa"
    assert tables["rtb-0bb"]["Associations"][0]["GatewayId"] == "igw-0aa"
    routes = {tuple(v for k, v in r.items() if k.startswith("Destination"))[0]: r for r in tables["rtb-0aa"]["Routes"]}
    assert (routes["pl-0aa"]["NetworkInterfaceId"], routes["pl-0aa"]["State"]) == (eni, "active")
    assert (routes["2001:db8::/48"]["NetworkInterfaceId"], routes["2001:db8::/48"]["InstanceId"]) == (second, instance)
    assert (routes["10.8.0.0/16"]["NetworkInterfaceId"], routes["10.8.0.0/16"]["State"]) == ("eni-0bb1", "blackhole")
    found = {i["InstanceId"]: i for r in ec2.describe_instances()["Reservations"] for i in r["Instances"]}
    assert found[instance]["State"]["Name"] == "running" and found["i-0bb1"]["State"]["Name"] == "stopped"
    assert {n["NetworkInterfaceId"]: n["SourceDestCheck"] for n in found[instance]["NetworkInterfaces"]} == {
        eni: False, second: False,
    }  # fmt: skip
    assert found["i-0bb1"]["NetworkInterfaces"][0]["SourceDestCheck"] and "PublicIpAddress" not in found["i-0bb1"]
    who = local.client("sts", "us-gov-west-1", "444455556666").get_caller_identity()
    assert who["Arn"].startswith("arn:aws-us-gov:")
    local.stop()
