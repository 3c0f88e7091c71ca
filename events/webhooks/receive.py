"""Answers a call of a shop system: who is it, is it whole, was it here before. What is good is kept before that."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any

import orjson
from django.db import connection

from catalog.feeds.json_values import Unreadable, time
from catalog.limits import is_within
from events.models import WebhookDelivery, WebhookSource
from events.webhooks import shopify, woocommerce
from events.webhooks.content import Call, Reduced, storable
from events.webhooks.refused import note_refused
from events.webhooks.signatures import is_signed, secrets_of

LARGEST_BODY = 1024 * 1024
SYSTEMS: Mapping[str, ModuleType] = {
    WebhookSource.System.WOOCOMMERCE: woocommerce,
    WebhookSource.System.SHOPIFY: shopify,
}
KEEP = """
    INSERT INTO events_webhookdelivery
        (source_id, delivery_id, topic, received_at, finished_at, state, attempts, repeats, message, content)
    VALUES (%s, %s, %s, %s, %s, %s, 0, 0, %s, %s)
    ON CONFLICT (source_id, delivery_id) DO UPDATE SET repeats = events_webhookdelivery.repeats + 1
    RETURNING id, repeats, finished_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Received:
    """The body as it came, and the length that was announced."""

    body: bytes
    headers: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer. `delivery_id` is set where something is to be acted on."""

    status: int
    says: str
    delivery_id: int | None = None


def receive(source: WebhookSource, received: Received) -> Answer:
    """This will check a call and keep what is needed of it. Raises Unsealable when no secret can be read."""
    system = SYSTEMS[source.system]
    signature = received.headers.get(system.SIGNATURE, "")
    if (
        not signature
        and source.system == WebhookSource.System.WOOCOMMERCE
        and woocommerce.PING.fullmatch(received.body)
    ):
        return Answer(200, "Reached. Nothing was sent yet.")
    if not is_signed(received.body, signature=signature, by=secrets_of(source)):
        note_refused(source, at=received.at)
        return Answer(401, "The signature does not fit the body. Compare the secret with the one of this source.")
    if not is_within(f"hook:{source.pk}"):
        return Answer(429, "Too many calls in this minute. Send it again.")
    topic = received.headers.get(system.TOPIC, "").strip()[:80]
    try:
        reduced = _reduced(source, system, received, topic=topic)
    except Unreadable as error:
        _keep(source, received, system, topic=topic, reduced=Reduced({}), problem=str(error))
        return Answer(400, str(error))
    return _keep(source, received, system, topic=topic, reduced=reduced)


def _reduced(source: WebhookSource, system: ModuleType, received: Received, *, topic: str) -> Reduced:
    body = _json(received.body)
    triggered = time(received.headers.get(system.TRIGGERED)) if system.TRIGGERED else None
    return system.reduce(Call(source.store, topic, body, received.at, triggered))


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(body)
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise Unreadable("The body is no JSON in UTF-8.") from error
    if not isinstance(found, dict):
        raise Unreadable("The body is JSON, but no object.")
    return found


def _keep(
    source: WebhookSource, received: Received, system: ModuleType, *, topic: str, reduced: Reduced, problem: str = ""
) -> Answer:
    """This will store the delivery, or count it where it came before."""
    state = WebhookDelivery.State.RECEIVED
    if problem or reduced.ignored:
        state = WebhookDelivery.State.FAILED if problem else WebhookDelivery.State.IGNORED
    content = orjson.dumps(storable(reduced.content)).decode()
    values = [
        *(source.pk, _delivery_id(received, system), storable(topic), received.at),
        *(None if state == WebhookDelivery.State.RECEIVED else received.at, state),
        *((problem or reduced.ignored)[:300], content),
    ]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, values)
        pk, repeats, is_settled = cursor.fetchone()
    if repeats:
        return Answer(200, "This delivery was here before.", None if is_settled else pk)
    return Answer(200, reduced.ignored or "Kept.", pk if state == WebhookDelivery.State.RECEIVED else None)


def _delivery_id(received: Received, system: ModuleType) -> str:
    """Without an id, or with one too long to keep, the body tells a repetition."""
    given = received.headers.get(system.DELIVERY, "").replace("\x00", "").strip()
    if given and len(given) <= 120:
        return given
    return f"sha256:{hashlib.sha256(given.encode() or received.body).hexdigest()}"
