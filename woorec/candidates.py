"""From a shopper to scored candidates: recall, merge, rank."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog.live_facts import LiveColumns
from catalog.models import Store
from events.queries import Shopper
from ranking.dataset import KINDS
from ranking.objectives import (
    Offers,
    lacks_purchases,
    lacks_returns,
    scaled_scores,
    scores_by_rank,
    weights_of,
)
from ranking.queries import KIND_OF_EVENT
from ranking.recall.base import NOTHING, Recalled, ShopperState
from ranking.recall.complement import Complement
from ranking.recall.merge import merge
from rules.queries import PlacementFacts
from woorec.answers import Request
from woorec.deadline import NO_DEADLINE, RANK, RECALL, Deadline
from woorec.snapshot import Snapshot

DAY = 86_400.0
UNSOLD_DAYS = 999.0
VARIANT = "variant"
CHEAP_FIRST = ("hot", "again", "feel", "complement", "graph", "vector")
KIND_NUMBER = {event: KINDS.index(kind) for event, kind in KIND_OF_EVENT.items()}
Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recall:
    """What recall handed over: rows, best first, and where each came from."""

    rows: Rows
    sources: tuple[Mapping[str, int], ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores from 0 to 100 for each recalled row, with the heads and terms they came from."""

    base: NDArray[np.float64]
    heads: Mapping[str, NDArray[np.float32]]
    material_match: NDArray[np.float32]
    problems: tuple[str, ...] = ()
    terms: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)  # of 100 points, those of each term


def shopper_state(request: Request, shopper: Shopper, snapshot: Snapshot, *, region: str, tier: str) -> ShopperState:
    """This will lay out the shopper's past for the models; without consent it stays empty."""
    now = request.at.timestamp()
    personal = request.personalise and shopper.personalise
    known = [
        (snapshot.row_of[deed.product_id], KIND_NUMBER[deed.kind], max(0.0, (now - deed.at) / DAY))
        for deed in (shopper.history if personal else ())
        if deed.product_id in snapshot.row_of and deed.kind in KIND_NUMBER
    ]
    rows, kinds, ages = zip(*known, strict=True) if known else ((), (), ())
    return ShopperState(
        history_rows=np.array(rows, dtype=np.int32),
        history_kinds=np.array(kinds, dtype=np.int8),
        history_ages=np.array(ages, dtype=np.float32),
        seeds=_rows(request.seeds, snapshot),
        cart=_rows(request.cart, snapshot),
        region=region,
        tier=tier,
        at=now,
    )


def allowed_rows(request: Request, snapshot: Snapshot, *, avoids: frozenset[str], region: str) -> Mask:
    """This will mask what no live fact can make eligible, so that recall spends its places on the rest."""
    mask = snapshot.sold_in(region)
    for allergen in avoids:
        mask &= snapshot.proven_for(allergen)
    mask[_rows(tuple(request.excluded), snapshot)] = False
    # Another colour of what is being looked at is no recommendation.
    looked_at = _rows((*request.seeds, *request.cart), snapshot)
    mask[looked_at] = False
    mask[snapshot.variants.families(looked_at)] = False
    return mask


def recall(
    state: ShopperState,
    snapshot: Snapshot,
    placement: PlacementFacts,
    *,
    allowed: Mask,
    deadline: Deadline = NO_DEADLINE,
) -> Recall:
    """This will ask each channel of the placement's mix, the cheap ones first, and merge by quota, variants last.

    A channel that fails, is empty, comes too late or does not exist is named, never fatal.
    """
    heard = {
        channel: _hear(channel, state, snapshot, allowed=allowed, k=placement.candidates, deadline=deadline)
        for channel in sorted(placement.recall_mix, key=_turn)
    }
    found = {name: heard[name][0] for name in placement.recall_mix if heard[name][1] in ("", "empty")}
    problems = [f"recall_{name}_{heard[name][1]}" for name in placement.recall_mix if heard[name][1]]
    merged = merge(
        found,
        quotas={name: placement.recall_mix[name] for name in found},
        item_groups=snapshot.catalogue.item_groups,
        limit=placement.candidates,
    )
    # One that is sold out must not hide its whole style. The page shows one variant of a style.
    variants = snapshot.variants.others(merged.rows, allowed=allowed, limit=placement.candidates)
    return Recall(
        rows=np.concatenate([merged.rows, variants]).astype(np.int32),
        sources=(*merged.sources, *({VARIANT: rank} for rank in range(1, len(variants) + 1))),
        problems=tuple(problems),
    )


def _turn(channel: str) -> int:
    return CHEAP_FIRST.index(channel) if channel in CHEAP_FIRST else len(CHEAP_FIRST)


def _hear(
    channel: str, state: ShopperState, snapshot: Snapshot, *, allowed: Mask, k: int, deadline: Deadline
) -> tuple[Recalled, str]:
    """This will ask one channel if there is time, and say what was wrong with its answer, if anything."""
    step = f"{snapshot.store.pk} recall {channel}"
    if channel not in snapshot.model.channels:
        return NOTHING, "unknown"
    if not deadline.has_time_for(step, RECALL):
        return NOTHING, "late"
    with deadline.timing(step):
        answer = ask_channel(channel, state, snapshot, allowed=allowed, k=k)
    if answer is None:
        return NOTHING, "failed"
    return answer, "" if len(answer.rows) else "empty"


def ask_channel(channel: str, state: ShopperState, snapshot: Snapshot, *, allowed: Mask, k: int) -> Recalled | None:
    """This will ask one channel; whatever goes wrong in it is logged and answered with None."""
    try:
        return snapshot.model.recall(channel, state, allowed=allowed, k=k)
    except Exception:
        log.exception("Channel %s of %s failed", channel, snapshot.store.code)
        return None


