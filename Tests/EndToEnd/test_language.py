"""The commands that read definitions and talk to nobody, as their users run them."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from harness import ROOT, Run, binary

UNFORMATTED = """vaer 1
pair "one" {
region = us-west-1 # where
  account = 731262942057
}
"""
FORMATTED = """vaer 1

pair "one" {
  region  = us-west-1  # where
  account = 731262942057
}
"""
BAD = 'vaer 1\npair "one" {\n  regoin = us-west-1\n}\n'


@pytest.fixture
def vaer(tmp_path):
    """vaer with nothing around it: no credentials, no endpoint, no definitions."""

    def run(*arguments: str, stdin: bytes = b"") -> Run:
        kept = {name: os.environ[name] for name in ("PATH", "LLVM_PROFILE_FILE") if name in os.environ}
        environment = {"HOME": str(tmp_path), "SWIFT_BACKTRACE": "enable=no", **kept}
        process = subprocess.run(
            [str(binary()), *arguments], input=stdin, capture_output=True, env=environment, cwd=tmp_path, timeout=60
        )
        return Run(process.returncode, process.stdout.decode(), process.stderr.decode())

    return run


def test_standard_input_is_formatted_to_standard_output(vaer, tmp_path):
    run = vaer("fmt", "-", stdin=UNFORMATTED.encode())
    assert (run.status, run.out, run.err) == (0, FORMATTED, "")
    assert vaer("fmt", "-", stdin=FORMATTED.encode()).out == FORMATTED
    assert vaer("fmt", "--check", "-", stdin=UNFORMATTED.encode()).status == 2
    assert vaer("fmt", "--check", "-", stdin=FORMATTED.encode()).status == 0
    run = vaer("fmt", "-", stdin=b"vaer 1\npair {")
    assert run.status == 65 and run.out == "" and "standard input:2:1: error" in run.err
    run = vaer("fmt", "-", "other", stdin=b"")
    assert run.status == 64 and "standard input" in run.err
    assert list(tmp_path.iterdir()) == []


def test_the_difference_is_shown_and_nothing_is_written(vaer, tmp_path):
    file = tmp_path / "a.vaer"
    file.write_text(UNFORMATTED)
    run = vaer("fmt", "--diff", "a.vaer")
    assert run.status == 0 and file.read_text() == UNFORMATTED
    assert run.out.startswith("--- a.vaer\n+++ a.vaer\n@@ ")
    assert vaer("fmt", "--diff", "--check", "a.vaer").status == 2
    # Another program makes the form of it.
    subprocess.run(["git", "apply", "-p0", "-"], input=run.out.encode(), cwd=tmp_path, check=True)
    assert file.read_text() == FORMATTED
    run = vaer("fmt", "--diff", "a.vaer")
    assert (run.status, run.out) == (0, "")


def test_a_formatted_file_keeps_its_permissions_and_stays_behind_its_link(vaer, tmp_path):
    file, link = tmp_path / "a.vaer", tmp_path / "b.vaer"
    file.write_text(UNFORMATTED)
    file.chmod(0o640)
    link.symlink_to(file)
    assert vaer("fmt", "b.vaer").status == 0
    assert link.is_symlink() and file.read_text() == FORMATTED
    assert file.stat().st_mode & 0o777 == 0o640


def test_the_effective_definition_is_shown_with_where_it_comes_from(vaer):
    pairs = str(ROOT / "pairs.d")
    run = vaer("show", "sfo-edge", "--pairs", pairs)
    assert run.status == 0, run.err
    assert 'pair "sfo-edge" {' in run.out and "edge.vaer:" in run.out and "# built in" in run.out
    # It is a definition itself, in the one form.
    assert vaer("fmt", "--check", "-", stdin=run.out.encode()).status == 0
    document = json.loads(vaer("show", "--pairs", pairs, "-o", "json").out)
    assert document["schema"] == "vaer/1" and document["kind"] == "definitions"
    pair = next(p for p in document["pairs"] if p["pair"] == "sfo-edge")
    values = {value["key"]: value for value in pair["values"]}
    assert values["region"]["value"] == "us-west-1"
    assert values["routes.protect"]["value"] == ["0.0.0.0/0"]
    assert values["failover.status-checks"]["from"][0]["source"] in ("built-in", "template", "own")
    assert values["vpc"]["from"][0]["line"] > 1


def test_a_misspelt_pair_is_asked_about_and_a_wrong_definition_told(vaer, tmp_path):
    run = vaer("show", "sfo-egde", "--pairs", str(ROOT / "pairs.d"))
    assert run.status == 64 and "did you mean 'sfo-edge'?" in run.err
    (tmp_path / "bad.vaer").write_text(BAD)
    run = vaer("show", "one", "--pairs", "bad.vaer")
    assert run.status == 65 and run.out == "" and "did you mean 'region'?" in run.err


def test_more_than_anyone_would_write_is_refused_by_name(vaer, tmp_path):
    folder = tmp_path / "pairs.d"
    deep = folder
    for _ in range(40):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (folder / "loop").symlink_to(folder)
    (folder / "loop.vaer").symlink_to(folder / "loop.vaer")
    (folder / "good.vaer").write_text(FORMATTED)
    os.mkfifo(folder / "pipe.vaer")
    run = vaer("check")
    assert run.status == 65
    assert "deeper than 32 levels" in run.err and "pipe.vaer" in run.err and "loop.vaer" in run.err
    # A file that says it is empty, and is not.
    run = vaer("check", "/proc/version")
    assert run.status == 65 and "/proc/version:1:" in run.err
    big = tmp_path / "big"
    big.mkdir()
    for number in range(40):
        (big / f"{number:02}.vaer").write_text(f"vaer 1\n{'#' * 9000}\n" * 110)
    run = vaer("check", "big")
    assert run.status == 65 and "larger than 32 MiB" in run.err
