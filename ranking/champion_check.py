"""Judge a new ranker and the one that serves on the same shown products, which neither has seen.

Both are scored as they serve, as if every product stood at the first position, and compared list by list: how often
does each put the clicked product above one that was not, and how surprised is it by what was clicked and bought? The
difference is drawn again and again from the lists (bootstrap), so that luck is not taken for progress.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.artifacts import Model
from ranking.dataset import Impressions, TrainingData, subset
from ranking.features import FeatureSpace
from ranking.metrics import average_ranks, losses
from ranking.rankers import RANKERS, examples
from ranking.rankers.base import BOTH_HEAD, CLICK_HEAD, Heads, Ranker
from ranking.rankers.served import as_served
from ranking.recall import RECALLS
from ranking.recall.base import Floats, Names, Part, align
from ranking.scoring import feature_space
from ranking.thresholds import FEWEST_POSITIVES

DRAWS = 400
FEWEST_LISTS = 30  # with a click and without one beside it; below, nothing can be told from luck


def against_champion(
    data: TrainingData,
    space: FeatureSpace,
    judged: Mapping[str, Part],
    champion: Model,
    *,
    figures: Mapping[str, Any],
) -> dict[str, Any]:
    """Return for each ranker that both have how they compare, or why that cannot be told.

    `judged` holds the new rankers as they were before the last slice of time, `figures` how long that slice was.
    """
    shared = [name for name in judged if name in champion.rankers]
    if not shared:
        return {"missing": "The two models have no ranker in common."}
    return {name: _compared(data, space, judged[name], champion, name=name, figures=figures) for name in shared}


def _compared(
    data: TrainingData, space: FeatureSpace, part: Part, champion: Model, *, name: str, figures: Mapping[str, Any]
) -> dict[str, Any]:
    kept_back = int(figures.get(name, {}).get(CLICK_HEAD, {}).get("rows") or 0)
    unseen = _unseen(data, kept_back=kept_back, since=champion.trained_at)
    clicked, lists = unseen.impressions.clicked, unseen.impressions.list_id
    if _mixed_lists(clicked, lists) < FEWEST_LISTS:
        return {
            "missing": f"Only {_mixed_lists(clicked, lists)} lists with a click were shown since the champion was "
            f"trained; {FEWEST_LISTS} are needed."
        }
    try:
        old_space = _space_of(champion, unseen)
        theirs = _as_served(RANKERS[name].load(champion.rankers[name], old_space), old_space, unseen)
        ours = _as_served(RANKERS[name].load(part, space), space, unseen)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        return {"missing": f"The champion was made by another release and cannot be scored here ({error!r})."}
    found = compare_lists(clicked, lists, ours=ours[CLICK_HEAD], theirs=theirs[CLICK_HEAD])
    return found | {"losses": dict(_losses(unseen.impressions, ours=ours, theirs=theirs))}


def _losses(shown: Impressions, *, ours: Heads, theirs: Heads) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield how surprised both are by clicks and by purchases, where both foretell them and enough happened."""
    bought = shown.bought & shown.clicked
    for head, happened in ((CLICK_HEAD, shown.clicked), (BOTH_HEAD, bought)):
        if head in ours and head in theirs and happened.sum() >= FEWEST_POSITIVES:
            yield head, compare_losses(happened, shown, ours=ours[head], theirs=theirs[head])


