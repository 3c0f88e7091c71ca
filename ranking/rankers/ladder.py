"""Train the ladder of rankers, logistic regression to ESMM, on the same impressions and judge them on the same days."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import TrainingData, subset
from ranking.features import FeatureSpace
from ranking.rankers import foretold, judging, logistic_training, networks_training
from ranking.rankers.base import CLICK_HEAD, CONVERSION_HEAD, Examples, Heads, Ranker, Trained
from ranking.rankers.examples import collect
from ranking.rankers.logistic import Logistic
from ranking.rankers.logistic_training import LogisticConfig
from ranking.rankers.network_training import NetworkConfig, TrainingDiverged
from ranking.rankers.networks import DeepFM, Esmm, NetworkRanker
from ranking.rankers.reordered import traits_of
from ranking.rankers.served import as_served
from ranking.rankers.slices import Slices, in_time
from ranking.recall.base import Part
from ranking.thresholds import FEWEST_POSITIVES

Report = Callable[..., None]
LADDER = (Logistic.name, DeepFM.name, Esmm.name)
NETWORKS: dict[str, type[NetworkRanker]] = {network.name: network for network in (DeepFM, Esmm)}
KINDS: dict[str, type[Ranker]] = {Logistic.name: Logistic, **NETWORKS}


@dataclass(frozen=True, slots=True)
class Rankers:
    """Hold what was trained, what it was before the late slice, and {"rankers": figures, "ladder": comparison}.

    `foretold` is what each foretold of the late slice, None when nothing was trained.
    """

    parts: dict[str, Part]
    before: dict[str, Part]
    figures: dict[str, Any]
    foretold: Part | None = None


@dataclass(frozen=True, slots=True)
class RankersConfig:
    """Hold which rankers are trained, on how much, and how much evidence a head needs."""

    names: tuple[str, ...] = LADDER
    middle_share: float = 0.1  # of the impressions: choices and calibration
    late_share: float = 0.1  # figures
    fewest_positives: int = FEWEST_POSITIVES  # and as many negatives
    max_impressions: int = 1_000_000  # the newest
    logistic: LogisticConfig = field(default_factory=LogisticConfig)
    processes: int = 1  # of which each network is trained in
    network: NetworkConfig = field(default_factory=NetworkConfig)


def train_rankers(
    data: TrainingData, space: FeatureSpace, *, config: RankersConfig, seed: int, report: Report
) -> Rankers:
    """Return every ranker that had enough to learn from."""
    if not data.impressions.clicked.any():
        return _nothing(config, "No impression has been clicked yet.")
    examples = collect(data, space, most=config.max_impressions)
    slices = in_time(len(examples), middle_share=config.middle_share, late_share=config.late_share)
    missing = too_little(examples, fewest=config.fewest_positives)
    heads = tuple(head for head in (CLICK_HEAD, CONVERSION_HEAD) if head not in missing)
    if CLICK_HEAD in missing:
        return _nothing(config, missing[CLICK_HEAD])
    newest, traits = examples.take(slices.late), traits_of(space.attributes)
    codes = {"region_codes": data.catalogue.region_codes, "tier_codes": data.catalogue.tier_codes}
    trained: dict[str, Trained] = {}
    served: dict[str, Heads] = {}
    figures: dict[str, Any] = {}
    for place, name in enumerate(config.names):
        report("ranker", 100 * place // len(config.names), f"{name}: learning from {len(examples):,} impressions")
        began = time.monotonic()
        try:
            trained[name] = _train(name, examples, space, slices=slices, heads=heads, config=config, seed=seed)
        except TrainingDiverged as error:
            figures[name] = {"missing": str(error)}
            continue
        seconds = {"seconds": round(time.monotonic() - began, 1), "trained_rows": len(examples)}
        served[name] = as_served(KINDS[name].load(trained[name].before, space), newest, space=space, **codes)
        judged = judging.judge(newest, trained[name].late, served=served[name], traits=traits, **codes)
        reasons = {head: {"missing": reason} for head, reason in missing.items()}
        figures[name] = judged | reasons | seconds
    late = {name: each.late for name, each in trained.items()}
    shown = subset(data.impressions, np.arange(len(data.impressions) - len(newest), len(data.impressions)))
    return Rankers(
        parts={name: each.part for name, each in trained.items()},
        before={name: each.before for name, each in trained.items()},
        figures={"rankers": figures, "ladder": judging.compare(newest, late, seed=seed)},
        foretold=foretold.keep(shown, late=late, served=served),
    )


def too_little(examples: Examples, *, fewest: int) -> dict[str, str]:
    """Return why a head cannot be learned, by head."""
    labels: Mapping[str, NDArray[np.bool_]] = {
        CLICK_HEAD: examples.clicked,
        CONVERSION_HEAD: examples.bought[examples.clicked],
    }
    return {
        head: f"{int(of.sum())} of {len(of)} rows are positive; at least {fewest} of either kind are needed."
        for head, of in labels.items()
        if min(of.sum(), len(of) - of.sum()) < fewest
    }


def _train(
    name: str,
    examples: Examples,
    space: FeatureSpace,
    *,
    slices: Slices,
    heads: tuple[str, ...],
    config: RankersConfig,
    seed: int,
) -> Trained:
    if name == Logistic.name:
        return logistic_training.train(examples, space, slices=slices, heads=heads, config=config.logistic)
    return networks_training.train(
        NETWORKS[name],
        examples,
        space,
        slices=slices,
        heads=heads,
        config=config.network,
        seed=seed,
        processes=config.processes,
    )


def _nothing(config: RankersConfig, reason: str) -> Rankers:
    missing = {"missing": reason}
    return Rankers({}, {}, {"rankers": dict.fromkeys(config.names, missing), "ladder": missing})
