"""A catalogue and events out of plain columns: products by name, their attributes as tokens."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.materials import MATERIAL_VECTOR_SIZE
from ranking.dataset import DAY, PURCHASE, Catalogue, Interactions, Tokens


def plain_catalogue(
    count: int,
    *,
    tokens: Mapping[int, Sequence[str]],
    categories: Sequence[str] | None = None,
    brands: Sequence[str] | None = None,
    prices: NDArray[np.float32] | None = None,
) -> Catalogue:
    """This will describe `count` products, numbered from 0; an empty category or brand is none."""
    category_codes, category_numbers = _numbered(categories or [""] * count)
    brand_codes, brand_numbers = _numbered(brands or [""] * count)
    names = sorted({token for row in tokens.values() for token in row})
    return Catalogue(
        product_ids=np.arange(count, dtype=np.int64),
        item_groups=np.full(count, -1, dtype=np.int32),
        categories=category_numbers,
        brands=brand_numbers,
        prices=np.full(count, np.nan, dtype=np.float32) if prices is None else prices,
        margin_rates=np.full(count, np.nan, dtype=np.float32),
        launched_days=np.full(count, np.nan, dtype=np.float32),
        materials=np.zeros((count, MATERIAL_VECTOR_SIZE), dtype=np.float32),
        tokens=_token_rows(count, tokens, names),
        category_parents=np.full(len(category_codes), -1, dtype=np.int32),
        category_codes=category_codes,
        brand_codes=brand_codes,
        token_names=tuple(names),
        region_codes=(),
        tier_codes=(),
    )


def plain_interactions(
    who: NDArray[np.int64],
    product: NDArray[np.int64],
    at: NDArray[np.float64],
    *,
    kind: NDArray[np.int8] | None = None,
) -> Interactions:
    """This will order events by time; what one shopper does on one day is one visit, what they buy then one order."""
    order = np.argsort(at, kind="stable")
    who, product, at = who[order], product[order], at[order]
    kinds = np.full(len(at), PURCHASE, dtype=np.int8) if kind is None else kind[order]
    visits = np.stack([who, np.floor(at / DAY).astype(np.int64)])
    visit = np.unique(visits, axis=1, return_inverse=True)[1].ravel() if len(at) else who
    return Interactions(
        customer=who,
        session=visit,
        product=product.astype(np.int32),
        kind=kinds,
        at=at,
        region=np.full(len(at), -1, dtype=np.int16),
        tier=np.full(len(at), -1, dtype=np.int16),
        order=np.where(kinds == PURCHASE, visit, -1),
    )


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    codes = tuple(sorted(set(names) - {""}))
    numbers = {code: number for number, code in enumerate(codes)}
    return codes, np.array([numbers.get(name, -1) for name in names], dtype=np.int32)


def _token_rows(count: int, tokens: Mapping[int, Sequence[str]], names: Sequence[str]) -> Tokens:
    numbers = {name: number for number, name in enumerate(names)}
    rows = [sorted({numbers[token] for token in tokens.get(product, ())}) for product in range(count)]
    indptr = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    return Tokens(indptr=indptr, indices=np.array([number for row in rows for number in row], dtype=np.int32))
