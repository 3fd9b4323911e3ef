"""What --debug and -v tell of the calls to AWS, also when a command fails."""

from __future__ import annotations

import re

import pytest
from harness import Vaer, start_local_aws

SUMMARY = re.compile(r"\d+ calls?, \d+ retried, \d+ throttled")
CALL = re.compile(
    r"(?P<region>[a-z]+(-[a-z]+)+-\d) (?P<service>[A-Z][A-Za-z0-9 ]*?) (?P<operation>[A-Z][A-Za-z0-9]+)( \S.*?)?: "
    r"(?P<code>\w[\w.-]*), (?P<ms>\d+) ms, (?P<attempts>\d+) attempts?( \(after .*\))?"
)


@pytest.mark.parametrize(
    "command",
    [
        ["plan"], ["apply", "--dry-run"], ["apply", "sfo-edge", "--yes"], ["apply", "sfo-edge"], ["sweep"],
        ["status", "--refresh"], ["preflight"], ["drill", "sfo-edge"], ["failover", "sfo-edge"],
        ["destroy", "sfo-edge", "--yes"],
    ],
)  # fmt: skip
def test_the_sum_of_the_calls_is_the_last_word(vaer, command):
    assert SUMMARY.fullmatch(vaer(*command, "-v").err.splitlines()[-1])
    assert not SUMMARY.search(vaer(*command).err)


def test_a_command_that_fails_tells_the_sum_too(aws, vaer):
    aws.control("faults", [{"service": "sts", "fault": "expired", "count": 20}])
    try:
        run = vaer("sweep", "-v")
    finally:
        aws.control("faults", method="DELETE")
    assert run.status == 4
    assert SUMMARY.fullmatch(run.err.splitlines()[-1])
    assert not run.err.splitlines()[-1].startswith("0 calls")


def test_retries_and_throttles_are_counted_and_named(aws, vaer):
    aws.control("faults", [{"service": "ec2", "action": "DescribeRouteTables", "fault": "throttle", "count": 1}])
    try:
        run = vaer.ok("sweep", "sfo-edge", "-v", "--debug")
    finally:
        aws.control("faults", method="DELETE")
    *calls, summary = run.err.splitlines()
    assert re.fullmatch(r"\d+ calls, 1 retried, 1 throttled", summary)
    assert summary.startswith(f"{len(calls)} calls")
    retried = [line for line in calls if "2 attempts (after RequestLimitExceeded)" in line]
    assert len(retried) == 1 and " EC2 DescribeRouteTables" in retried[0]


def test_each_call_is_shown_whole(vaer):
    run = vaer.ok("plan", "--debug")
    lines = [line for line in run.err.splitlines() if line.endswith("attempt")]
    assert len(lines) > 20
    for line in lines:
        assert CALL.fullmatch(line), line
    for service in ("EC2", "IAM", "Lambda", "EventBridge", "SNS", "STS", "CloudWatch Logs"):
        assert f" {service} " in run.err, service
    assert run.out == vaer.ok("plan").out


def test_an_aws_that_throttles_never_has_to(tmp_path):
    local = start_local_aws(tmp_path, "--throttle")
    vaer = Vaer(local, tmp_path)
    try:
        for command in (
            ["apply", "--yes"], ["plan"], ["sweep"], ["status", "--refresh"], ["preflight"],
            ["drill", "sfo-edge", "--yes", "--settle", "1s"], ["destroy", "--all", "--yes"],
        ):  # fmt: skip
            summary = vaer.ok(*command, "-v").err.splitlines()[-1]
            assert summary.endswith(" 0 throttled"), f"{command}: {summary}"
    finally:
        local.end()
