"""The products of a made shop: styles in colours, made as the demo's are, with prices, launch dates and stock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.demo.leather_house import RATES, leather_house
from catalog.feeds.rows import ProductRow
from catalog.models import Store
from woorec.speed.made_rows import copy_rows, reserve_ids

COLOURS = 3  # of a style
NEW_SHARE, HIDDEN_SHARE, ABROAD_SHARE, OWN_PRICE_SHARE = 0.08, 0.02, 0.03, 0.25
UNTRACKED, SOLD_OUT, ONE_PLACE = 0.03, 0.08, 0.18  # upper ends of the shares, as in the demo
MARGINS = {"house": (0.58, 0.75), "partner": (0.35, 0.52), "other": (0.42, 0.60)}
OWN_TIER, OWN_PRICE = "gold", 0.92
Ids = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn for P products, in order; `template` is the demo's product that each is made like."""

    template: NDArray[np.int64]
    brand: NDArray[np.int64]
    price: NDArray[np.float64]
    margin: NDArray[np.float64]
    age: NDArray[np.int64]  # days since its launch
    chance: NDArray[np.float64]  # (P, 4): hidden, abroad, stock, own price
    stock: NDArray[np.int64]  # (P, warehouses), -1 where it is not counted


def draw(count: int, *, templates: Sequence[ProductRow], brands: Sequence[str], seed: int) -> Drawn:
    """This will draw products; `brands` are the kinds of the brands, the largest brand first."""
    rng = np.random.default_rng([seed, 1])
    style = np.arange(count) // COLOURS
    styles = int(style[-1]) + 1 if count else 0
    by_category: dict[str, list[int]] = defaultdict(list)
    for number, template in enumerate(templates):
        by_category[template.category].append(number)
    first = rng.integers(len(templates), size=styles)
    alike = [by_category[templates[number].category] for number in first.tolist()]
    turns = rng.random(count)
    template = np.array([alike[s][int(turn * len(alike[s]))] for s, turn in zip(style, turns, strict=True)], np.int64)
    weights = 1.0 / np.arange(2, len(brands) + 2)
    brand = rng.choice(len(brands), size=styles, p=weights / weights.sum())[style]
    level = np.exp(rng.normal(0, 0.35, size=styles))[style]
    usual = np.array([float(each.price) for each in templates])[template]
    low, high = np.array([MARGINS[kind] for kind in brands]).T
    age = np.where(rng.random(styles) < NEW_SHARE, rng.integers(1, 30, styles), rng.integers(31, 1095, styles))[style]
    chance = rng.random((count, 4))
    return Drawn(
        template=template,
        brand=brand,
        price=np.maximum(5, np.round(usual * level / 5) * 5),
        margin=rng.uniform(low[brand], high[brand]),
        age=age,
        chance=chance,
        stock=_stock(chance[:, 2], rng),
    )


def write_products(store: Store, *, count: int, seed: int, today: date) -> None:
    """This will write products with their parts, prices and stock. The store has its categories and materials."""
    templates = leather_house(seed=seed, today=today).products
    kinds = dict(store.brands.order_by("pk").values_list("code", "kind"))
    drawn = draw(count, templates=templates, brands=list(kinds.values()), seed=seed)
    now = datetime.combine(today, datetime.min.time(), UTC)
    ids = reserve_ids("catalog_product", count)
    brands, categories = _codes(store.brands), _codes(store.categories)
    brand_names, brand_ids = list(kinds), [brands[code] for code in kinds]
    copy_rows(
        "catalog_product (id, store_id, sku, external_id, gtin, item_group, name, description, category_id, brand_id, "
        "price, cost, status, visible, launched_on, attributes, tags, image_url, more_image_urls, created_at, "
        "updated_at)",
        (
            (
                pk, store.pk, f"B-{number}", "", "", f"S-{number // COLOURS}",
                f"{made.name} {number // COLOURS} {made.attributes['colour']}", made.description,
                categories[made.category], brand_ids[brand], price, round(price * (1 - margin), 2), "active",
                chance[0] >= HIDDEN_SHARE, today - timedelta(days=age), _json(made.attributes, brand_names[brand]), [],
                "", [], now, now,
            )
            for number, (pk, made, brand, price, margin, age, chance) in enumerate(_each(ids, templates, drawn))
        ),
    )  # fmt: skip
    _write_parts(store, ids, templates, drawn)
    _write_places(store, ids, drawn, now=now)


