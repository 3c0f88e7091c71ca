"""What a draft's lists would have earned in clicks or orders, estimated from logged lists whose chances are known.

The derivation. Request i was answered by chance; a(i, k) is the product that stood at position k, p(i, k) the chance
of that, over everything that was drawn (the logged propensity). r(i, k) counts what came of it: 1 when the product was
clicked in that list, or its order credited to it. The target puts t(i, k) there instead, for certain.

We assume that what comes of a position depends on the request, the product and the position, not on the products
around it. With w(i, k) = [t(i, k) = a(i, k)] / p(i, k), and wherever the target's product had a chance above 0,

    E w(i, k) = P(a = t) / p = 1        E w(i, k) r(i, k) = P(a = t) E[r | t at k] / p = E[r | t at k]

so that the mean of w r over the requests is the target's clicks at position k (independent IPS, Li et al. 2018).
Divided by the mean of w instead of by 1 it is SNIPS (Swaminathan and Joachims 2015): a little bias, far less variance.
Each position is normalised by itself, because one that the draft leaves alone knows nothing about one that it changes:

    value = sum over k of (lists with a k-th product / lists) x sum(w r) / sum(w)

The interval draws lists, not impressions, because what happens in one list belongs together (percentile bootstrap).

A figure is given only where the log can answer. The four limits hold at the worst position, the share of supported
impressions over all of them. A fifth asks for enough clicks or orders among what is compared: an interval around
three orders would be a guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules.bootstrap import Floats, drawn_times, interval

LEAST_ESS = 400.0
MEAN_WEIGHT = (0.9, 1.1)
MOST_OF_ONE = 0.05
LEAST_SUPPORT = 0.95
LEAST_EVENTS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """N lists of up to K positions, all (N, K). `present` says where the target's list has a product.

    `weights` are 0 where the target's product did not stand there; `supported` says where its chance was above 0.
    """

    present: NDArray[np.bool_]
    weights: Floats
    supported: NDArray[np.bool_]

    @property
    def lists(self) -> int:
        return len(self.weights)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How well the log covers the target: the worst position's figures, and the supported share of all impressions."""

    lists: int
    ess: float
    mean_weight: float
    largest_share: float
    supported: float

    def failures(self) -> list[str]:
        """This will say in plain words what stands in the way of an estimate, with its figure."""
        found = []
        if self.ess < LEAST_ESS:
            found.append(
                f"The lists count as {self.ess:,.0f} at the position that changes most; {LEAST_ESS:,.0f} are needed."
            )
        if not MEAN_WEIGHT[0] <= self.mean_weight <= MEAN_WEIGHT[1]:
            found.append(f"The mean weight is {self.mean_weight:.2f}; it has to lie between 0.9 and 1.1.")
        if self.largest_share > MOST_OF_ONE:
            found.append(f"One list makes up {self.largest_share:.0%} of a position's weight; at most 5% is allowed.")
        if self.supported < LEAST_SUPPORT:
            found.append(f"Of the draft's places {self.supported:.1%} could have come out as they are; 95% are needed.")
        return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """Per list: what was measured as served, what the target would have had, and the difference, with intervals."""

    served: float
    value: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    events: int


def ips(weights: Floats, rewards: Floats) -> float:
    """This will average weighted rewards over impressions (n,)."""
    return float((weights * rewards).mean())


def snips(weights: Floats, rewards: Floats) -> float:
    """This will average rewards (n,) with weights (n,); 0 without any weight."""
    total = weights.sum()
    return float((weights * rewards).sum() / total) if total > 0 else 0.0


def effective_sample_size(weights: Floats) -> float:
    """This will say how many equally weighted impressions would know as much as these (n,) (Kish)."""
    squares = (weights**2).sum()
    return float(weights.sum() ** 2 / squares) if squares > 0 else 0.0


def compared(lists: Sequence[tuple[Sequence[float], Sequence[bool]]]) -> Compared:
    """This will stack lists of any length; each gives its weights and where the target is supported."""
    longest = max((len(weights) for weights, _ in lists), default=0)
    present = np.zeros((len(lists), longest), dtype=np.bool_)
    weights, supported = np.zeros(present.shape), np.zeros_like(present)
    for row, (given, support) in enumerate(lists):
        present[row, : len(given)] = True
        weights[row, : len(given)] = given
        supported[row, : len(given)] = support
    return Compared(present, weights, supported)


def overlap(of: Compared) -> Overlap:
    """This will measure how well the log covers the target."""
    columns = [of.weights[of.present[:, k], k] for k in range(of.weights.shape[1])]
    if not columns:
        return Overlap(of.lists, 0.0, 0.0, 1.0, 0.0)
    means = [float(column.mean()) for column in columns]
    return Overlap(
        lists=of.lists,
        ess=min(effective_sample_size(column) for column in columns),
        mean_weight=max(means, key=lambda mean: abs(mean - 1.0)),
        largest_share=max(float(column.max() / column.sum()) if column.sum() > 0 else 1.0 for column in columns),
        supported=float(of.supported[of.present].mean()),
    )


def too_few(of: Compared, rewards: Floats) -> str:
    """This will say when too little came of the impressions that are compared, (N, K)."""
    events = int(rewards[of.weights > 0].sum())
    return (
        f"Only {events} of them happened where the draft agrees with the log; {LEAST_EVENTS} are needed."
        if events < LEAST_EVENTS
        else ""
    )


def estimate(of: Compared, rewards: Floats, *, served: Floats, seed: int) -> Estimate:
    """This will estimate what a list of the target earns; `rewards` (N, K), `served` (N,) what each logged list had."""
    share = of.present.mean(axis=0)
    weighted = of.weights * rewards
    value = _value(weighted.sum(axis=0), of.weights.sum(axis=0), share)
    drawn = _drawn(weighted, of.weights, served, share=share, seed=seed)
    low, high = interval(drawn[:, 0])
    difference_low, difference_high = interval(drawn[:, 0] - drawn[:, 1])
    measured = float(served.mean())
    return Estimate(
        measured, value, low, high, value - measured, difference_low, difference_high,
        int(rewards[of.weights > 0].sum()),
    )  # fmt: skip


def _value(weighted: Floats, weights: Floats, share: Floats) -> float:
    return float(np.sum(share * np.divide(weighted, weights, out=np.zeros_like(weighted), where=weights > 0)))


def _drawn(weighted: Floats, weights: Floats, served: Floats, *, share: Floats, seed: int) -> Floats:
    """This will draw lists with replacement: (draws, 2) of the target's value and what was served."""
    rows = []
    for times in drawn_times(len(weights), seed=seed):
        top, bottom = times @ weighted, times @ weights
        ratio = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
        rows.append(np.column_stack([(share * ratio).sum(axis=1), times @ served / len(weights)]))
    return np.concatenate(rows)
