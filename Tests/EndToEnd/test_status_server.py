"""The controller's page for programs: JSON by its schema, metrics, events, who may ask, and a stop that waits for nobody."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import stat
import subprocess
import threading
import time

import jsonschema
import prometheus_client.openmetrics.parser as openmetrics
import prometheus_client.parser as prometheus
import pytest
import requests
from controller import Controller, applied, carrier, ensure, fail_over  # noqa: F401
from harness import ROOT
from test_main_job import wait_until

OPENAPI = ROOT / "Sources" / "StatusServer" / "Assets" / "openapi.json"
PROMTOOL = shutil.which("promtool") or shutil.which("promtool", path=str(ROOT / ".venv" / "bin"))
GRAFANA = ROOT / "contrib" / "grafana"


@pytest.fixture
def page(applied):  # noqa: F811
    """A controller that has looked at everything, and where its page is."""
    controller = Controller(applied, "--interval", "2s", "--listen", "127.0.0.1:0")
    address = controller.page()
    wait_until(lambda: requests.get(f"{address}/readyz").status_code == 200, 60, "readiness")
    yield address, controller
    if controller.process.poll() is None:
        controller.stop()


def checked(reply: requests.Response, name: str) -> dict:
    """The document of a reply, held against the published schema with no room for keys that it does not know."""
    document = reply.json()
    schema = json.loads(OPENAPI.read_text())
    jsonschema.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": schema["components"]},
        format_checker=jsonschema.FormatChecker(),
    ).validate(document)
    return document


def events(address: str, count: int, headers: dict | None = None) -> list[tuple[str, dict]]:
    """The first events of the stream."""
    found, kind = [], ""
    with requests.get(f"{address}/api/v1/events", stream=True, timeout=30, headers=headers) as reply:
        assert reply.headers["Content-Type"].startswith("text/event-stream")
        for line in reply.iter_lines(decode_unicode=True):
            if line.startswith("event: "):
                kind = line[7:]
            if line.startswith("data: "):
                found.append((kind, json.loads(line[6:])))
            if len(found) == count:
                return found
    return found


def test_every_document_is_as_published(aws, page, applied):  # noqa: F811
    address, _ = page
    fail_over(aws)
    failovers = lambda: requests.get(f"{address}/api/v1/failovers?since=1h").json()["failovers"]  # noqa: E731
    wait_until(lambda: [f for f in failovers() if f["pair"] == "sfo-edge" and f["source"] == "lambda"], 30, "the record")
    get = lambda path: requests.get(f"{address}{path}", timeout=20)  # noqa: E731
    fleet = checked(get("/api/v1/fleet"), "Fleet")
    assert fleet["summary"]["pairs"] == 4 and len(fleet["places"]) == 3 and fleet["troubles"] == []
    pairs = checked(get("/api/v1/pairs"), "Pairs")
    assert [p["pair"] for p in pairs["pairs"]] == ["fra-edge", "sfo-edge", "sfo-lab", "zhy-edge"]
    some = checked(get("/api/v1/pairs?limit=1&after=fra-edge"), "Pairs")
    assert [p["pair"] for p in some["pairs"]] == ["sfo-edge"] and some["next"] == "sfo-edge" and some["matching"] == 4
    china = checked(get("/api/v1/pairs?region=cn-northwest-1&standing=protected"), "Pairs")
    assert [p["pair"] for p in china["pairs"]] == ["zhy-edge"] and china["next"] is None
    assert checked(get("/api/v1/pairs?search=FRANKFURT"), "Pairs")["matching"] == 1
    assert checked(get("/api/v1/pairs?tag=no-such-tag"), "Pairs")["pairs"] == []
    pair = checked(get("/api/v1/pairs/sfo-edge"), "Pair")["pair"]
    assert pair["lastFailover"]["moved"] == 4 and pair["lastFailover"]["trigger"] == "state-change"
    told = json.loads(applied.ok("status", "sfo-edge", "-o", "json").out)
    assert told["source"] == "controller" and told["pairs"][0]["lastFailover"] == pair["lastFailover"]
    story = checked(get("/api/v1/pairs/sfo-edge/history"), "History")
    assert {"failover", "state", "apply"} <= {entry["what"] for entry in story["entries"]}
    listed = checked(get("/api/v1/failovers?since=1h"), "Failovers")["failovers"]
    assert len(listed[0]["moves"]) == 4
    report = checked(get("/api/v1/report?since=1h&group-by=region"), "Report")
    assert [g["name"] for g in report["groups"]] == ["cn-northwest-1", "eu-central-1", "us-west-1"]
    assert checked(get("/api/v1/controllers"), "Controllers")["controllers"][0]["role"] == "active"
    checked(get("/healthz"), "Health")
    assert checked(get("/readyz"), "Readiness")["status"] == "ready"
    assert get("/api/v1/openapi.json").content == OPENAPI.read_bytes()
    for path, status in {
        "/api/v1/pairs/none": 404, "/api/v1/nothing": 404, "/nothing": 404, "/api/v1/pairs?standing=well": 400,
        "/api/v1/pairs?limit=0": 400, "/api/v1/failovers?since=soon": 400, "/api/v1/report?group-by=colour": 400,
        "/api/v1/pairs?tag==x": 400, "/%ff": 400, "/" + "x" * 5000: 400,
    }.items():  # fmt: skip
        reply = get(path)
        assert reply.status_code == status, path
        assert reply.headers["Content-Type"] == "application/problem+json"
        assert checked(reply, "Problem")["detail"]


def test_events_tell_changes_and_signs_of_life(aws, page):
    address, _ = page
    schema = {"fleet": "FleetEvent", "alive": "AliveEvent"}

    class Data:
        def __init__(self, data):
            self.json = lambda: data

    for kind, data in events(address, 2):
        checked(Data(data), schema[kind])
    first = carrier(aws)
    seen: list[dict] = []
    listening = threading.Thread(target=lambda: seen.extend(data for kind, data in events(address, 12) if kind == "fleet"))
    listening.start()
    ensure(aws, first, "stopped")
    listening.join(60)
    ensure(aws, first, "running")
    assert any(data["summary"]["protected"] == 3 for data in seen), seen
    assert [data["revision"] for data in seen] == sorted({data["revision"] for data in seen})


def test_metrics_are_what_prometheus_takes(aws, page):
    address, _ = page
    fail_over(aws)
    text = lambda accept="": requests.get(f"{address}/metrics", headers={"Accept": accept})  # noqa: E731
    wait_until(lambda: 'vaer_failovers_total{pair="sfo-edge"' in text().text, 30, "the failover's count")
    plain = text()
    assert plain.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    families = {family.name: family for family in prometheus.text_string_to_metric_families(plain.text)}
    open_text = text("application/openmetrics-text; version=1.0.0")
    assert open_text.headers["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    opened = {family.name: family for family in openmetrics.text_string_to_metric_families(open_text.text)}
    assert families.keys() == opened.keys()
    assert all(family.documentation.endswith(".") for family in families.values())
    counts = {sample.labels["standing"]: sample.value for sample in families["vaer_pairs"].samples}
    assert sum(counts.values()) == 4
    moved = families["vaer_failovers"].samples
    assert [(s.labels["pair"], s.labels["direction"], s.labels["source"], s.value) for s in moved] == [
        ("sfo-edge", "failover", "lambda", 1.0)
    ]
    buckets = [s.value for s in families["vaer_failover_recovery_seconds"].samples if s.name.endswith("_bucket")]
    assert buckets == sorted(buckets) and buckets[-1] == 1
    if PROMTOOL:
        run = subprocess.run([PROMTOOL, "check", "metrics"], input=plain.text, capture_output=True, text=True)
        assert run.returncode == 0 and run.stderr == "", run.stderr


def test_the_dashboard_and_the_alerts_use_metrics_that_there_are(page):
    address, _ = page
    text = requests.get(f"{address}/metrics").text
    labels: dict[str, set[str]] = {}
    for family in prometheus.text_string_to_metric_families(text):
        names = {family.name, f"{family.name}_total"} | {sample.name for sample in family.samples}
        for name in names:
            labels[name] = {label for sample in family.samples for label in sample.labels}
    # What has no sample yet has these.
    labels["vaer_failovers_total"] = {"pair", "direction", "source"}
    labels["vaer_queue_up"] = {"region", "account", "login"}
    dashboard = json.loads((GRAFANA / "vaer.json").read_text())
    expressions = [t["expr"] for panel in dashboard["panels"] for t in panel.get("targets", [])]
    expressions += [v["query"]["query"] for v in dashboard["templating"]["list"] if v["type"] == "query"]
    rules = (GRAFANA / "rules.yml").read_text()
    expressions += re.findall(r"expr: (.+)", rules)
    assert len(expressions) > 15
    used = set()
    for expression in expressions:
        for name, selector in re.findall(r"\b((?:vaer|process)_\w+)(?:\{([^}]*)\})?", expression):
            assert name in labels, f"{name} in {expression}"
            used.add(name)
            for label in re.findall(r"(\w+)\s*[=!]~?", selector):
                assert label in labels[name] | {"instance", "job", "le"}, f"{label} of {name} in {expression}"
    assert {n for n in labels if n.startswith("vaer_pair")} & used


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed")
def test_the_alerts_fire_when_they_should():
    for command in (["check", "rules", "rules.yml"], ["test", "rules", "rules-test.yml"]):
        run = subprocess.run([PROMTOOL, *command], cwd=GRAFANA, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr


def test_nothing_can_be_changed_and_no_stranger_asks(page):
    address, _ = page
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        reply = requests.request(method, f"{address}/api/v1/fleet", data=b"x" if method == "POST" else None)
        assert reply.status_code == 405 and reply.headers["Allow"] == "GET, HEAD"
    assert requests.get(f"{address}/api/v1/fleet", data=b"body").status_code == 413
    head = requests.head(f"{address}/api/v1/fleet")
    assert head.status_code == 200 and head.content == b"" and int(head.headers["Content-Length"]) > 500
    for host, status in {"localhost": 200, "127.0.0.1:1": 200, "[::1]": 200, "evil.example": 421}.items():
        assert requests.get(f"{address}/api/v1/fleet", headers={"Host": host}).status_code == status
    for path in ("/", "/pairs/sfo-edge", "/api/v1/fleet", "/nothing", "/metrics"):
        headers = requests.get(f"{address}{path}").headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"


def test_a_token_opens_what_others_can_reach(applied, tmp_path):  # noqa: F811
    run = applied("run", "--listen", "0.0.0.0:0")
    assert run.status == 64 and "can be reached by others" in run.err and "--token-file" in run.err
    secret = tmp_path / "token"
    secret.write_text("short\n")
    secret.chmod(0o644)
    run = applied("run", "--listen", "0.0.0.0:0", "--token-file", str(secret))
    assert run.status == 64 and "everybody can read" in run.err
    secret.chmod(0o600)
    run = applied("run", "--listen", "0.0.0.0:0", "--token-file", str(secret))
    assert run.status == 64 and "has no token" in run.err and "short" not in run.err
    token = "canary-token-3f9a0c55d1"
    secret.write_text(token + "\n")
    controller = Controller(applied, "--listen", "0.0.0.0:0", "--token-file", str(secret))
    address = controller.page().replace("0.0.0.0", "127.0.0.1")
    basic = base64.b64encode(f"anybody:{token}".encode()).decode()
    for shown, status in {
        "": 401, f"Bearer {token}": 200, f"bearer {token}": 200, f"Basic {basic}": 200, "Bearer wrong-wrong-wrong-1": 401,
        f"Bearer {token}x": 401, f"Bearer {token[:-1]}": 401, "Basic !!!": 401, f"Digest {token}": 401,
    }.items():  # fmt: skip
        reply = requests.get(f"{address}/api/v1/fleet", headers={"Authorization": shown, "Host": "vaer.example"})
        assert reply.status_code == status, shown
        assert (status == 401) == ("WWW-Authenticate" in reply.headers)
    # The socket's own rights say who may ask there.
    wait_until(lambda: "from the controller" in applied.ok("status").out, 30, "an answer by the socket")
    err = controller.stop()
    assert token not in err


def test_a_socket_is_for_its_owner_and_one_that_was_left_behind_is_taken_over(applied, tmp_path):  # noqa: F811
    path = tmp_path / "page.sock"
    controller = Controller(applied, "--listen", f"unix:{path}")
    assert controller.page() == f"unix:{path}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    beside = applied.home / "state" / "vaer.sock"
    wait_until(beside.exists, what="the socket beside the history")
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600
    run = applied("run", "--listen", f"unix:{path}")
    assert run.status == 1 and "another program listens there" in run.err and "hint: stop it" in run.err
    wait_until(lambda: "from the controller" in applied.ok("status").out, 30, "an answer by the socket")
    controller.kill()
    assert path.exists()
    # Without a controller the history answers, with its age.
    assert "from the history" in applied.ok("status").out
    controller = Controller(applied, "--listen", f"unix:{path}")
    controller.page()
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(path))
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    controller.stop()
    assert not path.exists() and not beside.exists()
    # Nor is a draft left, from which a socket gets its name together with its rights.
    assert not list(tmp_path.glob("*.new")) and not list(beside.parent.glob("*.new"))


def test_a_socket_that_a_killed_program_left_half_made_is_in_nobodys_way(applied, tmp_path):  # noqa: F811
    path = tmp_path / "page.sock"
    draft = tmp_path / "page.sock.new"
    draft.mkdir()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(draft / "s"))
    controller = Controller(applied, "--listen", f"unix:{path}")
    controller.page()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and not draft.exists()
    controller.stop()
    draft.mkdir()
    (draft / "mine").write_text("mine")
    run = applied("run", "--listen", f"unix:{path}")
    assert run.status == 1 and "there is already a " in run.err and (draft / "mine").read_text() == "mine"


def test_of_controllers_that_start_together_one_has_the_socket_and_the_others_say_so(applied, tmp_path):  # noqa: F811
    path = tmp_path / "page.sock"
    for _ in range(3):
        starting = [Controller(applied, "--listen", f"unix:{path}") for _ in range(4)]
        wait_until(lambda: sum(c.process.poll() is not None for c in starting) == 3, 30, "three of four to give up")  # noqa: B023
        winner = next(c for c in starting if c.process.poll() is None)
        winner.page()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        for other in starting:
            if other is not winner:
                (_, err) = other.process.communicate()
                assert other.process.returncode == 1 and "another program" in err and "ServiceGroup" not in err, err
        # The one beside the history too: whoever has it answers.
        wait_until(lambda: "from the controller" in applied.ok("status").out, 30, "an answer by the socket")
        # Killed, it leaves its socket to be found by all of the next at once.
        winner.kill()
        assert path.exists()


def test_addresses_that_cannot_be_had_are_named(applied, tmp_path):  # noqa: F811
    for address, reason in {
        "9717": "is no address", "::1:9717": "is no address", "http://localhost": "is no address",
        "unix:page.sock": "is no address", "unix:/" + "x" * 120: "is no address",
    }.items():  # fmt: skip
        run = applied("run", "--listen", address)
        assert run.status == 64 and reason in run.err and "write 127.0.0.1:9717" in run.err
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = applied("run", "--listen", f"127.0.0.1:{other.getsockname()[1]}")
        assert run.status == 1 and "another program listens there" in run.err
    run = applied("run", "--listen", f"unix:{tmp_path}/none/page.sock")
    assert run.status == 1 and "there is no such folder" in run.err
    file = tmp_path / "file"
    file.write_text("mine")
    run = applied("run", "--listen", f"unix:{file}")
    assert run.status == 1 and "a file that is no socket" in run.err and file.read_text() == "mine"


def test_readers_that_hang_and_send_garbage_harm_nobody(page):
    address, controller = page
    host, port = address.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port))) for _ in range(50)]
    for number, line in enumerate(slow):
        line.sendall([b"GET / HT", b"GET /\r\n\r\n", b"\x16\x03\x01\x02", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n"][number % 4])
    huge = socket.create_connection((host, int(port)))
    huge.settimeout(2)
    huge.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
    # It is told so after 16 KiB, and what follows fills nothing but buffers of the system.
    with contextlib.suppress(OSError):
        for _ in range(200):
            huge.sendall(b"x" * 65536)
    memory = int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{controller.process.pid}/status").read_text())[1])
    assert memory < 150_000
    with contextlib.suppress(OSError):
        assert b" 400 " in huge.recv(300)
    streams = [requests.get(f"{address}/api/v1/events", stream=True, timeout=30) for _ in range(5)]
    assert requests.get(f"{address}/healthz", timeout=5).status_code == 200
    assert controller.process.poll() is None
    err = controller.stop()
    assert err.endswith("stopped\n")
    for line in [*slow, huge, *streams]:
        line.close()


def test_two_controllers_of_one_history_share_its_socket(applied):  # noqa: F811
    one = Controller(applied).wait()
    assert "from the controller" in applied.ok("status").out
    two = Controller(applied, "--interval", "2s", "--listen", "127.0.0.1:0")
    address = two.page()
    assert requests.get(f"{address}/readyz").json()["role"] == "standby"
    assert "this controller stands by" in requests.get(address).text
    one.kill()
    wait_until(lambda: requests.get(f"{address}/readyz").json()["role"] == "active", 30, "its turn")
    wait_until(lambda: "from the controller" in applied.ok("status").out, 30, "the socket")
    two.stop()


def test_a_foreign_socket_does_not_hold_status_up(applied):  # noqa: F811
    applied.ok("status")
    path = applied.home / "state" / "vaer.sock"
    with socket.socket(socket.AF_UNIX) as foreign:
        os.chdir(path.parent)
        foreign.bind(path.name)
        foreign.listen()
        # Nobody will ever answer there.
        assert "from the history" in applied.ok("status").out
    path.unlink()
