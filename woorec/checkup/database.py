"""PostgreSQL: whether it answers, is new enough, has room for us, and knows what time it is."""

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.db.migrations.executor import MigrationExecutor

from woorec.checkup.finding import Finding
from woorec.holder import WATCHES

OLDEST = 15  # major version
BACKGROUND = 5  # keeper, worker, trainer, analyst, and what a training opens
SPARE = 3  # commands beside it, such as this one
MOST_SKEW = 2.0  # seconds


def look_at_database() -> Iterator[Finding]:
    """This will look at the database; the first finding says whether it can be used."""
    found = _answer()
    yield found
    if found.fine:
        yield from (_room(), _clock())


def _answer() -> Finding:
    try:
        version = _number("SHOW server_version_num") // 10_000
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        return Finding("PostgreSQL", f"does not answer: {error}", "Start it, or correct DATABASE_URL.")
    if version < OLDEST:
        return Finding(
            "PostgreSQL", f"is version {version}", f"Move the data to a server of version {OLDEST} or newer."
        )
    if waiting:
        return Finding("PostgreSQL", f"lacks {len(waiting)} migrations", "Run manage.py migrate.")
    return Finding("PostgreSQL", f"version {version} answers and is up to date")


def _room() -> Finding:
    """Each thread keeps a connection of its own, and so does each watch of a web process."""
    room = _number("SHOW max_connections") - _number("SHOW superuser_reserved_connections")
    needed = settings.WEB_WORKERS * (settings.WEB_THREADS + len(WATCHES)) + BACKGROUND + SPARE
    state = f"this machine opens up to {needed} of {room}"
    if needed > room:
        remedy = f"Raise max_connections of PostgreSQL by {needed - room} or more, or lower WEB_WORKERS or WEB_THREADS."
        return Finding("Connections", state, remedy)
    return Finding("Connections", state)


def _clock() -> Finding:
    asked = time.time()
    theirs = _number("SELECT extract(epoch FROM clock_timestamp()) * 1000") / 1000
    answered = time.time()
    skew = max(asked - theirs, theirs - answered, 0.0)
    if skew > MOST_SKEW:
        state = f"differs by {skew:.0f} s from that of PostgreSQL"
        return Finding("Clock", state, "Let both machines take the time from the network (NTP).")
    return Finding("Clock", "agrees with that of PostgreSQL")


def _number(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
