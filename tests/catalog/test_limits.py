"""Calls are counted over one client of Redis a process, however many begin at once."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from catalog.limits import KeyThrottle, quick_redis


def test_threads_that_are_first_at_once_get_the_same_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one would be let go of at once, and close its connections under whoever is using them."""
    make = redis.Redis.from_url

    def slowly(*args: object, **options: object) -> redis.Redis:
        time.sleep(0.05)
        return make(*args, **options)

    monkeypatch.setattr(KeyThrottle, "_client", None)
    monkeypatch.setattr(KeyThrottle, "_silent_until", 0.0)
    monkeypatch.setattr(redis.Redis, "from_url", slowly)
    with ThreadPoolExecutor(8) as threads:
        clients = list(threads.map(lambda _: quick_redis(), range(8)))
    assert len({id(client) for client in clients}) == 1
