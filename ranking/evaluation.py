"""Measure recall channels by full ranking: of the products a shopper went on to buy, how many stood in the first k.

Every product of the catalogue is ranked, none is sampled. Two cases are reported: all pairs (habit included), and
new pairs only, for which the shopper's training products are masked. Equal scores share their middle rank, so a
channel gains nothing from the order in which it happens to break ties; a tie that reaches beyond the retrieved list
counts as not found. "recall@k" is over pairs, found pairs / all pairs; with one pair a customer it is the hit rate.
"customer_recall@k" and "ndcg@10" are means over customers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import PURCHASE, Interactions, TrainingData
from ranking.recall.base import NO_ROWS, Mask, Recall, Recalled, Rows, ShopperState, ages_in_days
from ranking.recall.merge import merge

CASES = ("all", "new")
QUOTA_STEPS = 10  # shares are tenths
NDCG_PLACES = 10
FEW_EVENTS = 5  # a customer with no more is a new one


@dataclass(frozen=True, slots=True)
class Pairs:
    """Hold what was bought after training ended, one row a (customer, catalogue row), without repeats."""

    customer: NDArray[np.int64]
    product: Rows


class Histories:
    """Hold every customer's events, newest first, ready to become shopper states."""

    def __init__(self, data: TrainingData, *, limit: int) -> None:
        self._events = data.interactions
        self._now, self._limit = data.now, limit
        self._catalogue = data.catalogue
        self._order = np.lexsort((-self._events.at, self._events.customer))
        self._customers = self._events.customer[self._order]

    def state(self, customer: int) -> ShopperState:
        """Return what was known of a customer when training ended."""
        first, last = np.searchsorted(self._customers, [customer, customer + 1])
        index = self._order[first : min(last, first + self._limit)]
        events = self._events
        return ShopperState(
            history_rows=events.product[index],
            history_kinds=events.kind[index],
            history_ages=ages_in_days(events.at[index], now=self._now),
            seeds=NO_ROWS,
            cart=NO_ROWS,
            region=_code(self._catalogue.region_codes, events.region, index),
            tier=_code(self._catalogue.tier_codes, events.tier, index),
            at=self._now,
        )

    def bought(self, customer: int) -> Rows:
        """Return every product the customer bought, however long ago."""
        first, last = np.searchsorted(self._customers, [customer, customer + 1])
        index = self._order[first:last]
        return np.unique(self._events.product[index][self._events.kind[index] == PURCHASE])


def _code(codes: tuple[str, ...], numbers: NDArray[np.int16], index: NDArray[np.int64]) -> str | None:
    return codes[numbers[index[0]]] if len(index) and numbers[index[0]] >= 0 else None


@dataclass(frozen=True, slots=True)
class Case:
    """Hold what one customer went on to buy, what every channel had listed, and which groups the customer is in."""

    truth: Rows
    listed: Mapping[str, Recalled]
    groups: tuple[str, ...] = ()


Cases = Mapping[str, Sequence[Case]]  # "all" and "new"


def evaluate_recall(
    train: TrainingData,
    pairs: Pairs,
    *,
    channels: Mapping[str, Recall],
    ks: Sequence[int] = (20, 50, 100),
    quotas: Mapping[str, float] | None = None,
    history_limit: int = 2_000,
) -> dict[str, Any]:
    """Return {"pairs": {...}, "channels": {name: {"all": {"recall@20": ...}, "new": {...}}}}, a hybrid included.

    The hybrid merges the channels by `quotas`, equal shares without them; "groups" has its figures of the first case
    for new and known customers, each tier and each region.
    """
    cases = collect_cases(train, pairs, channels=channels, depth=2 * max(ks), history_limit=history_limit)
    groups = train.catalogue.item_groups
    return figures_of(cases, pairs, train, ks=ks, quotas=quotas or dict.fromkeys(channels, 1.0), item_groups=groups)


