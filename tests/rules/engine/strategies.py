"""Small random shops and rule sets, crowded enough that rules get in each other's way."""

from hypothesis import strategies as st

from rules.engine import Candidate, RuleSet
from rules.kinds import load_rule
from tests.rules.engine.shop import product

BRAND_KINDS = ("house", "partner", "other")


@st.composite
def candidates(draw: st.DrawFn, most: int = 7) -> list[Candidate]:
    count = draw(st.integers(0, most))
    return [_candidate(draw, number) for number in range(1, count + 1)]


def _candidate(draw: st.DrawFn, number: int) -> Candidate:
    return product(
        number,
        float(draw(st.integers(0, 6))),
        brand_kind=draw(st.sampled_from(BRAND_KINDS)),
        brand=draw(st.sampled_from(["Woo", "Perla"])),
        category=draw(st.sampled_from(["totes", "rings", "belts", "", None])),
        materials=frozenset(draw(st.sets(st.sampled_from(["calf", "brass", "gold"]), max_size=2))),
        item_group=draw(st.sampled_from([None, None, None, "hoops", "totes"])),
    )


def _slots(draw: st.DrawFn) -> dict[str, object]:
    positions = sorted(draw(st.sets(st.integers(1, 5), min_size=1, max_size=2)))
    if draw(st.booleans()):
        return {"positions": positions, "skus": [f"SKU-{draw(st.integers(1, 7))}"]}
    wanted = draw(st.sampled_from(["house", "partner"]))
    return {"positions": positions, "condition": {"fact": "brand_kind", "op": "is", "value": wanted}}


def _scatters(draw: st.DrawFn) -> dict[str, object]:
    limit = draw(st.integers(1, 2))
    fact = draw(st.sampled_from(["category", "brand", "materials"]))
    return {"fact": fact, "limit": limit, "window": draw(st.integers(limit + 1, 6))}


def _caps(draw: st.DrawFn) -> dict[str, object]:
    limit = {"limit": draw(st.integers(0, 2))}
    if draw(st.booleans()):
        return limit | {"fact": draw(st.sampled_from(["brand", "materials", "category"]))}
    return limit | {"condition": {"fact": "brand_kind", "op": "is", "value": "house"}}


PARAMS = {"slot": _slots, "scatter": _scatters, "cap": _caps}


@st.composite
def rulesets(draw: st.DrawFn, most: int = 5) -> RuleSet:
    kinds = draw(st.lists(st.sampled_from(["slot", "slot", "scatter", "scatter", "cap"]), max_size=most))
    rules = [
        load_rule(
            {
                "rule_id": f"{kind}-{number}",
                "kind": kind,
                "params": PARAMS[kind](draw),
                "severity": draw(st.sampled_from(["contract", "taste"])),
            }
        )
        for number, kind in enumerate(kinds)
    ]
    return RuleSet(tuple(rules))


SIZES = st.integers(0, 5)
