"""A pair file goes in, a protected pair comes out, a stopped router moves the routes, the fleet's state can be read."""

from __future__ import annotations

import json
import stat
import time

import pytest

PAIRS = ["fra-edge", "sfo-edge", "sfo-lab", "zhy-edge"]


def mutating(aws, after: int = 0) -> list[dict]:
    return [c for c in aws.control(f"journal?kind=call&after={after}") if c["mutating"]]


def last(aws) -> int:
    entries = aws.control("journal")
    return entries[-1]["n"] if entries else 0


def wait_until(condition, seconds: float = 30, what: str = ""):
    end = time.time() + seconds
    while time.time() < end:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")


@pytest.fixture(scope="module")
def applied(aws, tmp_path_factory):
    """All pairs applied; gives a vaer that did it."""
    from harness import Vaer

    vaer = Vaer(aws, tmp_path_factory.mktemp("applied"))
    vaer.ok("apply", "--yes")
    return vaer


def test_check_accepts_the_shipped_definitions(vaer):
    run = vaer.ok("check", "-o", "json")
    assert run.json["schema"] == "vaer/1" and run.json["kind"] == "check"
    assert run.json["pairs"] == PAIRS and run.json["diagnostics"] == []


def test_plan_reads_only_and_tells_by_its_exit_status(aws, vaer):
    before = last(aws)
    run = vaer("plan", "--detailed-exitcode")
    assert run.status == 2, run.err
    assert run.out.startswith("4 pairs to create: ")
    assert mutating(aws, before) == []
    document = vaer.ok("plan", "-o", "json").json
    assert document["schema"] == "vaer/1" and document["kind"] == "plan"


def test_apply_makes_everything_and_a_second_one_changes_nothing(aws, applied):
    owned = aws.control("owned")
    # A function, a log group, a role, a rule and a topic for each pair; a layer and a queue for each region.
    assert len(owned) == 4 * 5 + 2 * 3
    assert {arn.split(":")[1] for arn in owned} == {"aws", "aws-cn"}
    before = last(aws)
    run = applied.ok("apply", "--yes")
    assert "no changes: all 4 pairs are as defined" in run.err
    assert mutating(aws, before) == []
    assert applied("plan", "--detailed-exitcode").status == 0
    assert aws.control("journal?kind=denied,moto-bug,local-bug,unknown-condition") == []


def test_the_state_directory_is_for_its_owner_alone(aws, applied, tmp_path):
    applied.ok("sweep", VAER_DB=None, XDG_STATE_HOME=str(tmp_path / "xdg"))
    folder = tmp_path / "xdg" / "vaer"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / "vaer.sqlite").exists()


@pytest.mark.parametrize("pair", ["sfo-edge", "zhy-edge"])
def test_the_drill_passes_with_policies_enforced_and_only_replaces_routes(aws, applied, pair):
    before = last(aws)
    run = applied.ok("drill", pair, "--yes", "--settle", "1s", "-v")
    assert run.err.count("   as expected:") == 4
    changes = {c["action"] for c in mutating(aws, before) if c["service"] == "ec2"}
    assert changes == {"StopInstances", "StartInstances", "ReplaceRoute"}
    assert aws.control(f"journal?kind=denied&after={before}") == []
    story = applied.ok("history", pair, "-o", "json").json
    assert any(entry["what"] == "drill" and entry["outcome"] == "passed" for entry in story["entries"])


def test_no_destination_is_ever_without_a_route(aws, applied):
    actions = {c["action"] for c in aws.control("journal?kind=call") if c["service"] == "ec2"}
    assert "ReplaceRoute" in actions
    assert not actions & {"CreateRoute", "DeleteRoute"}


def test_status_tells_who_carries_what(aws, applied):
    applied.ok("sweep")
    document = applied.ok("status", "-o", "json").json
    assert [p["pair"] for p in document["pairs"]] == PAIRS
    assert {p["state"] for p in document["pairs"]} == {"protected"}
    text = applied.ok("status").out
    assert "4 pairs: 4 protected" in text and "vAER-A" in text


