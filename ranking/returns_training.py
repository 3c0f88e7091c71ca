"""Learn which bought pieces come back, from orders that are old enough to tell.

One row is one piece: of three pieces of which one came back, one row is positive. A piece counts once it was bought
more than R days ago, R being the delay within which 95 % of this shop's returns came, never under 14 nor over 90 days;
younger ones are not known to be kept yet. With enough returns the head is fitted as the logistic ranker is, and
calibrated on a later slice. With fewer it is a rate: the shop's, moved by category, brand and product, each as far as
its own pieces outweigh 20 that behave as usual.

A shopper looks at a product before buying it, and has not yet when a list is made. So what the shopper did with the
product itself in the week before the order is left out of the pair's features.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, OrderLines, TrainingData, subset
from ranking.features import FeatureSpace, Moments
from ranking.metrics import binary_metrics, log_loss
from ranking.rankers.base import Examples
from ranking.rankers.examples import moments_before
from ranking.rankers.logistic import item_half, sigmoid
from ranking.rankers.logistic_training import LogisticConfig, fit_head
from ranking.rankers.slices import Slices, in_time
from ranking.recall.base import Floats, Part
from ranking.returns import RETURN_CROSS, return_cross

Array = NDArray[np.float64]
Pieces = NDArray[np.int64]  # for each piece, the row of its order line


@dataclass(frozen=True, slots=True)
class ReturnsConfig:
    """Hold when an order is old enough, and how much evidence is needed."""

    mature_share: float = 0.95  # of the shop's returns have come by then
    shortest_days: float = 14.0
    longest_days: float = 90.0
    fewest_pieces: int = 100
    fewest_returned: int = 10
    fewest_for_regression: int = 200  # returned, and kept
    prior_pieces: float = 20.0
    own_days: float = 7.0
    most_pieces: int = 200_000
    most_of_a_line: int = 10
    middle_share: float = 0.1  # of the pieces: L2 and calibration
    late_share: float = 0.1  # figures


def fit(
    data: TrainingData, space: FeatureSpace, *, config: ReturnsConfig, logistic: LogisticConfig
) -> tuple[Part | None, dict[str, Any]]:
    """Return the head with its figures, or None and {"missing": why}."""
    days = mature_days(data.order_lines, now=data.now, config=config)
    lines = subset(data.order_lines, data.order_lines.at <= data.now - days * DAY)
    owners, returned = pieces_of(lines, config=config)
    told = {"mature_days": days, "fresh_lines": len(data.order_lines) - len(lines)}
    if reason := _why_not(returned, days=days, fresh=told["fresh_lines"], config=config):
        return None, {"missing": reason} | told
    rate = float(returned.mean())
    told |= {"rate": rate, "pieces": len(returned), "returned": int(returned.sum())}
    examples = collect(data, lines, owners, returned, space, rate=rate, config=config)
    slices = in_time(len(examples), middle_share=config.middle_share, late_share=config.late_share)
    if min(told["returned"], len(returned) - told["returned"]) < config.fewest_for_regression:
        weights, foretold = fit_rates(examples, space, slices=slices, config=config)
        told["method"] = "rates"
    else:
        head = fit_head(
            examples,
            returned,
            space,
            rows=np.arange(len(examples)),
            slices=slices,
            config=logistic,
            with_position=False,
        )
        weights, foretold = head.weights, head.late
        told["method"] = "logistic"
    facts = {"cross": list(RETURN_CROSS), "rate": rate, "method": told["method"]}
    late = examples.take(slices.late)
    figures = binary_metrics(late.bought, foretold, groups=late.list_id) | {"trained_rows": len(examples)}
    return Part(arrays=weights, facts=facts), figures | told | {"usual_log_loss": _usual(returned, slices=slices)}


def mature_days(lines: OrderLines, *, now: float, config: ReturnsConfig) -> float:
    """Return after how many days an order is known to be kept: whole days, from the shop's own delays of returns.

    Delays of orders that are still young are all short, so older orders are asked alone where enough of them tell.
    """
    delays = (lines.returned_at - lines.at) / DAY
    known = np.isfinite(delays)
    old = known & (lines.at <= now - config.longest_days * DAY)
    asked = delays[old if old.sum() >= config.fewest_returned else known]
    usual = float(np.quantile(asked, config.mature_share)) if len(asked) else 0.0
    return float(np.clip(np.ceil(usual), config.shortest_days, config.longest_days))


def pieces_of(lines: OrderLines, *, config: ReturnsConfig) -> tuple[Pieces, NDArray[np.bool_]]:
    """Return the line of each piece, the newest pieces at most, and whether the piece came back."""
    counts = np.minimum(lines.pieces, config.most_of_a_line).astype(np.int64)
    # Of a bulk order the rows keep its share; rounding up keeps a single return among many visible.
    back = np.ceil(lines.returned * counts / np.maximum(lines.pieces, 1)).astype(np.int64)
    owners = np.repeat(np.arange(len(lines)), counts)
    place = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    returned = place < back[owners]
    return owners[-config.most_pieces :], returned[-config.most_pieces :]


def collect(
    data: TrainingData,
    lines: OrderLines,
    owners: Pieces,
    returned: NDArray[np.bool_],
    space: FeatureSpace,
    *,
    rate: float,
    config: ReturnsConfig,
) -> Examples:
    """Return one example a piece, in time order, with what was known of its shopper before the order."""
    kept, places = np.unique(owners, return_inverse=True)
    bought = subset(lines, kept)
    moments = _before_it_was_found(data, bought, space, config=config)
    each = np.arange(len(bought))
    cross = space.cross(moments, owners=each, rows=bought.product)
    cross = return_cross(space, moments, owners=each, rows=bought.product, cross=cross, rate=rate)
    return Examples(
        rows=bought.product[places],
        owner=places,
        history=space.history(moments),
        region=bought.region[places].astype(np.int64) + 1,
        tier=bought.tier[places].astype(np.int64) + 1,
        cross=cross[places],
        log_position=np.zeros(len(owners), dtype=np.float32),
        clicked=np.ones(len(owners), dtype=bool),
        bought=returned,
        list_id=bought.order[places],
    )


def _before_it_was_found(
    data: TrainingData, bought: OrderLines, space: FeatureSpace, *, config: ReturnsConfig
) -> Moments:
    """Return one moment a line: the events before its order, without the last week's with the product itself."""
    shared, owners = moments_before(data.interactions, bought, limit=space.history_limit)
    counts = shared.counts[owners]
    starts = np.cumsum(counts) - counts
    index = np.arange(counts.sum()) - np.repeat(starts, counts) + np.repeat(shared.indptr[:-1][owners], counts)
    own = (shared.rows[index] == np.repeat(bought.product, counts)) & (shared.ages[index] <= config.own_days)
    bounds = np.concatenate([[0], np.cumsum(counts)])
    left = np.concatenate([[0], np.cumsum(~own)])[bounds]
    index = index[~own]
    return Moments(
        indptr=left.astype(np.int64),
        rows=shared.rows[index],
        kinds=shared.kinds[index],
        ages=shared.ages[index],
        at=bought.at,
    )


