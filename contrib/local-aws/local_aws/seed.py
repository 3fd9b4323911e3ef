"""Worlds of many pairs, always the same for the same numbers: what a benchmark runs against."""

from __future__ import annotations

import hashlib

REGIONS = {
    "aws": ["us-east-1", "us-west-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-1", "ap-southeast-2"],
    "aws-cn": ["cn-north-1", "cn-northwest-1"],
}
FIRST_ACCOUNT = 200_000_000_000


def world(pairs: int, accounts: int = 1) -> dict:
    """A world in the form of a world file; every tenth account is in China."""
    partitions = ["aws-cn" if i % 10 == 9 else "aws" for i in range(accounts)]
    return {
        "accounts": [
            {"id": str(FIRST_ACCOUNT + i), "partition": partition, "profile": f"seed-{i}"}
            for i, partition in enumerate(partitions)
        ],
        "vpcs": [vpc(n, str(FIRST_ACCOUNT + n % accounts), partitions[n % accounts], accounts) for n in range(pairs)],
    }


def vpc(n: int, account: str, partition: str, accounts: int) -> dict:
    """One VPC with a pair: two routers in different zones, two tables, four routes to the first router."""
    regions = REGIONS[partition]
    eni = identity("eni", n, 0)
    return {
        "account": account,
        "region": regions[n // accounts % len(regions)],
        "name": f"pair-{n}",
        "id": identity("vpc", n),
        "cidr": "10.0.0.0/16",
        "subnets": [{"zone": zone, "cidr": f"10.0.{i}.0/24"} for i, zone in enumerate("ab")],
        "routers": [
            {
                "name": f"vAER-{name}",
                "instance": identity("i", n, i),
                "eni": identity("eni", n, i),
                "subnet": i,
                # An account has five Elastic IPs unless it asks for more.
                "elastic_ip": False,
            }
            for i, name in enumerate("AB")
        ],
        "tables": [
            {"id": identity("rtb", n, i), "subnets": [i], "routes": {"0.0.0.0/0": eni, f"172.{16 + i}.0.0/16": eni}}
            for i in range(2)
        ],
    }


def identity(kind: str, *numbers: int) -> str:
    """An id that looks like EC2's and depends on nothing but its arguments."""
    return f"{kind}-0{hashlib.sha256(repr((kind, numbers)).encode()).hexdigest()[:16]}"