def test_an_operator_lets_the_other_router_carry_the_routes(aws, applied):
    before = last(aws)
    shown = applied.ok("failover", "sfo-lab")
    assert "1 route would move to vAER-B" in shown.out and "AWS would allow it" in shown.err
    assert mutating(aws, before) == []
    applied.ok("failover", "sfo-lab", "--yes")
    changes = [c for c in mutating(aws, before) if c["service"] == "ec2"]
    assert [c["action"] for c in changes] == ["ReplaceRoute"]
    assert "nothing to do" in applied.ok("failover", "sfo-lab", "--to", "vAER-B", "--yes").err
    assert applied("failover", "sfo-lab", "--to", "nobody").status == 64
    story = applied.ok("history", "sfo-lab", "-o", "json").json["entries"]
    assert any(e["what"] in ("failover", "failback") and e["source"] == "command" for e in story), story
    applied.ok("failover", "sfo-lab", "--to", "vAER-A", "--yes")


def test_a_failover_to_a_router_that_is_not_fit_is_refused(aws, applied):
    router = {"account": "731262942057", "region": "us-west-1", "id": "i-07b5d13883607188a"}
    aws.control("instance", {**router, "source_dest_check": True})
    before = last(aws)
    try:
        run = applied("failover", "sfo-lab", "--to", "vAER-B", "--yes")
    finally:
        aws.control("instance", {**router, "source_dest_check": False})
    assert run.status == 6 and "source/dest" in run.err.lower().replace("destination", "dest")
    assert mutating(aws, before) == []


def test_a_failover_that_nobody_watched_is_on_record_afterwards(aws, applied):
    applied.ok("sweep")
    ec2 = aws.client("ec2", "cn-northwest-1", "111122223333")
    router = "i-04b22e50521e8ac71"
    state = lambda: ec2.describe_instances(InstanceIds=[router])["Reservations"][0]["Instances"][0]["State"]["Name"]  # noqa: E731
    ec2.stop_instances(InstanceIds=[router])
    wait_until(lambda: state() == "stopped", what="the router to stop")
    applied.ok("sweep")
    story = applied.ok("history", "zhy-edge", "-o", "json").json["entries"]
    seen = [e for e in story if e["what"] == "failover" and e["source"] == "lambda"]
    assert len(seen) == 1 and seen[0]["to"] == "vAER-B" and seen[0]["moved"] == 3, story
    status = next(p for p in applied.ok("status", "-o", "json").json["pairs"] if p["pair"] == "zhy-edge")
    assert status["state"] == "degraded" and status["lastFailover"]["source"] == "lambda"
    ec2.start_instances(InstanceIds=[router])
    wait_until(lambda: state() == "running", what="the router to run")
    # Nothing moves back, and nothing is recorded twice.
    applied.ok("sweep")
    again = applied.ok("history", "zhy-edge", "-o", "json").json["entries"]
    assert len([e for e in again if e["what"] == "failover" and e["source"] == "lambda"]) == 1


def test_a_drill_is_refused_for_a_pair_that_is_not_redundant(aws, applied):
    ec2 = aws.client("ec2", "us-west-1")
    router = "i-07b5d13883607188a"
    ec2.stop_instances(InstanceIds=[router])
    try:
        before = last(aws)
        run = applied("drill", "sfo-lab", "--yes")
        assert run.status == 6
        assert "degraded" in run.err and "vAER-B" in run.err
        assert mutating(aws, before) == []
    finally:
        state = lambda: ec2.describe_instances(InstanceIds=[router])["Reservations"][0]["Instances"][0]["State"]["Name"]  # noqa: E731
        wait_until(lambda: state() == "stopped", what="the router to stop")
        ec2.start_instances(InstanceIds=[router])
        wait_until(lambda: state() == "running", what="the router to run")


