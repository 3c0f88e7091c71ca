"""Redis or Valkey: whether it answers, keeps what it is given, and can write it down."""

from collections.abc import Iterator, Mapping
from typing import Any

import redis
from django.conf import settings

from woorec.checkup.finding import Finding

OLDEST = 7  # major version of Redis; Valkey says which one it stands for
NEARLY_FULL = 0.9


def look_at_redis() -> Iterator[Finding]:
    """This will look at Redis; the first finding says whether it can be used."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client:
            told = client.info()
    except redis.RedisError as error:
        remedy = "Start it, or correct REDIS_URL. Lists are served without it; trainings wait."
        yield Finding("Redis", f"does not answer: {error}", remedy)
        return
    yield _version(told)
    yield _memory(told)
    if "err" in (told.get("rdb_last_bgsave_status"), told.get("aof_last_write_status")):
        yield Finding("Redis disk", "the last time it could not write", "Free its disk: until then it may refuse work.")


def _version(told: Mapping[str, Any]) -> Finding:
    version = str(told["redis_version"])
    if int(version.partition(".")[0]) < OLDEST:
        return Finding("Redis", f"is version {version}", f"Move to Redis {OLDEST} or Valkey 8, or newer.")
    return Finding("Redis", "answers")


def _memory(told: Mapping[str, Any]) -> Finding:
    used, most, policy = told["used_memory"], told["maxmemory"], told["maxmemory_policy"]
    if not most:
        return Finding("Redis memory", f"{used / 1e6:.0f} MB used, without a limit")
    if policy != "noeviction":
        state = f"what waits may be thrown away when it is full ({policy})"
        return Finding("Redis memory", state, "Set maxmemory-policy to noeviction: Redis holds the queues.")
    state = f"{100 * used / most:.0f} % of {most / 1e6:.0f} MB used"
    if used > NEARLY_FULL * most:
        return Finding("Redis memory", state, "Raise maxmemory: when it is full, no work is taken on any more.")
    return Finding("Redis memory", state)
