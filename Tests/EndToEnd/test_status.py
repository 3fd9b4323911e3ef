"""How the fleet is: status, watched and not, the page of a pair, the plugin for monitoring."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
import signal
import struct
import subprocess
import time
from collections import Counter

import fcntl
import pytest
import termios
from harness import Vaer, binary

PAIRS = ["fra-edge", "sfo-edge", "sfo-lab", "zhy-edge"]
ROUTER = {"account": "731262942057", "region": "us-west-1", "id": "i-07b5d13883607188a"}


def last(aws) -> int:
    entries = aws.control("journal")
    return entries[-1]["n"] if entries else 0


def calls(aws, after: int) -> list[dict]:
    return aws.control(f"journal?kind=call&after={after}")


@pytest.fixture(scope="module")
def applied(aws, tmp_path_factory):
    """All pairs applied and looked at; gives a vaer that did it."""
    vaer = Vaer(aws, tmp_path_factory.mktemp("applied"))
    vaer.ok("apply", "--yes")
    vaer.ok("sweep")
    return vaer


def test_without_a_history_the_plugin_cannot_tell_and_status_looks(aws, vaer):
    before = last(aws)
    run = vaer("check-fleet")
    assert run.status == 3 and run.out.startswith("VAER UNKNOWN - 4 pairs: 4 unknown; from the history |")
    assert calls(aws, before) == []
    assert "; from AWS\n" in vaer.ok("status").out
    assert "; from the history, seen " in vaer.ok("status").out


def test_status_answers_from_the_history_without_asking_aws(aws, applied):
    before = last(aws)
    document = applied.ok("status", "-o", "json").json
    assert document["source"] == "history" and {p["state"] for p in document["pairs"]} == {"protected"}
    assert calls(aws, before) == []
    assert applied.ok("status", "--refresh", "-o", "json").json["source"] == "aws"


def test_status_that_cannot_look_at_some_pairs_is_partly_done(applied):
    run = applied("status", "--refresh", "--endpoint-url", "http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert run.status == 1 and "sfo-edge: " in run.err and "4 pairs: " in run.out


def test_the_plugin_tells_by_its_exit_status(aws, applied):
    run = applied("check-fleet")
    assert run.status == 0 and run.out.startswith("VAER OK - 4 pairs: 4 protected"), run.out
    assert "| pairs=4;;;0 protected=4;;;0;4 unprotected=0;0;;0;4 down=0;;0;0;4 " in run.out
    assert applied("check-fleet", "-w", "pairs=3").status == 1
    assert applied("check-fleet", "-w", "pairs=3", "-c", "protected=@4").status == 2
    assert applied("check-fleet", "sfo-*", "-c", "2").status == 0
    before = last(aws)
    aws.control("instance", {**ROUTER, "source_dest_check": True})
    try:
        run = applied("check-fleet", "--refresh")
        made = Counter((c["action"], c["region"]) for c in calls(aws, before))
    finally:
        aws.control("instance", {**ROUTER, "source_dest_check": False})
        applied.ok("sweep")
    assert run.status == 1 and "\nsfo-lab: degraded" in run.out, run.out
    # Two reads of each kind at most, for all pairs of a region.
    assert max(made.values()) <= 2, made


@pytest.mark.parametrize(
    "arguments", [["-w", "size=1"], ["--nonsense"], ["no-such-pair"], ["--pairs", "/nowhere"], ["--db", "/dev/null"]]
)
def test_the_plugin_says_unknown_when_it_cannot_tell(applied, arguments):
    run = applied("check-fleet", *arguments)
    assert run.status == 3 and run.out.startswith("VAER UNKNOWN - "), run
    assert len(run.out.splitlines()[0]) > 20


def test_the_plugin_says_unknown_of_what_it_could_not_ask(applied):
    run = applied("check-fleet", "--refresh", "--endpoint-url", "http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert run.status == 3 and "4 pairs: 4 unknown" in run.out


def test_everything_about_a_pair_is_on_its_page(aws, applied):
    before = last(aws)
    text = applied.ok("describe", "sfo-edge").out
    assert not [c for c in calls(aws, before) if c["mutating"]]
    for heading in ("PAIR", "MEMBERS", "ROUTES", "DEPLOYED", "TOLD", "RECOVERY", "EVENTS", "DEFINITION"):
        assert f"\n{heading}\n" in text
    assert "10.0.0.0/16 in rtb-" in text and "email netops@example.com  not confirmed yet" in text
    document = applied.ok("describe", "sfo-edge", "-o", "json").json
    assert document["kind"] == "description" and document["status"]["drift"]["present"] is False
    assert {r["member"] for r in document["routes"]} == {"vAER-A"} and len(document["routes"]) == 4
    assert {r["action"] for r in document["resources"]} == {"none"}
    assert document["status"]["engineVersion"] and 'pair "sfo-edge"' in document["definition"]
    rows = list(csv.reader(io.StringIO(applied.ok("describe", "sfo-edge", "-o", "csv").out)))
    assert {len(row) for row in rows} == {5}


def test_a_page_from_the_record_asks_nobody_and_says_what_it_lacks(aws, applied):
    before = last(aws)
    document = applied.ok("describe", "zhy-edge", "--recorded", "-o", "json").json
    assert calls(aws, before) == []
    assert document["routes"] is None and document["subscriptions"] is None
    assert document["status"]["state"] == "protected" and document["events"]


def test_a_page_that_could_not_be_read_in_full_is_partly_done(applied):
    run = applied("describe", "sfo-edge", "--endpoint-url", "http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert run.status == 3 and "error: sfo-edge: " in run.err and "could not be read" in run.out
    assert applied("describe", "sfo-edgy").status == 64
    assert applied("describe", "sfo-*").status == 64


ESCAPE = "\x1b["
COLOURS = [
    ({}, False), ({"CLICOLOR_FORCE": "1"}, True), ({"CLICOLOR_FORCE": "0"}, False), ({"CLICOLOR_FORCE": ""}, False),
    ({"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True), ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
    ({"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, True),
]  # fmt: skip


@pytest.mark.parametrize("change,is_coloured", COLOURS)
def test_colour_in_a_pipe_is_as_the_environment_says(applied, change, is_coloured):
    unset = {"NO_COLOR": None, "CLICOLOR": None, "CLICOLOR_FORCE": None}
    assert (ESCAPE in applied.ok("status", **unset | change).out) == is_coloured
    assert ESCAPE in applied.ok("status", "--color", "always", NO_COLOR="1").out
    assert ESCAPE not in applied.ok("status", "--color", "never", CLICOLOR_FORCE="1").out


class Terminal:
    """vaer on a terminal of its own."""

    def __init__(self, vaer: Vaer, *arguments: str, rows: int = 24, columns: int = 80, **changes):
        self.parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        unset = {"NO_COLOR": None, "CLICOLOR": None, "CLICOLOR_FORCE": None, "COLUMNS": None, "TERM": "xterm"}
        self.process = subprocess.Popen(
            [str(binary()), *arguments],
            env=vaer.environment(**unset | changes),
            cwd=vaer.home,
            stdin=child,
            stdout=child,
            stderr=child,
            preexec_fn=self.take,
        )
        os.close(child)
        self.text = ""

    @staticmethod
    def take() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def read(self, until, seconds: float = 30) -> str:
        """Reads until something is true of all that came so far, or the program has ended."""
        end = time.time() + seconds
        while not until(self.text) and time.time() < end:
            if select.select([self.parent], [], [], 0.1)[0]:
                try:
                    self.text += os.read(self.parent, 65536).decode()
                except OSError:
                    break
        assert until(self.text), self.text
        return self.text

    def press(self, key: bytes) -> None:
        os.write(self.parent, key)


@pytest.mark.parametrize(
    "change,is_coloured", [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"CLICOLOR": "0"}, False)]
)
def test_colour_on_a_terminal_is_as_the_environment_says(applied, change, is_coloured):
    terminal = Terminal(applied, "status", **change)
    assert (ESCAPE in terminal.read(lambda text: "zhy-edge" in text)) == is_coloured
    assert terminal.process.wait(30) == 0


@pytest.mark.parametrize("ending", ["Ctrl-C", "SIGTERM"])
def test_a_watch_draws_again_and_gives_the_terminal_back(applied, ending):
    terminal = Terminal(applied, "status", "--watch", "--interval", "1s", rows=6, columns=60)
    text = terminal.read(lambda text: text.count("\x1b[H") >= 4)
    assert text.startswith("\x1b[?1049h\x1b[?25l") and "more lines than fit; every 1s; Ctrl-C ends it" in text
    frame = text.split("\x1b[H")[-2].removesuffix("\x1b[J")
    assert "4 pairs: 4 protected" in frame and frame.count("\r\n") == 5
    assert terminal.process.poll() is None
    if ending == "Ctrl-C":
        terminal.press(b"\x03")
    else:
        terminal.process.send_signal(signal.SIGTERM)
    assert terminal.process.wait(20) == 0
    assert terminal.read(lambda text: text.endswith("\x1b[?25h\x1b[?1049l"))


def test_a_watch_that_is_put_aside_gives_the_terminal_back_meanwhile(applied):
    terminal = Terminal(applied, "status", "--watch")
    terminal.read(lambda text: "4 pairs" in text)
    terminal.press(b"\x1a")
    terminal.read(lambda text: text.endswith("\x1b[?25h\x1b[?1049l"))
    os.waitpid(terminal.process.pid, os.WUNTRACED)
    terminal.process.send_signal(signal.SIGCONT)
    terminal.read(lambda text: text.count("\x1b[?1049h") == 2 and "4 pairs" in text.split("\x1b[?1049h")[2])
    terminal.press(b"\x03")
    assert terminal.process.wait(20) == 0


def first_lines(process, count: int) -> list[str]:
    return [process.stdout.readline() for _ in range(count)]


def test_a_watch_in_a_pipe_tells_each_pair_and_then_each_change(aws, applied):
    process = applied.start("status", "--watch", "--interval", "1s")
    assert sorted(line.split()[2] for line in first_lines(process, 4)) == PAIRS
    aws.control("instance", {**ROUTER, "source_dest_check": True})
    try:
        applied.ok("sweep")
        line = process.stdout.readline()
    finally:
        aws.control("instance", {**ROUTER, "source_dest_check": False})
        applied.ok("sweep")
    assert "  sfo-lab  degraded  vAER-A ok, vAER-B not ready  " in line and ESCAPE not in line
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0 and err == "", err


def test_a_watch_of_aws_reads_in_batches_and_writes_a_document_per_line(aws, applied):
    before = last(aws)
    process = applied.start("status", "--watch", "--refresh", "--interval", "5s", "-o", "json")
    documents = [json.loads(line) for line in first_lines(process, 2)]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert {d["source"] for d in documents} == {"aws"} and documents[0]["time"] < documents[1]["time"]
    made = Counter((c["action"], c["region"]) for c in calls(aws, before))
    # As many for three looks as one look would take for three pairs.
    assert max(made.values()) <= 6, made


@pytest.mark.parametrize(
    "arguments,hint",
    [
        (["--watch", "-o", "csv"], "-o json"), (["--interval", "5s"], "--interval needs --watch"),
        (["--watch", "--interval", "10ms"], "at least 1s"), (["--watch", "--refresh", "--interval", "1s"], "at least 5s"),
    ],
)  # fmt: skip
def test_a_watch_that_cannot_be_is_refused_with_the_way_out(applied, arguments, hint):
    run = applied("status", *arguments)
    assert run.status == 64 and hint in run.err


def test_a_result_that_is_no_list_has_no_format_for_lists(applied):
    for command in (["sweep"], ["plan"], ["check"]):
        run = applied(*command, "-o", "csv")
        assert run.status == 64 and "one of 'table' and 'json'" in run.err, run.err


def test_what_was_found_is_a_spreadsheet_when_asked(applied, own_pairs):
    (own_pairs / "lab.vaer").unlink()
    run = applied("discover", "--regions", "us-west-1", "-o", "csv", VAER_PAIRS=str(own_pairs))
    rows = list(csv.DictReader(io.StringIO(run.out)))
    assert [row["confidence"] for row in rows if row["state"] == "new"], run


def test_a_report_counts_what_happened_and_says_what_nobody_saw(aws, applied):
    applied.ok("drill", "sfo-lab", "--yes", "--settle", "1s")
    applied.ok("sweep")
    report = applied.ok("report", "--format", "json", "--since", "1h", "--group-by", "region").json
    lab = next(p for p in report["pairs"] if p["pair"] == "sfo-lab")
    story = applied.ok("history", "sfo-lab", "-o", "json").json["entries"]
    moves = [e for e in story if e["what"] == "failover"]
    assert lab["recovery"]["failovers"] == len(moves) == 2
    known = lab["availability"]
    # The drill's outages are known to the millisecond, and most of the hour nobody looked.
    assert 0 < known["unavailableInDrillsMilliseconds"] <= known["unavailableMilliseconds"]
    assert known["unavailableMilliseconds"] >= max(e["recoveryMilliseconds"] for e in moves)
    assert known["unknownMilliseconds"] > 3_000_000 and known["percent"] < 100
    parts = ("available", "unavailable", "unknown")
    assert sum(known[f"{part}Milliseconds"] for part in parts) == known["totalMilliseconds"] == 3_600_000
    assert {g["name"] for g in report["groups"]} == {"us-west-1", "eu-central-1", "cn-northwest-1"}
    assert lab["drillDue"] is None
    assert next(p for p in report["pairs"] if p["pair"] == "fra-edge")["drillDue"] == "never drilled"
    edge = next(p for p in report["pairs"] if p["pair"] == "sfo-edge")
    assert edge["unconfirmed"] == ["netops@example.com"]


def test_a_report_has_every_form(aws, applied, tmp_path):
    before = last(aws)
    page = tmp_path / "report.html"
    applied.ok("report", "-o", str(page))
    assert page.read_text().startswith("<!DOCTYPE html>") and "<script" not in page.read_text()
    assert applied.ok("report", "--format", "md").out.startswith("# Fleet report\n")
    rows = list(csv.DictReader(io.StringIO(applied.ok("report", "--format", "csv", "--group-by", "account").out)))
    assert [row["pair"] for row in rows] and {row["group"] for row in rows} == {"731262942057", "111122223333"}
    assert calls(aws, before) == []
    for bad in (["--group-by", "tag"], ["--group-by", "colour"], ["--since", "soon"], ["--drill-every", "0d"]):
        assert applied("report", *bad).status == 64
