"""Preflight: each prerequisite of a failover, met and broken."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

ROUTER = {"account": "731262942057", "region": "us-west-1", "id": "i-09ff574d23245419a"}

ARCHIVE = io.BytesIO()
with zipfile.ZipFile(ARCHIVE, "w") as archive:
    archive.writestr("x.py", "")
ARCHIVE = ARCHIVE.getvalue()


def checks(vaer, *pairs: str, **changes: str) -> dict[str, list[dict]]:
    run = vaer("preflight", *pairs, "-o", "json", **changes)
    return {p["pair"]: p["checks"] for p in run.json["pairs"]}


def test_a_sound_fleet_passes_and_nothing_is_changed(aws, vaer):
    vaer.ok("apply", "--yes")
    for pair, region, account, partition in (
        ("sfo-edge", "us-west-1", "731262942057", "aws"),
        ("zhy-edge", "cn-northwest-1", "111122223333", "aws-cn"),
    ):
        aws.control(f"confirm?TopicArn=arn:{partition}:sns:{region}:{account}:vaer-{pair}&Endpoint=netops@example.com")
    changes = lambda: [c for c in aws.calls() if c["mutating"] and c["action"] != "Invoke"]  # noqa: E731
    before = len(changes())
    run = vaer.ok("preflight", "sfo-edge", "zhy-edge")
    assert run.out.startswith("2 pairs: 2 ok"), run.out
    assert "AWS would allow this login to replace all 4 routes" in run.out
    assert "vaer-sfo-edge sees both routers and may move every route" in run.out
    assert len(changes()) == before
    assert "not confirmed yet: netops@example.com" in vaer.ok("preflight", "fra-edge").out


BROKEN = {
    "a router that still boots": ({"check": "initializing"}, "warning", "status checks have not passed"),
    "an impaired router": ({"check": "impaired"}, "failed", "could not take over"),
    "a router that does not forward": ({"source_dest_check": True}, "failed", "could not take over"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_not_as_it_should_be_is_told_with_the_way_out(aws, vaer, case):
    change, outcome, message = BROKEN[case]
    aws.control("instance", {**ROUTER, **change})
    try:
        found = [c for c in checks(vaer, "sfo-edge")["sfo-edge"] if c["check"] == "vAER-B"]
        run = vaer("preflight", "sfo-edge")
    finally:
        aws.control("instance", {**ROUTER, "check": "ok", "source_dest_check": False})
    assert any(c["outcome"] == outcome and message in c["message"] for c in found), found
    assert run.status == (1 if outcome == "failed" else 0)


def test_a_login_that_may_not_move_routes_is_told_which_right_it_lacks(aws, vaer):
    iam = aws.client("iam", "us-west-1")
    iam.create_user(UserName="reader")
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["ec2:Describe*", "sns:List*", "sts:*"], "Resource": "*"}],
    }
    iam.put_user_policy(UserName="reader", PolicyName="p", PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    login = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    moves = next(c for c in checks(vaer, "sfo-edge", **login)["sfo-edge"] if c["check"] == "moves")
    assert moves["outcome"] == "failed" and "4 of 4" in moves["message"]
    assert "ec2:ReplaceRoute" in moves["wayOut"]
    # The pairs of another account are not this login's, and the others go on.
    run = vaer("preflight", "sfo-edge", "zhy-edge", **login)
    assert run.status in (1, 3)


def test_a_pair_without_routes_or_without_its_network_is_told(aws, vaer, own_pairs):
    file = own_pairs / "edge.vaer"
    file.write_text(file.read_text().replace("destinations = [1.1.1.1/32, 10.0.0.0/16, 2001:db8:40::/48]",
                                             "destinations = [192.0.2.0/24]"))  # fmt: skip
    found = checks(vaer, "sfo-edge", VAER_PAIRS=str(own_pairs))["sfo-edge"]
    assert any(c["check"] == "routes" and "no route points at either router" in c["message"] for c in found)
    file.write_text(file.read_text().replace("vpc-0bf5741eb0ef56a41", "vpc-0aaaaaaaaaaaaaaaa"))
    found = checks(vaer, "sfo-edge", VAER_PAIRS=str(own_pairs))["sfo-edge"]
    assert any(c["check"] == "network" and "vpc-0aaaaaaaaaaaaaaaa does not exist" in c["message"] for c in found)


def test_a_function_without_the_engine_is_not_run(aws, vaer, own_pairs):
    """What somebody made by hand under that name could do anything."""
    file = own_pairs / "edge.vaer"
    heading = 'pair "sfo-edge" from "edge" {'
    file.write_text(file.read_text().replace(heading, f"{heading}\n  names {{ function = vaer-by-hand }}"))
    lambdas = aws.client("lambda", "us-west-1")
    role = aws.client("iam", "us-west-1").list_roles()["Roles"][0]["Arn"]
    lambdas.create_function(
        FunctionName="vaer-by-hand", Runtime="python3.9", Handler="x.y", Role=role, Code={"ZipFile": ARCHIVE}
    )
    before = len([c for c in aws.calls() if c["action"] == "Invoke"])
    found = checks(vaer, "sfo-edge", VAER_PAIRS=str(own_pairs))["sfo-edge"]
    function = next(c for c in found if c["check"] == "function")
    assert function["outcome"] == "warning" and "does not have the engine yet" in function["message"]
    assert len([c for c in aws.calls() if c["action"] == "Invoke"]) == before


def test_split_routes_and_missing_addresses_are_told(aws, vaer):
    ec2 = aws.client("ec2", "us-west-1")
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": ["vpc-0bf5741eb0ef56a41"]}])["RouteTables"]
    table, route = next(
        (t["RouteTableId"], r) for t in tables for r in t["Routes"] if r.get("DestinationCidrBlock") == "10.0.0.0/16"
        and r.get("NetworkInterfaceId")
    )  # fmt: skip
    move = lambda eni: ec2.replace_route(  # noqa: E731
        RouteTableId=table, DestinationCidrBlock="10.0.0.0/16", NetworkInterfaceId=eni
    )
    address = next(a for a in ec2.describe_addresses()["Addresses"] if a.get("InstanceId") == ROUTER["id"])
    move("eni-0847da0f62b486046")
    ec2.disassociate_address(AssociationId=address["AssociationId"])
    try:
        found = checks(vaer, "sfo-edge")["sfo-edge"]
    finally:
        move(route["NetworkInterfaceId"])
        ec2.associate_address(AllocationId=address["AllocationId"], InstanceId=ROUTER["id"])
    told = {c["message"]: c for c in found if c["outcome"] == "warning"}
    assert any("the routes are split" in m for m in told), found
    assert f"{ROUTER['id']} has no Elastic IP" in told
    assert all(c["wayOut"] for c in told.values())


def test_quotas_are_checked_before_they_are_met(aws, vaer):
    found = {c["check"]: c for c in checks(vaer, "sfo-edge")["sfo-edge"]}
    assert found["quotas"]["outcome"] == "ok" and "of 300 rules used" in found["quotas"]["message"]
    for service, action, check, words in (
        ("servicequotas", "GetServiceQuota", "quotas", "servicequotas:GetServiceQuota"),
        ("lambda", "GetAccountSettings", "runs", "lambda:GetAccountSettings"),
        ("lambda", "ListFunctions", "function", "lambda:ListFunctions"),
        ("sns", "ListSubscriptions", "notify", "sns:ListSubscriptions"),
        ("ec2", "DescribeAddresses", "vAER-A", "ec2:DescribeAddresses"),
    ):
        aws.control("faults", {"service": service, "action": action, "fault": "denied"})
        try:
            run = vaer("preflight", "sfo-edge", "-o", "json")
        finally:
            aws.control("faults", method="DELETE")
        told = [c for c in run.json["pairs"][0]["checks"] if c["check"] == check and c["outcome"] == "warning"]
        assert run.status == 0 and told and words in told[0]["wayOut"], (action, run.json)


def test_many_pairs_share_the_reads_of_their_account_and_region(aws, vaer):
    def reads(*pairs: str) -> int:
        before = len(aws.calls())
        vaer.ok("preflight", *pairs)
        return len([c for c in aws.calls()[before:] if c["action"] not in ("ReplaceRoute", "Invoke")
                    and not c["principal"].startswith("arn:aws:sts")])  # fmt: skip

    # One more, since the definition of sfo-lab leaves its instances out.
    assert reads("sfo-edge", "sfo-lab") == reads("sfo-edge") + 1