def fit_rates(
    examples: Examples, space: FeatureSpace, *, slices: Slices, config: ReturnsConfig
) -> tuple[dict[str, Floats], Floats]:
    """Return weights of the logistic form that hold nothing but shrunk rates, and the chances of the late slice."""
    earlier = _rates(examples.take(np.concatenate([slices.early, slices.middle])), space, config=config)
    rows = examples.rows[slices.late]
    foretold = sigmoid(item_half(earlier, space)[rows] + earlier["bias"][0])
    return _rates(examples, space, config=config), foretold


def _rates(examples: Examples, space: FeatureSpace, *, config: ReturnsConfig) -> dict[str, Floats]:
    size, table = len(space.popularity), space.attributes
    sold = np.bincount(examples.rows, minlength=size).astype(np.float64)
    back = np.bincount(examples.rows, weights=examples.bought, minlength=size)
    bias = _logit((back.sum() + 1.0) / (sold.sum() + 2.0))
    logits, weights = np.full(size, bias), np.zeros(table.count)
    products = np.repeat(np.arange(size), np.diff(table.indptr))
    for level in _levels(space):
        inside = np.isin(table.indices, level)
        who, what = products[inside], table.indices[inside]
        moved = _moved(what, sold[who], back[who], sigmoid(logits[who]), size=table.count, prior=config.prior_pieces)
        weights += moved
        np.add.at(logits, who, moved[what])
    own = _moved(np.arange(size), sold, back, sigmoid(logits), size=size, prior=config.prior_pieces)
    return {
        "bias": np.array([bias], dtype=np.float32),
        "attributes": weights.astype(np.float32),
        "products": own.astype(np.float32),
        "popularity": np.zeros(1, dtype=np.float32),
        "cross": np.zeros(len(RETURN_CROSS), dtype=np.float32),
        "regions": np.zeros(len(space.alignment.regions) + 1, dtype=np.float32),
        "tiers": np.zeros(len(space.alignment.tiers) + 1, dtype=np.float32),
        "calibration": np.array([1.0, 0.0], dtype=np.float32),
    }


