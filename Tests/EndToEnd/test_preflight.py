"""Preflight: each prerequisite of a failover, met and broken."""

from __future__ import annotations

import json

import pytest

ROUTER = {"account": "731262942057", "region": "us-west-1", "id": "i-09ff574d23245419a"}


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