def test_a_drill_waits_for_a_router_that_still_boots(aws, applied):
    router = {"account": "731262942057", "region": "us-west-1", "id": "i-045ebd27124159b6d"}
    aws.control("instance", {**router, "check": "initializing"})
    try:
        refused = applied("drill", "sfo-edge", "--yes")
        assert refused.status == 6 and "status checks" in refused.err
        # From its second step on the router boots for a while: the other must not be stopped before it has.
        aws.control("instance", {**router, "check": "ok"})
        before = last(aws)
        process = applied.start("drill", "sfo-edge", "--yes", "--settle", "1s")
        starts = lambda: [c for c in mutating(aws, before) if c["action"] == "StartInstances"]  # noqa: E731
        wait_until(lambda: [c for c in mutating(aws, before) if c["action"] == "StopInstances"], what="the first stop")
        aws.control("instance", {**router, "check": "initializing"})
        wait_until(starts, what="the first start")
        time.sleep(3)
        assert len([c for c in mutating(aws, before) if c["action"] == "StopInstances"]) == 1
        aws.control("instance", {**router, "check": "ok"})
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    finally:
        aws.control("instance", {**router, "check": "ok"})


def test_an_interrupted_drill_puts_routers_and_routes_back(aws, applied):
    ec2 = aws.client("ec2", "eu-central-1")

    def world():
        tables = ec2.describe_route_tables()["RouteTables"]
        routes = {
            (t["RouteTableId"], r.get("DestinationCidrBlock"), r.get("NetworkInterfaceId"))
            for t in tables
            for r in t["Routes"]
        }
        states = {i["InstanceId"]: i["State"]["Name"] for r in ec2.describe_instances()["Reservations"] for i in r["Instances"]}
        return routes, states

    before = world()
    process = applied.start("drill", "fra-edge", "--yes")
    wait_until(lambda: world()[0] != before[0], what="the routes to move")
    process.terminate()
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "restored" in err
    assert world() == before
    story = applied.ok("history", "fra-edge", "-o", "json").json
    assert any(entry["what"] == "drill" and entry["outcome"] == "interrupted" for entry in story["entries"])


def test_a_sweep_moves_what_nobody_moved(aws, applied, tmp_path):
    # The rules are off, as if every event was lost.
    for region, name in (("us-west-1", "vaer-sfo-lab"),):
        aws.client("events", region).disable_rule(Name=name)
    ec2 = aws.client("ec2", "us-west-1")
    ec2.stop_instances(InstanceIds=["i-09448cf3066ddb126"])
    run = applied.ok("sweep", "sfo-lab")
    assert "vAER-A to vAER-B: 1 moved" in run.out
    story = applied.ok("history", "sfo-lab", "-o", "json").json
    assert any(e["what"] == "failover" and e["source"] == "sweep" for e in story["entries"])
    status = applied.ok("status", "-o", "json").json
    lab = next(p for p in status["pairs"] if p["pair"] == "sfo-lab")
    assert lab["state"] == "degraded"
    # The disabled rule is drift, and apply mends it.
    plan = applied("plan", "sfo-lab", "-v", "--detailed-exitcode")
    assert plan.status == 2 and "rule" in plan.out
    applied.ok("apply", "sfo-lab", "--yes")
    assert aws.client("events", "us-west-1").describe_rule(Name="vaer-sfo-lab")["State"] == "ENABLED"


def test_the_message_of_a_failover_says_who_what_and_why(aws, applied):
    topic = "arn:aws:sns:us-west-1:731262942057:vaer-sfo-edge"
    aws.control(f"confirm?TopicArn={topic}&Endpoint=netops@example.com")
    count = len(aws.control("mail"))
    applied.ok("drill", "sfo-edge", "--yes", "--settle", "1s")
    mails = wait_until(
        lambda: [m for m in aws.control("mail")[count:] if m["Type"] == "Notification" and "sfo-edge" in m["topic"]],
        what="a mail",
    )
    assert "sfo-edge" in mails[0]["Subject"] and "vAER-B" in mails[0]["Subject"]
    assert "1.1.1.1/32" in mails[0]["Message"]


def test_destroy_leaves_nothing_of_ours_and_touches_nothing_else(aws, applied):
    routes = aws.client("ec2", "eu-central-1").describe_route_tables()["RouteTables"]
    run = applied.ok("destroy", "--all", "--yes")
    assert aws.control("owned") == []
    assert aws.client("ec2", "eu-central-1").describe_route_tables()["RouteTables"] == routes
    assert applied.ok("destroy", "--all", "--yes").status == 0
    assert run.out.count("deleted") == 4
    for line in (json.dumps(c) for c in aws.control("journal?kind=denied,moto-bug,local-bug")):
        raise AssertionError(line)
