"""A shop's whole day in half an hour: lists at a share of what the server can answer, while everything else goes on.

Stock moves, events come in, rules are published again and again, a model is trained and goes live, and the one before
comes back. Each published version pins a product of its own to the first place. So an answer that names one version and
shows the product of another was made from a mixture of both, and is counted as such. What sells out, is hidden, costs
something else or may not touch a skin is changed and asked about all the time (woorec.speed.probes).
"""

import itertools
import random
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import numpy as np
import psutil

from catalog.models import Product, Store, Warehouse
from catalog.services import issue_key, revoke_key
from ranking.models import ModelVersion, TrainingRun
from ranking.queries import open_run
from ranking.services import promote, request_stop, request_training
from ranking.trainer import train
from rules.models import Placement, Rule, RuleSet
from rules.services import RuleFields, delete_rule, ensure_draft, publish, save_rule
from woorec.bench_server import keeper, web_server
from woorec.speed.json_calls import Answer, JsonClient
from woorec.speed.machine import private_mib
from woorec.speed.made_shoppers import external_id
from woorec.speed.probes import Probes

CLIENTS, WARM_SECONDS = 6, 15.0
PINNED = 24  # products that take turns on the first place
STOCK_ROWS, STOCK_EVERY = 200, 1.0  # rows a call, seconds between calls
EVENTS, EVENTS_EVERY = 50, 0.5
PUBLISH_EVERY, LOOK_EVERY, PROBE_EVERY = 30.0, 2.0, 2.0
AROUND_A_SWAP = 5.0  # seconds after a model went live that count as during


@dataclass(frozen=True, slots=True)
class Asked:
    """One list: when it was due (seconds from the beginning), how long it took, and what was wrong with it."""

    at: float
    ms: float
    problem: str = ""
    model: str = ""
    fallback: tuple[str, ...] = ()


@dataclass
class Soak:
    """What came of a run. Times are seconds from its beginning, memory is MiB of all web processes together."""

    capacity: float
    pace: float
    asked: list[Asked] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    swaps: list[float] = field(default_factory=list)
    training: list[float] = field(default_factory=list)  # beginning and end

    @property
    def problems(self) -> Counter[str]:
        return Counter(each.problem for each in self.asked if each.problem)


def run(store: Store, *, placement: str, customers: int, minutes: float, share: float, workers: int, port: int) -> Soak:
    """This will ask for `share` of what the server can answer for so many minutes, with everything else beside it."""
    page = Placement.objects.get(store=store, code=placement)
    pins = _Pins(page)
    pins.publish_next()
    key = issue_key(store, name="soak", scopes=["recommend", "events", "catalogue", "shopper", "customers"])
    try:
        with keeper(), web_server(port=port, workers=workers) as server:
            wishes = _Wishes(store, page.code, customers=customers)
            capacity = _capacity(port, key, wishes)
            found = Soak(capacity, share * capacity)
            _go_on(found, store, pins, wishes, key=key, port=port, server=server.pid, seconds=60 * minutes)
            return found
    finally:
        pins.take_off()
        revoke_key(store.api_keys.get(name="soak", revoked_at=None))


def _capacity(port: int, key: str, wishes: "_Wishes") -> float:
    """This will say how many lists a second the server answers at most."""
    answers, until = itertools.count(), time.perf_counter() + WARM_SECONDS

    def ask() -> None:
        client, rng = JsonClient(port, key), random.Random()
        while time.perf_counter() < until:
            client.call("POST", "recommendations", wishes.draw(rng))
            next(answers)

    _together([ask] * CLIENTS)
    return next(answers) / WARM_SECONDS


