"""Train every channel and ranker: python -m ranking.training DATA_DIR OUT_DIR [--config config.json]

Progress goes to standard output, one JSON object a line; the last line of a failed run is {"error": ..., "kind": ...}.
The result appears at OUT_DIR whole or not at all. With --keep FOLDER finished steps are kept there, and a second call
begins with the first step that is missing. With --champion FOLDER the model that serves is judged beside the new one.
With --foretold FILE.npz what the rankers foretold of the newest shown products is written there.
"""

import argparse
import errno
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import numpy as np
import torch

from ranking import artifacts, features, position_bias, returns_training
from ranking.artifacts import ArtifactError, Model
from ranking.champion_check import against_champion
from ranking.checkpoints import Checkpoints, Diverged, digest_of
from ranking.dataset import DAY, DatasetError, TrainingData, subset
from ranking.evaluation import CASES, Pairs, choose_quotas, collect_cases, figures_of, later_purchases
from ranking.features import FeatureConfig, FeatureSpace
from ranking.rankers.ladder import Rankers, RankersConfig, train_rankers
from ranking.recall import RECALLS, again, complement_training, graph_training, hot, vector_training
from ranking.recall.again import AgainConfig
from ranking.recall.base import Names, Part, Recall, align
from ranking.recall.complement_training import ComplementConfig
from ranking.recall.graph_training import GraphConfig
from ranking.recall.hot import HotConfig
from ranking.recall.vector_training import VectorConfig
from ranking.returns_training import ReturnsConfig
from ranking.scoring import feature_space

Report = Callable[..., None]
FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
NOTHING_KEPT = Checkpoints()
BEFORE, FORETOLD = "before.", "foretold"
KEPT = "kept from before the interruption"


class Stopped(BaseException):
    """Say that the process was asked to end."""


