"""How many stock updates a second the bulk API takes while lists are asked for, client and server on this machine.

A store of its own is made for it and removed afterwards. Senders call with 1,000 rows each, at a steady pace or as
fast as they are answered; at the same time one client asks for lists at a steady pace. Its waiting times are told
beside those of the same pace without updates.
"""

import itertools
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog.models import Brand, Category, Product, Region, RegionWarehouse, StockLevel, Store, Warehouse
from catalog.services import issue_key
from events.models import RankedList
from rules.models import Placement
from woorec.bench_server import web_server
from woorec.speed.json_calls import Answer, JsonClient

CODE = "bench-stock"
PRODUCTS = 5000
ROWS_PER_CALL = 1000
WORKERS = SENDERS = 2
WAREHOUSES = ("florence", "newark", "singapore")
SHARE_OF_COUNTS = 0.7


@dataclass(frozen=True, slots=True)
class Sustained:
    """Updates per second over a run, and the milliseconds that lists took without and with them, one by one."""

    updates: int
    seconds: float
    idle_ms: tuple[float, ...]
    busy_ms: tuple[float, ...]

    @property
    def updates_per_second(self) -> float:
        return self.updates / self.seconds


def measure(*, seconds: float, updates_per_second: float, lists_per_second: float, port: int) -> Sustained:
    """This will ask for lists alone, then with updates beside them, each for so many seconds.

    `updates_per_second` 0 sends as fast as the answers come.
    """
    store, key = made_up_store(CODE)
    try:
        with web_server(port=port, workers=WORKERS):
            for number in range(20 * WORKERS):  # connections, caches, lazy imports, a snapshot in each process
                _taken(
                    JsonClient(port, key).call(
                        "POST", "recommendations", {"placement": "home", "session": f"warm {number}"}
                    )
                )
            sequences = itertools.count(1)
            _send(port, key, sequences, pace=0, until=time.perf_counter() + 1)
            idle = _ask(port, key, pace=lists_per_second, until=time.perf_counter() + seconds)
            started = time.perf_counter()
            with ThreadPoolExecutor(SENDERS + 1) as threads:
                until, pace = started + seconds, updates_per_second / ROWS_PER_CALL / SENDERS
                lists = threads.submit(_ask, port, key, pace=lists_per_second, until=until)
                sent = [threads.submit(_send, port, key, sequences, pace=pace, until=until) for _ in range(SENDERS)]
                updates, took = sum(each.result() for each in sent), time.perf_counter() - started
                busy = lists.result()
        return Sustained(updates, took, tuple(idle), tuple(busy))
    finally:
        remove_store(store)


def describe(result: Sustained) -> list[str]:
    """This will say in lines what was measured."""
    lines = [f"{result.updates_per_second:,.0f} stock updates/s over {result.seconds:.0f} s, rows of bulk calls"]
    for name, times in (("alone", result.idle_ms), ("meanwhile", result.busy_ms)):
        p50, p99 = np.percentile(times, [50, 99])
        lines.append(f"lists {name:<10} p50 {p50:7.2f} ms   p99 {p99:7.2f} ms   {len(times)} asked for")
    return lines


def _send(port: int, key: str, sequences: "itertools.count[int]", *, pace: float, until: float) -> int:
    """This will send updates until a time and say how many were taken."""
    rng, client, taken, turn = random.Random(), JsonClient(port, key), 0, time.perf_counter()
    while max(turn, time.perf_counter()) < until:
        time.sleep(max(0.0, turn - time.perf_counter()))
        rows = [_row(rng, sequences) for _ in range(ROWS_PER_CALL)]
        answer = _taken(client.call("PUT", "stock", {"rows": rows}))
        if answer["rejected"]:
            raise RuntimeError(f"Rows were rejected: {answer['results'][0]}")
        taken += ROWS_PER_CALL
        turn += 1 / pace if pace else 0
    return taken


def _row(rng: random.Random, sequences: "itertools.count[int]") -> dict[str, object]:
    cell = {"sku": f"P-{rng.randrange(PRODUCTS)}", "warehouse": rng.choice(WAREHOUSES), "sequence": next(sequences)}
    return cell | ({"quantity": rng.randrange(60)} if rng.random() < SHARE_OF_COUNTS else {"delta": -1})


def _ask(port: int, key: str, *, pace: float, until: float) -> list[float]:
    """This will ask for lists at a steady pace and give the milliseconds of each, waiting for its turn included."""
    client, times, turn = JsonClient(port, key), [], time.perf_counter()
    while turn < until:
        time.sleep(max(0.0, turn - time.perf_counter()))
        _taken(client.call("POST", "recommendations", {"placement": "home"}))
        times.append((time.perf_counter() - turn) * 1000)
        turn += 1 / pace
    return times


def _taken(answer: Answer) -> Any:
    """This will give what the API said. Raises RuntimeError when it refused."""
    if answer.status != 200:
        raise RuntimeError(f"The API answered {answer.status}: {answer.body!r}")
    return answer.body


def made_up_store(code: str) -> tuple[Store, str]:
    """This will make a store of 5,000 products for a bench, and a key that may ask for its lists and tell its stock."""
    remove_store(Store.objects.filter(code=code).first())
    store = Store.objects.create(code=code, name="Bench", currency="EUR")
    region = Region.objects.create(store=store, code="eu", name="Europe", currency="EUR")
    brand = Brand.objects.create(store=store, code="bench", name="Bench")
    category = Category.objects.create(store=store, code="pieces", name="Pieces", path="Pieces")
    for rank, code in enumerate(WAREHOUSES, 1):
        warehouse = Warehouse.objects.create(store=store, code=code, name=code.title())
        RegionWarehouse.objects.create(region=region, warehouse=warehouse, rank=rank)
    Product.objects.bulk_create(
        Product(store=store, sku=sku, item_group=sku, name="Piece", price=120, brand=brand, category=category)
        for sku in (f"P-{number}" for number in range(PRODUCTS))
    )
    Placement.objects.create(store=store, code="home", name="Home")
    return store, issue_key(store, name="bench", scopes=["catalogue", "recommend"])


def remove_store(store: Store | None) -> None:
    """This will remove a store of a bench with all that was logged of it."""
    if store is None:
        return
    for rows in (RankedList.objects.filter(store=store), StockLevel.objects.filter(product__store=store)):
        rows.delete()
    Product.objects.filter(store=store).delete()
    store.delete()
