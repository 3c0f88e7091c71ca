"""How a request grows: with products, what may pass, candidates, rules, customers and web processes.

Each axis gives the lines of a Markdown table. What is compared is timed in turns (woorec.speed.rounds).
"""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import psutil

from catalog.models import Product, Store
from events.models import Customer
from rules.queries import LivePlacement
from woorec.bench_server import keeper, web_server
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.snapshot import Snapshot
from woorec.speed import floor, search_times
from woorec.speed.machine import private_mib, proportional_mib
from woorec.speed.made_rules import PUBLISHED, code_of
from woorec.speed.over_http import Client, load, refuse_broken
from woorec.speed.requests import ASKING, bodies_of, settle, temporary_key
from woorec.speed.rounds import Rounds, Run, measure

CANDIDATES = (100, 200, 500, 1000, 2000)
CUSTOMERS = (20_000, 200_000)
PRODUCTS = (5_000, 50_000)
MOST_EVENTS = 1_000_000
WARM_SECONDS, ROUND_SECONDS = 10.0, 4.0
Make = Callable[..., tuple[Store, str]]
Lines = Iterator[str]


def candidates(make: Make, *, rounds: int, requests: int, published: int, **options: object) -> Lines:
    """This will time the floor and the pipeline while recall hands over more and more products."""
    store, served_by = make(**options)
    snapshot, subjects = SNAPSHOTS.refresh(store), dict[str, Run]()
    for count in CANDIDATES:
        placement = _with_candidates(snapshot.placements[code_of(published)], count)
        found = [
            floor.ready(floor.request_for(who, placement=placement.facts.code), snapshot, placement=placement)
            for who in floor.shoppers(store, limit=ASKING)
        ]
        subjects[f"{count} floor"] = floor.stages(snapshot, found)["floor"]
        subjects[f"{count} pipeline"] = pipeline(store, snapshot, placement.facts.code, placement=placement)
    settle(store, snapshot, subjects)
    measured = measure(subjects, rounds=rounds, requests=requests)
    yield f"Candidates, {len(snapshot.facts.products):,} products, {published} rules, {served_by}. {_verdict(measured)}"
    yield from (
        "",
        "| candidates asked for | floor p50 ms | pipeline p50 ms | pipeline / that of 500 |",
        "|---|---|---|---|",
    )
    for count in CANDIDATES:
        ratio = measured.ratio(f"{count} pipeline", to="500 pipeline").median
        floor_ms, all_ms = measured.p50(f"{count} floor"), measured.p50(f"{count} pipeline")
        yield f"| {count} | {floor_ms:.2f} | {all_ms:.2f} | {ratio:.2f} |"


def rules(make: Make, *, rounds: int, requests: int, **options: object) -> Lines:
    """This will time traffic control and the pipeline among ever more published rules; the same ten are in scope."""
    store, served_by = make(**options)
    snapshot, subjects = SNAPSHOTS.refresh(store), dict[str, Run]()
    for published in PUBLISHED:
        code = code_of(published)
        found = [
            floor.ready(floor.request_for(who, placement=code), snapshot) for who in floor.shoppers(store, limit=ASKING)
        ]
        subjects[f"{published} traffic control"] = floor.stages(snapshot, found)["traffic control"]
        subjects[f"{published} pipeline"] = pipeline(store, snapshot, code)
    settle(store, snapshot, subjects)
    measured = measure(subjects, rounds=rounds, requests=requests)
    yield f"Published rules, {len(snapshot.facts.products):,} products, {served_by}. {_verdict(measured)}"
    yield from (
        "",
        "| published rules | traffic control p50 ms | pipeline p50 ms | / that of 10 |",
        "|---|---|---|---|",
    )
    for published in PUBLISHED:
        control, ratio = f"{published} traffic control", measured.ratio(f"{published} pipeline", to="10 pipeline")
        all_ms = measured.p50(f"{published} pipeline")
        yield f"| {published:,} | {measured.p50(control):.2f} | {all_ms:.2f} | {ratio.median:.2f} |"


