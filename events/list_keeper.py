"""Empties the stream of served lists into the log. Any number of keepers may run; each list is stored once.

A list leaves the stream when its transaction is committed. What a keeper took and did not store is taken again by it
after its next start, or by another keeper after half a minute.
"""

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import suppress

import redis
from django.db import Error, close_old_connections, connection, reset_queries

from catalog.time_limit import answered_within
from events.list_stream import ASIDE, BODY, KEEPER, STREAM
from events.streamed_lists import store_lists

log = logging.getLogger(__name__)
GROUP = "keepers"
BATCH = 500
BLOCK_MS = 1_000
GATHER = 0.25  # seconds: so many lists make one transaction on a quiet day
LIFE = 15  # seconds after the last sign of life until web processes write themselves
STORED_WITHIN = 10.0  # less than that, so that a database that stands still is given up in time to say so
CLAIM_EVERY = 10.0
SILENT_MS = 30_000
GONE_MS = 24 * 3600 * 1000
LAST_SECONDS = 5.0  # for what lies there when it is told to stop
AGAIN = 2.0  # seconds, while Redis or the database is away
MOST_ASIDE = 1_000
ASIDE_SECONDS = 7 * 24 * 3600
Batch = Mapping[bytes, bytes]  # the stream's id of each list, and the list


class Keeper:
    """Takes lists out of the stream in batches until `stop` is set; then what lies there once more."""

    def __init__(self, client: redis.Redis, *, name: str, stop: threading.Event) -> None:
        self.client = client
        self.name = name
        self.stop = stop
        self._ready = False
        self._unfinished = False
        self._claim_at = 0.0
        self._complained = False

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                close_old_connections()
                reset_queries()
                self._say_it_lives()
                self.keep_some()
            except redis.RedisError as error:
                self._ready = False
                self._complain("Redis does not give lists, they wait: %s", error)
                self.stop.wait(AGAIN)
        with suppress(redis.RedisError):
            self.client.delete(KEEPER)  # another keeper says within a second that it lives
            until = time.monotonic() + LAST_SECONDS
            while self.keep_some() and time.monotonic() < until:
                pass

    def keep_some(self) -> int:
        """This will store one batch and say how many lists it had. Raises RedisError."""
        if not self._ready:
            self._begin()
        batch = self._left() or self._new()
        while batch and not self._store(batch):
            if self.stop.wait(AGAIN):
                self._unfinished = True
                return 0
            self._say_it_lives()  # so that lists wait in Redis for as long as the database is away
        return len(batch)

    def _say_it_lives(self) -> None:
        self.client.set(KEEPER, self.name, ex=LIFE)

    def _begin(self) -> None:
        """This will join the group, which takes the stream from its start, and strike off keepers that are gone."""
        try:
            self.client.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
        for each in self.client.xinfo_consumers(STREAM, GROUP):
            if not each["pending"] and each["idle"] > GONE_MS:
                self.client.xgroup_delconsumer(STREAM, GROUP, each["name"])
        self._ready = self._unfinished = True

    def _left(self) -> Batch:
        """This will take up what this one had begun, then what another has not finished for half a minute."""
        if self._unfinished:
            if batch := self._read(since="0"):
                return batch
            self._unfinished = False
        if time.monotonic() < self._claim_at:
            return {}
        found = self.client.xautoclaim(STREAM, GROUP, self.name, SILENT_MS, count=BATCH)[1]
        if not found:
            self._claim_at = time.monotonic() + CLAIM_EVERY
        return _batch(found)

    def _new(self) -> Batch:
        batch = self._read(block=None if self.stop.is_set() else BLOCK_MS)
        if batch and len(batch) < BATCH:
            self.stop.wait(GATHER)
            batch |= self._read(count=BATCH - len(batch))
        return batch

    def _read(self, *, since: str = ">", count: int = 0, block: int | None = None) -> dict[bytes, bytes]:
        found = self.client.xreadgroup(GROUP, self.name, {STREAM: since}, count=count or BATCH, block=block)
        return _batch(found[0][1]) if found else {}

    def _store(self, batch: Batch) -> bool:
        """This will store a batch and let it go. False while the database does not take it."""
        try:
            with answered_within(STORED_WITHIN):
                broken = store_lists(batch)
        except Error as error:
            self._complain("The database does not take lists, they wait: %s", error)
            connection.close()
            return False
        self._let_go(batch, broken)
        self._complained = False
        return True

    def _let_go(self, batch: Batch, broken: Mapping[bytes, str]) -> None:
        with self.client.pipeline(transaction=True) as pipeline:
            for name, why in broken.items():
                log.error("A served list was set aside as %s %s: %s", ASIDE, name.decode(), why)
                pipeline.xadd(ASIDE, {BODY: batch[name], b"why": why}, maxlen=MOST_ASIDE, approximate=False)
                pipeline.expire(ASIDE, ASIDE_SECONDS)
            pipeline.xack(STREAM, GROUP, *batch).xdel(STREAM, *batch).execute()

    def _complain(self, text: str, error: Exception) -> None:
        """This will say once what is wrong, until lists are stored again."""
        if not self._complained:
            log.warning(text, error)
        self._complained = True


def _batch(entries: list) -> dict[bytes, bytes]:
    return {name: (fields or {}).get(BODY, b"") for name, fields in entries}
