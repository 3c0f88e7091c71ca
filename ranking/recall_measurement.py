"""Train the recall channels on a data set's past and measure them on its future, for `manage.py evaluate recall`."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from ranking.evaluation import Pairs, collect_cases, figures_of
from ranking.formats.split import Split
from ranking.training import (
    ConfigError,
    TrainingConfig,
    configure,
    held_back,
    judge_on,
    load_channels,
    train_channels,
)

Figures = dict[str, Any]


def read_settings(path: Path | None) -> TrainingConfig:
    """This will read training settings from a JSON file. Raises ConfigError naming what is wrong."""
    try:
        changes = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read as JSON: {error}") from error
    return configure(TrainingConfig(), changes)


def measure(split: Split, config: TrainingConfig) -> Figures:
    """This will measure each channel on the test part, and for each case a hybrid whose shares the test never saw."""
    mixes = _chosen_mixes(split, config)
    channels = load_channels(split.train, train_channels(split.train, config=config, report=_quiet))
    depth = 2 * max(split.ks)
    cases = collect_cases(split.train, split.test, channels=channels, depth=depth, wanted=split.cases)
    figures: Figures = {}
    for name, mix in (mixes or {"equal": dict.fromkeys(channels, 1.0)}).items():
        groups = split.train.catalogue.item_groups
        measured = figures_of(cases, split.test, split.train, ks=split.ks, quotas=mix, item_groups=groups)
        hybrid = measured["channels"].pop("hybrid")
        figures = figures or measured
        figures["channels"][f"hybrid for {name}"] = hybrid | {"mix": mix}
    return figures | {"protocol": split.protocol}


def _chosen_mixes(split: Split, config: TrainingConfig) -> Figures:
    earlier, pairs = split.held_back or held_back(split.train, config=config)
    few = some_of(pairs, most=config.evaluate_customers)
    return judge_on(earlier, few, config=config, wanted=split.cases)["suggested_quotas"] if len(few.customer) else {}


def some_of(pairs: Pairs, *, most: int) -> Pairs:
    """This will keep the pairs of at most so many customers, evenly chosen."""
    customers = sorted(set(pairs.customer.tolist()))
    chosen = set(customers[:: max(-(-len(customers) // most), 1)])
    kept = [customer in chosen for customer in pairs.customer.tolist()]
    return replace(pairs, customer=pairs.customer[kept], product=pairs.product[kept])


def as_table(figures: Figures, split: Split) -> str:
    """This will lay the figures out for reading: a table a measure, then the mixes and how many pairs were sought."""
    measures = [("recall", "share of pairs")]
    if len(split.cases) > 1:
        measures.append(("customer_recall", "mean over customers"))
    tables = [_table(figures, split, measure=measure, title=title) for measure, title in measures]
    mixes = [f"{name}: {rates['mix']}" for name, rates in figures["channels"].items() if "mix" in rates]
    return "\n".join(
        [*tables, *_groups(figures, split), *mixes, f"pairs: {figures['pairs']}", f"Protocol {split.protocol}"]
    )


def _table(figures: Figures, split: Split, *, measure: str, title: str) -> str:
    short = "R" if len(split.cases) > 1 else "HR"  # one pair a shopper: recall is the hit rate
    columns = [(case, f"{measure}@{k}", f"{short}@{k}") for case in split.cases for k in split.ks]
    columns += [(case, "ndcg@10", "NDCG@10") for case in split.cases if measure == "recall"]
    heads = [f"{case} {head}" if len(split.cases) > 1 else head for case, _, head in columns]
    lines = [f"{title:<20} " + " ".join(f"{head:>11}" for head in heads)]
    for name, rates in figures["channels"].items():
        values = (rates[case][key] for case, key, _ in columns)
        lines.append(f"{name:<20} " + " ".join(f"{'-' if value is None else f'{value:.4f}':>11}" for value in values))
    return "\n".join(lines)


def _groups(figures: Figures, split: Split) -> list[str]:
    """This will tell of the first hybrid, by groups of customers; of one group there is nothing to compare."""
    found = figures["groups"]
    if len(found) < 2:
        return []
    heads = [f"R@{k}" for k in split.ks]
    lines = [f"{'by group':<20} " + " ".join(f"{head:>11}" for head in [*heads, "customers", "pairs"])]
    for name, rates in found.items():
        shares = [f"{rates[f'recall@{k}'] or 0:>11.4f}" for k in split.ks]
        lines.append(f"{name:<20} " + " ".join([*shares, f"{rates['customers']:>11,}", f"{rates['pairs']:>11,}"]))
    return lines


def _quiet(*line: object, **more: object) -> None:
    pass
