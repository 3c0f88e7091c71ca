"""What happens to lists when four times as many are asked for as a web process can answer.

A real web server with one process, and a client on the same machine. First a few clients ask one list after the other,
which tells how many the process answers a second; then lists are asked for at four times that pace, whether the earlier
ones were answered or not. Times count from the moment at which a list was to be asked for. A store of its own is made
for it and removed afterwards.
"""

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from woorec.bench_server import THREADS, web_server
from woorec.speed.json_calls import JsonClient
from woorec.speed.together import together
from woorec.stock_bench import made_up_store, remove_store

CODE = "bench-overload"
TIMES, CLIENTS = 4, 64
LIMITED = {"RECOMMENDATION_BUDGET_MS": "500"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One list: the status of its answer (0: none came) and milliseconds until then."""

    status: int
    ms: float


@dataclass(frozen=True, slots=True)
class Overload:
    """What came of one run at the pace that the process keeps up with, and of one at a multiple of it."""

    seconds: float
    steady: tuple[Asked, ...]
    flooded: tuple[Asked, ...]


def measure(*, seconds: float, port: int) -> Overload:
    """This will ask for lists at both paces for so many seconds each."""
    store, key = made_up_store(CODE)
    try:
        with web_server(port=port, workers=1, environment=LIMITED):
            run(port, key, clients=THREADS, due=None, seconds=2)  # connections, caches, a snapshot
            steady = run(port, key, clients=THREADS, due=None, seconds=seconds)
            pace = TIMES * pace_of(steady, seconds=seconds)
            flooded = run(port, key, clients=CLIENTS, due=lambda turn: turn / pace, seconds=seconds)
        return Overload(seconds, tuple(steady), tuple(flooded))
    finally:
        remove_store(store)


def pace_of(asked: Sequence[Asked], *, seconds: float) -> float:
    """This will say how many lists a second were answered. Raises RuntimeError when none was."""
    answered = sum(each.status == 200 for each in asked)
    if not answered:
        raise RuntimeError(f"None of {len(asked)} lists was answered before too much was asked for.")
    return answered / seconds


def describe(result: Overload) -> list[str]:
    """This will say in lines what was measured."""
    runs = (("steady", result.steady), (f"{TIMES} x", result.flooded))
    return [line for name, asked in runs for line in _lines(name, asked, seconds=result.seconds)]


def _lines(name: str, asked: tuple[Asked, ...], *, seconds: float) -> list[str]:
    lines = [f"{name}: {len(asked) / seconds:,.0f} lists/s asked for"]
    for status in sorted({each.status for each in asked}):
        times = [each.ms for each in asked if each.status == status]
        p50, p99 = np.percentile(times, [50, 99])
        lines.append(f"  {status or 'lost'}: {len(times) / seconds:8.0f}/s   p50 {p50:7.2f} ms   p99 {p99:7.2f} ms")
    return lines


def run(port: int, key: str, *, clients: int, due: Callable[[int], float] | None, seconds: float) -> list[Asked]:
    """This will ask until the time is over.

    `due` tells when a turn is, in seconds from the beginning; without it each client asks as soon as it was answered.
    """
    turns, began = itertools.count(), time.perf_counter()

    def client() -> list[Asked]:
        asked, calls = [], JsonClient(port, key)
        while (now := time.perf_counter()) < began + seconds:
            at = began + due(next(turns)) if due else now
            if at >= began + seconds:
                break
            time.sleep(max(0.0, at - time.perf_counter()))
            status = calls.call("POST", "recommendations", {"placement": "home"}).status
            asked.append(Asked(status, (time.perf_counter() - at) * 1000))
        return asked

    return [each for asked in together([client] * clients) for each in asked]
