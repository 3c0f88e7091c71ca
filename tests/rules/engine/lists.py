"""Random shops and rules, the same for the same seed: crowded, with variants, copies, chains, pins and campaigns."""

from random import Random

from rules.engine import Candidate, Context, RuleSet
from rules.kinds import load_rule
from tests.rules.engine.invariants import Case
from tests.rules.engine.shop import NOON, product

DATES = {"starts_at": "2026-03-01T00:00:00+00:00", "ends_at": "2026-04-01T00:00:00+00:00"}
BRAND_KINDS = ("house", "partner", "other")
KINDS = ("slot", "slot", "scatter", "scatter", "scatter", "cap", "pin", "pin", "campaign", "campaign", "boost", "bury")


def random_case(seed: int, *, products: int = 6, size: int = 4) -> Case:
    """This will make one question; up to `products` products and a page of up to `size`."""
    random = Random(seed)
    shop = _shop(random, random.randint(1, products))
    rules = RuleSet(tuple(_rule(random, number) for number in range(random.randint(1, 5))))
    context = Context(
        at=NOON,
        tier=random.choice(("gold", None)),
        region=random.choice(("FR", None)),
        avoids=frozenset({"nickel"} if random.random() < 0.15 else ()),
        quotas={rule.rule_id: random.randint(0, 3) for rule in rules.rules if rule.kind == "campaign"},
    )
    return Case(shop, rules, random.randint(1, size), context, seed=seed)


def _shop(random: Random, count: int) -> list[Candidate]:
    shop = [_product(random, number) for number in range(1, count + 1)]
    if random.random() < 0.1:  # the same product from another channel
        copied = random.choice(shop)
        shop.append(Candidate(copied.product_id, float(random.randint(0, 6)), copied.facts))
    return shop


def _product(random: Random, number: int) -> Candidate:
    facts: dict[str, object] = {
        "brand_kind": random.choice(BRAND_KINDS),
        "brand": random.choice(("Woo", "Perla")),
        "category": random.choice(("totes", "totes", "rings", None)),
        "materials": frozenset(random.sample(("calf", "brass", "gold"), random.randint(0, 2))),
        "item_group": random.choice((None, None, None, "hoops", "totes")),
        "avoidable": {"nickel": random.choice("ABCX")} if random.random() < 0.7 else {},
    }
    if random.random() < 0.12:
        facts |= random.choice(({"stock": 0}, {"visible": False}, {"regions_excluded": ["FR"]}, {"price": None}))
    return product(number, float(random.randint(0, 6)), **facts)


def _rule(random: Random, number: int):
    kind = random.choice(KINDS)
    return load_rule(
        {
            "rule_id": f"{kind}-{number}",
            "kind": kind,
            "params": PARAMS[kind](random),
            "severity": random.choice(("contract", "taste")),
            "scope": {"tiers": ["gold"]} if random.random() < 0.1 else {},
            "enabled": random.random() > 0.05,
        }
        | (DATES if kind == "campaign" else {})
    )


def _positions(random: Random) -> list[int]:
    return sorted(random.sample(range(1, 6), random.randint(1, 2)))


def _brand(random: Random) -> dict[str, object]:
    return {"fact": "brand_kind", "op": "is", "value": random.choice(BRAND_KINDS)}


def _pool(random: Random, most: int = 1) -> dict[str, object]:
    if random.random() < 0.5:
        return {"condition": _brand(random)}
    return {"skus": [f"SKU-{number}" for number in random.sample(range(1, 8), random.randint(1, most))]}


def _slot(random: Random) -> dict[str, object]:
    slot = {"positions": _positions(random)} | _pool(random, most=3)
    if "skus" in slot and random.random() < 0.5:
        slot["fill"] = "listed"
    if random.random() < 0.3:
        slot |= {"fallback": "next", "next_pools": [_pool(random) for _ in range(random.randint(1, 2))]}
    return slot


def _campaign(random: Random) -> dict[str, object]:
    promise = {"condition": _brand(random), "impressions": 100, "share_limit": random.choice((0.25, 0.5, 0.7, 1.0))}
    return promise | ({"positions": _positions(random)} if random.random() < 0.4 else {})


def _scatter(random: Random) -> dict[str, object]:
    limit = random.randint(1, 2)
    fact = random.choice(("category", "brand", "materials", "brand_kind"))
    return {"fact": fact, "limit": limit, "window": random.randint(limit + 1, 5)}


def _cap(random: Random) -> dict[str, object]:
    limit: dict[str, object] = {"limit": random.randint(0, 2)}
    if random.random() < 0.5:
        return limit | {"fact": random.choice(("brand", "materials", "category"))}
    return limit | {"condition": _brand(random)}


PARAMS = {
    "slot": _slot,
    "scatter": _scatter,
    "cap": _cap,
    "campaign": _campaign,
    "pin": lambda random: {"position": random.randint(1, 5), "sku": f"SKU-{random.randint(1, 7)}"},
    "boost": lambda random: {"points": random.randint(-3, 3), "condition": _brand(random)},
    "bury": lambda random: {"points": random.randint(0, 3), "condition": _brand(random)},
}