def _levels(space: FeatureSpace) -> Iterator[NDArray[np.int64]]:
    """Yield attribute numbers that are judged together: categories from the root down, then brands."""
    parents = space.alignment.catalogue.category_parents
    depth = np.zeros(len(parents), dtype=np.int64)
    above = parents.copy()
    while (above >= 0).any() and depth.max(initial=0) <= len(parents):
        depth += above >= 0
        above = np.append(parents, -1)[above].astype(parents.dtype)
    for level in np.unique(depth):
        yield np.flatnonzero(depth == level)
    names = space.alignment.names
    yield len(names.category_codes) + np.arange(len(names.brand_codes))


def _moved(what: NDArray[Any], sold: Array, back: Array, usual: Floats, *, size: int, prior: float) -> Array:
    """Return by how much each group's log odds leave what is expected of it; few pieces move them little."""
    pieces = np.bincount(what, weights=sold, minlength=size)
    expected = np.bincount(what, weights=sold * usual, minlength=size)
    found = np.bincount(what, weights=back, minlength=size)
    before = np.where(pieces > 0, expected / np.maximum(pieces, 1e-9), 0.5)
    after = np.where(pieces > 0, (found + prior * before) / (pieces + prior), 0.5)
    return np.asarray(_logit(after) - _logit(before), dtype=np.float64)


def _logit(share: Any) -> Any:
    safe = np.clip(share, 1e-6, 1 - 1e-6)
    return np.log(safe / (1 - safe))


def _usual(returned: NDArray[np.bool_], *, slices: Slices) -> float | None:
    """Return the log loss of the last slice for one rate that all earlier pieces have: what the head must beat."""
    earlier = returned[np.concatenate([slices.early, slices.middle])]
    return log_loss(returned[slices.late], np.full(len(slices.late), earlier.mean()))


def _why_not(returned: NDArray[np.bool_], *, days: float, fresh: int, config: ReturnsConfig) -> str:
    pieces, back = len(returned), int(returned.sum())
    if not pieces and not fresh:
        return "No order is known yet."
    if not pieces:
        return f"Every order is younger than {days:.0f} days: too fresh to say what comes back."
    if not back:
        return f"None of {pieces:,} pieces came back. Nothing does, or returns are not sent to WooRec."
    if pieces < config.fewest_pieces or back < config.fewest_returned:
        least = f"at least {config.fewest_returned} of {config.fewest_pieces} are needed"
        return f"{back} of {pieces:,} pieces bought more than {days:.0f} days ago came back; {least}."
    return ""
