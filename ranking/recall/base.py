"""Say what every recall channel is given, what it returns, and how a trained model finds its products again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import ADD_TO_CART, DAY, KIND_WEIGHTS, VIEW, Catalogue, Tokens
from ranking.recall.serving import Serving

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]

MOMENTS = 3.0  # moments after which the weight has halved
NONE = np.int32(-1)  # appended to a table of numbers, it answers for index -1
PARTS_A_PLACE = 8
USUAL = Serving()
NO_ROWS: Rows = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class ShopperState:
    """Hold what is known of a shopper at one request: newest events first, rows of the serving catalogue."""

    history_rows: Rows
    history_kinds: NDArray[np.int8]
    history_ages: Floats  # days
    seeds: Rows
    cart: Rows
    region: str | None
    tier: str | None
    at: float  # unix seconds


@dataclass(frozen=True, slots=True)
class Recalled:
    """Hold one channel's answer, best first. Scores compare within the channel only."""

    rows: Rows
    scores: Floats

    def __len__(self) -> int:
        return len(self.rows)


NOTHING = Recalled(rows=NO_ROWS, scores=np.zeros(0, dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Part:
    """Hold what training leaves behind for one channel or ranker: finite arrays and JSON facts."""

    arrays: Mapping[str, NDArray[Any]]
    facts: Mapping[str, Any]


class Recall(Protocol):
    """A channel: rebuilt from its part for one catalogue, then asked many times, from many threads."""

    name: ClassVar[str]

    @classmethod
    def load(cls, part: Part, alignment: "Alignment") -> Self:
        """Return the channel for the aligned catalogue; products the model never saw included."""
        ...

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        """Return at most k allowed rows, best first, without the shopper's seeds and cart."""
        ...


@dataclass(frozen=True, slots=True)
class Names:
    """Hold the lasting identity of everything a model numbers."""

    product_ids: NDArray[np.int64]
    category_codes: tuple[str, ...]
    brand_codes: tuple[str, ...]
    token_names: tuple[str, ...]
    region_codes: tuple[str, ...]
    tier_codes: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Names":
        """Return the identity of a catalogue."""
        return cls(
            product_ids=catalogue.product_ids,
            category_codes=catalogue.category_codes,
            brand_codes=catalogue.brand_codes,
            token_names=catalogue.token_names,
            region_codes=catalogue.region_codes,
            tier_codes=catalogue.tier_codes,
        )


@dataclass(frozen=True, slots=True)
class Alignment:
    """Hold a serving catalogue in the model's numbers; -1 where the model knows no such thing."""

    names: Names
    catalogue: Catalogue
    rows: NDArray[np.int64]  # [P serving] -> model row
    served: NDArray[np.int64]  # [P model] -> serving row
    category_numbers: Rows  # [C serving] -> model category
    categories: Rows  # [P serving] -> model category
    brands: Rows
    tokens: Tokens  # unknown tokens left out
    regions: Mapping[str, int]
    tiers: Mapping[str, int]
    serving: Serving

    @property
    def known(self) -> Mask:
        """Return which serving products the model was trained with."""
        return self.rows >= 0

    def take(self, values: NDArray[Any], *, missing: float = 0) -> NDArray[Any]:
        """Return per-product model values in serving order, `missing` for products the model never saw."""
        taken = np.full((len(self.rows), *values.shape[1:]), missing, dtype=values.dtype)
        taken[self.known] = values[self.rows[self.known]]
        return taken


def align(names: Names, catalogue: Catalogue, *, serving: Serving = USUAL) -> Alignment:
    """Return the catalogue in the numbers of a model, matched by product id, code and name."""
    category_numbers = _match_codes(catalogue.category_codes, names.category_codes)
    brand_numbers = _match_codes(catalogue.brand_codes, names.brand_codes)
    return Alignment(
        names=names,
        catalogue=catalogue,
        rows=match_ids(catalogue.product_ids, names.product_ids),
        served=match_ids(names.product_ids, catalogue.product_ids),
        category_numbers=category_numbers,
        categories=np.append(category_numbers, NONE)[catalogue.categories],
        brands=np.append(brand_numbers, NONE)[catalogue.brands],
        tokens=_align_tokens(catalogue, names.token_names),
        regions={code: number for number, code in enumerate(names.region_codes)},
        tiers={code: number for number, code in enumerate(names.tier_codes)},
        serving=serving,
    )


def match_ids(wanted: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each wanted id its place in the ascending `ids`, or -1."""
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.int64)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[places] == wanted, places, -1)


def _match_codes(codes: tuple[str, ...], model_codes: tuple[str, ...]) -> Rows:
    known = {code: number for number, code in enumerate(model_codes)}
    return np.array([known.get(code, -1) for code in codes], dtype=np.int32)


def _align_tokens(catalogue: Catalogue, names: tuple[str, ...]) -> Tokens:
    numbers = _match_codes(catalogue.token_names, names)[catalogue.tokens.indices]
    kept = numbers >= 0
    counts = np.concatenate([[0], np.cumsum(kept)])[catalogue.tokens.indptr]
    return Tokens(indptr=counts.astype(np.int64), indices=numbers[kept])


@dataclass(frozen=True, slots=True)
class Trail:
    """Hold the events that speak for a shopper now: seeds and cart first, as if they had just happened."""

    rows: Rows
    kinds: NDArray[np.int8]
    ages: Floats

    def weights(self, half_life: float, *, moments: float = MOMENTS) -> Floats:
        """Return each event's weight after decay; returns are negative."""
        bounds = np.array([0, len(self.rows)], dtype=np.int64)
        return history_weights(self.kinds, self.ages, indptr=bounds, half_life=half_life, moments=moments)


def trail_of(shopper: ShopperState, *, limit: int) -> Trail:
    """Return seeds, cart and the newest history as one list of at most `limit` events."""
    fresh = np.concatenate([shopper.seeds, shopper.cart])
    fresh_kinds = np.repeat(np.array([VIEW, ADD_TO_CART], dtype=np.int8), [len(shopper.seeds), len(shopper.cart)])
    return Trail(
        rows=np.concatenate([fresh, shopper.history_rows])[:limit].astype(np.int32),
        kinds=np.concatenate([fresh_kinds, shopper.history_kinds])[:limit],
        ages=np.concatenate([np.zeros(len(fresh), np.float32), shopper.history_ages])[:limit].astype(np.float32),
    )


def event_weights(kinds: NDArray[np.int8], ages: Floats, *, half_life: float) -> Floats:
    """Return kind weight times 0.5 ** (age / half_life), ages and half-life in days."""
    decay = np.exp2(-np.maximum(ages, 0) / half_life)
    return np.asarray(KIND_WEIGHTS[kinds] * decay, dtype=np.float32)


def history_weights(
    kinds: NDArray[np.int8], ages: Floats, *, indptr: NDArray[np.int64], half_life: float, moments: float = MOMENTS
) -> Floats:
    """Return event weights of histories in CSR rows, newest first: kind, time and place all count.

    weight = kind * 0.5 ** (age / half_life) / (1 + moment / moments), where moment 0 is the newest. A day says little
    inside a visit, so the order of events speaks too; a basket is one moment.
    """
    ranks = moment_ranks(ages, indptr=indptr)
    return np.asarray(event_weights(kinds, ages, half_life=half_life) / (1.0 + ranks / moments), dtype=np.float32)


def moment_ranks(ages: Floats, *, indptr: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each event how many later moments its history has; equal ages are one moment."""
    if not len(ages):
        return np.zeros(0, dtype=np.int64)
    filled = indptr[:-1][np.diff(indptr) > 0]
    fresh = np.r_[True, ages[1:] != ages[:-1]]
    fresh[filled] = True
    moments = np.cumsum(fresh)
    return np.asarray(moments - np.repeat(moments[filled], np.diff(indptr)[np.diff(indptr) > 0]), dtype=np.int64)


def ages_in_days(at: NDArray[np.float64], *, now: float) -> Floats:
    """Return how many days before `now` each time lies, never below zero."""
    return np.asarray(np.maximum(now - at, 0) / DAY, dtype=np.float32)


def best(scores: Floats, *, allowed: Mask | None, excluded: Rows, k: int, above: float = -np.inf) -> Recalled:
    """Return the k best rows of a score for every product, those above a floor; ties go to the lower row."""
    values = scores.copy() if allowed is None else np.where(allowed, scores, np.float32(-np.inf))
    values[excluded] = -np.inf
    rows = np.flatnonzero((values >= _floor(values, k)) & (values > above))
    return best_among(rows, values[rows], k=k)


def _floor(values: Floats, k: int) -> float:
    """Return what at least k values reach, hardly below the kth largest: the kth largest of the maxima of parts."""
    parts = PARTS_A_PLACE * k
    if k <= 0 or len(values) < 2 * parts:
        return -np.inf
    rounds = len(values) // parts
    maxima = np.fmax.reduce(values[: rounds * parts].reshape(rounds, parts), axis=0)
    floor = float(np.partition(maxima, parts - k)[parts - k])
    return -np.inf if np.isnan(floor) else floor


def best_among(rows: NDArray[np.int64] | Rows, scores: Floats, *, k: int) -> Recalled:
    """Return the k best of ascending rows by the score beside each; ties go to the lower row."""
    if len(rows) > k:
        cut = np.partition(scores, len(rows) - k)[len(rows) - k] if k > 0 else np.inf
        rows, scores = rows[scores >= cut], scores[scores >= cut]
    order = np.argsort(-scores, kind="stable")[:k]
    return Recalled(rows=rows[order].astype(np.int32), scores=scores[order])


def taken_rows(shopper: ShopperState) -> Rows:
    """Return the rows that are never recommended back: what is looked at and what is in the cart."""
    return np.concatenate([shopper.seeds, shopper.cart]).astype(np.int32)