def compare_losses(
    happened: NDArray[np.bool_], shown: Impressions, *, ours: Floats, theirs: Floats, draws: int = DRAWS
) -> dict[str, Any]:
    """Return the log loss of both, and the 95 % interval of how much less the new one has, lists being drawn.

    Both foretell for the first position, so that at each position each one's chances are scaled to what happened there:
    compared is what they thought likelier. How much they promise in all is another check.
    """
    ours, theirs = (_to_share(chances, happened, shown.position) for chances in (ours, theirs))
    our_loss, their_loss = (losses(happened, chances) for chances in (ours, theirs))
    _, places = np.unique(shown.list_id, return_inverse=True)
    gains, sizes = np.bincount(places, weights=their_loss - our_loss), np.bincount(places)
    rng = np.random.default_rng(0)
    picks = (rng.integers(0, len(sizes), size=len(sizes)) for _ in range(draws))
    low, high = np.percentile([gains[pick].sum() / sizes[pick].sum() for pick in picks], [2.5, 97.5])
    return {
        "rows": len(happened),
        "positives": int(happened.sum()),
        "champion": float(their_loss.mean()),
        "challenger": float(our_loss.mean()),
        "low": float(low),
        "high": float(high),
    }


def _to_share(chances: Floats, happened: NDArray[np.bool_], position: NDArray[np.int16]) -> Floats:
    """Return chances that add up to what happened at each position, with half an event more on either side."""
    wanted = np.bincount(position, weights=happened) + 0.5
    said = np.bincount(position, weights=chances) + 0.5
    return np.asarray(chances * (wanted / said)[position], dtype=np.float32)


def compare_lists(
    clicked: NDArray[np.bool_], lists: NDArray[np.int64], *, ours: Floats, theirs: Floats, draws: int = DRAWS
) -> dict[str, Any]:
    """Return the order within lists of both, and the 95 % interval of their difference."""
    sizes, our_order, their_order = _orders(clicked, lists, ours, theirs)
    rng = np.random.default_rng(0)
    picks = (rng.integers(0, len(sizes), size=len(sizes)) for _ in range(draws))
    drawn = [np.average((our_order - their_order)[pick], weights=sizes[pick]) for pick in picks]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return {
        "rows": len(clicked),
        "clicks": int(clicked.sum()),
        "lists": len(sizes),
        "champion": float(np.average(their_order, weights=sizes)),
        "challenger": float(np.average(our_order, weights=sizes)),
        "low": float(low),
        "high": float(high),
    }


def _unseen(data: TrainingData, *, kept_back: int, since: float) -> TrainingData:
    newest = np.arange(len(data.impressions)) >= len(data.impressions) - kept_back
    return replace(data, impressions=subset(data.impressions, newest & (data.impressions.at > since)))


def _space_of(model: Model, data: TrainingData) -> FeatureSpace:
    alignment = align(model.names, data.catalogue)
    channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items() if name in RECALLS}
    return feature_space(model.features, alignment, channels)


def _as_served(ranker: Ranker, space: FeatureSpace, data: TrainingData) -> Heads:
    """Return the chances of every shown product, scored request by request."""
    shown, names = examples.collect(data, space, most=len(data.impressions)), Names.of(data.catalogue)
    return as_served(ranker, shown, space=space, region_codes=names.region_codes, tier_codes=names.tier_codes)


def _orders(
    clicked: NDArray[np.bool_], lists: NDArray[np.int64], *scores: Floats
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return size and order of each list in which something was clicked and something was not."""
    order = np.argsort(lists, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(lists[order]) != 0])
    found = [
        (len(rows), *(_order(clicked[rows], each[rows]) for each in scores))
        for rows in np.split(order, starts[1:])
        if 0 < clicked[rows].sum() < len(rows)
    ]
    sizes, ours, theirs = np.array(found, dtype=np.float64).T
    return sizes, ours, theirs


def _order(clicked: NDArray[np.bool_], scores: Floats) -> float:
    ranks, positives = average_ranks(scores), int(clicked.sum())
    wins = ranks[clicked].sum() - positives * (positives + 1) / 2
    return float(wins / (positives * (len(clicked) - positives)))


def _mixed_lists(clicked: NDArray[np.bool_], lists: NDArray[np.int64]) -> int:
    with_click, without = np.unique(lists[clicked]), np.unique(lists[~clicked])
    return len(np.intersect1d(with_click, without))