def score(
    recalled: Recall,
    live: LiveColumns,
    state: ShopperState,
    snapshot: Snapshot,
    placement: PlacementFacts,
    *,
    deadline: Deadline = NO_DEADLINE,
) -> Scored:
    """This will rank the candidates for the placement's objective; without its ranker, by their place in the recall.

    `live` has the order of the recalled rows.
    """
    match = snapshot.model.material_match(state, recalled.rows)
    heads, problem = _heads(placement.ranker, recalled.rows, state, snapshot, deadline=deadline)
    if problem:
        snapshot.model.forget_shopper()
        return Scored(scores_by_rank(len(recalled.rows)), {}, match, (f"ranker_{placement.ranker}_{problem}",))
    weights = weights_of(placement.objective, placement.formula)
    offers = _offers(recalled.rows, live, snapshot, state, match=match, bond=bool(weights.get(Complement.name)))
    lacking = {
        "purchase_chance_missing": lacks_purchases(weights, heads),
        "return_chance_missing": lacks_returns(weights, heads),
    }
    scores = scaled_scores(weights, heads, offers)
    return Scored(scores.base, heads, match, tuple(name for name, lacks in lacking.items() if lacks), scores.terms)


def _heads(
    ranker: str, rows: Rows, state: ShopperState, snapshot: Snapshot, *, deadline: Deadline
) -> tuple[Mapping[str, NDArray[np.float32]], str]:
    """This will ask the ranker if there is time, and say what was wrong with its answer, if anything."""
    step = f"{snapshot.store.pk} rank {ranker}"
    if ranker not in snapshot.model.rankers:
        return {}, "missing"
    if not deadline.has_time_for(step, RANK):
        return {}, "late"
    try:
        with deadline.timing(step):
            heads = snapshot.model.score(ranker, state, rows)
    except Exception:  # whatever it is, the page is served in the order of the recall
        log.exception("Ranker %s of %s failed", ranker, snapshot.store.code)
        return {}, "failed"
    if not all(np.isfinite(head).all() for head in heads.values()):
        log.error("Ranker %s of %s answered numbers that are not finite", ranker, snapshot.store.code)
        return {}, "failed"
    return heads, ""


def _offers(
    rows: Rows,
    live: LiveColumns,
    snapshot: Snapshot,
    state: ShopperState,
    *,
    match: NDArray[np.float32],
    bond: bool,
) -> Offers:
    """This will lay out what goals look at beside the model's chances; what is gone counts with nothing.

    The bond with what is in view takes every product of the store, so it is asked for only where it counts.
    """
    prices = np.nan_to_num(np.where(live.known, live.prices, 0.0)).astype(np.float32)
    margins = np.where(live.known, margins_of(live, rates=snapshot.margin_rates[rows]), 0.0)
    cover = days_of_cover(np.where(live.known, live.stock, 0.0), sales=snapshot.daily_sales[rows])
    return Offers(
        prices=prices,
        margins=np.nan_to_num(margins).astype(np.float32),
        return_costs=return_cost(
            prices, snapshot.store, rate=exchange_rate(rows, live.regular_prices, snapshot, region=state.region)
        ),
        days_old=(state.at / DAY - snapshot.catalogue.launched_days[rows]).astype(np.float32),
        cover_days=np.where(np.isnan(cover), UNSOLD_DAYS, cover).astype(np.float32),
        material_match=match,
        nearness=snapshot.model.nearness(state, rows),
        bond=snapshot.model.bond(state, rows) if bond else np.zeros(len(rows), dtype=np.float32),
    )


def margins_of(live: LiveColumns, *, rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """This will say (n,) what the shopper's price leaves after cost; nan where the cost or the price is not known.

    `rates` are the margins' shares of the regular price. The cost is what the regular price leaves out, so that a
    member's or a sale price lowers the margin and not the cost. Where only members may buy there is no regular price,
    and the rate is taken of theirs.
    """
    regular = np.where(np.isnan(live.regular_prices), live.prices, live.regular_prices)
    return live.prices - regular * (1.0 - rates)


def days_of_cover(stock: NDArray[np.float64], *, sales: NDArray[np.float32]) -> NDArray[np.float64]:
    """This will divide (n,) stock by units sold a day; stock without a sale lasts longer than any rule asks for.

    Untracked stock is nan, and so is how long it lasts.
    """
    sold = sales > 0
    return np.where(sold, stock / np.where(sold, sales, 1), stock * 0 + UNSOLD_DAYS)


def return_cost(prices: NDArray[np.float32], store: Store, *, rate: float) -> NDArray[np.float32]:
    """This will say what the shop loses for each piece that comes back, in the money of the prices.

    `rate` is how much of that money one unit of the store's currency is.
    """
    parcel, share = float(store.return_parcel_cost) * rate, float(store.return_lost_percent) / 100
    return (parcel + share * prices).astype(np.float32)


def exchange_rate(rows: Rows, regular: NDArray[np.float64], snapshot: Snapshot, *, region: str | None) -> float:
    """This will tell how much of a region's money the shop takes for one unit of its own, from its own price lists."""
    found = snapshot.region(region)
    if found is None or found.currency == snapshot.store.currency:
        return 1.0
    home = snapshot.catalogue.prices[rows].astype(np.float64)
    rates = (regular / np.where(home > 0, home, np.nan))[(regular > 0) & (home > 0)]
    return float(np.median(rates)) if len(rates) else 1.0


def _rows(product_ids: Sequence[int], snapshot: Snapshot) -> Rows:
    return np.array([snapshot.row_of[pk] for pk in product_ids if pk in snapshot.row_of], dtype=np.int32)
