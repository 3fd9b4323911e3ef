"""Whatever is wrong gets a message that names the place, the cause and the way out, and the right exit status."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess

import pytest

GOOD = """vaer 1

pair "one" {
  region  = us-west-1
  account = 731262942057
  vpc     = vpc-0bf5741eb0ef56a41
  member "A" { instance = i-045ebd27124159b6d  eni = eni-071b4d6cbf57de651 }
  member "B" { instance = i-09ff574d23245419a  eni = eni-0847da0f62b486046 }
}
"""

# What is changed in the good file; what the message must say; where.
DEFINITIONS = {
    "a wrong key": (("region  =", "regoin  ="), r"4:3: error: 'regoin' is not a key.*did you mean 'region'"),
    "a wrong type": (("= 731262942057", "= seven"), r"5:13: error: 'seven' is not an account number"),
    "an unknown region": (("us-west-1", "us-wset-1"), r"4:13: error: .*us-wset-1.*us-west-1"),
    "a duplicate pair": (("", GOOD.removeprefix("vaer 1\n").replace("eni-0", "eni-1").replace("i-0", "i-1")),
                         r"11:\d+: error: .*'one'.*3:\d+: note"),
    "one interface in two pairs": (("", GOOD.removeprefix("vaer 1\n").replace('"one"', '"two"')),
                                   r"eni-071b4d6cbf57de651.*7:\d+: note"),
    "one router twice": (("i-09ff574d23245419a", "i-045ebd27124159b6d"), r"8:\d+: error: .*i-045ebd27124159b6d"),
    "a missing member": (('  member "B" { instance = i-09ff574d23245419a  eni = eni-0847da0f62b486046 }\n', ""),
                         r"error: .*member"),
    "an open block": (("eni-0847da0f62b486046 }\n}", "eni-0847da0f62b486046 }\n"), r"3:\d+: error: .*(closed|'}')"),
}  # fmt: skip


@pytest.mark.parametrize("case", DEFINITIONS)
def test_a_bad_definition_is_shown_with_its_place_and_exit_65(vaer, tmp_path, case):
    (old, new), message = DEFINITIONS[case]
    file = tmp_path / "bad.vaer"
    file.write_text(GOOD.replace(old, new, 1) if old else GOOD + new)
    run = vaer("check", str(file))
    assert run.status == 65, run.err
    assert re.search(message, run.err, re.DOTALL), run.err
    assert "^" in run.err
    # Every other command refuses such definitions too, and says that nothing was done.
    plan = vaer("plan", "--pairs", str(file))
    assert plan.status == 65 and "nothing was read or changed in AWS" in plan.err
    assert vaer("check", str(file), "-o", "json").json["diagnostics"]


def test_every_error_of_every_file_is_reported_at_once(vaer, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(3):
        text = GOOD.replace('"one"', f'"p{number}"').replace("region  =", "regoin  =").replace("= vpc-", "= vcp-")
        (folder / f"{number}.vaer").write_text(text)
    run = vaer("check", str(folder))
    assert run.status == 65
    assert run.err.count("'regoin' is not a key") == 3 and run.err.count("vcp-0bf5741eb0ef56a41") >= 3


def test_places_that_cannot_be_read_are_named(vaer, tmp_path):
    assert "no-such" in vaer("check", str(tmp_path / "no-such")).err
    folder = tmp_path / "open"
    folder.mkdir()
    (folder / "a.vaer").write_text(GOOD)
    folder.chmod(0o777)
    run = vaer("check", str(folder))
    assert run.status == 65 and "chmod o-w" in run.err
    os.mkfifo(tmp_path / "pipe.vaer")
    run = vaer("check", str(tmp_path / "pipe.vaer"))
    assert run.status == 65 and "not a regular file" in run.err


def one_pair(tmp_path, text: str):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "one.vaer").write_text(text)
    return str(folder)


def mutating(aws) -> list[dict]:
    return [c for c in aws.calls() if c["mutating"]]


def test_members_in_different_vpcs_block_the_pair(aws, vaer, tmp_path):
    text = GOOD.replace("i-09ff574d23245419a", "i-09448cf3066ddb126").replace(
        "eni-0847da0f62b486046", "eni-0738635da7b462fec"
    )
    count = len(mutating(aws))
    run = vaer("apply", "--yes", "--pairs", one_pair(tmp_path, text))
    assert run.status == 1
    assert "vpc-021af741d557776a3" in run.err and "way out" in run.err
    assert len(mutating(aws)) == count


def test_another_account_is_refused_before_anything_is_read(aws, vaer, tmp_path):
    pairs = one_pair(tmp_path, GOOD.replace("731262942057", "999999999999"))
    count = len(aws.calls())
    for command in (["plan"], ["apply", "--yes"], ["sweep"], ["drill", "one", "--yes"]):
        run = vaer(*command, "--pairs", pairs)
        assert run.status == 6, (command, run.err)
        said = run.out + run.err
        assert "731262942057" in said and "999999999999" in said, (command, said)
    assert {c["action"] for c in aws.calls()[count:]} == {"GetCallerIdentity"}


def test_missing_credentials_say_where_was_looked(vaer, tmp_path):
    pairs = one_pair(tmp_path, GOOD)
    run = vaer("sweep", "--pairs", pairs, AWS_SHARED_CREDENTIALS_FILE=str(tmp_path / "none"))
    assert run.status == 4
    assert "AWS_ACCESS_KEY_ID" in run.err and str(tmp_path / "none") in run.err and "aws configure" in run.err
    run = vaer("plan", "--pairs", pairs, "--profile", "no-such-profile")
    assert run.status == 4 and "no-such-profile" in run.out + run.err


def test_an_expired_token_is_said_as_such(aws, vaer, tmp_path):
    pairs = one_pair(tmp_path, GOOD)
    aws.control("faults", [{"service": "sts", "fault": "expired", "count": 20}])
    try:
        run = vaer("apply", "--yes", "--pairs", pairs)
    finally:
        aws.control("faults", method="DELETE")
    assert run.status == 4, run.err
    assert "ExpiredToken" in run.err and "log in again" in run.err


def test_a_refused_action_names_the_action_and_the_resource(aws, vaer, tmp_path):
    pairs = one_pair(tmp_path, GOOD)
    iam = aws.client("iam", "us-west-1")
    iam.create_user(UserName="narrow")
    everything_but = [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "lambda:CreateFunction", "Resource": "*"},
    ]
    iam.put_user_policy(
        UserName="narrow", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": everything_but})
    )
    key = iam.create_access_key(UserName="narrow")["AccessKey"]
    login = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    run = vaer("apply", "--yes", "--pairs", pairs, **login)
    assert run.status == 6, run.err
    assert "lambda:CreateFunction" in run.err and "vaer-one" in run.err
    assert "failed after" in run.out and "not done" in run.out
    # What was made stays and is said; with the right the next run goes on, and nothing is left after a destroy.
    assert vaer("plan", "--pairs", pairs, "--detailed-exitcode").status == 2
    vaer.ok("apply", "--yes", "--pairs", pairs)
    vaer.ok("destroy", "--all", "--yes", "--pairs", pairs)
    assert aws.control("owned") == []


def test_an_endpoint_that_nobody_answers_at_is_named(vaer, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    run = vaer("sweep", "--pairs", one_pair(tmp_path, GOOD), AWS_ENDPOINT_URL=f"http://{address}", AWS_MAX_ATTEMPTS="1")
    assert run.status == 1, run.err
    assert "127.0.0.1" in run.err and "AWS_ENDPOINT_URL" in run.err


def test_an_endpoint_without_tls_elsewhere_is_refused(vaer, tmp_path):
    run = vaer("sweep", "--pairs", one_pair(tmp_path, GOOD), AWS_ENDPOINT_URL="http://192.0.2.1:80")
    assert run.status != 0 and "192.0.2.1" in run.err and "https" in run.err


@pytest.fixture
def full_disk(tmp_path):
    """A folder on a disk of its own with no space left."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk needs root")
    try:
        with open(folder / "filler", "wb") as filler:
            while True:
                filler.write(b"x" * 4096)
                filler.flush()
    except OSError:
        pass
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stops_the_record_and_never_the_work(aws, vaer, tmp_path, full_disk):
    pairs = one_pair(tmp_path, GOOD)
    database = {"VAER_DB": str(full_disk / "vaer.sqlite")}
    run = vaer("sweep", "--pairs", pairs, **database)
    assert run.status == 0, run.err
    assert "one: protected" in run.out
    assert "disk is full" in run.err and "not recorded" in run.err
    before = len(mutating(aws))
    run = vaer("drill", "one", "--yes", "--pairs", pairs, **database)
    assert run.status == 6 and "disk is full" in run.err and "no drill" in run.err
    assert len(mutating(aws)) == before


