"""Counts calls whose signature was wrong, so that a person sees why a source is silent.

A hint, kept for a week in Redis. Such calls leave no trace in the database: anybody can send them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import redis

from catalog.limits import quick_redis
from events.models import WebhookSource

KEPT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Refused:
    count: int
    last_at: datetime


def note_refused(source: WebhookSource, *, at: datetime) -> None:
    name = f"hook-refused:{source.pk}"
    try:
        with quick_redis().pipeline(transaction=False) as pipeline:
            pipeline.hincrby(name, "count", 1).hset(name, "last", int(at.timestamp())).expire(name, KEPT_SECONDS)
            pipeline.execute()
    except redis.RedisError:
        return  # Redis only remembers; the call is refused all the same


def refused(source: WebhookSource) -> Refused | None:
    """This will say how many calls were refused since the source was last silent for a week."""
    try:
        found = quick_redis().hgetall(f"hook-refused:{source.pk}")
    except redis.RedisError:
        return None
    if not found:
        return None
    return Refused(int(found[b"count"]), datetime.fromtimestamp(int(found[b"last"]), UTC))


def forget_refused(source: WebhookSource) -> None:
    """This will start counting anew, after the secret was changed."""
    try:
        quick_redis().delete(f"hook-refused:{source.pk}")
    except redis.RedisError:
        return
