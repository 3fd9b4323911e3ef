"""What the controller tells by itself: once for each trouble by each way, signed, through kills, failures and mutes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import json
import re
import socket
import threading
import time

import jsonschema
import pytest
from controller import REGION, Controller, applied, carrier, ensure  # noqa: F401
from harness import ROOT
from test_main_job import wait_until

SCHEMA = ROOT / "Sources" / "vaer" / "Documentation.docc" / "alerts.schema.json"
SECRET = "whsec_" + base64.b64encode(b"canary-webhook-secret-1f2e3d").decode()


class Receiver:
    """A webhook's other side: keeps what comes, and answers as it is told."""

    def __init__(self):
        self.messages: list[tuple[dict, bytes]] = []
        self.answers: list[tuple[int, dict]] = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers = receiver.answers.pop(0) if receiver.answers else (204, {})
                receiver.messages.append(({k.lower(): v for k, v in self.headers.items()} | {":status": status}, body))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?key=canary-url-key"

    def taken(self, phase: str, kind: str) -> list[dict]:
        """The documents of a phase and a kind that were taken."""
        documents = [json.loads(body) for headers, body in self.messages if headers[":status"] < 300]
        return [d for d in documents if d["phase"] == phase and d["alert"] == kind]


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()


@pytest.fixture
def alerting(applied, own_pairs, tmp_path, receiver):  # noqa: F811
    """Writes an `alerts` block beside the definitions; gives what writes it."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")

    def write(*lines: str, ways: str = "", ignore: str = "[drill, email, engine]") -> None:
        ways = ways or f'webhooks = ["{receiver.url}"]\n  webhook-secret-file = "{secret}"'
        block = "\n  ".join(["unprotected-for = 10s", "failing-for = 10s", f"ignore = {ignore}", ways, *lines])
        (own_pairs / "alerts.vaer").write_text(f"vaer 1\nalerts {{\n  {block}\n}}\n")

    applied.pairs = own_pairs
    return write


def verify(headers: dict, body: bytes, secret: str = SECRET) -> None:
    """The signature by the rules of Standard Webhooks, made here by other means."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else secret.encode()
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert wanted in headers["webhook-signature"].split(" ")
    assert abs(time.time() - int(headers["webhook-timestamp"])) < 120


def test_each_way_tells_once_through_failures_and_kills(aws, alerting, receiver, applied, tmp_path):  # noqa: F811
    sns, sqs = aws.client("sns", REGION), aws.client("sqs", REGION)
    topic = sns.create_topic(Name="network-alerts")["TopicArn"]
    queue = sqs.create_queue(QueueName="network-alerts")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}]}
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    told = tmp_path / "told"
    program = tmp_path / "page-me"
    program.write_text(
        f'#!/bin/sh\nprintf "%s|%s|%s|" "$VAER_ALERT_PHASE" "$1" "$(env | grep -c AWS_)" >> "{told}"\ncat >> "{told}"\n'
    )
    program.chmod(0o755)
    receiver.answers = [(503, {}), (429, {"Retry-After": "3"})]
    alerting(f"topics = [{topic}]", f'command = ["{program}", "two words"]')
    controller = Controller(applied, "--interval", "2s").wait()
    first = carrier(aws)
    ensure(aws, first, "stopped")
    wait_until(told.exists, 90, "the program, which waits for no webhook")
    troubles = lambda: applied.ok("status").err  # noqa: E731
    wait_until(lambda: "alerts by webhook http://127.0.0.1" in troubles(), 60, "the trouble, said by status")
    wait_until(lambda: receiver.taken("problem", "unprotected"), 120, "the third attempt")
    assert [headers[":status"] for headers, _ in receiver.messages] == [503, 429, 204]
    # The same message has the same id, so that a receiver that took it after all can tell.
    assert len({headers["webhook-id"] for headers, _ in receiver.messages}) == 1
    wait_until(lambda: "alerts by webhook" not in troubles(), 30, "the end of the trouble")
    rows = lambda: controller.rows(  # noqa: E731
        "SELECT channel, phase, outcome FROM notifications WHERE episode = 'unprotected/sfo-edge' ORDER BY channel, phase"
    )
    wait_until(lambda: len(rows()) == 3, 30, "the record of all ways")
    controller.kill()
    listed = json.loads(applied.ok("alerts", "-o", "json").out)
    assert [o["episode"] for o in listed["open"]] == ["unprotected/sfo-edge"] * 3
    controller = Controller(applied, "--interval", "2s")
    # As long as it would take to tell it again.
    time.sleep(25)
    ensure(aws, first, "running")
    wait_until(lambda: len(rows()) == 6, 90, "the record of the end by all ways")
    assert rows() == [(way, phase, "sent") for way in ("command", "topic", "webhook") for phase in ("problem", "recovery")]
    err = controller.stop()
    assert "canary-url-key" not in err and "canary-webhook" not in err
    assert "nothing that was told is still so" in applied.ok("alerts").out
    assert len(receiver.taken("problem", "unprotected")) == len(receiver.taken("recovery", "unprotected")) == 1
    schema = json.loads(SCHEMA.read_text())
    for headers, body in receiver.messages:
        verify(headers, body)
        document = json.loads(body)
        jsonschema.Draft202012Validator(schema).validate(document)
        assert headers["webhook-id"] == document["id"]
    assert receiver.taken("problem", "unprotected")[0]["alerts"][0]["pair"] == "sfo-edge"
    lines = told.read_text().splitlines()
    assert [line.split("|", 3)[:3] for line in lines] == [["problem", "two words", "0"], ["recovery", "two words", "0"]]
    assert json.loads(lines[0].split("|", 3)[3])["alerts"] == receiver.taken("problem", "unprotected")[0]["alerts"]
    messages = []
    while batch := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        messages += [json.loads(m["Body"]) for m in batch]
        for m in batch:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=m["ReceiptHandle"])
    assert sorted(m["Subject"] for m in messages) == [
        "vaer: 1 pair is not protected: sfo-edge", "vaer: 1 pair is protected again: sfo-edge",
    ]  # fmt: skip


