"""What waits for the workers, as Redis has it: how much in each queue, since when, and whether beat is alive."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

import redis
from django.conf import settings

QUEUES = ("work", "training", "studies")
SENT_AT = "woorec_sent_at"  # header of each message
BEAT = "beat:seen"
TIMEOUT = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Queue:
    """Messages that no worker has taken. `oldest` is when the first of them was sent, in seconds since 1970."""

    name: str
    waiting: int
    oldest: float | None

    def age(self) -> float:
        """This will say for how many seconds the oldest has waited."""
        return 0.0 if self.oldest is None else max(0.0, time.time() - self.oldest)


def waiting(names: Sequence[str] = QUEUES) -> list[Queue]:
    """This will look into the queues. Raises redis.RedisError when Redis does not answer within half a second."""
    with _client() as client, client.pipeline(transaction=False) as pipeline:
        for name in names:
            pipeline.llen(name).lindex(name, -1)  # Celery puts in front and takes from the end
        found = pipeline.execute()
    return [Queue(name, found[2 * at], _sent_at(found[2 * at + 1])) for at, name in enumerate(names)]


def note_beat() -> None:
    """This will note that beat handed out work just now. Raises redis.RedisError."""
    with _client() as client:
        client.set(BEAT, time.time())


def beat_seen() -> float | None:
    """This will say when beat last handed out work, in seconds since 1970. Raises redis.RedisError."""
    with _client() as client:
        seen = client.get(BEAT)
    return None if seen is None else float(seen)


def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None)


def _sent_at(message: bytes | None) -> float | None:
    try:
        return float(json.loads(message or b"{}")["headers"][SENT_AT])
    except (ValueError, KeyError, TypeError):
        return None
