"""How many requests a key may make a minute, counted in Redis. Without Redis nobody is turned away."""

import logging
import threading
import time

import redis
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

log = logging.getLogger(__name__)
RETRY_AFTER_FAILURE = 5.0
TIMEOUT = 0.2
_MAKING = threading.Lock()


class KeyThrottle(BaseThrottle):
    """Fixed one-minute windows per key. Redis that does not answer is left alone for a few seconds."""

    _client: redis.Redis | None = None
    _silent_until = 0.0

    @classmethod
    def forget_connection(cls) -> None:
        """This will make the next call open a connection of its own, as a process has to that was just made."""
        cls._client, cls._silent_until = None, 0.0

    def allow_request(self, request: Request, view: APIView) -> bool:
        key_id = getattr(request.user, "key_id", None)
        return key_id is None or is_within(str(key_id))

    def wait(self) -> float:
        return 60.0 - time.time() % 60.0


def is_within(name: str) -> bool:
    """This will count a call under a name and say whether it is among those that this minute allows."""
    try:
        return _count(name) <= settings.RATE_LIMIT_PER_MINUTE
    except redis.RedisError as error:
        if not is_silent():
            KeyThrottle._silent_until = time.monotonic() + RETRY_AFTER_FAILURE
            log.warning("Redis does not answer, requests are not counted: %s", error)
        return True


def is_silent() -> bool:
    """This will say whether Redis did not answer a moment ago, so that nobody is counted."""
    return time.monotonic() < KeyThrottle._silent_until


def quick_redis() -> redis.Redis:
    """This will give a connection that is never waited for. Raises RedisError while Redis is left alone."""
    if is_silent():
        raise redis.ConnectionError("Redis did not answer a moment ago.")
    with _MAKING:  # of two clients made at once the one that is let go of would close its connections, also used ones
        if KeyThrottle._client is None:
            KeyThrottle._client = redis.Redis.from_url(
                settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None
            )
        return KeyThrottle._client


def _count(name: str) -> int:
    key = f"limit:{name}:{int(time.time() // 60)}"
    with quick_redis().pipeline(transaction=False) as pipeline:
        count, _ = pipeline.incr(key).expire(key, 120).execute()
    return int(count)