def _write_parts(store: Store, ids: Sequence[int], templates: Sequence[ProductRow], drawn: Drawn) -> None:
    materials = _codes(store.materials)
    parts = [
        [(part.part, materials[part.material], part.contact, part.share_percent) for part in template.components]
        for template in templates
    ]
    copy_rows(
        "catalog_productcomponent (product_id, part, material_id, contact, share_percent)",
        ((pk, *part) for pk, made in zip(ids, drawn.template.tolist(), strict=True) for part in parts[made]),
    )


def _write_places(store: Store, ids: Sequence[int], drawn: Drawn, *, now: datetime) -> None:
    """This will write where products are not sold, what they cost abroad and to members, and what lies where."""
    regions, tiers, warehouses = _codes(store.regions), _codes(store.tiers), _codes(store.warehouses)
    abroad = [code for code in regions if code != "eu"]
    chances = list(zip(ids, drawn.chance.tolist(), drawn.price.tolist(), strict=True))
    copy_rows(
        "catalog_product_not_sold_in (product_id, region_id)",
        (
            (pk, regions[abroad[pk % len(abroad)]])
            for pk, (_, where, *_), _ in chances
            if where < ABROAD_SHARE
        ),
    )  # fmt: skip
    regular = ((pk, code, "regular", price * RATES[code]) for pk, _, price in chances for code in abroad)
    own = (
        (pk, code, OWN_TIER, OWN_PRICE * price * RATES[code])
        for pk, chance, price in chances
        if chance[3] < OWN_PRICE_SHARE
        for code in regions
    )
    for lines in (regular, own):
        copy_rows(
            "catalog_tierprice (product_id, region_id, tier_id, amount)",
            ((pk, regions[code], tiers[tier], round(amount, 2)) for pk, code, tier, amount in lines),
        )
    copy_rows(
        "catalog_stocklevel (product_id, warehouse_id, quantity, counted, counted_sequence, updated_at)",
        (
            (pk, warehouse, quantity, quantity, 1, now)
            for pk, quantities in zip(ids, drawn.stock.tolist(), strict=True)
            for warehouse, quantity in zip(warehouses.values(), quantities, strict=True)
            if quantity >= 0
        ),
    )


def _stock(chance: NDArray[np.float64], rng: np.random.Generator, *, warehouses: int = 3) -> NDArray[np.int64]:
    quantities = rng.negative_binomial(1.3, 1 / 6, size=(len(chance), warehouses)).astype(np.int64)
    home = np.arange(len(chance)) % warehouses
    alone = np.arange(warehouses)[None, :] == home[:, None]
    one_place = (chance >= SOLD_OUT) & (chance < ONE_PLACE)
    quantities[one_place] = np.where(alone[one_place], quantities[one_place] + 2, 0)
    quantities[(chance >= UNTRACKED) & (chance < SOLD_OUT)] = 0
    quantities[chance < UNTRACKED] = -1
    return quantities


def _each(ids: Sequence[int], templates: Sequence[ProductRow], drawn: Drawn) -> Iterable[Any]:
    columns = (drawn.brand, drawn.price, drawn.margin, drawn.age, drawn.chance)
    made = (templates[number] for number in drawn.template.tolist())
    return zip(ids, made, *(column.tolist() for column in columns), strict=True)


def _json(attributes: Mapping[str, str], brand: str) -> str:
    words = {**attributes, "line": brand}
    return "{" + ", ".join(f'"{name}": "{value}"' for name, value in sorted(words.items())) + "}"


def _codes(rows: Any) -> dict[str, int]:
    return dict(rows.order_by("pk").values_list("code", "pk"))
