"""Fit DeepFM and ESMM on a shop's impressions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.features import FeatureSpace
from ranking.rankers.base import CLICK_HEAD, CONVERSION_HEAD, Examples, Trained
from ranking.rankers.logistic import sigmoid
from ranking.rankers.network import Weights
from ranking.rankers.network_training import Fitted, Goal, NetworkConfig, Table, fit, predict
from ranking.rankers.networks import NetworkRanker
from ranking.rankers.numbers import Numbers
from ranking.rankers.platt import Array, platt
from ranking.rankers.processes import fit_in_processes
from ranking.rankers.shop_table import ShopTable
from ranking.rankers.slices import Slices
from ranking.recall.base import Floats, Part

Report = Callable[[int, str, Mapping[str, float]], None]
GOALS: dict[tuple[str, ...], Goal] = {
    (CLICK_HEAD,): "clicks",
    (CONVERSION_HEAD,): "purchases of the clicked",
    (CLICK_HEAD, CONVERSION_HEAD): "entire space",
}


def train(
    ranker: type[NetworkRanker],
    examples: Examples,
    space: FeatureSpace,
    *,
    slices: Slices,
    heads: tuple[str, ...],
    config: NetworkConfig,
    seed: int,
    processes: int = 1,
    report: Report | None = None,
) -> Trained:
    """Return the ranker with those of its networks whose heads are asked for; figures are of the late slice."""
    numbers = Numbers.fit(examples.cross[slices.early])
    table = table_of(examples, ShopTable(space, numbers))
    arrays: dict[str, NDArray[Any]] = dict(numbers.arrays("numbers"))
    before = dict(arrays)
    late: dict[str, Floats] = {}
    facts: dict[str, Any] = {}
    for place, wanted in enumerate(_possible(ranker, heads)):
        name, goal = f"net{place}", GOALS[wanted]
        learning, judging = (_taught_by(goal, table, rows) for rows in (slices.early, slices.middle))
        fitted = fit_in_processes(
            table,
            goal=goal,
            learning=learning,
            judging=judging,
            config=config,
            seed=seed,
            processes=processes,
            report=report,
        )
        calibration = _calibrate(fitted, table, wanted, rows=slices.middle)
        for head, logit, (slope, offset) in zip(wanted, predict(fitted, table, slices.late), calibration, strict=True):
            late[head] = sigmoid(slope * logit + offset)
        weights = _learn_newest(fitted, table, goal=goal, slices=slices, config=config, seed=seed)
        slopes = {f"{name}.calibration": np.asarray(calibration, dtype=np.float32)}
        arrays |= slopes | {f"{name}.{key}": values for key, values in weights.items()}
        before |= slopes | {f"{name}.{key}": values for key, values in fitted.weights.items()}
        facts[name] = _facts(fitted, wanted)
    told = {"networks": facts}
    return Trained(Part(arrays=arrays, facts=told), Part(arrays=before, facts=told), late)


def table_of(examples: Examples, shop: ShopTable) -> Table:
    """Return the examples as the network sees them."""
    sides, index = shop.sides(examples)
    return Table(sides, index, shop.layout.height, examples.clicked, examples.bought)


def _possible(ranker: type[NetworkRanker], heads: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the networks to train; what has too little evidence is left out, and ESMM then learns clicks alone."""
    kept = [tuple(head for head in wanted if head in heads) for wanted in ranker.networks]
    return [wanted for wanted in kept if wanted]


def _calibrate(fitted: Fitted, table: Table, heads: tuple[str, ...], *, rows: NDArray[np.int64]) -> list[Array]:
    clicked = table.clicked[rows]
    found = []
    for head, logits in zip(heads, predict(fitted, table, rows), strict=True):
        of_purchases = head == CONVERSION_HEAD
        labels = table.bought[rows][clicked] if of_purchases else clicked
        found.append(platt(logits[clicked] if of_purchases else logits, labels))
    return found


def _learn_newest(
    fitted: Fitted, table: Table, *, goal: Goal, slices: Slices, config: NetworkConfig, seed: int
) -> Weights:
    """Return the weights after one more pass, over what was kept back: the newest days matter most."""
    newest = _taught_by(goal, table, np.concatenate([slices.middle, slices.late]))
    if not len(newest):
        return fitted.weights
    once = replace(config, epochs=1, learning_rate=config.learning_rate / 4)
    again = fit(table, goal=goal, learning=newest, judging=newest, config=once, seed=seed, beginning=fitted.weights)
    return again.weights


def _taught_by(goal: Goal, table: Table, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    return rows[table.clicked[rows]] if goal == "purchases of the clicked" else rows


def _facts(fitted: Fitted, heads: tuple[str, ...]) -> dict[str, Any]:
    shape = fitted.shape
    return {
        "heads": list(heads),
        "dimension": shape.dimension,
        "hidden": list(shape.hidden),
        "with_machine": shape.with_machine,
        "held_out_losses": fitted.losses,
        "examples_per_second": round(fitted.examples_per_second),
    }