def _go_on(
    found: Soak, store: Store, pins: "_Pins", wishes: "_Wishes", *, key: str, port: int, server: int, seconds: float
) -> None:
    began, stop, turns = time.perf_counter(), threading.Event(), itertools.count()
    skus = wishes.skus[PINNED:]  # the others are the probes'

    def since() -> float:
        return time.perf_counter() - began

    def lists() -> None:
        client, rng = JsonClient(port, key), random.Random()
        while (due := next(turns) / found.pace) < seconds:
            stop.wait(max(0.0, due - since()))
            answer = client.call("POST", "recommendations", wishes.draw(rng))
            found.asked.append(_judged(answer, pins, due=due, ms=1000 * (since() - due)))

    def stock() -> None:
        client, rng, numbers = JsonClient(port, key), random.Random(), itertools.count(int(1000 * time.time()))
        places = list(Warehouse.objects.filter(store=store).values_list("code", flat=True))
        for _ in _every(STOCK_EVERY, stop):
            rows = [
                {"sku": rng.choice(skus), "warehouse": rng.choice(places), "sequence": next(numbers), "quantity": 9}
                for _ in range(STOCK_ROWS)
            ]
            _note(found, "stock rows", STOCK_ROWS, client.call("PUT", "stock", {"rows": rows}))

    def events() -> None:
        client, rng = JsonClient(port, key), random.Random()
        for _ in _every(EVENTS_EVERY, stop):
            batch = [
                {
                    "event_id": str(uuid4()),
                    "name": rng.choice(["view_item", "add_to_cart"]),
                    "session": f"soak-{rng.randrange(5_000)}",
                    "items": [{"item_id": rng.choice(skus)}],
                }
                for _ in range(EVENTS)
            ]
            _note(found, "events", EVENTS, client.call("POST", "events", {"events": batch}))

    def publishing() -> None:
        for _ in _every(PUBLISH_EVERY, stop):
            pins.publish_next()
            found.done["versions published"] += 1

    def models() -> None:
        before = ModelVersion.objects.filter(store=store, state=ModelVersion.State.CHAMPION).first()
        stop.wait(seconds / 6)
        began_training = since()
        TrainingRun.objects.filter(store=store, state=TrainingRun.State.RUNNING).update(  # of a run that was killed
            state=TrainingRun.State.CANCELLED
        )
        asked = request_training(store, config={"evaluate": False})
        finished = train(asked.pk)
        found.training[:] = [began_training, since()]
        if finished.state != TrainingRun.State.SUCCEEDED:
            return
        found.done["models trained"] += 1
        fresh = ModelVersion.objects.filter(store=store).exclude(pk=before.pk if before else None).latest("pk")
        for version in (fresh, before, fresh, before):
            if version is None or stop.wait(seconds / 12):
                return
            if version.state != ModelVersion.State.CHAMPION:
                promote(ModelVersion.objects.get(pk=version.pk), reason="Soak.")
                found.swaps.append(since())
                found.done["models swapped"] += 1

    def probing() -> None:
        probes = Probes(
            store, JsonClient(port, key), placement=pins.placement.code, customers=wishes.customers, pinned=pins.now
        )
        for _ in _every(PROBE_EVERY, stop):
            for question, is_right in probes.ask():
                found.done[f"questions about {question}"] += 1
                if not is_right:
                    found.failures.append(f"wrong answer about {question}")

    def looking() -> None:
        for _ in _every(LOOK_EVERY, stop):
            workers = [process.pid for process in psutil.Process(server).children()]
            found.memory.append((since(), sum(private_mib(pid) for pid in workers)))

    others = [
        threading.Thread(target=_kept(found, work)) for work in (stock, events, publishing, models, probing, looking)
    ]
    for thread in others:
        thread.start()
    _together([_kept(found, lists)] * CLIENTS)
    stop.set()
    if unfinished := open_run(store):
        request_stop(unfinished)
    for thread in others:
        thread.join()


