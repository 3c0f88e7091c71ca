"""Protocol B: train rankers on impressions with clicks and purchases, and judge them on later ones.

Five ways to foretell a purchase. `logistic` and `deepfm` multiply a chance to click with a chance to buy that was
learned from clicked rows; `base` does so with plain towers, as ESMM's paper calls it; `esmm` learns both over all
impressions with shared vectors, `esmm-paper` with towers alone. Epochs and penalties are chosen by log loss on the
rows `valid`; the rows `test` have no say.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.funnel import SIDE, Funnel
from ranking.metrics import auc, calibration, coverage_at, gauc, log_loss, ndcg, recall_at
from ranking.rankers import flat_logistic
from ranking.rankers.logistic import sigmoid
from ranking.rankers.network_training import Goal, NetworkConfig, predict
from ranking.rankers.platt import platt
from ranking.rankers.processes import fit_in_processes
from ranking.rankers.reordered import KS
from ranking.recall.base import Floats

Chances = tuple[Floats, Floats]  # of a click, and of a purchase after it, for every test row
Told = Callable[[str], None]
METRICS = ("ctr_auc", "cvr_auc", "ctcvr_auc", "ctr_log_loss", "ctcvr_log_loss", "ctr_calibration", "ctcvr_calibration")
OF_LISTS = ("ctr_gauc", *(f"{head}_{name}" for head in ("ctr", "ctcvr") for name in ("ndcg", "recall@4", "coverage@4")))
PLAIN = {"with_machine": False}


@dataclass(frozen=True, slots=True)
class Setup:
    """Hold how networks are fitted, in how many processes, and whether slope and offset are found on `valid`."""

    config: NetworkConfig
    calibrated: bool = False
    processes: int = 1

    def changed(self, changes: Mapping[str, Any]) -> "Setup":
        """Return the setup with other settings of the network."""
        return replace(self, config=replace(self.config, **changes))


def evaluate(data: Funnel, *, models: Sequence[str], seeds: int, setup: Setup, told: Told) -> dict[str, Any]:
    """Return {model: {"runs": [figures a seed], "mean": {...}, "spread": {...}, "seconds": ...}}."""
    results: dict[str, Any] = {}
    for model in models:
        runs, began = [], time.monotonic()
        for seed in range(1 if model == "logistic" else seeds):  # its fit knows no chance
            chances, speed = MODELS[model](data, setup, seed)
            runs.append(figures(data, chances) | {"examples_per_second": speed})
            told(f"{model}, seed {seed}: CTCVR AUC {_say(runs[-1]['ctcvr_auc'])}")
        results[model] = _summary(runs) | {"runs": runs, "seconds": round(time.monotonic() - began, 1)}
    return results


def figures(data: Funnel, chances: Chances) -> dict[str, Any]:
    """Return the figures of chances on the test rows; a purchase after a click is judged on clicked rows alone."""
    rows = data.rows("test")
    clicked, bought = data.table.clicked[rows], data.table.bought[rows]
    click, purchase = chances
    both = click * purchase
    lists = data.lists[rows]
    return (
        _of_lists(data, clicked, click, head="ctr")
        | _of_lists(data, bought, both, head="ctcvr")
        | {
            "ctr_auc": auc(clicked, click),
            "ctr_gauc": gauc(clicked, click, lists),
            "cvr_auc": auc(bought[clicked], purchase[clicked]),
            "ctcvr_auc": auc(bought, both),
            "ctr_log_loss": log_loss(clicked, click),
            "ctcvr_log_loss": log_loss(bought, both),
            "ctr_calibration": calibration(clicked, click),
            "ctcvr_calibration": calibration(bought, both),
            "mean_pcvr": float(purchase.mean()),
            "mean_pcvr_clicked": float(purchase[clicked].mean()) if clicked.any() else None,
            "never_above_a_click": bool((both <= click).all()),
        }
    )


def _of_lists(data: Funnel, labels: NDArray[np.bool_], chances: Floats, *, head: str) -> dict[str, float | None]:
    """Return what stands at the top of the test lists, each in the order of these chances."""
    rows = data.rows("test")
    lists, items = data.lists[rows], data.items
    found = {f"{head}_ndcg": ndcg(labels, chances, lists)}
    for k in KS:
        found[f"{head}_recall@{k}"] = recall_at(labels, chances, lists, k=k)
        found[f"{head}_coverage@{k}"] = None if items is None else coverage_at(items[rows], chances, lists, k=k)
    return found


def _logistic(data: Funnel, setup: Setup, seed: int) -> tuple[Chances, None]:
    side, height = data.table.sides[SIDE], data.table.rows
    found = []
    for labels, of_clicked in ((data.table.clicked, False), (data.table.bought, True)):
        rows = {name: flat_logistic.evenly(data.rows(name, of_clicked=of_clicked)) for name in ("train", "valid")}
        learning, judging = (flat_logistic.design_of(side, rows[name], height=height) for name in ("train", "valid"))
        known = {name: labels[rows[name]] for name in rows}
        model = flat_logistic.fit(learning, known["train"], judging=judging, judged=known["valid"])
        logits = model.logits_of(side, data.rows("test"), height=height)
        found.append(_honest(logits, model.logits(judging), known["valid"], calibrated=setup.calibrated))
    return (found[0], found[1]), None


def _two_networks(changes: Mapping[str, Any]) -> Callable[..., tuple[Chances, float]]:
    """Return a way to train a network for each head, the second one on clicked rows."""

    def trained(data: Funnel, setup: Setup, seed: int) -> tuple[Chances, float]:
        goals: tuple[tuple[Goal, bool], ...] = (("clicks", False), ("purchases of the clicked", True))
        found, speeds = [], []
        for goal, of_clicked in goals:
            chances, speed = _network(data, goal, setup.changed(changes), seed, of_clicked=of_clicked)
            found += chances
            speeds.append(speed)
        return (found[0], found[1]), speeds[0]

    return trained


def _one_network(changes: Mapping[str, Any]) -> Callable[..., tuple[Chances, float]]:
    """Return a way to train one network with both heads on all rows."""

    def trained(data: Funnel, setup: Setup, seed: int) -> tuple[Chances, float]:
        chances, speed = _network(data, "entire space", setup.changed(changes), seed, of_clicked=False)
        return (chances[0], chances[1]), speed

    return trained


def _network(data: Funnel, goal: Goal, setup: Setup, seed: int, *, of_clicked: bool) -> tuple[list[Floats], float]:
    valid, test = data.rows("valid"), data.rows("test")
    learning, judging = (data.rows(name, of_clicked=of_clicked) for name in ("train", "valid"))
    fitted = fit_in_processes(
        data.table,
        goal=goal,
        learning=learning,
        judging=judging,
        config=setup.config,
        seed=seed,
        processes=setup.processes,
    )
    clicked = data.table.clicked[valid]
    found = []
    for place, (logits, seen) in enumerate(
        zip(predict(fitted, data.table, test), predict(fitted, data.table, valid), strict=True)
    ):
        of_purchases = of_clicked or place == 1
        known = data.table.bought[valid][clicked] if of_purchases else clicked
        found.append(_honest(logits, seen[clicked] if of_purchases else seen, known, calibrated=setup.calibrated))
    return found, fitted.examples_per_second


def _honest(logits: NDArray[Any], seen: NDArray[Any], labels: NDArray[np.bool_], *, calibrated: bool) -> Floats:
    slope, offset = platt(seen, labels) if calibrated else (1.0, 0.0)
    return sigmoid(slope * logits + offset)


def _summary(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return mean and spread (standard deviation over seeds); what one run could not compute, neither can they."""
    found: dict[str, Any] = {"mean": {}, "spread": {}}
    for name in (*METRICS, *OF_LISTS):
        values = [run[name] for run in runs]
        known = None not in values
        found["mean"][name] = float(np.mean(values)) if known else None
        found["spread"][name] = float(np.std(values, ddof=1)) if known and len(values) > 1 else None
    return found


