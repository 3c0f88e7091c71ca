"""A shop's whole day in half an hour: lists at a share of what the server can answer, while everything else goes on.

Stock moves, events come in, rules are published again and again, a model is trained and goes live, and the one before
comes back. Each published version pins a product of its own to the first place. So an answer that names one version and
shows the product of another was made from a mixture of both, and is counted as such. What sells out, is hidden, costs
something else or may not touch a skin is changed and asked about all the time (woorec.speed.soak.probes).
"""

import itertools
import random
import time
from collections.abc import Callable
from functools import partial

from catalog.models import Store
from catalog.services import issue_key, revoke_key
from ranking.models import TrainingRun
from rules.models import Placement
from woorec.bench_server import keeper, web_server
from woorec.speed.json_calls import JsonClient
from woorec.speed.soak.beside import Beside
from woorec.speed.soak.clicks import Clicks
from woorec.speed.soak.pins import Pins
from woorec.speed.soak.result import Soak
from woorec.speed.soak.wishes import Wishes, judged
from woorec.speed.together import together

CLIENTS, WARM_SECONDS, BUSY_SECONDS = 6, 15.0, 60.0
NEVER = 24 * 3600.0  # for how long a rehearsal would have to go on until it trained a model


def run(store: Store, *, placement: str, customers: int, minutes: float, share: float, workers: int, port: int) -> Soak:
    """This will ask for `share` of what the server can answer for so many minutes, with everything else beside it.

    What it can answer is tried while everything else goes on, since that takes its part of the machine.
    """
    _end_what_was_killed(store)
    page = Placement.objects.get(store=store, code=placement)
    pins, wishes, clicks = Pins(page), Wishes(store, page.code, customers=customers), Clicks()
    pins.publish_next()
    key = issue_key(store, name="soak", scopes=["recommend", "events", "catalogue", "shopper", "customers"])
    try:
        with keeper(), web_server(port=port, workers=workers) as server:
            ask = partial(_capacity, port, key, wishes, clicks)
            alone = ask(seconds=WARM_SECONDS)
            goes_on = partial(
                Beside, store=store, pins=pins, wishes=wishes, clicks=clicks, key=key, port=port, server=server.pid
            )
            capacity = _busy_capacity(ask, goes_on)
            found = Soak(alone, capacity, share * capacity)
            beside = goes_on(found, seconds=60 * minutes)
            beside.begin()
            try:
                _ask(found, pins, wishes, clicks, beside, seconds=60 * minutes)
            finally:
                beside.end()
            return found
    finally:
        pins.take_off()
        for row in store.api_keys.filter(name="soak", revoked_at=None):
            revoke_key(row)


def _end_what_was_killed(store: Store) -> None:
    """This will let go of the training of a run that was killed: a store trains one model at a time."""
    running = TrainingRun.objects.filter(store=store, state=TrainingRun.State.RUNNING)
    running.update(state=TrainingRun.State.CANCELLED)


def _busy_capacity(ask: Callable[..., float], goes_on: Callable[..., Beside]) -> float:
    """This will say how many lists a second the server answers at most while all but a training goes on beside."""
    rehearsal = Soak(0.0, 0.0, 0.0)
    beside = goes_on(rehearsal, seconds=NEVER)
    beside.begin()
    try:
        return ask(seconds=BUSY_SECONDS)
    finally:
        beside.end()
        if rehearsal.failures:
            raise RuntimeError(f"Something failed before it counted: {rehearsal.failures[0]}")


def _capacity(port: int, key: str, wishes: Wishes, clicks: Clicks, *, seconds: float) -> float:
    """This will say how many lists a second the server answers at most. Raises RuntimeError when it refuses one."""
    answers, refused, until = itertools.count(), list[int](), time.perf_counter() + seconds

    def ask() -> None:
        client, rng = JsonClient(port, key), random.Random()
        while time.perf_counter() < until:
            wish = wishes.draw(rng)
            answer = client.call("POST", "recommendations", wish)
            if answer.status != 200:
                refused.append(answer.status)
                return
            clicks.look_at(wish, answer.body, rng)
            next(answers)

    together([ask] * CLIENTS)
    if refused:
        raise RuntimeError(f"The server answered {refused[0]} before anything else went on.")
    return next(answers) / seconds


def _ask(found: Soak, pins: Pins, wishes: Wishes, clicks: Clicks, beside: Beside, *, seconds: float) -> None:
    """This will ask for lists at a steady pace, whether the earlier ones were answered or not."""
    turns = itertools.count()

    def lists() -> None:
        client, rng = beside.client(), random.Random()
        while (due := next(turns) / found.pace) < seconds:
            time.sleep(max(0.0, due - beside.since))
            wish = wishes.draw(rng)
            answer = client.call("POST", "recommendations", wish)
            if answer.status == 200:
                clicks.look_at(wish, answer.body, rng)
            found.asked.append(judged(answer, pins, due=due, ms=1000 * (beside.since - due)))

    together([beside.kept(lists)] * CLIENTS)