class _Pins:
    """Publishes version after version, each with another product on the first place."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        products = Product.objects.filter(store=placement.store, visible=True, status="active")
        self._skus = list(products.order_by("pk").values_list("sku", flat=True)[:PINNED])
        self._turn = itertools.count()
        self._key = self._left_over()
        self.of_version: dict[int, str] = {}

    def _left_over(self) -> UUID | None:
        """This will find the rule of a run that was killed."""
        rules = Rule.objects.filter(ruleset__placement=self.placement, label="Soak")
        return rules.order_by("-ruleset__version").values_list("key", flat=True).first()

    def take_off(self) -> None:
        """This will publish what was live before."""
        draft = ensure_draft(self.placement, by=None)
        if self._key and draft.rules.filter(key=self._key).exists():
            delete_rule(draft, key=self._key, by=None)
            publish(draft, by=None)

    def now(self) -> str:
        """This will name the product on the first place of the version that is live."""
        return self.of_version[max(self.of_version)]

    def publish_next(self) -> None:
        sku = self._skus[next(self._turn) % len(self._skus)]
        draft: RuleSet = ensure_draft(self.placement, by=None)
        fields = RuleFields(
            kind="pin", label="Soak", params={"position": 1, "sku": sku}, owner="Petra", reason="Tells versions apart."
        )
        rule: Rule = save_rule(draft, fields, by=None, key=self._key)
        self._key = rule.key
        self.of_version[draft.version] = sku
        publish(draft, by=None)


class _Wishes:
    """What shoppers ask for: half are customers, the others visitors; four of ten look at a product, one has a cart."""

    def __init__(self, store: Store, placement: str, *, customers: int) -> None:
        self.skus = list(Product.objects.filter(store=store).order_by("pk").values_list("sku", flat=True)[:2_000])
        self._placement, self.customers = placement, customers

    def draw(self, rng: random.Random) -> dict[str, object]:
        wish: dict[str, object] = {"placement": self._placement}
        if rng.random() < 0.5:
            wish["customer"] = external_id(rng.randrange(self.customers))
        else:
            wish["session"] = f"soak-{rng.randrange(5_000)}"
        if rng.random() < 0.4:
            wish["seed_products"] = [rng.choice(self.skus)]
        elif rng.random() < 0.15:
            wish["cart"] = rng.sample(self.skus, 3)
        return wish


def _judged(answer: Answer, pins: _Pins, *, due: float, ms: float) -> Asked:
    if answer.status != 200:
        return Asked(due, ms, f"status {answer.status}")
    page = answer.body
    if not page["items"]:
        return Asked(due, ms, "empty list")
    given_way = any(each["rule"] == "Soak" for each in page["relaxed"])
    wanted = pins.of_version.get(page["ruleset_version"])
    if wanted is not None and not given_way and page["items"][0]["sku"] != wanted:
        return Asked(due, ms, "mixed versions")
    return Asked(due, ms, model=page["model"], fallback=tuple(page["fallback"]))


def _note(found: Soak, what: str, count: int, answer: Answer) -> None:
    if answer.status == 200:
        found.done[what] += count
    else:
        found.failures.append(f"{what}: status {answer.status}")


def _every(seconds: float, stop: threading.Event) -> Iterator[None]:
    while not stop.wait(seconds):
        yield


def _kept(found: Soak, work: Callable[[], None]) -> Callable[[], None]:
    def guarded() -> None:
        try:
            work()
        except Exception:
            found.failures.append(f"{work.__name__}: {traceback.format_exc(limit=-2)}")

    return guarded


def _together(works: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def describe(found: Soak) -> Iterator[str]:
    """This will say in lines what was measured."""
    lists = len(found.asked)
    yield f"{found.capacity:,.0f} lists/s at most; asked for {found.pace:,.0f} a second, {lists:,} in all"
    swapped = [each for each in found.asked if any(at <= each.at < at + AROUND_A_SWAP for at in found.swaps)]
    begin, end = found.training or (0.0, 0.0)
    trained = [each for each in found.asked if begin <= each.at < end]
    for name, some in (("all", found.asked), ("during a training", trained), ("within 5 s of a swap", swapped)):
        if some:
            p50, p99 = np.percentile([each.ms for each in some], [50, 99])
            yield f"{name:<22} p50 {p50:8.2f} ms   p99 {p99:8.2f} ms   {len(some):,} lists"
    yield f"wrong: {dict(found.problems) or 'nothing'}"
    yield f"failures beside: {found.failures or 'none'}"
    yield "beside: " + ", ".join(f"{count:,} {what}" for what, count in sorted(found.done.items()))
    yield f"stand-ins: {dict(Counter(name for each in found.asked for name in each.fallback)) or 'none'}"
    yield f"models that answered: {dict(Counter(each.model for each in found.asked if each.model))}"
    third = len(found.memory) // 3
    if third:
        first, last = ([mib for _, mib in part] for part in (found.memory[:third], found.memory[-third:]))
        yield f"private memory of the web processes: {np.median(first):.0f} MiB at first, {np.median(last):.0f} at last"