def test_a_history_that_another_process_locks_is_said_and_ends_a_drill_with_5(aws, vaer, tmp_path):
    pairs = one_pair(tmp_path, GOOD)
    vaer.ok("sweep", "--pairs", pairs)
    before = len(mutating(aws))
    with sqlite3.connect(vaer.environment()["VAER_DB"], isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        run = vaer("drill", "one", "--yes", "--pairs", pairs)
        sweep = vaer("sweep", "--pairs", pairs)
        other.execute("ROLLBACK")
    assert run.status == 5 and "locked by another process" in run.err, run.err
    assert len(mutating(aws)) == before
    assert sweep.status == 0 and "not recorded" in sweep.err


def test_wrong_words_on_the_command_line_end_with_64(vaer):
    assert vaer("aplly").status == 64
    assert vaer("destroy", "--yes").status == 64
    run = vaer("plan", "no-such-pair")
    assert run.status == 64 and "sfo-edge" in run.err
    assert vaer("drill", "no-such-pair").status == 64
    assert vaer("drill", "sfo-edge", "--settle", "soon").status == 64


def test_nobody_can_be_asked_without_a_terminal(aws, vaer):
    run = vaer("apply", "sfo-edge")
    assert run.status == 6 and "--yes" in run.err
    run = vaer("apply", "sfo-edge", "--dry-run")
    assert run.status == 0 and "dry run" in run.err


def test_a_missing_artifact_says_how_to_build_it(vaer, tmp_path):
    run = vaer("plan", VAER_ARTIFACT=str(tmp_path / "none.zip"))
    assert run.status == 1 and "contrib/build-lambda" in run.err
    (tmp_path / "text.zip").write_text("no zip")
    run = vaer("plan", VAER_ARTIFACT=str(tmp_path / "text.zip"))
    assert run.status == 1 and "is no zip" in run.err
