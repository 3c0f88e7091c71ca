"""The small shop the engine's stories are about: twelve products whose right answer is obvious."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from rules.engine import Candidate, Context, Page, RuleSet
from rules.kinds import load_rule

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUSE = {"fact": "brand_kind", "op": "is", "value": "house"}
PARTNER = {"fact": "brand_kind", "op": "is", "value": "partner"}

# name, score, category, brand, brand_kind, material_family, materials, nickel class
ROWS = (
    ("Pebbled Tote", 95, "totes", "Corvo", "other", "leather", ("calf",), "A"),
    ("Smooth Tote", 92, "totes", "Corvo", "other", "leather", ("calf", "brass"), "D"),
    ("Suede Tote", 90, "totes", "Lumen", "other", "leather", ("goat",), "A"),
    ("Woven Tote", 88, "totes", "Lumen", "other", "raffia", ("raffia",), "B"),
    ("House Satchel", 80, "satchels", "Woo", "house", "leather", ("calf",), "A"),
    ("Partner Clutch", 75, "clutches", "Perla", "partner", "satin", ("satin", "brass"), "C"),
    ("Gold Hoops", 70, "earrings", "Perla", "partner", "gold", ("gold",), "A"),
    ("Plated Hoops", 65, "earrings", "Nova", "other", "brass", ("brass", "nickel"), "X"),
    ("House Wallet", 60, "wallets", "Woo", "house", "leather", ("calf",), "B"),
    ("Silver Studs", 55, "earrings", "Nova", "other", "silver", ("silver",), None),
    ("Canvas Belt", 50, "belts", "Nova", "other", "canvas", ("canvas",), "A"),
    ("House Strap", 40, "straps", "Woo", "house", "leather", ("calf", "brass"), "A"),
)


def product(product_id: int, score: float = 50.0, **facts: object) -> Candidate:
    """This will make a product that may be shown, with the given facts on top."""
    base: dict[str, object] = {"visible": True, "price": 100.0, "sku": f"SKU-{product_id}"}
    return Candidate(product_id, score, base | facts)


def _row(number: int, row: tuple[object, ...]) -> Candidate:
    name, score, category, brand, brand_kind, family, materials, nickel = row
    return product(
        number,
        float(str(score)),
        name=name,
        category=category,
        category_path=f"Shop > {category}",
        brand=brand,
        brand_kind=brand_kind,
        material_family=family,
        materials=frozenset(materials),  # type: ignore[call-overload]
        avoidable={"nickel": nickel} if nickel else {},
        days_of_cover=float(number),
        margin_rate=0.1 * (number % 5),
    )


CATALOGUE = tuple(_row(number, row) for number, row in enumerate(ROWS, start=1))
ANYONE = Context(at=NOON)
NORA = Context(at=NOON, avoids=frozenset({"nickel"}))


def named(*names: str) -> tuple[Candidate, ...]:
    """This will pick products of the catalogue by name."""
    by_name = {candidate.name: candidate for candidate in CATALOGUE}
    return tuple(by_name[name] for name in names)


def rule(kind: str, params: Mapping[str, object], **fields: object) -> dict[str, object]:
    """This will write a rule as JSON, owned by Mia."""
    return {"rule_id": kind, "kind": kind, "params": params, "owner": "Mia", "reason": "spring"} | fields


def ruleset(*rules: Mapping[str, object]) -> RuleSet:
    """This will load rules; a rule without its own id is numbered."""
    numbered = [{**each, "rule_id": f"{each['rule_id']}-{number}"} for number, each in enumerate(rules, start=1)]
    return RuleSet(tuple(load_rule(each) for each in numbered))


def names(page: Page) -> list[str]:
    return [placed.candidate.name for placed in page.placed]


def ids(page: Page) -> list[int]:
    return [placed.candidate.product_id for placed in page.placed]


def with_score(candidates: Iterable[Candidate], product_id: int, score: float) -> list[Candidate]:
    """This will give one product another score."""
    return [Candidate(c.product_id, score, c.facts) if c.product_id == product_id else c for c in candidates]