def customers(make: Make, *, rounds: int, requests: int, published: int, **options: object) -> Lines:
    """This will time the reading of the shopper, and the pipeline, in shops of ever more customers."""
    subjects, most = dict[str, Run](), int(str(options["customers"]))
    counts = sorted({*CUSTOMERS, most} - {count for count in CUSTOMERS if count > most})
    for count in counts:
        size: Mapping[str, object] = {"customers": count, "events": min(2 * count, MOST_EVENTS)}
        store, _ = make(**{**options, **size})
        snapshot = SNAPSHOTS.refresh(store)
        mine: dict[str, Run] = {
            f"{count} shopper": _reading(store, code_of(published)),
            f"{count} pipeline": pipeline(store, snapshot, code_of(published)),
        }
        settle(store, snapshot, mine)
        subjects |= mine
    measured = measure(subjects, rounds=rounds, requests=requests)
    first = counts[0]
    yield f"Customers, {options['products']:,} products, {published} rules. {_verdict(measured)}"
    yield from ("", "| customers | shopper read p50 ms | pipeline p50 ms | pipeline / the first |", "|---|---|---|---|")
    for count in counts:
        ratio = measured.ratio(f"{count} pipeline", to=f"{first} pipeline").median
        read, all_ms = measured.p50(f"{count} shopper"), measured.p50(f"{count} pipeline")
        yield f"| {count:,} | {read:.2f} | {all_ms:.2f} | {ratio:.2f} |"


def catalogue(make: Make, *, rounds: int, requests: int, published: int, **options: object) -> Lines:
    """This will time floor and pipeline in shops of ever more products, and tell what their snapshots take."""
    most, subjects, loaded = int(str(options["products"])), dict[str, Run](), dict[int, str]()
    counts = sorted({*(count for count in PRODUCTS if count < most), most})
    for count in counts:
        store, served_by = make(**{**options, "products": count})
        process = psutil.Process()
        before, began = process.memory_info().rss, time.perf_counter()
        snapshot, code = SNAPSHOTS.refresh(store), code_of(published)
        seconds, mib = time.perf_counter() - began, (process.memory_info().rss - before) / 2**20
        loaded[count] = f"{seconds:.1f} | {mib:.0f} | {served_by}"
        found = [
            floor.ready(floor.request_for(who, placement=code), snapshot) for who in floor.shoppers(store, limit=ASKING)
        ]
        mine = {f"{count} {name}": run for name, run in floor.stages(snapshot, found).items()}
        mine[f"{count} pipeline"] = pipeline(store, snapshot, code)
        settle(store, snapshot, mine)
        subjects |= mine
    measured = measure(subjects, rounds=rounds, requests=requests)
    yield f"Products of a whole shop, {published} rules, p50 in ms. {_verdict(measured)}"
    names = ("recall", "rank", "traffic control", "floor", "pipeline")
    yield from ("", f"| products | {' | '.join(names)} | snapshot made in s | its MiB | served |", "|---" * 9 + "|")
    for count in counts:
        figures = " | ".join(f"{measured.p50(f'{count} {name}'):.2f}" for name in names)
        yield f"| {count:,} | {figures} | {loaded[count]} |"


