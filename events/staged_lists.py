"""Served lists of the past, written in chunks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Json

from events.rows import RankedListRow
from events.staging import Counts, Line, Shelf

LISTS = (
    "request_id store_id at placement customer_id session region tier seed_ids ruleset model arm random_seed explored "
    "fallback relaxed short latency_ms product_ids scores propensities alternatives slots reasons prices stocks "
    "margins candidate_ids candidate_scores"
)


def write_ranked_lists(shelf: Shelf, rows: Sequence[RankedListRow]) -> Counts:
    """This will write a chunk of served lists."""
    shelf.make_room("events_rankedlist", times=(row.at for row in rows))
    names = ", ".join(LISTS.split())
    with transaction.atomic(), connection.cursor() as cursor:
        customers = _customer_ids(cursor, shelf, rows)
        cursor.execute(f"CREATE TEMP TABLE staged_list AS SELECT {names} FROM events_rankedlist WITH NO DATA")
        with cursor.copy(f"COPY staged_list ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(_list_line(shelf, row, customers))
        cursor.execute(
            f"INSERT INTO events_rankedlist ({names}) SELECT {names} FROM staged_list s "
            "WHERE NOT EXISTS (SELECT 1 FROM events_rankedlist known WHERE known.request_id = s.request_id) "
            "ON CONFLICT DO NOTHING"
        )
        new = cursor.rowcount
        cursor.execute("DROP TABLE staged_list")
    return {"ranked_lists": new}


def _customer_ids(cursor: Any, shelf: Shelf, rows: Sequence[RankedListRow]) -> dict[str, int]:
    names = sorted({name for row in rows if (name := shelf.pseudonym(row.customer))})
    cursor.execute(
        "SELECT pseudonym, id FROM events_customer WHERE store_id = %s AND pseudonym = ANY(%s) AND personalise",
        [shelf.store.pk, names],
    )
    return dict(cursor.fetchall())


def _list_line(shelf: Shelf, row: RankedListRow, customers: Mapping[str, int]) -> Line:
    ids = [shelf.products[sku] for sku in row.skus]
    blank, unknown = [""] * len(ids), [None] * len(ids)
    return (
        row.request_id, shelf.store.pk, row.at, row.placement, customers.get(shelf.pseudonym(row.customer) or ""),
        row.session, row.region, row.tier, [shelf.products[sku] for sku in row.seed_skus], "", row.model, "", 0,
        False, [], Json([]), False, 0.0, ids, list(row.scores), list(row.propensities), Json([]), blank, blank,
        list(row.prices), unknown, unknown, [], [],
    )  # fmt: skip
