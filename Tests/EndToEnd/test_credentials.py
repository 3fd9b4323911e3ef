"""Logins: a role with an external id in a `credentials` block, and profiles that assume roles."""

from __future__ import annotations

import json

CHINA = "111122223333"
ROLE = f"arn:aws-cn:iam::{CHINA}:role/vaer-operator"


def make_role(aws) -> None:
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws-cn:iam::{CHINA}:user/administrator"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "net-ops-7f3a"}},
    }
    iam = aws.client("iam", "cn-north-1", CHINA)
    if "vaer-operator" not in [r["RoleName"] for r in iam.list_roles()["Roles"]]:
        document = {"Version": "2012-10-17", "Statement": [trust]}
        iam.create_role(RoleName="vaer-operator", AssumeRolePolicyDocument=json.dumps(document))
        everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        iam.put_role_policy(RoleName="vaer-operator", PolicyName="p", PolicyDocument=json.dumps(everything))


def with_login(own_pairs, login: str) -> str:
    file = own_pairs / "china.vaer"
    text = file.read_text()
    assert 'credentials "china" { profile = cn-net }' in text
    file.write_text(text.replace('credentials "china" { profile = cn-net }', f'credentials "china" {{\n{login}\n}}'))
    return str(own_pairs)


def test_a_role_with_its_external_id_is_assumed_and_does_the_work(aws, vaer, own_pairs):
    make_role(aws)
    pairs = with_login(own_pairs, f"  profile = cn-net\n  role = {ROLE}\n  external-id = net-ops-7f3a")
    vaer.ok("apply", "zhy-edge", "--yes", "--pairs", pairs)
    run = vaer.ok("plan", "zhy-edge", "--pairs", pairs, "--debug")
    assert "AssumeRole" in run.err
    vaer.ok("drill", "zhy-edge", "--yes", "--settle", "1s", "--pairs", pairs)
    vaer.ok("destroy", "zhy-edge", "--yes", "--pairs", pairs)


def test_a_wrong_external_id_is_refused_and_the_other_pairs_go_on(aws, vaer, own_pairs):
    make_role(aws)
    pairs = with_login(own_pairs, f"  profile = cn-net\n  role = {ROLE}\n  external-id = something-else")
    run = vaer("sweep", "--pairs", pairs)
    assert run.status == 3
    assert "AssumeRole" in run.err and "vaer-operator" in run.err
    assert run.out.count(": protected:") == 3


def test_a_profile_with_a_role_is_assumed(aws, vaer, own_pairs, tmp_path):
    make_role(aws)
    pairs = with_login(own_pairs, "  profile = operator")
    config = tmp_path / "config"
    config.write_text(
        f"[profile operator]\nrole_arn = {ROLE}\nsource_profile = cn-net\nexternal_id = net-ops-7f3a\nregion = cn-north-1\n"
    )
    run = vaer.ok("sweep", "zhy-edge", "--pairs", pairs, "--debug", AWS_CONFIG_FILE=str(config))
    assert "AssumeRole" in run.err and "zhy-edge: protected" in run.out