def workers(make: Make, *, rounds: int, published: int, port: int, **options: object) -> Lines:
    """This will count the answers a second of one web process and of two, each with as many clients."""
    store, served_by = make(**options)
    snapshot, rates = SNAPSHOTS.refresh(store), {1: list[float](), 2: list[float]()}
    all_times: dict[int, list[float]] = {1: [], 2: []}
    bodies = bodies_of(store, snapshot, placement=code_of(published))
    servers = keeper(), web_server(port=port, workers=1), web_server(port=port + 1, workers=2)
    with temporary_key(store) as key, servers[0], servers[1], servers[2]:

        def client(number: int) -> Callable[[], Client]:
            return lambda: Client(port + number - 1, bodies, key=key)

        for number in rates:
            load(client(number), clients=number, seconds=WARM_SECONDS)
            ask = client(number)()
            refuse_broken(ask(), snapshot)
        for _ in range(rounds):
            for number, found in rates.items():
                times = load(client(number), clients=number, seconds=ROUND_SECONDS)
                found.append(len(times) / ROUND_SECONDS)
                all_times[number] += times
    ratio = statistics.median(two / one for one, two in zip(*rates.values(), strict=True))
    yield f"Web processes, client and database on the same cores, {served_by}: two give {ratio:.2f} times one."
    yield from ("", "| web processes and clients | answers a second | p50 ms | p99 ms |", "|---|---|---|---|")
    for number, found in rates.items():
        p50, p99 = np.percentile(all_times[number], (50, 99)).tolist()
        yield f"| {number} | {statistics.median(found):.0f} | {p50:.1f} | {p99:.1f} |"


def memory(make: Make, *, published: int, port: int, **options: object) -> Lines:
    """This will tell what a web process has for itself after 200 requests; every store of the database is loaded."""
    store, served_by = make(**options)
    snapshot = SNAPSHOTS.refresh(store)
    bodies = bodies_of(store, snapshot, placement=code_of(published))
    servers = keeper(), web_server(port=port, workers=2)
    with temporary_key(store) as key, servers[0], servers[1] as process:
        ask = Client(port, bodies, key=key)
        before = _sizes(process.pid)
        for _ in range(200):
            refuse_broken(ask(), snapshot)
        after = _sizes(process.pid)
    products, stores = Product.objects.count(), Store.objects.count()
    yield f"Memory of a web process, {products:,} products in {stores} store(s), {served_by}, after 200 requests."
    yield from ("", "| | private MiB | with its part of what is shared |", "|---|---|---|")
    for name, sizes in (("before the first request", before), ("after", after)):
        for number, (private, proportional) in enumerate(sizes, 1):
            yield f"| web process {number}, {name} | {private:.0f} | {proportional:.0f} |"


def pipeline(store: Store, snapshot: Snapshot, code: str, *, placement: LivePlacement | None = None) -> Run:
    """This will give the whole pipeline with its database as a subject; each call takes the next shopper."""
    live, askers, turn = DatabaseLive(store), floor.shoppers(store, limit=ASKING), iter(range(10**9))

    def run() -> object:
        number = next(turn)
        request = floor.request_for(askers[number % len(askers)], placement=code, number=number + 1)
        return recommend(request, snapshot, live, placement=placement)

    return run


def _reading(store: Store, code: str) -> Run:
    live, turn = DatabaseLive(store), iter(range(10**9))
    askers = [who for (who,) in Customer.objects.filter(store=store).order_by("?")[:500].values_list("pk")]
    return lambda: live.shopper(floor.request_for(askers[next(turn) % len(askers)], placement=code))


def _with_candidates(placement: LivePlacement, count: int) -> LivePlacement:
    return replace(placement, facts=replace(placement.facts, candidates=count))


def _sizes(pid: int) -> Sequence[tuple[float, float]]:
    return [(private_mib(child.pid), proportional_mib(child.pid)) for child in psutil.Process(pid).children()]


def _verdict(measured: Rounds) -> str:
    drift = f"The matrix product moved by {100 * measured.drift:.0f} %"
    return f"{drift}." if measured.is_steady else f"{drift}: no judgement."


AXES: Mapping[str, Callable[..., Lines]] = {
    "search": search_times.search,
    "filters": search_times.filters,
    "catalogue": catalogue,
    "candidates": candidates,
    "rules": rules,
    "customers": customers,
    "workers": workers,
    "memory": memory,
}
USUAL = ("filters", "candidates", "rules", "workers", "memory")
