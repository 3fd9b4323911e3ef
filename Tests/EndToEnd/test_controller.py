"""The controller: what nobody watched is on record, a kill loses nothing, a bad edit harms nothing, a stop is quick."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import time

import pytest
from controller import REGION, Controller, applied, carrier, ensure, fail_over  # noqa: F401
from harness import ROOT
from test_main_job import wait_until


def test_a_failover_that_nobody_watched_is_on_record_through_the_queue(aws, applied):
    controller = Controller(applied).wait()
    fail_over(aws)
    rows = lambda: controller.rows(  # noqa: E731
        "SELECT f.source, d.detection, f.moved, f.event_at IS NOT NULL, n.channel FROM failovers f "
        "JOIN decisions d USING (run) JOIN notifications n ON n.episode = replace(run, 'lambda/', 'run/') "
        "WHERE f.pair = 'sfo-edge'"
    )
    assert wait_until(rows, 30, "the record") == [("lambda", "event", 4, 1, "topic")]
    moves = controller.rows("SELECT outcome, milliseconds FROM route_moves")
    assert [outcome for outcome, _ in moves] == ["moved"] * 4
    assert all(milliseconds > 0 for _, milliseconds in moves)
    err = controller.stop()
    assert "4 routes moved" in err
    words = applied.ok("history", "sfo-edge").out
    assert "failover" in words and "(lambda)" in words
    queue = aws.client("sqs", REGION)
    url = queue.get_queue_url(QueueName="vaer-events")["QueueUrl"]
    assert "Messages" not in queue.receive_message(QueueUrl=url)


def test_kills_at_any_moment_lose_and_double_nothing(aws, applied):
    count = 5
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    controller = Controller(applied).wait()
    known = {run for (run,) in controller.rows("SELECT run FROM failovers")}
    for _ in range(count):
        fail_over(aws)
        time.sleep(chance.random())
        controller.kill()
        controller = Controller(applied)
        time.sleep(chance.random())
    runs = lambda: {run for (run,) in controller.rows("SELECT run FROM failovers")} - known  # noqa: E731
    # What was fetched and not recorded comes again after SQS's half minute.
    wait_until(lambda: len(runs()) >= count, 60, f"{count} failovers on record (seed {seed})")
    controller.stop()
    assert len(runs()) == count, f"seed {seed}"
    assert controller.rows("SELECT count(*) FROM decisions GROUP BY run HAVING count(*) > 1") == []


def test_the_controller_moves_what_the_function_does_not(aws, applied):
    aws.control("faults", [{"service": "eventbridge", "action": "Deliver", "fault": "lost"}])
    try:
        controller = Controller(applied, "--interval", "2s", "--grace", "3s", "--inspection", "6h").wait()
        first = carrier(aws)
        ensure(aws, first, "stopped")
        wait_until(lambda: carrier(aws) not in (None, first), 30, "the controller's failover")
        rows = lambda: controller.rows("SELECT moved FROM failovers WHERE source = 'controller'")  # noqa: E731
        assert wait_until(rows, what="the record") == [(4,)]
        err = controller.stop()
        assert "the controller moves them" in err
    finally:
        aws.control("faults", method="DELETE")


def test_a_bad_edit_keeps_the_last_good_fleet_and_is_said_everywhere(aws, applied, own_pairs):
    applied.pairs = own_pairs
    controller = Controller(applied, "--interval", "2s").wait()
    bad = own_pairs / "bad.vaer"
    bad.write_text('vaer 1\npair "x" { regoin = y }\n')
    problem = lambda: controller.rows("SELECT definitions_problem FROM controllers ORDER BY id DESC LIMIT 1")  # noqa: E731
    controller.process.send_signal(signal.SIGHUP)
    wait_until(lambda: any("4 errors" in (p or "") for (p,) in problem()), 20, "the problem on record")
    fail_over(aws)
    wait_until(lambda: controller.rows("SELECT * FROM failovers WHERE pair = 'sfo-edge'"), what="the record")
    good = ROOT / "pairs.d"
    assert "the last good ones are: 4 errors" in applied.ok("status", VAER_PAIRS=str(good)).err
    bad.unlink()
    (own_pairs / "lab.vaer").unlink()
    wait_until(lambda: controller.rows("SELECT pairs FROM controllers WHERE pairs = 3"), 20, "the smaller fleet")
    assert problem() == [(None,)]
    err = controller.stop()
    assert "did you mean 'region'?" in err
    assert "looking after 3 pairs (0 added, 1 removed)" in err


def test_it_takes_all_the_open_files_that_it_may_have(applied):  # noqa: F811
    # Each queue keeps a connection open.
    (soft, hard) = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard // 2, hard))
    try:
        controller = Controller(applied)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    limits = lambda: resource.prlimit(controller.process.pid, resource.RLIMIT_NOFILE)  # noqa: E731
    wait_until(lambda: limits() == (hard, hard), 30, "the open files")
    controller.stop()


def test_a_stop_waits_for_no_answer(aws, applied):
    controller = Controller(applied, "--interval", "1s").wait()
    aws.control("faults", [{"service": "ec2", "action": "Describe.*", "latency": 60.0, "count": 40}])
    try:
        time.sleep(2.5)
        controller.stop()
    finally:
        aws.control("faults", method="DELETE")
    assert controller.rows("SELECT ended_at IS NOT NULL FROM controllers ORDER BY id DESC LIMIT 1") == [(1,)]


def test_the_second_of_two_stands_by_and_takes_over(aws, applied):
    one = Controller(applied).wait()
    two = Controller(applied)
    roles = lambda: dict(one.rows("SELECT id, role FROM controllers ORDER BY id DESC LIMIT 2"))  # noqa: E731
    wait_until(lambda: sorted(roles().values()) == ["active", "standby"], what="the roles")
    one.kill()
    active = lambda: one.rows(  # noqa: E731
        "SELECT l.holder FROM leases l JOIN controllers c USING (holder) WHERE c.role = 'standby' AND l.token > 1"
    )
    # Asked for every ten seconds; whose process is gone holds nothing.
    wait_until(active, 20, "the standby's turn")
    fail_over(aws)
    wait_until(lambda: two.rows("SELECT * FROM failovers WHERE pair = 'sfo-edge'"), 40, "the record")
    err = two.stop()
    assert "stands by" in err and "this controller is active" in err


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own, of a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir(mode=0o700)
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "vaer-test", str(folder)], check=False)
    if mount.returncode != 0:
        pytest.skip("a disk can be made by root only")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_stops_the_record_and_no_failover(aws, applied, small_disk):
    applied.extra["VAER_DB"] = str(small_disk / "vaer.sqlite")
    aws.control("faults", [{"service": "eventbridge", "action": "Deliver", "fault": "lost"}])
    try:
        controller = Controller(applied, "--interval", "1s", "--grace", "3s", "--inspection", "6h").wait()
        # No buffer, which would be written once more when the file is closed.
        with open(small_disk / "ballast", "wb", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(bytes(1024))
        first = carrier(aws)
        ensure(aws, first, "stopped")
        wait_until(lambda: carrier(aws) not in (None, first), 40, "the failover")
        (small_disk / "ballast").unlink()
        rows = lambda: controller.rows("SELECT moved FROM failovers WHERE source = 'controller'")  # noqa: E731
        assert wait_until(rows, 60, "the record of what was done meanwhile") == [(4,)]
        err = controller.stop()
        assert "not recording: " in err and "the disk is full" in err and "recording again" in err
        assert "is sound" in applied.ok("db", "check").err
    finally:
        aws.control("faults", method="DELETE")


def test_the_history_is_copied_checked_and_made_small_while_the_controller_runs(aws, applied, tmp_path):
    controller = Controller(applied, "--interval", "1s").wait()
    copy = tmp_path / "copy.sqlite"
    assert "is a whole history" in applied.ok("db", "backup", str(copy)).err
    again = applied("db", "backup", str(copy))
    assert again.status == 1 and "a backup never replaces anything" in again.err
    assert applied.ok("history", "sfo-edge", "--db", str(copy)).out.count("protected") == 1
    assert "is sound" in applied.ok("db", "check").err
    assert "KiB now" in applied.ok("db", "vacuum").err
    controller.stop()
    with open(copy, "r+b") as file:
        file.seek(8192)
        file.write(bytes(4096))
    broken = applied("db", "check", "--db", str(copy))
    assert broken.status == 1 and "is damaged" in broken.err


def test_errors_in_the_definitions_end_the_start(vaer, own_pairs):
    (own_pairs / "bad.vaer").write_text('vaer 1\npair "x" { regoin = y }\n')
    run = vaer("run", VAER_PAIRS=str(own_pairs))
    assert run.status == 65 and "did you mean 'region'?" in run.err
    for option in ("--interval", "--grace", "--retention"):
        run = vaer("run", option, "soon")
        assert run.status == 64 and f"no time for {option}" in run.err


def test_a_stop_at_the_first_moment_is_a_whole_stop(aws, applied):
    controller = Controller(applied)
    while not controller.takes_signals():
        time.sleep(0.001)
    err = controller.stop()
    assert err.endswith("stopped\n")
    assert controller.rows("SELECT ended_at IS NULL FROM controllers ORDER BY id DESC LIMIT 1") in ([], [(0,)])
    assert controller.rows("SELECT * FROM leases WHERE name = 'controller' AND expires_at > unixepoch() * 1000") == []


def test_the_service_manager_is_told(aws, applied, tmp_path):
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(20)
        controller = Controller(
            applied, "--interval", "2s", NOTIFY_SOCKET=path, WATCHDOG_USEC="900000", WATCHDOG_PID=None
        )
        said: list[str] = []

        def hear(what: str) -> None:
            while not any(what in message for message in said):
                said.append(manager.recv(4096).decode())

        hear("READY=1")
        hear("WATCHDOG=1\nSTATUS=active: 4 pairs: 4 protected")
        said.clear()
        controller.process.send_signal(signal.SIGHUP)
        hear("RELOADING=1")
        hear("READY=1")
        os.kill(controller.process.pid, signal.SIGTERM)
        hear("STOPPING=1")
        controller.process.communicate(timeout=20)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_is_hardened():
    unit = ROOT / "contrib" / "systemd" / "vaer.service"
    arguments = ["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", str(unit)]
    run = subprocess.run(arguments, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout.splitlines()[-1:] or run.stderr
