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


def models_of(pool: Pooling, catalogue: Sequence[Facts]) -> list[Facts]:
    """This will choose what made-up members of a pool look like: real members from all over the catalogue.

    A pool that has none is thought up from its condition, when that says how a member looks.
    """
    members = [facts for facts in catalogue if pool.admits(_in_stock(facts))]
    found = members or _by_condition(pool, catalogue)
    return found[:: max(1, len(found) // MOST_MODELS)][:MOST_MODELS]


def imagined(
    pool: Pooling, listing: Listing, *, models: Sequence[Facts], rules: RuleSet, count: int
) -> list[Candidate]:
    """This will make up to `count` products of a pool that may be shown here."""
    excluding = [rule.body for rule in rules.active(listing.context) if isinstance(rule.body, Excluding)]
    showable = (_showable(facts, listing.context) for facts in models)
    fitting = [each for each in showable if pool.admits(each) and not any(body.rejects(each) for body in excluding)]
    made = [_candidate(fitting[number % len(fitting)], number, listing) for number in range(count)] if fitting else []
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
    return {**_in_stock(facts), "regions_excluded": frozenset(), "avoidable": proven}


def _in_stock(facts: Facts) -> dict[str, object]:
    missing = {"price": facts.get("price") or PRICE, "margin_rate": facts.get("margin_rate") or 0.5}
    moment = {"visible": True, "stock": PIECES, "days_of_cover": PIECES, "bought": False, "material_match": 0.0}
    return {**facts, **missing, **moment}


def _candidate(facts: Facts, number: int, listing: Listing) -> Candidate:
    """Numbers below zero are nobody else's; the lowest score keeps the others in their order."""
    lowest = min((each.score for each in listing.candidates), default=0.0)
    own = {"item_group": f"made up {number}", "name": f"made up {number}"}
    return Candidate(product_id=-1 - number, score=lowest, facts={**facts, **own})


def _by_condition(pool: Pooling, catalogue: Sequence[Facts]) -> list[Facts]:
    """This will change real products so that they fit a condition; the rest of them stays, so that they differ."""
    condition = getattr(pool, "condition", None)
    needed = _needed(condition) if condition is not None else None
    return [] if needed is None else [{**facts, **needed} for facts in catalogue]


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
