"""From a shopper to scored candidates: recall, merge, live facts, rank."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from catalog.queries import LiveFacts
from events.queries import Shopper
from ranking.dataset import KINDS
from ranking.objectives import can_serve, scaled_scores, scores_by_rank
from ranking.queries import KIND_OF_EVENT
from ranking.recall.base import Recalled, ShopperState
from ranking.recall.merge import merge
from rules.engine.candidate import Candidate
from rules.queries import PlacementFacts
from woorec.answers import Request
from woorec.snapshot import Snapshot

DAY = 86_400.0
WIDER = 2000
UNSOLD_DAYS = 999.0
KIND_NUMBER = {event: KINDS.index(kind) for event, kind in KIND_OF_EVENT.items()}
Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Recall:
    """What recall handed over: rows, best first, and where each came from."""

    rows: Rows
    sources: tuple[Mapping[str, int], ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores from 0 to 100 for each recalled row, with the heads they came from."""

    base: NDArray[np.float64]
    heads: Mapping[str, NDArray[np.float32]]
    material_match: NDArray[np.float32]
    problem: str = ""


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
    groups = snapshot.catalogue.item_groups
    mask &= ~np.isin(groups, groups[_rows((*request.seeds, *request.cart), snapshot)])
    return mask


def recall(state: ShopperState, snapshot: Snapshot, placement: PlacementFacts, *, allowed: Mask) -> Recall:
    """This will ask each channel of the placement's mix and merge by quota; an empty channel is named, never fatal."""
    found: dict[str, Recalled] = {}
    problems: list[str] = []
    for channel in placement.recall_mix:
        if channel not in snapshot.model.channels:
            problems.append(f"recall_{channel}_unknown")
            continue
        found[channel] = snapshot.model.recall(channel, state, allowed=allowed, k=placement.candidates)
        if not len(found[channel].rows):
            problems.append(f"recall_{channel}_empty")
    merged = merge(
        found,
        quotas={name: placement.recall_mix[name] for name in found},
        item_groups=snapshot.catalogue.item_groups,
        limit=placement.candidates,
    )
    return Recall(rows=merged.rows, sources=merged.sources, problems=tuple(problems))


def widening(first: Recall, snapshot: Snapshot, *, allowed: Mask) -> Iterator[Recall]:
    """This will yield the recall itself, then more and more of the store, for a page that stays short."""
    yield first
    everything = np.flatnonzero(allowed).astype(np.int32)
    rest = np.setdiff1d(everything, first.rows)
    for count in sorted({min(WIDER, len(rest)), len(rest)} - {0}):
        yield Recall(
            rows=np.concatenate([first.rows, rest[:count]]).astype(np.int32),
            sources=(*first.sources, *({} for _ in range(count))),
            problems=(*first.problems, "wider_recall"),
        )


def score(
    recalled: Recall,
    live: Sequence[LiveFacts | None],
    state: ShopperState,
    snapshot: Snapshot,
    placement: PlacementFacts,
) -> Scored:
    """This will rank the candidates for the placement's objective; without its ranker, by their place in the recall."""
    match = snapshot.model.material_match(state, recalled.rows)
    if placement.ranker not in snapshot.model.rankers:
        return Scored(scores_by_rank(len(recalled.rows)), {}, match, f"ranker_{placement.ranker}_missing")
    heads = snapshot.model.score(placement.ranker, state, recalled.rows)
    prices = np.array([facts.price or 0.0 if facts else 0.0 for facts in live], dtype=np.float32)
    margins = prices * np.nan_to_num(snapshot.catalogue.margin_rates[recalled.rows])
    problem = "" if can_serve(placement.objective, heads) else "purchase_chance_missing"
    return Scored(scaled_scores(placement.objective, heads, prices=prices, margins=margins), heads, match, problem)


def engine_candidates(
    recalled: Recall,
    scored: Scored,
    live: Mapping[int, LiveFacts],
    shopper: Shopper,
    snapshot: Snapshot,
    *,
    at: datetime,
) -> list[Candidate]:
    """This will join what never changes, what is true right now, and what is about this shopper."""
    today = at.date().toordinal()
    candidates = []
    for index, row in enumerate(recalled.rows.tolist()):
        product = snapshot.product(row)
        now = live.get(product.product_id)
        if now is None:  # deleted since the snapshot was loaded
            continue
        facts = {
            **snapshot.static[row],
            "visible": now.visible,
            "price": now.price,
            "regular_price": now.regular_price,
            "price_reason": now.price_reason.public_words,
            "stock": now.stock,
            "margin": _times(product.margin_rate, now.price),
            "days_of_cover": days_of_cover(now.stock, sales=float(snapshot.daily_sales[row])),
            "days_since_launch": float(today - product.launched_on.toordinal()) if product.launched_on else None,
            "bought": product.product_id in shopper.bought,
            "material_match": float(scored.material_match[index]),
            "channels": frozenset(recalled.sources[index]),
        }
        candidates.append(Candidate(product_id=product.product_id, score=float(scored.base[index]), facts=facts))
    return candidates


def _times(rate: float | None, price: float | None) -> float | None:
    return None if rate is None or price is None else rate * price


def days_of_cover(stock: int | None, *, sales: float) -> float | None:
    """This will divide stock by units sold a day; stock without a sale lasts longer than any rule asks for."""
    return None if stock is None else stock / sales if sales > 0 else UNSOLD_DAYS


def _rows(product_ids: Sequence[int], snapshot: Snapshot) -> Rows:
    return np.array([snapshot.row_of[pk] for pk in product_ids if pk in snapshot.row_of], dtype=np.int32)
