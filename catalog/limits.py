"""How many requests a key may make a minute, counted in Redis. Without Redis nobody is turned away."""

import logging
import time

import redis
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

log = logging.getLogger(__name__)
RETRY_AFTER_FAILURE = 5.0
TIMEOUT = 0.2


class KeyThrottle(BaseThrottle):
    """Fixed one-minute windows per key. Redis that does not answer is left alone for a few seconds."""

    _client: redis.Redis | None = None
    _silent_until = 0.0

    def allow_request(self, request: Request, view: APIView) -> bool:
        key_id = getattr(request.user, "key_id", None)
        if key_id is None or time.monotonic() < KeyThrottle._silent_until:
            return True
        try:
            return self._count(key_id) <= settings.RATE_LIMIT_PER_MINUTE
        except redis.RedisError as error:
            KeyThrottle._silent_until = time.monotonic() + RETRY_AFTER_FAILURE
            log.warning("Redis does not answer, requests are not counted: %s", error)
            return True

    def wait(self) -> float:
        return 60.0 - time.time() % 60.0

    def _count(self, key_id: int) -> int:
        name = f"limit:{key_id}:{int(time.time() // 60)}"
        with _client().pipeline(transaction=False) as pipeline:
            count, _ = pipeline.incr(name).expire(name, 120).execute()
        return int(count)


def _client() -> redis.Redis:
    if KeyThrottle._client is None:
        KeyThrottle._client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None
        )
    return KeyThrottle._client
