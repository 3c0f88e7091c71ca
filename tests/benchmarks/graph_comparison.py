"""Choose settings of each method on a slice of the training part, then measure it on the test part."""

import itertools
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ranking.dataset import TrainingData
from ranking.evaluation import Pairs, collect_cases, figures_of, ranks_of
from ranking.formats.split import Split
from ranking.recall.base import Names, Recall, align
from ranking.recall.graph import Graph
from ranking.recall.graph_training import GraphConfig, fit
from ranking.recall_measurement import some_of
from ranking.training import TrainingConfig, held_back
from tests.benchmarks.deep_walk import deep_walk
from tests.benchmarks.graph_embeddings import Method, Vectors, fast_rp, ppmi_svd, product_graph
from tests.benchmarks.graph_readings import READINGS, Reading, readers
from tests.benchmarks.light_gcn import light_gcn

FOUND_AMONG = 50
EMBEDDINGS: Mapping[str, Method] = {
    "ppmi-svd": ppmi_svd,
    "fastrp": fast_rp,
    "deepwalk": deep_walk,
    "lightgcn": light_gcn,
}
SIDES, MOMENTS = (0.0, 0.3), (0, 3)
WHOLE = ("lightgcn",)  # knows no contexts but whole shoppers
TRIED: Mapping[str, Sequence[dict[str, Any]]] = {
    "ppmi-svd": [
        {"dimension": size, "context_power": power, "units": [False, True]} for size, power in ((64, 0.75), (128, 1.0))
    ],
    "fastrp": [{"dimension": 256, "degree_power": power, "steps": [1.0, 1.0, 0.5]} for power in (0.0, -0.5)]
    + [{"dimension": 256, "degree_power": -0.5, "steps": [1.0]}],
    "deepwalk": [
        {"dimension": 64, "walks": 2, "length": 20, "window": 3, "negatives": 5, "learning_rate": 0.01}
        | {"epochs": 5, "every": 5}
    ],
    "lightgcn": [
        {"dimension": 64, "layers": 2, "batches": 20, "learning_rate": 0.01, "decay": 1e-4, "epochs": 40, "every": 20}
    ],
}


@dataclass(frozen=True)
class Choice:
    """Hold the settings of a method, what joins products, how it is read, and what that found."""

    settings: dict[str, Any]
    side: float
    moments: int
    reading: Reading
    found: int

    def __str__(self) -> str:
        return json.dumps({**self.settings, "side": self.side, "moments": self.moments, **vars(self.reading)})


def choose(name: str, data: TrainingData, pairs: Pairs, *, changes: Mapping[str, Any], seed: int) -> Choice:
    """This will try a method on what came before the held-back pairs, and return what found most of those."""
    choices = []
    for settings, side, moments in itertools.product(TRIED[name], SIDES, (0,) if name in WHOLE else MOMENTS):
        graph = product_graph(data, side=side, moments=moments)
        for used, vectors in EMBEDDINGS[name](graph, settings={**settings, **changes}, seed=seed):
            tried = [Choice(used, side, moments, *found) for found in _readings_found(vectors, data, pairs)]
            choices.append(max(tried, key=lambda choice: choice.found))
            _tell(f"{name}: {choices[-1].found} found by {choices[-1]}")
    return max(choices, key=lambda choice: choice.found)


def _readings_found(vectors: Vectors, data: TrainingData, pairs: Pairs) -> Iterable[tuple[Reading, int]]:
    made = readers(vectors, READINGS, data)
    channels: dict[str, Recall] = {str(reading): channel for reading, channel in made.items()}
    cases = collect_cases(data, pairs, channels=channels, depth=2 * FOUND_AMONG, wanted=("new",))["new"]
    for reading in made:
        ranks = (ranks_of(case.truth, case.listed[str(reading)], asked=2 * FOUND_AMONG) for case in cases)
        yield reading, sum(int((found <= FOUND_AMONG).sum()) for found in ranks)


def fitted(name: str, data: TrainingData, *, choice: Choice | None, seed: int) -> Recall:
    """This will fit a shipped method, or one of the others as chosen, on all that may be learned from."""
    if choice is None:
        part = fit(data, config=GraphConfig(method=name), seed=seed)
        return Graph.load(part, align(Names.of(data.catalogue), data.catalogue))
    graph = product_graph(data, side=choice.side, moments=choice.moments)
    *_, (_, vectors) = EMBEDDINGS[name](graph, settings=choice.settings, seed=seed)
    return readers(vectors, [choice.reading], data)[choice.reading]


def measure(split: Split, channel: Recall) -> dict[str, dict[str, float | None]]:
    """This will measure a channel on the test part: figures by case."""
    asked = {"graph": channel}
    cases = collect_cases(split.train, split.test, channels=asked, depth=2 * max(split.ks), wanted=split.cases)
    groups = split.train.catalogue.item_groups
    found = figures_of(cases, split.test, split.train, ks=split.ks, quotas={"graph": 1.0}, item_groups=groups)
    return found["channels"]["graph"]


def columns(split: Split) -> list[tuple[str, str, str]]:
    """This will name case, figure and heading of each column."""
    shown = [(case, f"recall@{k}", f"{case} R@{k}") for case in split.cases for k in split.ks]
    if len(split.cases) > 1:
        return [*shown, ("new", "customer_recall@50", "mean over customers: new R@50")]
    return [*((case, name, f"HR@{name.split('@')[1]}") for case, name, _ in shown), ("new", "ndcg@10", "NDCG@10")]


def table(split: Split, figures: Mapping[str, Mapping[str, Any]], seconds: Mapping[str, float]) -> str:
    """This will lay the figures out as Markdown, a row a method."""
    shown = columns(split)
    lines = [
        "| method |" + "".join(f" {title} |" for *_, title in shown) + " fit, s |",
        "|---" * (len(shown) + 2) + "|",
    ]
    for name, cases in figures.items():
        cells = "".join(f" {cases[case][figure]:.4f} |".replace(" 0.", " .") for case, figure, _ in shown)
        lines.append(f"| {name} |{cells} {seconds[name]:.0f} |")
    return "\n".join(lines)


def slice_of(split: Split, *, most: int) -> tuple[TrainingData, Pairs]:
    """This will hold back a slice of the training part, of at most so many customers."""
    earlier, pairs = split.held_back or held_back(split.train, config=TrainingConfig(evaluate_customers=most))
    return earlier, some_of(pairs, most=most)


def compare(split: Split, methods: Sequence[str], *, customers: int, changes: Mapping[str, Any], seed: int) -> str:
    """This will choose, fit and measure each method, and return the table and the choices as text."""
    earlier, pairs = slice_of(split, most=customers)
    figures, seconds, choices = {}, {}, {}
    for name in methods:
        if name in EMBEDDINGS:
            choices[name] = choose(name, earlier, pairs, changes=changes.get(name, {}), seed=seed)
        began = time.perf_counter()
        channel = fitted(name, split.train, choice=choices.get(name), seed=seed)
        seconds[name] = time.perf_counter() - began
        figures[name] = measure(split, channel)
        _tell(table(split, {name: figures[name]}, seconds))
    chosen = [f"{name}: {choice}" for name, choice in choices.items()]
    return "\n".join([f"Protocol {split.protocol}", table(split, figures, seconds), *chosen])


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
