"""Larger questions than trying every arrangement can answer, judged by a constraint solver of other people's making."""

from collections import Counter
from collections.abc import Mapping
from random import Random

from ortools.sat.python import cp_model

from rules.engine import Candidate, Context, RuleSet
from rules.kinds import load_rule
from tests.rules.engine.oracle import holds
from tests.rules.engine.shop import NOON, product

FACTS = ("category", "material_family", "brand", "brand_kind")
DATES = {"starts_at": "2026-03-01T00:00:00+00:00", "ends_at": "2026-04-01T00:00:00+00:00"}
Question = tuple[list[Candidate], RuleSet, int, Context]


def random_question(seed: int) -> Question:
    """This will make a crowded question: a page up to 24, one or two scatters, slots, a cap and campaigns."""
    random = Random(seed)
    size = random.randint(8, 24)
    shop = _shop(random, size + random.choice((0, 1, 2, 3, 5, 8, 16, 40)))
    rules = [_scatter(random, fact) for fact in random.sample(FACTS[:2], random.randint(1, 2))]
    rules += [("slot", _slot(random, size)) for _ in range(random.randint(0, 3))]
    rules += [("cap", {"fact": "brand", "limit": random.randint(2, size // 2)})] if random.random() < 0.6 else []
    rules += [("campaign", _campaign(random)) for _ in range(random.randint(0, 2))]
    random.shuffle(rules)
    written = [
        {"rule_id": f"{kind}-{number}", "kind": kind, "params": params} | (DATES if kind == "campaign" else {})
        for number, (kind, params) in enumerate(rules)
    ]
    quotas = {each["rule_id"]: random.randint(1, size // 3) for each in written if each["kind"] == "campaign"}
    return shop, RuleSet(tuple(map(load_rule, written))), size, Context(at=NOON, quotas=quotas)


def _shop(random: Random, count: int) -> list[Candidate]:
    uneven = [random.randint(1, 6) for _ in range(4)]
    return [
        product(
            number,
            random.uniform(0, 100),
            category=random.choices("abcd", weights=uneven)[0],
            material_family=random.choices("lgsp", weights=uneven[::-1])[0],
            brand=random.choice("pqrstu"),
            brand_kind=random.choices(("other", "house", "partner"), weights=(5, 2, 1))[0],
        )
        for number in range(1, count + 1)
    ]


def _scatter(random: Random, fact: str) -> tuple[str, dict[str, object]]:
    limit = random.choice((1, 1, 2, 2, 3))
    return "scatter", {"fact": fact, "limit": limit, "window": random.randint(limit + 1, 5)}


def _slot(random: Random, size: int) -> dict[str, object]:
    positions = sorted(random.sample(range(1, size + 1), random.randint(1, 3)))
    fact, value = random.choice((("brand_kind", "house"), ("brand_kind", "partner"), ("category", "a"), ("brand", "p")))
    return {"positions": positions, "condition": {"fact": fact, "op": "is", "value": value}}


def _campaign(random: Random) -> dict[str, object]:
    fact, value = random.choice((("brand_kind", "partner"), ("brand_kind", "house"), ("brand", "q"), ("category", "d")))
    condition = {"fact": fact, "op": "is", "value": value}
    return {"condition": condition, "impressions": 100, "share_limit": random.choice((0.25, 0.5, 1.0))}


def can_hold(question: Question) -> bool:
    """This will say whether some arrangement keeps every rule; pools that are empty count as released."""
    shop, rules, size, context = question
    sorts = Counter(tuple(each.facts[fact] for fact in FACTS) for each in shop)
    facts = [dict(zip(FACTS, sort, strict=True)) for sort in sorts]
    length = min(size, len(shop))
    model = cp_model.CpModel()
    here = [[model.new_bool_var(f"{at} {sort}") for sort in range(len(facts))] for at in range(length)]
    for at in range(length):
        model.add_exactly_one(here[at])
    for sort, count in enumerate(sorts.values()):
        model.add(sum(here[at][sort] for at in range(length)) <= count)
    for rule in rules.rules:
        _add(model, here, facts, rule.kind, rule.body.to_params(), context.quotas.get(rule.rule_id, 0))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    answer = solver.solve(model)
    assert answer in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE)
    return answer != cp_model.INFEASIBLE


def _add(model: cp_model.CpModel, here, facts: list[dict], kind: str, params: Mapping, owed: int) -> None:
    length = len(here)
    inside = [sort for sort, each in enumerate(facts) if "condition" in params and holds(params["condition"], each)]
    if kind == "slot" and inside:
        for position in params["positions"]:
            if position <= length:
                model.add(sum(here[position - 1][sort] for sort in inside) == 1)
    elif kind in ("scatter", "cap"):
        window = min(params.get("window", length), length)
        for value in {each[params["fact"]] for each in facts}:
            alike = [sort for sort, each in enumerate(facts) if each[params["fact"]] == value]
            for start in range(length - window + 1):
                near = [here[at][sort] for at in range(start, start + window) for sort in alike]
                model.add(sum(near) <= params["limit"])
    elif kind == "campaign":
        shown = [row[sort] for row in here for sort in inside]
        most = max(1, int(params["share_limit"] * length))
        model.add(sum(shown) <= most)
        if inside:
            model.add(sum(shown) >= min(owed, most))
