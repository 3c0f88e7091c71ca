"""Made-up shops of many sizes for timing traffic control: scored products, and rules that get in each other's way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from rules.engine.candidate import Candidate, Context
from rules.engine.ruleset import RuleSet
from rules.kinds import load_rule

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
SIZE = 20
CONTEXT = Context(at=NOON, tier="gold", region="eu", placement="home")
HOUSE = {"fact": "brand_kind", "op": "is", "value": "house"}
PARTNER = {"fact": "brand_kind", "op": "is", "value": "partner"}
# Slots 4 and 10, two scatters and one cap: what docs/performance.md is told for.
RULES: tuple[tuple[str, dict[str, object], str], ...] = (
    ("slot", {"positions": [4], "condition": HOUSE}, "contract"),
    ("slot", {"positions": [10], "condition": PARTNER}, "contract"),
    ("scatter", {"fact": "category", "limit": 2, "window": 3}, "taste"),
    ("scatter", {"fact": "material_family", "limit": 3, "window": 5}, "taste"),
    ("cap", {"limit": 4, "fact": "brand"}, "taste"),
)


@dataclass(frozen=True, slots=True)
class Shop:
    """This will be the scored candidates of one request; `facts` are those of the catalogue, in the same order."""

    candidates: Sequence[Candidate]
    facts: Sequence[dict[str, object]]


def shop(count: int, *, seed: int, skew: float | None = None) -> Shop:
    """This will make a shop of some products; with a high skew a few categories, materials and brands hold most."""
    random = Random(seed)
    skew = random.uniform(0.2, 2.0) if skew is None else skew
    facts = [_facts(number, random, skew=skew) for number in range(1, count + 1)]
    # Products that are alike score alike, or the rules would have nothing to part.
    taste = {name: random.gauss(0, 12) for name in sorted({str(each["category"]) for each in facts})}
    scores = [min(100.0, max(0.0, random.gauss(50 + taste[str(each["category"])], 15))) for each in facts]
    candidates = [
        Candidate(number, score, each) for number, (score, each) in enumerate(zip(scores, facts, strict=True), 1)
    ]
    return Shop(candidates, facts)


def ruleset(*, published: int | None = None) -> RuleSet:
    """This will make the five rules of the goals, among so many published ones; the others are for other shoppers."""
    own = [_rule(number, kind, params, severity) for number, (kind, params, severity) in enumerate(RULES)]
    others = [_elsewhere(number) for number in range(max(0, (published or 0) - len(own)))]
    return RuleSet(tuple(load_rule(each) for each in [*others, *own]))


def _rule(number: int, kind: str, params: dict[str, object], severity: str) -> dict[str, object]:
    return {
        "rule_id": f"{kind}-{number}",
        "kind": kind,
        "params": params,
        "severity": severity,
        "label": f"{kind} {number}",
    }


def _elsewhere(number: int) -> dict[str, object]:
    boost = _rule(number, "boost", {"points": 5.0, "condition": HOUSE}, "taste")
    scopes = ({"tiers": ["silver"]}, {"regions": ["us"]}, {"segments": [f"segment-{number}"]}, {"categories": ["hats"]})
    return boost | {"rule_id": f"elsewhere-{number}", "scope": scopes[number % len(scopes)]}


def _facts(number: int, random: Random, *, skew: float) -> dict[str, object]:
    price = random.uniform(40, 4000)
    return {
        "sku": f"SKU-{number}",
        "name": f"Product {number}",
        "item_group": f"style-{random.randrange(4 * number)}" if random.random() < 0.3 else "",
        "category": f"category-{_one_of(14, random, skew)}",
        "brand": f"brand-{_one_of(25, random, skew)}",
        "brand_kind": random.choices(("other", "house", "partner"), weights=(6, 3, 1))[0],
        "material_family": f"material-{_one_of(8, random, skew)}",
        "visible": True,
        "price": price,
        "margin_rate": random.uniform(0.2, 0.8),
        "stock": random.randrange(1, 60),
        "days_of_cover": random.uniform(1, 200),
        "regions_excluded": frozenset(),
    }


def _one_of(count: int, random: Random, skew: float) -> int:
    return random.choices(range(count), weights=[(rank + 1) ** -skew for rank in range(count)])[0]
