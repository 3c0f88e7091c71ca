"""What `manage.py bench` times: one request, from the floor to HTTP, and the same request asked of other services."""

import gc
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from catalog.books import BOOKS
from catalog.models import Store
from catalog.services import issue_key
from events.models import Customer
from woorec.answers import Answer
from woorec.bench_server import keeper, web_server
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.snapshot import Snapshot
from woorec.speed import floor, peers
from woorec.speed.made_shoppers import external_id
from woorec.speed.over_http import Body, Client, refuse_broken
from woorec.speed.rounds import Rounds, Run, measure, times_of

OURS = ("recall", "rank", "traffic control", "floor", "pipeline", "API")
ASKING = 50  # shoppers that ask in turns
KEY_NAME = "bench"


@dataclass(frozen=True, slots=True)
class Setting:
    """What was asked: the shop, the placement, and how."""

    products: int
    customers: int
    placement: str
    candidates: int
    published: int
    in_scope: int
    served_by: str
    rounds: int
    requests: int
    workers: int


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run, with the peers that could not be asked and why.

    `stages` are the medians of what the pipeline itself notes down, in milliseconds.
    """

    setting: Setting
    rounds: Rounds
    left_out: Mapping[str, str]
    stages: Mapping[str, float] = field(default_factory=dict)


def run(store: Store, *, placement: str, served_by: str, rounds: int, requests: int, workers: int, port: int) -> Result:
    """This will time every subject in turns and stop the servers it started."""
    snapshot = SNAPSHOTS.refresh(store)
    at = peers.environment()
    reasons = {peer: peers.why_left_out(peer, store, at=at) for peer in peers.TITLES}
    left_out = {peers.TITLES[peer]: reason for peer, reason in reasons.items() if reason}
    prepared = _prepared(store, snapshot, placement=placement)
    with ExitStack() as stack:
        key = stack.enter_context(temporary_key(store))
        stack.enter_context(keeper())
        stack.enter_context(web_server(port=port, workers=workers))
        bodies = bodies_of(store, snapshot, placement=placement)
        subjects = _in_process(store, snapshot, prepared, placement=placement)
        subjects |= {"API": Client(port, bodies, key=key)}
        for number, peer in enumerate((name for name, reason in reasons.items() if not reason), 1):
            stack.enter_context(peers.peer_server(peer, store, port=port + number, workers=workers, at=at))
            subjects[peers.TITLES[peer]] = Client(port + number, bodies)
        settle(store, snapshot, subjects)
        measured = measure(subjects, rounds=rounds, requests=requests)
        stages = _stages(subjects["pipeline"], count=requests)
    live = snapshot.placements[placement]
    setting = Setting(
        products=len(snapshot.facts.products),
        customers=Customer.objects.filter(store=store).count(),
        placement=placement,
        candidates=floor.candidates_of(prepared),
        published=len(live.rules.rules),
        in_scope=len(live.rules.active(prepared[0].scene.context)),
        served_by=served_by,
        rounds=rounds,
        requests=requests,
        workers=workers,
    )
    return Result(setting, measured, left_out, stages)


def _prepared(store: Store, snapshot: Snapshot, *, placement: str) -> list[floor.Ready]:
    askers = floor.shoppers(store, limit=ASKING)
    return [floor.ready(floor.request_for(who, placement=placement), snapshot) for who in askers]


def _in_process(store: Store, snapshot: Snapshot, prepared: Sequence[floor.Ready], *, placement: str) -> dict[str, Run]:
    live, askers = DatabaseLive(store), floor.shoppers(store, limit=ASKING)
    turn = iter(range(10**9))

    def pipeline() -> object:
        number = next(turn)
        request = floor.request_for(askers[number % len(askers)], placement=placement, number=number + 1)
        return recommend(request, snapshot, live)

    return {**floor.stages(snapshot, prepared), "pipeline": pipeline}


def _stages(pipeline: Run, *, count: int) -> dict[str, float]:
    marks = [answer.stages_ms for answer in (pipeline() for _ in range(count)) if isinstance(answer, Answer)]
    return {stage: statistics.median(each.get(stage, 0.0) for each in marks) for stage in marks[0]}


def bodies_of(store: Store, snapshot: Snapshot, *, placement: str) -> list[Body]:
    """This will lay out what is sent over HTTP: the shoppers of the other subjects, by the shop's own names."""
    first = Customer.objects.filter(store=store).order_by("pk").values_list("pk", flat=True).first() or 0
    named = [external_id(who - first) if who else None for who in floor.shoppers(store, limit=ASKING)]
    return [{"placement": placement} | ({"customer": name} if name else {}) for name in named]


def settle(store: Store, snapshot: Snapshot, subjects: Mapping[str, Run]) -> None:
    """This will ask everything once for every shopper, and wait until prices are remembered, here and in servers.

    Then the API is asked once more for each of them, and RuntimeError raised where an answer is a broken one.
    """
    for run in subjects.values():
        times_of(run, count=ASKING)
    BOOKS.renew(now=datetime.now(UTC))
    gc.collect()
    gc.freeze()  # as web processes do: nobody waits while a whole catalogue is walked through
    if "API" in subjects:
        time.sleep(5 + len(snapshot.facts.products) / 5_000)
        for _ in range(ASKING):
            refuse_broken(cast(bytes, subjects["API"]()), snapshot)


@contextmanager
def temporary_key(store: Store) -> Iterator[str]:
    """This will issue a key that may name customers and that is gone after the block."""
    key = issue_key(store, name=KEY_NAME, scopes=["recommend", "shopper"])
    try:
        yield key
    finally:
        store.api_keys.filter(name=KEY_NAME).delete()
