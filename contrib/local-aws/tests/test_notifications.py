"""SNS: subscriptions wait for their confirmation, mail lands in the mailbox, posts are made in the background."""

from __future__ import annotations

import http.server
import json
import threading
import time
import urllib.request

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, wait_for


@pytest.fixture
def sns(local):
    return local.client("sns")


@pytest.fixture
def receiver():
    """An HTTP end point: its address, and what was posted to it."""
    posts: list[tuple[dict, dict]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            posts.append((dict(self.headers), body))
            self.send_response(200 if len(posts) != 2 else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", posts
    server.shutdown()


def states(sns, topic: str) -> dict[str, str]:
    found = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return {s["Endpoint"]: s["SubscriptionArn"] for s in found}


def test_a_call_that_waits_for_a_message_holds_nobody_up(local, sns):
    sqs = local.client("sqs")
    url = sqs.create_queue(QueueName="patient")["QueueUrl"]
    got: list[dict] = []
    waiting = threading.Thread(
        target=lambda: got.append(local.client("sqs").receive_message(QueueUrl=url, WaitTimeSeconds=20))
    )
    waiting.start()
    began = time.time()
    sns.list_topics()
    sqs.send_message(QueueUrl=url, MessageBody="at last")
    waiting.join(timeout=15)
    assert time.time() - began < 10
    assert got[0]["Messages"][0]["Body"] == "at last"


def test_each_protocol_gets_its_form_of_a_message(local, sns):
    topic = sns.create_topic(Name="forms")["TopicArn"]
    sqs = local.client("sqs")
    url = sqs.create_queue(QueueName="forms")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    allow |= {"Resource": queue, "Condition": {"ArnLike": {"aws:SourceArn": topic[:-2] + "*"}}}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="forms@example.com")
    local.control(f"confirm?TopicArn={topic}&Endpoint=forms@example.com")
    forms = json.dumps({"default": "for people", "sqs": '{"for":"programs"}'})
    sns.publish(TopicArn=topic, Subject="s", Message=forms, MessageStructure="json")
    mail = lambda: [m for m in local.control("mail") if m["topic"] == topic and m["Subject"] == "s"]  # noqa: E731
    assert wait_for(mail)[0]["Message"] == "for people"
    got = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]["Body"]
    assert json.loads(json.loads(got)["Message"]) == {"for": "programs"}
    assert json.loads(got)["TopicArn"] == topic


def test_mail_arrives_only_after_the_confirmation(local, sns):
    topic = sns.create_topic(Name="mail")["TopicArn"]
    answer = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="netops@example.com")
    assert answer["SubscriptionArn"] == "pending confirmation"
    assert states(sns, topic) == {"netops@example.com": "PendingConfirmation"}
    sns.publish(TopicArn=topic, Subject="too early", Message="unheard")
    mine = lambda: [m for m in local.control("mail") if m["topic"] == topic]  # noqa: E731
    first = wait_for(mine)[0]
    assert (first["to"], first["Type"]) == ("netops@example.com", "SubscriptionConfirmation")
    with urllib.request.urlopen(first["SubscribeURL"]) as reply:
        arn = json.loads(reply.read())["SubscriptionArn"]
    assert arn.startswith(f"{topic}:") and states(sns, topic) == {"netops@example.com": arn}
    sns.publish(TopicArn=topic, Subject="vAER-A has failed", Message="moved")
    found = wait_for(lambda: mine()[1:])
    assert [(m["Subject"], m["Message"]) for m in found] == [("vAER-A has failed", "moved")]


def test_the_control_endpoint_confirms_for_a_person(local, sns):
    topic = sns.create_topic(Name="by-name")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ops@example.com")
    assert local.control(f"confirm?TopicArn={topic}&Endpoint=nobody@example.com")["SubscriptionArn"] is None
    assert local.control(f"confirm?TopicArn={topic}&Endpoint=ops@example.com")["SubscriptionArn"]
    assert states(sns, topic)["ops@example.com"].startswith(topic)


def test_a_post_is_confirmed_with_its_token_and_tried_again(sns, receiver):
    url, posts = receiver
    topic = sns.create_topic(Name="post")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=url)
    headers, body = wait_for(lambda: posts)[0]
    assert headers["x-amz-sns-message-type"] == "SubscriptionConfirmation" and headers["x-amz-sns-topic-arn"] == topic
    with pytest.raises(ClientError):
        sns.confirm_subscription(TopicArn=topic, Token="wrong")
    sns.confirm_subscription(TopicArn=topic, Token=body["Token"])
    sns.publish(TopicArn=topic, Message="hello")
    # The second post was answered with 503, so there is a third.
    wait_for(lambda: len(posts) == 3)
    assert [b["Message"] for _, b in posts[1:]] == ["hello", "hello"]


def test_a_dead_end_point_is_not_the_publisher_s_problem(local, sns):
    topic = sns.create_topic(Name="dead-end")["TopicArn"]
    url = "http://127.0.0.1:9/hook"
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=url)
    local.control(f"confirm?TopicArn={topic}&Endpoint={url}")
    assert sns.publish(TopicArn=topic, Message="hello")["MessageId"]
    wait_for(lambda: [p for p in local.control("journal?kind=sns-post") if p["url"] == url and "error" in p])


def test_a_queue_takes_from_a_topic_only_what_its_policy_allows(local, sns):
    sqs, arn = local.client("sqs"), f"arn:aws:sqs:us-west-1:{ACCOUNT}:vaer-events"
    queue = sqs.create_queue(QueueName="vaer-events")["QueueUrl"]
    topic = sns.create_topic(Name="to-queue")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    sns.publish(TopicArn=topic, Message="unheard")
    allowed = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
               "Resource": arn, "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sns.publish(TopicArn=topic, Message="heard")
    found = wait_for(lambda: sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"))
    assert [json.loads(m["Body"])["Message"] for m in found] == ["heard"]
