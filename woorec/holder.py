"""The current snapshot of each store in this process, swapped between requests and never within one."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.conf import settings
from django.db import Error, close_old_connections, connection

from catalog import database_door
from catalog.books import BOOKS
from catalog.database_door import noticing
from catalog.keys import KEYS
from catalog.models import Store
from catalog.time_limit import TookTooLong, answered_within
from woorec.freed_memory import give_back_freed_memory
from woorec.metrics import counted_load, note_check, note_loaded
from woorec.snapshot import Snapshot, Version, load_snapshot

log = logging.getLogger(__name__)
WATCHES = ("door-watch", "snapshot-watch", "books-watch")  # of a web process, each with a connection
FIRST_ANSWER = 2.0  # seconds, less than keys are trusted

# One row a store: what a snapshot depends on, in one cheap read.
VERSIONS = """
SELECT s.id, s.catalogue_revision,
       coalesce((SELECT m.name FROM ranking_modelversion m WHERE m.store_id = s.id AND m.state = 'champion'), ''),
       coalesce((SELECT md5(string_agg(concat(p, r.digest, r.id), '|' ORDER BY p.id))
                 FROM rules_placement p
                 LEFT JOIN rules_ruleset r ON r.placement_id = p.id AND r.state = 'published'
                 WHERE p.store_id = s.id), '')
           || coalesce((SELECT md5(string_agg(concat_ws(' ', g.id, g.revision, g.updated_at), '|' ORDER BY g.id))
                        FROM rules_segment g WHERE g.store_id = s.id), '')
FROM catalog_store s
"""


class SnapshotHolder:
    """Keeps one snapshot a store. Reading it is one dictionary look-up; loading happens beside it."""

    def __init__(self) -> None:
        self._current: dict[int, Snapshot] = {}
        self._loading: dict[int, threading.Lock] = {}  # one a store: a small shop never waits for a large one
        self._watches: list[threading.Thread] = []
        self._ended = threading.Event()

    def current(self, store: Store) -> Snapshot:
        """This will return the store's snapshot, loading the first one on demand."""
        found = self._current.get(store.pk)
        return found if found is not None else self.refresh(store)

    def refresh(self, store: Store) -> Snapshot:
        """This will load a new snapshot if anything it depends on has moved."""
        with self._loading.setdefault(store.pk, threading.Lock()):
            version = versions()[store.pk]
            previous = self._current.get(store.pk)
            if previous is not None and previous.version == version:
                return previous
            with counted_load(store.code):
                fresh = load_snapshot(Store.objects.get(pk=store.pk), version, previous=previous)
            self._current[store.pk] = fresh
            return fresh

    def refresh_all(self) -> None:
        """This will load every store that moved; a store whose load fails keeps its last good snapshot."""
        for store in Store.objects.all():
            try:
                self.refresh(store)
                note_check(store.code)
                self.current(store).deliveries.read_if_due()
            except Exception:
                log.exception("The snapshot of %s could not be renewed; the last good one serves on", store.code)

    def note_inherited(self) -> None:
        """This will count for this process what the one that made it had loaded."""
        for snapshot in self._current.values():
            note_loaded(snapshot.store.code, at=snapshot.loaded_at)
            note_check(snapshot.store.code)

    def watch(self) -> None:
        """This will renew snapshots and books in the background for as long as the process lives.

        Each has a thread of its own: a catalogue takes many times as long to load as books may wait, and whether the
        database answers is to be known also while another watch waits for it.
        """
        if not self._watches:
            for name, look in zip(WATCHES, (_ask_for_keys, self._look, _renew_books), strict=True):
                self._watches.append(threading.Thread(target=self._poll, args=(look,), daemon=True, name=name))
                self._watches[-1].start()

    def clear(self) -> None:
        self._current.clear()

    def _poll(self, look: Callable[[], None]) -> None:
        try:
            while not self._ended.wait(settings.SNAPSHOT_POLL_SECONDS):
                _attempt(look)
        finally:
            connection.close()  # it is this thread's own

    def _look(self) -> None:
        close_old_connections()
        before = {*map(id, self._current.values())}
        self.refresh_all()
        if before != {*map(id, self._current.values())}:
            # To walk through a snapshot again and again would delay requests; garbage that is frozen stays.
            gc.collect()
            gc.freeze()
            give_back_freed_memory()


def _ask_for_keys() -> None:
    """This will renew them, and so find out whether the database answers before any request has to wait for it."""
    try:
        with noticing(), answered_within(FIRST_ANSWER):
            close_old_connections()  # which asks one that had an error whether it still works
            KEYS.renew()
    except TookTooLong:
        if database_door.is_silent():
            database_door.break_off()
        raise
    if database_door.is_closed():
        log.info("The database answers again")
        database_door.forget()


def _attempt(look: Callable[[], None]) -> None:
    try:
        look()
    except Error:
        log.warning("The database does not answer; what was read last serves on", exc_info=True)
    except Exception:  # a watch that ends would leave the process with what it has, for ever
        log.exception("Looking for news failed; it is tried again")


def _renew_books() -> None:
    close_old_connections()
    BOOKS.renew(now=datetime.now(UTC))


def versions() -> Mapping[int, Version]:
    """This will read what each store's snapshot depends on."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS)
        hour = int(time.time() // 3600)
        return {pk: Version(revision, champion, rules, hour) for pk, revision, champion, rules in cursor.fetchall()}


SNAPSHOTS = SnapshotHolder()
