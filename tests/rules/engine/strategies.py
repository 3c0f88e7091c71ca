"""Small random shops and rule sets, crowded enough that rules get in each other's way."""

from dataclasses import replace

from hypothesis import strategies as st

from rules.engine import Candidate, RuleSet
from rules.kinds import load_rule
from tests.rules.engine.shop import ANYONE, product

BRAND_KINDS = ("house", "partner", "other")


# One draw for all facts of a product: thousands of examples would spend most of their time on drawing.
SORTS = [
    {"brand_kind": kind, "brand": brand, "category": category, "materials": frozenset(materials), "item_group": group}
    for group in (None, None, None, "hoops", "totes")
    for category in ("totes", "rings", "belts", "", None)
    for materials in ((), ("calf",), ("brass",), ("calf", "brass"), ("brass", "gold"))
    for brand in ("Woo", "Perla")
    for kind in BRAND_KINDS
]


def candidates(most: int = 7) -> st.SearchStrategy[list[Candidate]]:
    drawn = st.tuples(st.integers(0, 6), st.sampled_from(SORTS))
    return st.lists(drawn, max_size=most).map(
        lambda rows: [product(number, float(score), **facts) for number, (score, facts) in enumerate(rows, start=1)]
    )


def _pool(draw: st.DrawFn, most_skus: int = 1) -> dict[str, object]:
    if draw(st.booleans()):
        numbers = draw(st.lists(st.integers(1, 7), min_size=1, max_size=most_skus, unique=True))
        return {"skus": [f"SKU-{number}" for number in numbers]}
    wanted = draw(st.sampled_from(["house", "partner"]))
    return {"condition": {"fact": "brand_kind", "op": "is", "value": wanted}}


def _slots(draw: st.DrawFn) -> dict[str, object]:
    positions = sorted(draw(st.sets(st.integers(1, 5), min_size=1, max_size=2)))
    slot = {"positions": positions} | _pool(draw, most_skus=3)
    if "skus" in slot and draw(st.booleans()):
        slot["fill"] = "listed"
    if draw(st.integers(0, 2)) == 0:
        slot |= {"fallback": "next", "next_pools": [_pool(draw) for _ in range(draw(st.integers(1, 2)))]}
    return slot


def _pins(draw: st.DrawFn) -> dict[str, object]:
    return {"position": draw(st.integers(1, 5)), "sku": f"SKU-{draw(st.integers(1, 7))}"}


def _campaigns(draw: st.DrawFn) -> dict[str, object]:
    wanted = draw(st.sampled_from(BRAND_KINDS))
    promise = {"condition": {"fact": "brand_kind", "op": "is", "value": wanted}, "impressions": 100}
    promise["share_limit"] = draw(st.sampled_from([0.2, 0.4, 0.6, 1.0]))
    if draw(st.booleans()):
        promise["positions"] = sorted(draw(st.sets(st.integers(1, 5), min_size=1, max_size=2)))
    return promise


def _scatters(draw: st.DrawFn) -> dict[str, object]:
    limit = draw(st.integers(1, 2))
    fact = draw(st.sampled_from(["category", "brand", "materials"]))
    return {"fact": fact, "limit": limit, "window": draw(st.integers(limit + 1, 6))}


def _caps(draw: st.DrawFn) -> dict[str, object]:
    limit = {"limit": draw(st.integers(0, 2))}
    if draw(st.booleans()):
        return limit | {"fact": draw(st.sampled_from(["brand", "materials", "category"]))}
    return limit | {"condition": {"fact": "brand_kind", "op": "is", "value": "house"}}


PARAMS = {"slot": _slots, "pin": _pins, "campaign": _campaigns, "scatter": _scatters, "cap": _caps}
MIX = ["slot", "slot", "scatter", "scatter", "cap", "pin", "campaign"]
DATES = {"starts_at": "2026-03-01T00:00:00+00:00", "ends_at": "2026-04-01T00:00:00+00:00"}


@st.composite
def rulesets(draw: st.DrawFn, most: int = 5) -> RuleSet:
    kinds = draw(st.lists(st.sampled_from(MIX), max_size=most))
    rules = [
        load_rule(
            {
                "rule_id": f"{kind}-{number}",
                "kind": kind,
                "params": PARAMS[kind](draw),
                "severity": draw(st.sampled_from(["contract", "taste"])),
            }
            | (DATES if kind == "campaign" else {})
        )
        for number, kind in enumerate(kinds)
    ]
    return RuleSet(tuple(rules))


SIZES = st.integers(0, 5)
# What each campaign owes the page, whatever its number in the list is.
OWING = replace(ANYONE, quotas={f"campaign-{number}": 1 + number % 3 for number in range(8)})
