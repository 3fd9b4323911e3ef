"""No secret is ever shown or kept, and every call is signed as AWS wants it."""

from __future__ import annotations

import json
import re
import sqlite3
import time

import botocore.exceptions
import boto3
import pytest
import watch
from harness import start_local_aws

ACCOUNT = "731262942057"


@pytest.fixture(scope="module")
def session(aws):
    """The environment of a session, with a secret key and a token that are in use."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/administrator"}, "Action": "sts:AssumeRole"}
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = lambda statement: json.dumps({"Version": "2012-10-17", "Statement": [statement]})  # noqa: E731
    iam = aws.client("iam", "us-west-1")
    role = iam.create_role(RoleName="operator", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="operator", PolicyName="p", PolicyDocument=document(everything))
    time.sleep(1.1)  # A role that has just been made cannot be assumed yet.
    keys = aws.client("sts", "us-west-1").assume_role(RoleArn=role, RoleSessionName="canary")["Credentials"]
    names = {"AWS_ACCESS_KEY_ID": "AccessKeyId", "AWS_SECRET_ACCESS_KEY": "SecretAccessKey"}
    return {name: keys[key] for name, key in (names | {"AWS_SESSION_TOKEN": "SessionToken"}).items()}


def test_a_session_works_from_apply_to_destroy_and_its_secrets_are_nowhere(aws, vaer, session):
    vaer.ok("apply", "sfo-edge", "--yes", "--debug", "-v", **session)
    for command in (
        ["plan", "-v", "--debug"], ["preflight", "sfo-edge", "--debug"], ["status", "--refresh", "--debug"],
        ["drill", "sfo-edge", "--yes", "--settle", "1s", "--debug"], ["failover", "sfo-edge", "--yes", "--debug"],
        ["sweep", "--debug"], ["history", "sfo-edge", "-o", "json"], ["report", "-o", "html"],
        ["destroy", "sfo-edge", "--yes", "--debug"],
    ):  # fmt: skip
        vaer.ok(*command, **session)
    assert (vaer.home / "state" / "vaer.sqlite").stat().st_size > 0
    assert len(list(vaer.home.glob("output-*.txt"))) == 10
    assert watch.leaks(vaer.home, set(session.values()) - {session["AWS_ACCESS_KEY_ID"]}) == []


@pytest.mark.parametrize(
    "change",
    [
        {"AWS_SECRET_ACCESS_KEY": "canary/secret+c5f0a1d2e3b4958677", "AWS_ACCESS_KEY_ID": "AKIACANARYCANARYCANA"},
        {"AWS_SESSION_TOKEN": "canary-token-c5f0a1d2e3b4958677=="},
        {"HTTPS_PROXY": "gopher://me:canary-c5f0a1d2e3b4@proxy:1", "AWS_ENDPOINT_URL": "https://ec2.example"},
        {"https_proxy": "http://me:canary-c5f0a1d2e3b4@127.0.0.1:9", "AWS_ENDPOINT_URL": "https://ec2.example"},
        {"AWS_ENDPOINT_URL": "https://me:canary-c5f0a1d2e3b4@ec2.example"},
    ],
)
def test_what_goes_wrong_is_told_without_the_secret_that_is_wrong(vaer, session, change):
    for command in (["sweep", "--debug"], ["apply", "sfo-edge", "--yes", "-v", "--debug"], ["status", "--refresh"]):
        run = vaer(*command, AWS_MAX_ATTEMPTS="1", **session | change)
        assert "canary-" not in run.out + run.err and "canary/" not in run.out + run.err
        assert run.status != 0 or command[0] == "status"
        if "ec2.example" in change.get("AWS_ENDPOINT_URL", ""):
            assert re.search("https_proxy|HTTPS_PROXY|through the proxy 127.0.0.1:9|user information", run.err), run.err


def test_the_search_for_secrets_finds_them(tmp_path):
    secret = "a/secret+that=leaks"
    assert watch.leaks(tmp_path, {secret}) == []
    (tmp_path / "log.txt").write_text(f"url=https://h/?k=a%2Fsecret%2Bthat%3Dleaks")
    (tmp_path / "credentials").write_text(secret)
    (tmp_path / "below").mkdir()
    with sqlite3.connect(tmp_path / "below" / "vaer.sqlite") as database:
        database.execute("CREATE TABLE a (b)")
        database.execute("INSERT INTO a VALUES (?)", (f"key {secret} was refused",))
    assert watch.leaks(tmp_path, {secret}) == [str(tmp_path / "below" / "vaer.sqlite"), str(tmp_path / "log.txt")]
    (tmp_path / "log.txt").unlink()
    (tmp_path / "below" / "vaer.sqlite").unlink()


def test_a_signature_that_does_not_match_is_found(tmp_path):
    local = start_local_aws(tmp_path)
    try:
        key = local.accounts[ACCOUNT]["access_key_id"]
        options = {"aws_access_key_id": key, "aws_secret_access_key": "x" * 40, "endpoint_url": local.endpoint}
        for service, call in (("sns", "list_topics"), ("lambda", "list_functions"), ("ec2", "describe_vpcs")):
            with pytest.raises(botocore.exceptions.ClientError):
                getattr(boto3.client(service, region_name="us-west-1", **options), call)()
        found = watch.mismatches(local.calls())
        assert len(found) == 3 and found[0] == "sns ListTopics: SignatureDoesNotMatch", found
    finally:
        local.process.terminate()
        local.process.wait(timeout=20)