def figures_of(
    cases: Cases,
    pairs: Pairs,
    train: TrainingData,
    *,
    ks: Sequence[int],
    quotas: Mapping[str, float],
    item_groups: Rows,
) -> dict[str, Any]:
    """Return the figures of cases that were collected before, by channel and for one hybrid."""
    unknown = int((~np.isin(pairs.customer, train.interactions.customer)).sum())
    new = int(_new_pairs(train.interactions, pairs, size=len(train.catalogue)).sum())
    counts = {"all": len(pairs.customer), "new": new, "unknown_customers": unknown}
    names = sorted({name for listed in cases.values() for case in listed for name in case.listed})
    listers = {name: _channel_list(name) for name in names} | {"hybrid": _hybrid_list(quotas, item_groups, max(ks))}
    rates = {
        name: {case: _rates(cases[case], lister, ks=ks, pairs=counts[case]) for case in cases}
        for name, lister in listers.items()
    }
    first = next(iter(cases), None)
    groups = dict(_by_group(cases[first], listers["hybrid"], ks=ks)) if first else {}
    return {"pairs": counts, "channels": rates, "quotas": dict(quotas), "groups": groups}


def _by_group(
    cases: Sequence[Case], lister: Callable[[Case], Recalled], *, ks: Sequence[int]
) -> Iterator[tuple[str, dict[str, float | int | None]]]:
    """Yield the figures of the customers of each group, with how many they are and how much they bought."""
    for name in sorted({name for case in cases for name in case.groups}):
        theirs = [case for case in cases if name in case.groups]
        pairs = sum(len(case.truth) for case in theirs)
        yield name, {"customers": len(theirs), "pairs": pairs} | _rates(theirs, lister, ks=ks, pairs=pairs)


def groups_of(shopper: ShopperState) -> tuple[str, ...]:
    """Return the names of a known customer's groups, as the figures of rankers name theirs."""
    is_new = len(shopper.history_rows) <= FEW_EVENTS
    named = (("Tier", shopper.tier), ("Region", shopper.region))
    return ("New shoppers" if is_new else "Known shoppers", *(f"{kind} {code}" for kind, code in named if code))


def collect_cases(
    train: TrainingData,
    pairs: Pairs,
    *,
    channels: Mapping[str, Recall],
    depth: int,
    wanted: Sequence[str] = CASES,
    history_limit: int = 2_000,
) -> Cases:
    """Return every known customer's lists, for all pairs and with their training products masked."""
    histories, size = Histories(train, limit=history_limit), len(train.catalogue)
    order = np.argsort(pairs.customer, kind="stable")
    customers, starts = np.unique(pairs.customer[order], return_index=True)
    cases: dict[str, list[Case]] = {case: [] for case in wanted}
    for customer, truth in zip(customers.tolist(), np.split(pairs.product[order], starts[1:]), strict=True):
        state = histories.state(customer)
        if not len(state.history_rows):
            continue
        unseen = np.ones(size, dtype=bool)
        unseen[histories.bought(customer)] = False
        if "all" in cases:
            cases["all"].append(Case(truth, _ask(channels, state, None, depth), groups_of(state)))
        if "new" in cases:
            cases["new"].append(Case(truth[unseen[truth]], _ask(channels, state, unseen, depth), groups_of(state)))
    return cases


def _ask(channels: Mapping[str, Recall], state: ShopperState, allowed: Mask | None, depth: int) -> dict[str, Recalled]:
    size = len(allowed) if allowed is not None else depth
    return {name: channel.recall(state, allowed=allowed, k=min(depth, size)) for name, channel in channels.items()}


def choose_quotas(
    cases: Sequence[Case], *, channels: Sequence[str], item_groups: Rows, k: int = 50
) -> dict[str, float]:
    """Return shares of a merged list of k that found most of what was bought.

    Greedy: begin with the best single channel, then move one, two or five tenths to whichever channel gains most, as
    long as there is a gain. The result is never worse than the best channel on these cases; on others it may be.
    """

    def found(quotas: Mapping[str, float]) -> int:
        lister = _hybrid_list(quotas, item_groups, k)
        return sum(int((ranks_of(case.truth, lister(case), asked=k + 1) <= k).sum()) for case in cases)

    singles = [{name: float(QUOTA_STEPS)} for name in channels]
    best = max(singles, key=found)
    value, gained = found(best), True
    while gained:
        moves = [move for giver in best for taker in channels if taker != giver for move in _moves(best, giver, taker)]
        scores = [found(move) for move in moves]
        place = int(np.argmax(scores)) if scores else 0
        gained = bool(scores) and scores[place] > value
        if gained:
            best, value = moves[place], scores[place]
    return {name: best.get(name, 0.0) / QUOTA_STEPS for name in channels}


