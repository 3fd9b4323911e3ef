"""SQS: a call that waits for messages keeps nobody else from an answer, and takes none once its caller is gone."""

from __future__ import annotations

import time

from moto.sqs.models import SQSBackend

from .core import LOCK, backend

_receive = SQSBackend.receive_message


def wait(call, is_gone) -> bool:
    """Waits, without the lock, until a call has something to receive; False when its caller has hung up."""
    name = call.fields.get("QueueUrl", "").split("/")[-1]
    until = time.time() + float(call.fields.get("WaitTimeSeconds") or 0)
    while time.time() < until:
        with LOCK:
            queue = backend("sqs", call.account, call.region).queues.get(name)
            if queue is None or queue.messages:
                break
        time.sleep(0.05)
        if is_gone():
            return False
    return not is_gone()


def receive_message(self, queue_name, count, wait_seconds_timeout, visibility_timeout, message_attribute_names=None):
    """ReceiveMessage, which has waited already."""
    return _receive(self, queue_name, count, 0, visibility_timeout, message_attribute_names)


def install() -> None:
    """Puts it in place of moto's own."""
    SQSBackend.receive_message = receive_message
