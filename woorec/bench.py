"""Paired timings of one request: what the rules, the pipeline and the API cost above each other, in one run.

Absolute times drift with the machine; the ratios of one run are what counts. A matrix product is timed beside every
round, and a run in which it moves by more than 15 % refuses to judge.
"""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import numpy as np
from rest_framework.test import APIClient

from catalog.models import Store
from events.queries import busiest_customers
from rules.engine.rerank import rerank
from woorec.answers import Request
from woorec.candidates import engine_candidates, recall, score
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.scene import set_scene
from woorec.snapshot import Snapshot

STEADY = 0.15


@dataclass(frozen=True, slots=True)
class Result:
    """Milliseconds: p50 over rounds of each subject's median, and the largest p99 of a round."""

    p50: dict[str, float]
    p99: dict[str, float]
    calibration_drift: float

    @property
    def steady(self) -> bool:
        return self.calibration_drift <= STEADY

    def ratios(self) -> dict[str, float]:
        return {name: value / self.p50["pipeline"] for name, value in self.p50.items()}


def measure(store: Store, *, key: str, rounds: int, requests: int) -> Result:
    """This will time traffic control alone, the pipeline, and the API with its log, turn by turn."""
    snapshot = SNAPSHOTS.refresh(store)
    subjects = _subjects(store, snapshot, key=key)
    for run in subjects.values():
        _times(run, count=20)  # connections, caches, lazy imports
    medians: dict[str, list[float]] = {name: [] for name in (*subjects, "calibration")}
    tails: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        medians["calibration"].append(statistics.median(_times(_matrix_product, count=20)))
        for name, run in subjects.items():
            times = _times(run, count=requests)
            medians[name].append(statistics.median(times))
            tails[name].append(float(np.percentile(times, 99)))
    calibration = medians.pop("calibration")
    middle = statistics.median(calibration)
    return Result(
        p50={name: statistics.median(values) for name, values in medians.items()},
        p99={name: max(values) for name, values in tails.items()},
        calibration_drift=max(abs(value / middle - 1) for value in calibration),
    )


def _subjects(store: Store, snapshot: Snapshot, *, key: str) -> dict[str, Callable[[], object]]:
    live, client = DatabaseLive(store), APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    customers = busiest_customers(store, limit=50) or [None]
    turn = iter(range(10**9))

    def request() -> Request:
        customer = customers[next(turn) % len(customers)]
        return Request(request_id=uuid4(), placement="home", at=datetime.now(UTC), customer_id=customer, explore=False)

    return {
        "traffic control": _rerank_alone(request(), snapshot, live),
        "pipeline": lambda: recommend(request(), snapshot, live),
        "API": lambda: client.post("/api/v1/recommendations", {"placement": "home"}, format="json"),
    }


def _rerank_alone(request: Request, snapshot: Snapshot, live: DatabaseLive) -> Callable[[], object]:
    scene = set_scene(request, snapshot, live, placement=None)
    found = recall(scene.state, snapshot, scene.placement.facts, allowed=scene.allowed)
    ids = [snapshot.product(row).product_id for row in found.rows.tolist()]
    now = live.facts(ids, region=scene.region, tier=scene.tier, at=request.at)
    scored = score(found, [now.get(each) for each in ids], scene.state, snapshot, scene.placement.facts)
    candidates = engine_candidates(found, scored, now, scene.shopper, snapshot, at=request.at)
    return lambda: rerank(candidates, scene.placement.rules, size=scene.size, context=scene.context)


def _matrix_product() -> object:
    rng = np.random.default_rng(0)
    return rng.random((200, 200)) @ rng.random((200, 200))


def _times(run: Callable[[], object], *, count: int) -> list[float]:
    times = []
    for _ in range(count):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    return times


def as_json(result: Result) -> str:
    return json.dumps(
        {
            "p50_ms": result.p50,
            "p99_ms": result.p99,
            "ratio_to_pipeline": result.ratios(),
            "calibration_drift": result.calibration_drift,
            "steady": result.steady,
        },
        indent=2,
    )
