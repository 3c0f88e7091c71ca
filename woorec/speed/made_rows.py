"""Writing many rows at once."""

from collections.abc import Iterable

from django.db import connection

from events.staging import Line


def reserve_ids(table: str, count: int) -> list[int]:
    """This will set numbers of a table aside."""
    sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [table, count])
        return [row[0] for row in cursor.fetchall()]


def copy_rows(table: str, lines: Iterable[Line]) -> None:
    """This will write lines into a table, named with its columns."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)
