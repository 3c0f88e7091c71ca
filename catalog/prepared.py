"""Queries of the request path: the server plans each once a connection, and rows come in binary."""

from collections.abc import Mapping

import psycopg
from django.db import OperationalError, connection

from catalog.time_limit import refuse_when_over


def fetch_prepared(sql: str, values: Mapping[str, object]) -> list[tuple]:
    """This will return the rows of a query whose plan the connection keeps. Raises django.db.Error.

    Django's own cursors write values into the text, so that the server plans anew each time: for a query over monthly
    partitions that takes longer than running it. Values are typed by casts in the text where they could be anything, as
    in `%(ids)s::bigint[]`. A connection that the server has closed since is made anew, once, without asking before.
    Within `catalog.time_limit.answered_within` nothing is tried again once the time is over.
    """
    try:
        return _fetch(sql, values)
    except OperationalError:
        refuse_when_over()
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return _fetch(sql, values)


def is_lost() -> bool:
    """This will say whether this thread has no connection that a server is at the other end of."""
    return connection.connection is None or bool(connection.connection.closed)


def _fetch(sql: str, values: Mapping[str, object]) -> list[tuple]:
    refuse_when_over()
    connection.ensure_connection()
    refuse_when_over()  # connecting may have taken all there was
    if connection.queries_logged:
        connection.queries_log.append({"sql": f"{sql.strip()} -- {values}", "time": ""})
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, values, prepare=True, binary=True).fetchall()