def test_one_that_is_gone_is_left_alone_and_a_mute_is_kept(aws, alerting, receiver, applied):  # noqa: F811
    alerting('mute "all" { starts = 2020-01-01T00:00:00Z  ends = 2099-01-01T00:00:00Z }')
    controller = Controller(applied, "--interval", "2s").wait()
    first = carrier(aws)
    ensure(aws, first, "stopped")
    time.sleep(30)
    assert receiver.messages == []
    # What is still so is told when the mute ends: here by an edit.
    receiver.answers = [(410, {})]
    alerting()
    wait_until(lambda: receiver.messages, 90, "the message")
    ensure(aws, first, "running")
    time.sleep(15)
    assert len(receiver.messages) == 1
    err = controller.stop()
    assert "not asked again until the definitions change" in err


def test_ways_can_be_tried_and_old_and_new_secrets_sign_both(alerting, receiver, applied, tmp_path):  # noqa: F811
    run = applied("alerts")
    assert run.status == 1 and "no 'alerts' block" in run.err
    secret = tmp_path / "both"
    secret.write_text(f"{SECRET}\nanother-canary-secret-0a9b\n")
    alerting(ways=f'webhooks = ["{receiver.url}"]\n  webhook-secret-file = "{secret}"\n  command = ["/bin/false"]')
    run = applied("alerts", "--test")
    assert run.status == 3 and "failed: it ended with 1" in run.out and "sent" in run.out
    assert "canary" not in run.out + run.err
    [(headers, body)] = receiver.messages
    verify(headers, body)
    verify(headers, body, "another-canary-secret-0a9b")
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(json.loads(body))
    secret.unlink()
    run = applied("alerts", "--test", "-o", "json")
    assert run.status == 1 and re.search("the secret .* cannot be read", run.out)


def test_what_keeps_alerts_from_telling_is_named(alerting, applied, tmp_path):  # noqa: F811
    alerting(ways='webhooks = ["https://alerts.example.com/hook-canary"]')
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def answer() -> None:
            line, _ = proxy.accept()
            with line:
                asked.append(line.recv(4096).decode())
                line.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        run = applied("alerts", "--test", https_proxy=f"http://127.0.0.1:{proxy.getsockname()[1]}")
        thread.join(60)
    assert asked[0].startswith("CONNECT alerts.example.com:443 ")
    assert run.status == 1 and "failed" in run.out and "canary" not in run.out + run.err
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_text("no history " * 1000)
    run = applied("alerts", VAER_DB=str(damaged))
    assert run.status == 1 and str(damaged) in run.err and "hint:" in run.err
    assert damaged.read_text().startswith("no history")