def _moves(quotas: Mapping[str, float], giver: str, taker: str) -> list[dict[str, float]]:
    steps = [step for step in (1, 2, 5) if step <= quotas[giver]]
    changed = [dict(quotas) | {giver: quotas[giver] - step, taker: quotas.get(taker, 0.0) + step} for step in steps]
    return [{name: share for name, share in move.items() if share > 0} for move in changed]


def _channel_list(name: str) -> Callable[[Case], Recalled]:
    return lambda case: case.listed[name]


def _hybrid_list(quotas: Mapping[str, float], item_groups: Rows, limit: int) -> Callable[[Case], Recalled]:
    def merged(case: Case) -> Recalled:
        rows = merge(case.listed, quotas=quotas, item_groups=item_groups, limit=limit).rows
        return Recalled(rows=rows, scores=-np.arange(len(rows), dtype=np.float32))  # places, so there are no ties

    return merged


def _rates(
    cases: Sequence[Case], lister: Callable[[Case], Recalled], *, ks: Sequence[int], pairs: int
) -> dict[str, float | None]:
    ranks = [ranks_of(case.truth, lister(case), asked=2 * max(ks)) for case in cases]
    rates: dict[str, float | None] = {}
    for k in ks:
        hits = [int((found <= k).sum()) for found in ranks]
        shares = [hit / len(found) for hit, found in zip(hits, ranks, strict=True) if len(found)]
        rates[f"recall@{k}"] = sum(hits) / pairs if pairs else None
        rates[f"customer_recall@{k}"] = float(np.mean(shares)) if shares else None
    gains = [_ndcg(found) for found in ranks if len(found)]
    return rates | {f"ndcg@{NDCG_PLACES}": float(np.mean(gains)) if gains else None}


def _ndcg(ranks: NDArray[np.float64]) -> float:
    """Return the discounted gain of the found ones among the first ten over that of the best list there is."""
    best_places = np.arange(1, min(len(ranks), NDCG_PLACES) + 1)
    found = ranks[ranks <= NDCG_PLACES]
    return float((1 / np.log2(1 + found)).sum() / (1 / np.log2(1 + best_places)).sum())


def ranks_of(truth: Rows, listed: Recalled, *, asked: int) -> NDArray[np.float64]:
    """Return each wanted product's 1-based rank, ties at their middle, infinity when it is not listed."""
    ranks = np.full(len(truth), np.inf)
    order = np.argsort(listed.rows, kind="stable")
    places = np.searchsorted(listed.rows[order], truth)
    hit = np.flatnonzero(places < len(order))
    hit = hit[listed.rows[order][places[hit]] == truth[hit]]
    ranks[hit] = middle_ranks(listed.scores, cut=len(listed) >= asked)[order[places[hit]]]
    return ranks


def middle_ranks(scores: NDArray[np.float32], *, cut: bool) -> NDArray[np.float64]:
    """Return the middle rank of each score of a descending list; the last tie of a cut list gets its worst place."""
    if not len(scores):
        return np.zeros(0)
    starts = np.flatnonzero(np.r_[True, scores[1:] != scores[:-1]])
    ends = np.r_[starts[1:], len(scores)]
    middles = (starts + 1 + ends) / 2
    if cut and ends[-1] - starts[-1] > 1:
        middles[-1] = np.inf
    return np.repeat(middles, ends - starts)


def _new_pairs(events: Interactions, pairs: Pairs, *, size: int) -> NDArray[np.bool_]:
    bought = events.kind == PURCHASE
    keys = events.customer[bought] * size + events.product[bought]
    return ~np.isin(pairs.customer * size + pairs.product, keys)


def later_purchases(events: Interactions, *, cut: float, earlier: Interactions, most: int) -> Pairs:
    """Return what customers known before the cut bought after it; of at most `most` customers, evenly chosen."""
    chosen = (events.at >= cut) & (events.kind == PURCHASE) & (events.customer >= 0)
    chosen &= np.isin(events.customer, earlier.customer)
    pairs = np.unique(np.stack([events.customer[chosen], events.product[chosen].astype(np.int64)]), axis=1)
    customers = np.unique(pairs[0])
    step = max(-(-len(customers) // most), 1)
    kept = np.isin(pairs[0], customers[::step])
    return Pairs(customer=pairs[0][kept], product=pairs[1][kept].astype(np.int32))
