"""SNS subscriptions that wait for confirmation, a mailbox for e-mail, and real posts to http(s) end points."""

from __future__ import annotations

import json
import time
import uuid

import requests

from moto.core.responses import ActionResult
from moto.sns import models
from moto.sns.responses import SNSResponse

from . import access
from .core import LOCK, background, backend, now_iso, parse_arn
from .journal import note
from .settings import SETTINGS

MAIL: list[dict] = []
CONFIRMED_BY_RECIPIENT = ("http", "https", "email", "email-json")
_subscribe = models.SNSBackend.subscribe
_publish = models.Subscription.publish
_respond_subscribe = SNSResponse.subscribe


def subscribe(self, topic_arn, endpoint, protocol):
    """Subscribe: pending until the recipient confirms, but for protocols that need no confirmation."""
    known = self._find_subscription(topic_arn, endpoint, protocol)
    found = _subscribe(self, topic_arn, endpoint, protocol)
    if known is None and protocol in CONFIRMED_BY_RECIPIENT:
        found.token = uuid.uuid4().hex * 4
        found.attributes["PendingConfirmation"] = "true"
        url = f"http://127.0.0.1:{SETTINGS.port}/local-aws/confirm?TopicArn={topic_arn}&Token={found.token}"
        message = {
            "Type": "SubscriptionConfirmation",
            "MessageId": str(uuid.uuid4()),
            "Token": found.token,
            "TopicArn": topic_arn,
            "Message": f"You have chosen to subscribe to the topic {topic_arn}.\n"
            "To confirm the subscription, visit the SubscribeURL included in this message.",
            "SubscribeURL": url,
            "Timestamp": now_iso(milliseconds=True),
            "SignatureVersion": "1",
        }
        background(push, found, message)
    return found


def is_pending(subscription) -> bool:
    """Whether the recipient has not confirmed yet."""
    return subscription.attributes.get("PendingConfirmation") == "true"


def publish(self, message, message_id, subject=None, message_attributes=None, group_id=None, deduplication_id=None,
            message_structure=None):  # fmt: skip
    """Delivers a message to one subscription; what fails is noted, never the publisher's problem."""
    if self.protocol not in CONFIRMED_BY_RECIPIENT:
        if not queue_takes(self):
            return
        try:
            _publish(self, message, message_id, subject, message_attributes, group_id, deduplication_id,
                     message_structure)  # fmt: skip
        except Exception as error:
            note("sns-undelivered", subscription=self.arn, error=repr(error))
    elif not is_pending(self):
        if message_structure == "json":
            message = self._parse_message_structure(message, self.protocol)
        background(push, self, self.get_post_data(message, message_id, subject, message_attributes))


def queue_takes(subscription) -> bool:
    """Whether a subscribed queue's policy lets the topic send to it; True for what is no queue."""
    if subscription.protocol != "sqs" or not SETTINGS.auth:
        return True
    topic = subscription.topic.arn
    account = parse_arn(topic).account
    return access.service_may("sns.amazonaws.com", "sqs:SendMessage", subscription.endpoint, topic, account)


def push(subscription, message: dict) -> None:
    """Puts a message into the mailbox, or posts it, with four tries."""
    if subscription.protocol.startswith("email"):
        kept = {name: message.get(name) for name in ("Type", "Subject", "Message", "SubscribeURL")}
        MAIL.append({"to": subscription.endpoint, "topic": subscription.topic.arn, "at": time.time(), **kept})
        note("mail", to=subscription.endpoint, type=message["Type"], subject=message.get("Subject"))
        return
    headers = {
        "Content-Type": "text/plain; charset=UTF-8",
        "x-amz-sns-message-type": message["Type"],
        "x-amz-sns-message-id": message["MessageId"],
        "x-amz-sns-topic-arn": subscription.topic.arn,
        "User-Agent": "Amazon Simple Notification Service Agent",
    }
    for attempt in range(4):
        try:
            reply = requests.post(subscription.endpoint, json.dumps(message), headers=headers, timeout=15)
            note("sns-post", url=subscription.endpoint, status=reply.status_code, type=message["Type"])
            if reply.status_code < 500 and reply.status_code != 429:
                return
        except requests.RequestException as error:
            note("sns-post", url=subscription.endpoint, error=type(error).__name__)
        time.sleep(0.3 * 2**attempt)


def confirm(topic: str, token: str | None = None, endpoint: str | None = None) -> str | None:
    """Confirms a subscription by its token or, for a person at the mailbox, by its end point."""
    arn = parse_arn(topic)
    with LOCK:
        for subscription in backend("sns", arn.account, arn.region).subscriptions.values():
            if subscription.topic.arn != topic or not is_pending(subscription):
                continue
            if token == subscription.token or endpoint == subscription.endpoint:
                subscription.attributes["PendingConfirmation"] = "false"
                return subscription.arn
    return None


def respond_subscribe(self: SNSResponse) -> ActionResult:
    """Subscribe's answer: no ARN before the confirmation, unless it is asked for."""
    result = _respond_subscribe(self)
    subscription = self.backend.subscriptions.get(result.result["SubscriptionArn"])
    if subscription is not None and is_pending(subscription):
        if not self._get_bool_param("ReturnSubscriptionArn", False):
            return ActionResult({"SubscriptionArn": "pending confirmation"})
    return result


def masked(respond):
    """A list of subscriptions in which those that are not confirmed have no ARN."""

    def answer(self: SNSResponse) -> ActionResult:
        result = respond(self).result
        shown = [
            {
                "SubscriptionArn": "PendingConfirmation" if is_pending(s) else s.arn,
                "Owner": s.owner,
                "Protocol": s.protocol,
                "Endpoint": s.endpoint,
                "TopicArn": s.topic.arn,
            }
            for s in result["Subscriptions"]
        ]
        return ActionResult({**result, "Subscriptions": shown})

    return answer


def respond_confirm(self: SNSResponse) -> ActionResult:
    """ConfirmSubscription."""
    arn = confirm(self._get_param("TopicArn"), self._get_param("Token"))
    if arn is None:
        raise models.SNSInvalidParameter("Invalid token")
    return ActionResult({"SubscriptionArn": arn})


def install() -> None:
    """Puts all of it in place of moto's own."""
    models.SNSBackend.subscribe = subscribe
    models.Subscription.publish = publish
    SNSResponse.subscribe = respond_subscribe
    SNSResponse.list_subscriptions = masked(SNSResponse.list_subscriptions)
    SNSResponse.list_subscriptions_by_topic = masked(SNSResponse.list_subscriptions_by_topic)
    SNSResponse.confirm_subscription = respond_confirm