class ConfigError(ValueError):
    """Say which setting is unknown or has the wrong type."""


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Hold every setting of a run; a config file names only what it changes."""

    seed: int = 0
    threads: int = 0  # 0 = all cores
    evaluate: bool = True
    evaluate_share: float = 0.1  # of the time window, held out to judge the channels
    evaluate_customers: int = 400
    evaluate_ks: tuple[int, ...] = (50, 20, 100)  # quotas are chosen for the first
    evaluate_seconds: float = 60.0  # for the towers of the judged model
    hot: HotConfig = field(default_factory=HotConfig)
    again: AgainConfig = field(default_factory=AgainConfig)
    graph: GraphConfig = field(default_factory=GraphConfig)
    complement: ComplementConfig = field(default_factory=ComplementConfig)
    vector: VectorConfig = field(default_factory=VectorConfig)
    features: FeatureConfig = field(default_factory=FeatureConfig)
    rankers: RankersConfig = field(default_factory=RankersConfig)
    returns: ReturnsConfig = field(default_factory=ReturnsConfig)


def configure(config: Any, changes: Mapping[str, Any]) -> Any:
    """Return the config with changes applied, sections within sections; raises ConfigError."""
    known = {entry.name: getattr(config, entry.name) for entry in fields(config)}
    applied = {}
    for name, value in changes.items():
        if name not in known:
            raise ConfigError(f"There is no setting {name!r}; there are {', '.join(sorted(known))}.")
        applied[name] = _setting(name, known[name], value)
    return replace(config, **applied)


def _setting(name: str, current: Any, value: Any) -> Any:
    if is_dataclass(current):
        if not isinstance(value, dict):
            raise ConfigError(f"{name} must be an object with settings.")
        return configure(current, value)
    if isinstance(current, tuple) and isinstance(value, list):
        return tuple(value)
    if isinstance(current, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(current):
        raise ConfigError(f"{name} must be of type {type(current).__name__}.")
    return value


def train(
    data: TrainingData,
    *,
    config: TrainingConfig,
    report: Report,
    kept: Checkpoints = NOTHING_KEPT,
    champion: Model | None = None,
    foretold: Path | None = None,
) -> Model:
    """Return a trained model; deterministic for a seed and a number of threads.

    `champion` is the model that serves: both are judged on what neither has seen. What the rankers foretold of the
    newest shown products is written to the file `foretold`. Raises Diverged.
    """
    torch.set_num_threads(config.threads or os.cpu_count() or 1)
    parts = train_channels(data, config=config, report=report, kept=kept)
    alignment = align(Names.of(data.catalogue), data.catalogue)
    loaded = {name: RECALLS[name].load(part, alignment) for name, part in parts.items()}
    report("ranker", 0, KEPT if kept.has("rankers") else f"learning from {len(data.impressions)} impressions")
    feature_part = features.fit(data, config=config.features)
    space = feature_space(feature_part, alignment, loaded)
    trained = _rankers(data, space, config=config, kept=kept, report=report)
    if foretold is not None and trained.foretold is not None:
        np.savez(foretold, **trained.foretold.arrays)
    told = "done" if trained.parts else "too little to learn from"
    report("ranker", 100, told, metrics=trained.figures)
    returns, return_metrics = returns_training.fit(data, space, config=config.returns, logistic=config.rankers.logistic)
    apart = {"returns": return_metrics, "position": position_bias.report(data.swaps)}
    report("ranker", 100, "learned what comes back" if returns else "what comes back is not known", metrics=apart)
    metrics = {**trained.figures, **apart, "data": _sizes(data), "vector": dict(parts["vector"].facts)}
    if champion is not None:
        figures = trained.figures["rankers"]
        metrics["against_champion"] = against_champion(data, space, trained.before, champion, figures=figures)
    if config.evaluate:
        metrics["recall"] = judge_channels(data, config=config, report=report)
    return Model(
        names=Names.of(data.catalogue),
        channels=parts,
        rankers=trained.parts,
        features=feature_part,
        metrics=metrics,
        trained_at=data.now,
        returns=returns,
    )


def train_channels(
    data: TrainingData, *, config: TrainingConfig, report: Report, kept: Checkpoints = NOTHING_KEPT
) -> dict[str, Part]:
    """Return the part of every recall channel; what is kept from an interrupted run is not trained again."""
    parts: dict[str, Part] = {}

    def step(name: str, words: str, make: Callable[[], Part], *, stage: str = "") -> None:
        report(stage or name, 0, KEPT if kept.has(name) else words)
        parts[name] = kept.part(name, make)

    step("hot", f"counting {len(data.interactions)} events", lambda: hot.fit(data, config=config.hot))
    step("again", "counting what is bought again", lambda: again.fit(data, config=config.again), stage="hot")
    step(
        "graph",
        "joining products by sessions, shoppers and attributes",
        lambda: graph_training.fit(data, config=config.graph, seed=config.seed),
    )
    step(
        "complement",
        "counting what is bought together",
        lambda: complement_training.fit(data, config=config.complement),
    )
    step(
        "vector",
        "training the towers",
        lambda: vector_training.fit(
            data,
            config=config.vector,
            seed=config.seed,
            initial=np.asarray(parts["graph"].arrays["targets"]),
            report=lambda percent, message, metrics: report("vector", percent, message, metrics=metrics),
        ),
    )
    return parts


def load_channels(data: TrainingData, parts: Mapping[str, Part]) -> dict[str, Recall]:
    """Return trained channels for the catalogue they were trained on."""
    alignment = align(Names.of(data.catalogue), data.catalogue)
    return {name: RECALLS[name].load(part, alignment) for name, part in parts.items()}


def _rankers(
    data: TrainingData, space: FeatureSpace, *, config: TrainingConfig, kept: Checkpoints, report: Report
) -> Rankers:
    """Return the rankers, trained only when they are not kept from an interrupted run."""

    def make() -> tuple[dict[str, Part], dict[str, Any]]:
        made = train_rankers(data, space, config=config.rankers, seed=config.seed, report=report)
        apart = {FORETOLD: made.foretold} if made.foretold is not None else {}
        return made.parts | {f"{BEFORE}{name}": part for name, part in made.before.items()} | apart, made.figures

    found, figures = kept.parts("rankers", make)
    foretold = found.pop(FORETOLD, None)
    before = {name.removeprefix(BEFORE): part for name, part in found.items() if name.startswith(BEFORE)}
    parts = {name: part for name, part in found.items() if not name.startswith(BEFORE)}
    return Rankers(parts, before, figures, foretold)


def judge_channels(data: TrainingData, *, config: TrainingConfig, report: Report) -> dict[str, Any]:
    """Return recall figures of a second, shorter run that has not seen the last part of the time window."""
    report("evaluate", 0, "training without the newest events to judge the channels")
    if not len(data.interactions):
        return {"missing": "There are no events."}
    earlier, pairs = held_back(data, config=config)
    if not len(pairs.customer):
        return {"missing": "No known customer bought anything in the held-out days."}
    quick = replace(config, vector=replace(config.vector, max_seconds=config.evaluate_seconds, epochs=2))
    figures = judge_on(earlier, pairs, config=quick)
    report("evaluate", 100, "done", metrics={"recall": figures})
    return figures | {"held_out_days": (data.now - earlier.now) / DAY}


def held_back(data: TrainingData, *, config: TrainingConfig) -> tuple[TrainingData, Pairs]:
    """Return the data before the last part of the time window, and what known customers bought in that part."""
    at = data.interactions.at
    cut = float(at[-1] - (at[-1] - at[0]) * config.evaluate_share)
    earlier = replace(
        data,
        interactions=subset(data.interactions, at < cut),
        impressions=subset(data.impressions, data.impressions.at < cut),
        now=cut,
    )
    most = config.evaluate_customers
    return earlier, later_purchases(data.interactions, cut=cut, earlier=earlier.interactions, most=most)


def judge_on(
    earlier: TrainingData, pairs: Pairs, *, config: TrainingConfig, wanted: Sequence[str] = CASES
) -> dict[str, Any]:
    """Return figures of a training on what came earlier, and for each case the shares that found most."""
    parts = train_channels(earlier, config=config, report=lambda *line, **more: None)
    channels, groups = load_channels(earlier, parts), earlier.catalogue.item_groups
    depth = 2 * max(config.evaluate_ks)
    cases = collect_cases(earlier, pairs, channels=channels, depth=depth, wanted=wanted)
    quotas = {
        case: choose_quotas(cases[case], channels=list(channels), item_groups=groups, k=config.evaluate_ks[0])
        for case in wanted
    }
    shown = quotas[wanted[0]]
    figures = figures_of(cases, pairs, earlier, ks=config.evaluate_ks, quotas=shown, item_groups=groups)
    return figures | {"suggested_quotas": quotas}


def _sizes(data: TrainingData) -> dict[str, int]:
    return {
        "products": len(data.catalogue),
        "interactions": len(data.interactions),
        "impressions": len(data.impressions),
        "clicks": int(data.impressions.clicked.sum()),
    }


def main(arguments: list[str]) -> int:
    """Run from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="ranking.training", description="Train recall channels and rankers.")
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--champion", type=Path)
    parser.add_argument("--foretold", type=Path)
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    try:
        _run(options)
    except (DatasetError, ArtifactError, ConfigError, OSError, MemoryError, ValueError, RuntimeError) as error:
        kind = kind_of(error)
        if isinstance(error, RuntimeError) and kind == "other":
            raise
        print(json.dumps({"error": f"{type(error).__name__}: {error}", "kind": kind}), flush=True)
        return 1
    except (KeyboardInterrupt, Stopped):
        print(json.dumps({"error": "Training was stopped before it had finished.", "kind": "stopped"}), flush=True)
        return 143
    return 0


