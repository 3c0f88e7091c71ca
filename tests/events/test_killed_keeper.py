"""Exactly once over a keeper that is killed or cut off: every list that was served is in the log, and none twice."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import redis
from django.conf import settings
from django.db import connection

from catalog.models import Store
from events import list_stream
from events.list_keeper import GROUP
from events.list_stream import ASIDE, KEEPER, STREAM
from events.models import RankedList
from events.services import log_ranked_list
from tests.events.list_stream_shop import served

ROOT = Path(__file__).parents[2]
KILLS = 5
CUTS = 4
SERVERS = 3


@pytest.fixture
def stream() -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete(STREAM, KEEPER, ASIDE)
    yield client
    client.delete(STREAM, KEEPER, ASIDE)
    list_stream.forget()


@pytest.fixture
def store(transactional_db: None) -> Store:
    return Store.objects.create(code="leather", name="Leather", currency="EUR")


class Web:
    """Threads that serve lists and remember which, until told to stop."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.stop = threading.Event()
        self.served: list[UUID] = []
        self.threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(SERVERS)]

    def _serve(self) -> None:
        while not self.stop.is_set():
            row = served(self.store)
            log_ranked_list(row)
            self.served.append(row.request_id)
            time.sleep(0.002)
        connection.close()

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=30)
            assert not thread.is_alive()


@pytest.fixture
def web(store: Store) -> Iterator[Web]:
    found = Web(store)
    yield found
    found.end()


def start_keeper(stream: redis.Redis) -> subprocess.Popen[bytes]:
    """This will start a keeper, as a program of its own, and return when it lives."""
    database = connection.settings_dict
    servers = {
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}&application_name=keeper",
        "REDIS_URL": settings.REDIS_URL,
    }
    command = [sys.executable, "manage.py", "keep_lists"]
    stream.delete(KEEPER)
    keeper = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **servers}, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: bool(stream.exists(KEEPER)), what="a keeper")
    except AssertionError:
        keeper.kill()
        raise
    return keeper


def handed_over(stream: redis.Redis) -> int:
    """This will count the lists that ever came into the stream."""
    return stream.xinfo_stream(STREAM)["entries-added"] if stream.exists(STREAM) else 0


def wait_until(true: Callable[[], bool], *, what: str) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, f"{what} did not happen within a minute"
        time.sleep(0.01)


def kill_in_the_middle(stream: redis.Redis, *, rng: random.Random) -> bool:
    """This will start a keeper, kill it under way, and say whether it had taken lists that it did not let go."""
    keeper, before = start_keeper(stream), handed_over(stream)
    try:
        wait_until(lambda: handed_over(stream) > before + 50, what="lists in the stream")
        time.sleep(rng.random() / 2)
    finally:
        keeper.kill()
    assert keeper.wait(timeout=10) == -9
    return bool(stream.xpending(STREAM, GROUP)["pending"])


def cut_off() -> bool:
    """This will end the keeper's connection to the database and say whether it had one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'keeper'"
        )
        return bool(cursor.fetchone()[0])


def end(web: Web, keeper: subprocess.Popen[bytes]) -> None:
    """This will end as `manage.py up` does: first who serves, then the keeper, which stores what is left."""
    web.end()
    keeper.terminate()
    assert keeper.wait(timeout=30) == 0


def assert_kept_once(web: Web, stream: redis.Redis) -> None:
    assert stream.xlen(STREAM) == 0
    assert stream.xlen(ASIDE) == 0
    kept = Counter(RankedList.objects.values_list("request_id", flat=True).iterator())
    assert kept == Counter(web.served)


@pytest.mark.faults
def test_every_served_list_is_kept_once_though_the_keeper_is_killed(
    store: Store, stream: redis.Redis, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_stream, "PAUSE", 0.1)
    rng = random.Random()
    for thread in web.threads:
        thread.start()
    killed_at_work = sum(kill_in_the_middle(stream, rng=rng) for _ in range(KILLS))
    assert killed_at_work  # it had taken lists, so that a kill could lose or double some

    end(web, start_keeper(stream))
    assert_kept_once(web, stream)
    assert handed_over(stream) > 50 * KILLS


@pytest.mark.faults
def test_every_served_list_is_kept_once_though_the_keeper_loses_the_database(
    store: Store, stream: redis.Redis, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_stream, "PAUSE", 0.1)
    for thread in web.threads:
        thread.start()
    keeper = start_keeper(stream)
    try:
        for _ in range(CUTS):
            before = handed_over(stream)
            wait_until(lambda before=before: handed_over(stream) > before + 50, what="lists in the stream")
            wait_until(cut_off, what="a cut")
    finally:
        end(web, keeper)
    assert_kept_once(web, stream)
