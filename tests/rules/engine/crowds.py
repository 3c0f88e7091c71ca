"""Shops of few, uneven sorts and strict rules, so that every limit binds at once."""

from random import Random

from rules.engine import Candidate
from tests.rules.engine.shop import HOUSE, PARTNER, product, rule, ruleset

STRICT = ruleset(
    rule("slot", {"positions": [4, 10], "condition": HOUSE}, severity="contract"),
    rule("slot", {"positions": [7], "condition": PARTNER}),
    rule("scatter", {"fact": "category", "limit": 2, "window": 3}),
    rule("scatter", {"fact": "material_family", "limit": 2, "window": 4}),
    rule("cap", {"limit": 4, "fact": "brand"}),
)
CROWDS = [(count, seed) for count in (12, 16, 20, 26) for seed in range(6)]


def crowd(count: int, *, seed: int) -> list[Candidate]:
    """This will make the same products for the same seed."""
    random = Random(seed)
    return [
        product(
            number,
            random.uniform(0, 100),
            category=random.choices("abcd", weights=[5, 3, 1, 1])[0],
            material_family=random.choices("lgs", weights=[5, 3, 2])[0],
            brand=random.choices("pqrstu", weights=[4, 2, 2, 1, 1, 1])[0],
            brand_kind=random.choices(["other", "house", "partner"], weights=[6, 1, 1])[0],
        )
        for number in range(1, count + 1)
    ]


def family_crowd(count: int, *, seed: int) -> list[Candidate]:
    """This will make a crowd in which about every second product has a variant of another sort."""
    random = Random(seed)
    return [
        product(each.product_id, each.score, **{**each.facts, "item_group": f"family {random.randrange(count)}"})
        for each in crowd(count, seed=seed)
    ]
