"""Eligibility: what is never shown. Nothing overrides it, and no rule ever relaxes it."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rules.engine.candidate import Candidate, Context
from rules.engine.conditions import Condition
from rules.engine.facts import number_of
from rules.engine.fields import check_mapping, check_names
from rules.engine.judgements import Judgements
from rules.engine.page import Rejected
from rules.engine.parsing import parse_condition
from rules.engine.rule import Excluding, Facts, Rule, Severity

PROVEN_CLASSES = ("A", "B")
PLAIN = (int, float)
REASONS = {
    "hidden": "It is switched off in the catalogue, or not launched yet.",
    "excluded": "The request asked to leave it out.",
    "region": "It is not sold in the shopper's region.",
    "no_price": "It has no price in the shopper's region.",
    "out_of_stock": "The warehouses that serve the shopper have none.",
    "allergy": "There is no evidence that it stays below the limit of what the shopper avoids.",
    "bought": "The shopper already bought it.",
}


@dataclass(frozen=True, slots=True)
class Eligibility(Excluding):
    """This will never show the products the condition holds for."""

    kind: ClassVar[str] = "eligibility"
    severities: ClassVar[tuple[Severity, ...]] = ("contract", "taste", "safety")
    condition: Condition

    def rejects(self, facts: Facts) -> bool:
        return self.condition.holds(facts)

    def describe(self) -> str:
        return f"Never show products where {self.condition.describe()}"

    def to_params(self) -> dict[str, object]:
        return {"condition": self.condition.to_json()}

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Eligibility":
        given = check_mapping(params, field="params")
        check_names(given, allowed=("condition",))
        return cls(condition=parse_condition(given.get("condition")))


def sift(
    candidates: Sequence[Candidate], *, rules: Sequence[Rule], context: Context, judgements: Judgements
) -> tuple[list[int], list[Rejected]]:
    """This will find the places of the candidates that may be shown, and say why the others may not.

    A product that is rejected once is rejected in all its copies. Rejections may give away what a shopper avoids:
    they are for the preview of a made-up shopper and must not be logged.
    """
    found: dict[int, Rejected] = {}
    for place in judgements.suspects(context):
        code = _reject_code(candidates[place], context)
        if code is not None:
            found[place] = Rejected(candidates[place].product_id, code, REASONS[code])
    for rule in rules:
        if isinstance(rule.body, Excluding):
            for place in judgements.where(rule.body.rejects):
                found.setdefault(place, _rejected_by(rule, candidates[place]))
    if not found:
        return list(range(len(candidates))), []
    rejected: dict[int, Rejected] = {}
    for place in sorted(found):
        rejected.setdefault(candidates[place].product_id, found[place])
    shown = [place for place, each in enumerate(candidates) if each.product_id not in rejected]
    return shown, list(rejected.values())


def _rejected_by(rule: Rule, candidate: Candidate) -> Rejected:
    why = f"{rule.name}: {rule.reason or rule.body.describe()}"
    return Rejected(candidate.product_id, "rule", why, rule.rule_id)


def reject_reason(candidate: Candidate, *, context: Context) -> tuple[str, str] | None:
    """This will return a code and plain words for why the product may not be shown, or None."""
    code = _reject_code(candidate, context)
    return None if code is None else (code, REASONS[code])


def _reject_code(candidate: Candidate, context: Context) -> str | None:
    facts = candidate.facts
    if not facts.get("visible"):
        return "hidden"
    if candidate.product_id in context.excluded:
        return "excluded"
    regions = facts.get("regions_excluded")
    if regions and context.region is not None and context.region in _collection(regions):
        return "region"
    price, stock = facts.get("price"), facts.get("stock")
    # Nearly all are plain numbers: only the others are read with care.
    if not (type(price) in PLAIN and 0 <= price < math.inf) and not _is_priced(facts):  # type: ignore[operator]
        return "no_price"
    if stock is not None and not (type(stock) in PLAIN and 0 < stock < math.inf) and not _is_in_stock(facts):  # type: ignore[operator]
        return "out_of_stock"
    if context.avoids and not _is_proven(facts.get("avoidable"), avoids=context.avoids):
        return "allergy"
    return "bought" if context.exclude_bought and facts.get("bought") else None


def _is_priced(facts: Facts) -> bool:
    price = number_of(facts, "price")
    return price is not None and price >= 0


def _is_in_stock(facts: Facts) -> bool:
    """No stock record means untracked, thus available; a record that cannot be read means none."""
    stock = number_of(facts, "stock")
    return stock is not None and stock > 0


def _is_proven(evidence: object, *, avoids: frozenset[str]) -> bool:
    """Only measured evidence counts (class A or B); a legal claim, a bad result or no evidence does not."""
    if not isinstance(evidence, Mapping):
        return False
    return all(evidence.get(allergen) in PROVEN_CLASSES for allergen in avoids)


def _collection(value: object) -> Collection[object]:
    return value if isinstance(value, (frozenset, Collection)) else ()
