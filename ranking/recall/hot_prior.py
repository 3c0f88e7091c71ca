"""Guess what is popular from what products are, for a shop that nobody has visited yet."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import Catalogue
from ranking.recall.base import Floats

# Parts of a guess, 0 to 1 each. What the shop itself declares weighs as much as everything else together.
NEWNESS, STOCK, PRICE, DECLARED = 0.5, 0.25, 0.25, 1.0
FLOOR = 0.1  # nothing is ruled out
DECLARATIONS = frozenset({"bestseller", "bestsellers", "featured", "topseller"})
YES = frozenset({"yes", "true", "1", "y"})


def prior_popularity(catalogue: Catalogue) -> Floats:
    """Return each product's share [P] of the attention a shop would give before anybody came; they add up to 1.

    guess = 0.1 + 0.5 newness + 0.25 stock breadth + 0.25 middle price + 1 if the shop calls it a bestseller
    """
    parts = (
        NEWNESS * _ranks(catalogue.launched_days),
        STOCK * (0.5 if catalogue.stocked is None else catalogue.stocked),
        PRICE * (1.0 - np.abs(2.0 * _ranks(catalogue.prices, missing=0.0) - 1.0)),
        DECLARED * _declared(catalogue),
    )
    guess = np.full(len(catalogue), FLOOR)
    for part in parts:
        guess = guess + part
    return np.asarray(guess / max(float(guess.sum()), 1e-9), dtype=np.float32)


def _ranks(values: Floats, *, missing: float = 0.0) -> NDArray[np.float64]:
    """Return each value's rank from 0 (smallest) to 1, equal values alike, `missing` for unknown ones."""
    known = np.isfinite(values)
    found, places, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    ranks = np.full(len(values), missing)
    if len(found):
        middle = np.cumsum(counts) - (counts + 1) / 2
        ranks[known] = middle[places] / max(int(known.sum()) - 1, 1) if len(found) > 1 else 0.5
    return ranks


def _declared(catalogue: Catalogue) -> NDArray[np.float64]:
    tokens = catalogue.tokens
    telling = np.array(list(_tells(catalogue.token_names)), dtype=np.float64)
    counts = np.concatenate([[0.0], np.cumsum(telling[tokens.indices])])[tokens.indptr]
    return (np.diff(counts) > 0).astype(np.float64)


def _tells(names: tuple[str, ...]) -> Iterator[bool]:
    """Yield whether a fact calls its product a bestseller: `tag:Best-seller`, `featured:yes`, `bestseller:1`."""
    for name in names:
        fact, _, value = (re.sub(r"[^a-z0-9:]", "", name.lower())).partition(":")
        yield (fact in DECLARATIONS and value in YES) or (fact in {"tag", "label", "badge"} and value in DECLARATIONS)
