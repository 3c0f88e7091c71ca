"""Events of the past, written in chunks, each event id once."""

from collections.abc import Iterator, Sequence

from events.rows import InteractionRow
from events.staging import Counts, Line, Shelf, chunk_of, copy_into, make_customers

INTERACTION = (
    "event_id uuid, kind text, at timestamptz, session text, customer text, product_id bigint, quantity int, "
    "value numeric, request_id uuid, position int, region text"
)
# Who allows no personal lists leaves neither name nor visit, as with what is sent live.
KEEP_INTERACTIONS = """
WITH counted AS (
    INSERT INTO events_eventreceipt (store_id, event_id, received_at)
    SELECT DISTINCT %(store)s::bigint, event_id, now() FROM staged_interaction
    ON CONFLICT (store_id, event_id) DO NOTHING RETURNING event_id
)
INSERT INTO events_interaction (store_id, event_id, kind, at, received_at, session, customer_id, product_id, quantity,
                                value, request_id, position, region)
SELECT %(store)s, s.event_id, s.kind, s.at, now(), CASE WHEN c.personalise IS NOT FALSE THEN s.session ELSE '' END,
       CASE WHEN c.personalise THEN c.id END, s.product_id, s.quantity, s.value,
       CASE WHEN c.personalise IS NOT FALSE THEN s.request_id END, s.position, s.region
FROM staged_interaction s JOIN counted ON counted.event_id = s.event_id
LEFT JOIN events_customer c ON c.store_id = %(store)s AND c.pseudonym = s.customer
"""


def write_interactions(shelf: Shelf, rows: Sequence[InteractionRow]) -> Counts:
    """This will write a chunk of events, each id once. Rows of one event must stand in one chunk."""
    shelf.make_room("events_interaction", times=(row.at for row in rows))
    with chunk_of(staged_interaction=INTERACTION) as cursor:
        copy_into(cursor, "staged_interaction", _interaction_lines(shelf, rows))
        make_customers(cursor, shelf, table="staged_interaction")
        cursor.execute(KEEP_INTERACTIONS, {"store": shelf.store.pk})
        return {"interactions": cursor.rowcount}


def _interaction_lines(shelf: Shelf, rows: Sequence[InteractionRow]) -> Iterator[Line]:
    """This will leave out a row that says of an event and product what another row said."""
    said = set()
    for row in rows:
        product_id = shelf.products[row.sku]
        if (row.event_id, product_id) not in said:
            said.add((row.event_id, product_id))
            yield (
                row.event_id, row.kind, row.at, row.session, shelf.pseudonym(row.customer), product_id,
                row.quantity, row.value, row.request_id, row.position, row.region,
            )  # fmt: skip
