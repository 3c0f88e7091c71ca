"""Stores the lists of the stream, many with one statement, each once however often it was delivered."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import DataError, IntegrityError, connection, transaction

from catalog.models import Store
from events.list_stream import COLUMNS
from events.models import RankedList

NAMES = ", ".join(COLUMNS)
# PostgreSQL reads the JSON itself: two and a half times as fast as COPY of values that Python has read.
INSERT = f"""
INSERT INTO events_rankedlist ({NAMES})
SELECT {NAMES} FROM json_populate_recordset(NULL::events_rankedlist, %s::json) ON CONFLICT (request_id, at) DO NOTHING
"""
# A web process of the version before may leave out a column that is new; of the version after, it may bring one.
DEFAULTS = {
    field.column: field.get_default()
    for field in RankedList._meta.concrete_fields
    if field.blank or field.has_default()
}
Row = Mapping[str, Any]


def store_lists(bodies: Mapping[bytes, bytes]) -> dict[bytes, str]:
    """This will store lists, delivered under a name each, and say by name why some cannot be stored.

    Raises django.db.Error when the database takes none. The same lists may be stored again.
    """
    rows, broken = _read(bodies)
    known = set(Store.objects.values_list("pk", flat=True))
    for name in [name for name, row in rows.items() if row["store_id"] not in known]:
        broken[name] = f"there is no store {rows.pop(name)['store_id']}"
    return broken | _insert(list(rows.items()))


def _read(bodies: Mapping[bytes, bytes]) -> tuple[dict[bytes, Row], dict[bytes, str]]:
    rows, broken = {}, {}
    for name, body in bodies.items():
        try:
            rows[name] = _row(body)
        except ValueError as error:
            broken[name] = str(error)
    return rows, broken


def _row(body: bytes) -> Row:
    row = orjson.loads(body)
    if not isinstance(row, dict) or not isinstance(row.get("store_id"), int):
        raise ValueError("it names no store")
    if unknown := row.keys() - set(COLUMNS):
        raise ValueError(f"this version has no {', '.join(sorted(unknown))}")
    return {**DEFAULTS, **row}


def _insert(rows: Sequence[tuple[bytes, Row]]) -> dict[bytes, str]:
    """This will insert all rows, or halves of them until the one is found that the table refuses."""
    if not rows:
        return {}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, [orjson.dumps([row for _, row in rows]).decode()])
    except (DataError, IntegrityError) as error:
        if len(rows) == 1:
            return {rows[0][0]: str(error).splitlines()[0]}
        middle = len(rows) // 2
        return _insert(rows[:middle]) | _insert(rows[middle:])
    return {}