def kind_of(error: Exception) -> str:
    """Return memory, disk, diverged, settings or other: what a person can do about it differs."""
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "memory" in str(error).lower()):
        return "memory"
    if isinstance(error, OSError) and error.errno in FULL_DISK:
        return "disk"
    if isinstance(error, Diverged):
        return "diverged"
    return "settings" if isinstance(error, ConfigError) else "other"


def _run(options: argparse.Namespace) -> None:
    started = time.monotonic()
    changes = json.loads(options.config.read_text(encoding="utf-8")) if options.config else {}
    config = configure(TrainingConfig(), changes)
    if options.out.exists():
        raise ArtifactError(f"{options.out} exists already. Choose a new folder for each training run.")
    _print_progress("load", 0, f"reading {options.data}")
    data = TrainingData.load(options.data)
    _print_progress("load", 100, "read", metrics=_sizes(data))
    kept = Checkpoints(options.keep, names=Names.of(data.catalogue), made_with=digest_of(config))
    champion = _readable(options.champion)
    model = train(data, config=config, report=_print_progress, kept=kept, champion=champion, foretold=options.foretold)
    _print_progress("write", 0, f"writing {options.out}")
    version = artifacts.write(model, options.out)
    seconds = round(time.monotonic() - started, 2)
    _print_progress("write", 100, "done", metrics={**model.metrics, "version": version, "seconds": seconds})


def _readable(champion_folder: Path | None) -> Model | None:
    """Return the model that serves; a damaged one is no reason not to train its successor."""
    try:
        return artifacts.read(champion_folder) if champion_folder else None
    except ArtifactError:
        return None


def _print_progress(stage: str, percent: int, message: str, *, metrics: Mapping[str, Any] | None = None) -> None:
    line = {"stage": stage, "percent": percent, "message": message, "metrics": metrics or {}}
    print(json.dumps(line), flush=True)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
