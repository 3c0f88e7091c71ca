"""The facts a rule may look at, declared once.

A missing value is None, an empty text, an empty set or a number that is not finite.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

FactKind = Literal["number", "text", "set", "flag"]
FactUnit = Literal["", "money", "share"]


@dataclass(frozen=True, slots=True)
class Fact:
    """This will describe one fact: its name in rules, its words on screens, its type, and what its numbers count."""

    name: str
    label: str
    kind: FactKind
    about: str
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: FactUnit = ""
    said: str = ""  # its word before a value, where the label would say too much

    @property
    def word(self) -> str:
        """This will name the fact in front of a value."""
        return self.said or self.label


BRAND_KINDS = {"house": "house brand", "partner": "partner brand", "other": "other brand"}

FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("sku", "SKU", "text", "stock keeping unit"),
        Fact("name", "name", "text", "product name"),
        Fact("item_group", "variant family", "text", "shared by the variants of one product"),
        Fact("category", "category", "text", "code of the leaf category"),
        Fact("category_path", "category path", "text", "the path from the root, as in Bags > Totes"),
        Fact("brand", "brand", "text", "the brand by name"),
        Fact("brand_kind", "kind of brand", "text", "house, partner or other", BRAND_KINDS, said="brand"),
        Fact("price", "price", "number", "what this shopper pays, in the region's currency", unit="money"),
        Fact("member_saving", "member's saving", "number", "share of the regular price the tier saves", unit="share"),
        Fact("margin", "margin", "number", "price less cost, in the region's currency", unit="money"),
        Fact("margin_rate", "margin rate", "number", "margin as a share of the price, 0 to 1", unit="share"),
        Fact("stock", "stock", "number", "pieces in the warehouses that serve the shopper; missing = untracked"),
        Fact("days_of_cover", "days of cover", "number", "how many days the stock lasts at the current pace"),
        Fact("days_since_launch", "days since launch", "number", "age in the shop, in days"),
        Fact("material_family", "material family", "text", "main material, for example leather or gold"),
        Fact("materials", "materials", "set", "every material in the product"),
        Fact("grain", "grain", "text", "grain of the leather"),
        Fact("finish", "finish", "text", "surface finish"),
        Fact("colour", "colour", "text", "colour"),
        Fact("avoidable", "allergen class", "set", "one entry per allergen with evidence, as in nickel:A"),
        Fact("visible", "visible", "flag", "switched on in the catalogue"),
        Fact("regions_excluded", "excluded regions", "set", "region codes where it may not be sold"),
        Fact("bought", "already bought", "flag", "this shopper already bought it"),
        Fact("material_match", "material match", "number", "closeness to the shopper's material taste, 0 to 1"),
        Fact("return_rate", "return rate", "number", "share of sold pieces that came back, 0 to 1", unit="share"),
        Fact("channels", "recall channels", "set", "names of the recall channels that found it"),
    )
}


def read_fact(facts: Mapping[str, object], name: str) -> object:
    """This will return a fact in its declared type, or None where it is missing."""
    value = facts.get(name)
    return None if value is None else READERS[name](value)


def values_of(facts: Mapping[str, object], name: str) -> frozenset[str]:
    """This will return the values two products can share in a fact; empty where it is missing."""
    value = read_fact(facts, name)
    if isinstance(value, frozenset):
        return value
    return NO_VALUES if value is None else frozenset((str(value),))


def number_of(facts: Mapping[str, object], name: str) -> float | None:
    """This will return a number fact as a float, or None where it is missing."""
    value = facts.get(name)
    return float(value) if value is not None and _is_finite(value) else None  # type: ignore[arg-type]


def _is_finite(value: object) -> bool:
    try:
        return math.isfinite(value)  # type: ignore[arg-type]
    except (TypeError, OverflowError):
        return False


def _read_number(value: object) -> object:
    return value if _is_finite(value) else None


def _read_text(value: object) -> object:
    return str(value) or None


def _read_set(value: object) -> object:
    if isinstance(value, frozenset):
        return value or None
    if isinstance(value, Mapping):
        return frozenset(f"{key}:{entry}" for key, entry in value.items()) or None
    if isinstance(value, str):
        return frozenset((value,)) if value else None
    return (frozenset(map(str, value)) or None) if isinstance(value, Collection) else None


NO_VALUES: frozenset[str] = frozenset()
READERS_BY_KIND: Mapping[FactKind, Callable[[object], object]] = {
    "number": _read_number,
    "text": _read_text,
    "set": _read_set,
    "flag": bool,
}
READERS = {name: READERS_BY_KIND[fact.kind] for name, fact in FACTS.items()}