def _say(value: float | None) -> str:
    return "not computable" if value is None else f"{value:.4f}"


MODELS: dict[str, Callable[..., tuple[Chances, float | None]]] = {
    "logistic": _logistic,
    "deepfm": _two_networks({}),
    "base": _two_networks(PLAIN),
    "esmm": _one_network({}),
    "esmm-paper": _one_network(PLAIN),
}


def read_settings(config: Path | None) -> NetworkConfig:
    """Return the networks' settings with what a JSON file changes; raises ValueError."""
    from ranking.training import configure

    try:
        changes = json.loads(config.read_text(encoding="utf-8")) if config else {}
    except (OSError, ValueError) as error:
        raise ValueError(f"{config} cannot be read as JSON: {error}") from error
    settings: NetworkConfig = configure(NetworkConfig(), changes)
    return settings


def as_table(results: Mapping[str, Any]) -> str:
    """Return the figures as text, a model a line, with the spread over seeds behind each; the lists' come below."""
    speeds = {
        model: [run["examples_per_second"] for run in found["runs"] if run["examples_per_second"]]
        for model, found in results.items()
    }
    told = {model: f"{np.mean(each):,.0f}" if each else "-" for model, each in speeds.items()}
    return "\n".join([*_table(results, METRICS, last={"": "examples/s", **told}), "", *_table(results, OF_LISTS)])


def _table(results: Mapping[str, Any], names: Sequence[str], *, last: Mapping[str, str] | None = None) -> list[str]:
    heads = {"": [name.replace("_", " ") for name in names]}
    cells = {
        model: [_cell(found["mean"][name], found["spread"][name]) for name in names] for model, found in results.items()
    }
    return [
        f"{model:<11}" + "".join(f"{cell:>20}" for cell in row) + (f"{last[model]:>12}" if last else "")
        for model, row in (heads | cells).items()
    ]


def _cell(mean: float | None, spread: float | None) -> str:
    if mean is None:
        return "not computable"
    return f"{mean:.4f}" + (f" ± {spread:.4f}" if spread is not None else "")
