"""Made-up products that carry the facts a list needs, to count how many more of a pool would be enough."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from rules.engine.candidate import Candidate, Context
from rules.engine.conditions import AllOf, AnyOf, Comparison, Condition
from rules.engine.eligibility import reject_reason
from rules.engine.facts import FACTS
from rules.engine.rule import Excluding, Pooling
from rules.engine.ruleset import RuleSet

Facts = Mapping[str, object]
PIECES, PRICE = 100.0, 100.0
MOST_MODELS = 40
WANTED = {"is": 0, "at_least": 0, "at_most": 0, "contains": 0, "starts_with": 0}


class Listing(Protocol):
    @property
    def candidates(self) -> Sequence[Candidate]: ...

    @property
    def context(self) -> Context: ...


def imagined(
    pool: Pooling, listing: Listing, *, catalogue: Sequence[Facts], rules: RuleSet, count: int
) -> list[Candidate]:
    """This will make up to `count` products of a pool that may be shown here, as like its real members as can be."""
    excluding = [rule.body for rule in rules.active(listing.context) if isinstance(rule.body, Excluding)]
    models: list[Facts] = []
    for facts in (*catalogue, *_by_condition(pool, catalogue)):
        model = _showable(facts, listing.context)
        if pool.admits(model) and not any(body.rejects(model) for body in excluding):
            models.append(model)
        if len(models) == MOST_MODELS:
            break
    made = [_candidate(models[number % len(models)], number, listing) for number in range(count)] if models else []
    return [each for each in made if reject_reason(each, context=listing.context) is None]


def varied(fact: str, listing: Listing, *, count: int) -> list[Candidate]:
    """This will make products like one that is there, each with a value of its own in a fact that a rule spreads."""
    model = next((each for each in listing.candidates if reject_reason(each, context=listing.context) is None), None)
    if model is None or fact not in FACTS:
        return []
    is_set = FACTS[fact].kind == "set"
    values = [f"another {fact} {number}" for number in range(count)]
    return [
        _candidate({**model.facts, fact: frozenset((value,)) if is_set else value}, number, listing)
        for number, value in enumerate(values)
    ]


def _showable(facts: Facts, context: Context) -> dict[str, object]:
    """This will give a product what a moment asks of it: stock, a price, a region, evidence for what is avoided."""
    evidence = facts.get("avoidable")
    proven = {**(evidence if isinstance(evidence, Mapping) else {}), **dict.fromkeys(context.avoids, "A")}
    missing = {"price": facts.get("price") or PRICE, "margin_rate": facts.get("margin_rate") or 0.5}
    moment = {"visible": True, "stock": PIECES, "days_of_cover": PIECES, "bought": False, "material_match": 0.0}
    return {**facts, **missing, **moment, "regions_excluded": frozenset(), "avoidable": proven}


def _candidate(facts: Facts, number: int, listing: Listing) -> Candidate:
    """Numbers below zero are nobody else's; the lowest score keeps the others in their order."""
    lowest = min((each.score for each in listing.candidates), default=0.0)
    own = {"item_group": f"made up {number}", "name": f"made up {number}"}
    return Candidate(product_id=-1 - number, score=lowest, facts={**facts, **own})


def _by_condition(pool: Pooling, catalogue: Sequence[Facts]) -> list[Facts]:
    """This will think up a member of a pool that has none, when its condition says how one looks."""
    condition = getattr(pool, "condition", None)
    needed = _needed(condition) if condition is not None else None
    return [{**(catalogue[0] if catalogue else {}), **needed}] if needed is not None else []


def _needed(condition: Condition) -> dict[str, object] | None:
    if isinstance(condition, Comparison):
        return _value(condition)
    if isinstance(condition, AnyOf):
        return _needed(condition.parts[0])
    if not isinstance(condition, AllOf):
        return None
    parts = [_needed(part) for part in condition.parts]
    if any(part is None for part in parts):
        return None
    return {name: value for part in parts if part for name, value in part.items()}


def _value(comparison: Comparison) -> dict[str, object] | None:
    value = comparison.value
    if comparison.op == "in" and isinstance(value, tuple):
        value = value[0]
    elif comparison.op not in WANTED:
        return None
    return {comparison.fact: frozenset((value,)) if FACTS[comparison.fact].kind == "set" else value}
