"""How many events a second the API takes: a real web server, a real client, both on this machine, beside a bare COPY.

A store of its own is made for it and removed afterwards. The COPY writes the very rows that the API wrote, into the
same table with the same indexes, in one go: it is what PostgreSQL could take if nobody looked at what arrives.
"""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import connection

from catalog.models import Brand, Category, Product, Store
from catalog.services import issue_key
from events.partitions import keep_coming_months
from woorec.bench_server import web_server
from woorec.speed.json_calls import JsonClient
from woorec.speed.together import together

CODE = "bench-events"
PRODUCTS = 1000
# What shoppers do, by how often; a look at a list names eight products.
MIXTURE = (("view_item", 55), ("view_item_list", 10), ("select_item", 22), ("add_to_cart", 10), ("purchase", 3))
LONG_LIST = 8


@dataclass(frozen=True, slots=True)
class Taken:
    """One run: how many events and rows in how many seconds through the API, and how fast COPY wrote the same rows."""

    batch: int
    events: int
    rows: int
    seconds: float
    copy_seconds: float

    @property
    def events_per_second(self) -> float:
        return self.events / self.seconds

    @property
    def share_of_copy(self) -> float:
        return self.copy_seconds / self.seconds


def measure(*, events: int, batches: list[int], workers: int, senders: int, port: int) -> list[Taken]:
    """This will send so many events in batches of each size and time them."""
    keep_coming_months(today=datetime.now(UTC).date())
    store, key = _store()
    try:
        with web_server(port=port, workers=workers):
            _send(port, key, store, events=2000, batch=200, senders=senders)  # connections, caches, lazy imports
            _forget(store)
            return [_run(store, key, events=events, batch=batch, senders=senders, port=port) for batch in batches]
    finally:
        _forget(store)
        Product.objects.filter(store=store).delete()
        store.delete()


def _run(store: Store, key: str, *, events: int, batch: int, senders: int, port: int) -> Taken:
    seconds = _send(port, key, store, events=events, batch=batch, senders=senders)
    rows, copy_seconds = _copy_again(store)
    _forget(store)
    return Taken(batch, events, rows, seconds, copy_seconds)


def _store() -> tuple[Store, str]:
    Store.objects.filter(code=CODE).delete()
    store = Store.objects.create(code=CODE, name="Bench of events", currency="EUR")
    brand = Brand.objects.create(store=store, code="bench", name="Bench", kind="house")
    category = Category.objects.create(store=store, code="pieces", name="Pieces", path="Pieces")
    Product.objects.bulk_create(
        Product(store=store, sku=f"P-{number}", name="Piece", price=120, brand=brand, category=category)
        for number in range(PRODUCTS)
    )
    return store, issue_key(store, name="bench", scopes=["events", "shopper"])


def _send(port: int, key: str, store: Store, *, events: int, batch: int, senders: int) -> float:
    """This will send the events from several threads and give the seconds until the last was acknowledged."""
    batches = events // batch // senders
    started = time.perf_counter()
    together([partial(_sender, port, key, batches=batches, batch=batch, seed=number) for number in range(senders)])
    return time.perf_counter() - started


def _sender(port: int, key: str, *, batches: int, batch: int, seed: int) -> None:
    rng = random.Random(seed)
    calls = JsonClient(port, key)
    for _ in range(batches):
        answer = calls.call("POST", "events", {"events": [_event(rng) for _ in range(batch)]})
        stored = answer.body["stored"] if answer.status == 200 else 0
        if stored != batch:
            raise RuntimeError(f"The API answered {answer.status} and stored {stored} of {batch} events.")


def _event(rng: random.Random) -> dict[str, object]:
    name = rng.choices([name for name, _ in MIXTURE], [weight for _, weight in MIXTURE])[0]
    places = LONG_LIST if name == "view_item_list" else 1
    event: dict[str, object] = {
        "event_id": str(uuid4()),
        "name": name,
        "at": datetime.now(UTC).isoformat(),
        "session": f"v-{rng.randrange(20_000)}",
        "request_id": str(UUID(int=rng.getrandbits(128))),
        "items": [
            {"item_id": f"P-{rng.randrange(PRODUCTS)}", "index": place, "price": "120.00"} for place in range(places)
        ],
    }
    return event | ({"transaction_id": str(uuid4())} if name == "purchase" else {})


COLUMNS = (
    "store_id, event_id, kind, at, received_at, session, customer_id, product_id, quantity, value, request_id, "
    "position, region, utc_offset_minutes, is_bot, extra"
)


def _copy_again(store: Store) -> tuple[int, float]:
    """This will write the rows of a run once more with one bare COPY, and time that alone."""
    with connection.cursor() as cursor:
        query = f"COPY (SELECT {COLUMNS} FROM events_interaction WHERE store_id = {store.pk}) TO STDOUT"
        with cursor.copy(query) as copy:
            content = b"".join(bytes(part) for part in copy)
        cursor.execute("DELETE FROM events_interaction WHERE store_id = %s", [store.pk])
        started = time.perf_counter()
        with cursor.copy(f"COPY events_interaction ({COLUMNS}) FROM STDIN") as copy:
            copy.write(content)
        return content.count(b"\n"), time.perf_counter() - started


def _forget(store: Store) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM events_orderline WHERE order_id IN (SELECT id FROM events_order WHERE store_id = %s)",
            [store.pk],
        )
        for table in ("interaction", "eventreceipt", "visit", "order", "rejectedevent", "unknownfield"):
            cursor.execute(f"DELETE FROM events_{table} WHERE store_id = %s", [store.pk])
