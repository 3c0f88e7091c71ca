"""Looks at everything that a shop needs to be served, and says what is wrong and what to do."""

from collections.abc import Iterator

from catalog.models import Store
from woorec.checkup.database import look_at_database
from woorec.checkup.finding import Finding
from woorec.checkup.folders import look_at_folders
from woorec.checkup.production import look_at_production
from woorec.checkup.served_lists import look_at_served_lists
from woorec.checkup.stores import look_at_store
from woorec.checkup.valkey import look_at_redis
from woorec.checkup.web import look_at_snapshots, look_at_web
from woorec.checkup.workers import look_at_workers

__all__ = ["Finding", "check_up"]


def check_up(*, web: str = "") -> Iterator[Finding]:
    """This will look at the servers, the folders, each store, and at the processes that serve and work.

    `web` is the address of the web server where it is not the one that the settings name. What cannot be told, since
    something else is down, is left out.
    """
    database, *more = look_at_database()
    yield from (database, *more)
    redis, *more = look_at_redis()
    yield from (redis, *more)
    yield look_at_served_lists()
    yield from look_at_folders()
    if database.fine:
        yield from look_at_production()
        for store in Store.objects.all():
            yield from look_at_store(store)
    yield from look_at_web(web)
    if database.fine:
        yield from look_at_snapshots()
    if redis.fine:
        yield from look_at_workers()
