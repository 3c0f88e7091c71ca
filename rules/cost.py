"""What a rule of a draft costs: expected margin of the list without the rule, less that of the list with it.

The margin that a list is expected to bring is the sum over its places of

    weight of the place x the model's chance of a purchase x what a sale leaves after cost and expected returns

where the weights are the placement's own curve, the first place 1, and returns count as far as the model foretells
them (`net_of_returns`). It is what the model believes, not what was measured: where its chances are off, so is the
cost. A positive cost means that the rule takes margin.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from rules.bootstrap import interval_of_mean
from rules.engine.rule import Rule
from rules.models import RuleSet, Study
from rules.queries import engine_ruleset
from rules.replay import Pair, Reply
from rules.replay_figures import Curve

NO_CHANCES = (
    "The model has no chance of a purchase yet, so no cost can be worked out. It needs more purchases to learn from."
)
NO_MARGINS = "No product in these lists has a known cost, so no margin can be worked out. Import costs first."


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one rule, in the store's currency: per list with a 95 % interval, and per week at the period's traffic."""

    rule_id: str
    name: str
    per_list: float
    low: float
    high: float
    per_week: float
    week_low: float
    week_high: float
    lists: int
    changed: int  # lists that would look different without the rule

    @property
    def is_clear(self) -> bool:
        """This will say whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def expected_margin(reply: Reply, curve: Curve) -> float:
    """This will sum what a page is expected to leave; a product without a known cost counts with 0."""
    return sum(
        curve.at(place) * (product.purchase or 0.0) * (product.contribution or 0.0)
        for place, product in enumerate(reply.products, 1)
    )


def why_no_costs(pairs: Sequence[Pair]) -> str:
    """This will say what is missing to work out a cost, or nothing."""
    products = [product for pair in pairs for product in pair.draft.products]
    if not any(product.purchase is not None for product in products):
        return NO_CHANCES
    return "" if any(product.margin is not None for product in products) else NO_MARGINS


def net_of_returns(pairs: Sequence[Pair]) -> bool:
    """This will say whether what is expected to come back was taken off the margins."""
    return any(product.returned is not None for pair in pairs for product in pair.draft.products)


def costs(
    pairs: Sequence[Pair], rules: Sequence[Rule], *, curve: Curve, lists_per_week: float, seed: int
) -> list[Cost]:
    """This will price each rule over the lists that were also made without it, dearest first."""
    found = (_cost(pairs, rule, curve=curve, lists_per_week=lists_per_week, seed=seed) for rule in rules)
    return sorted((cost for cost in found if cost), key=lambda cost: -cost.per_list)


def _cost(pairs: Sequence[Pair], rule: Rule, *, curve: Curve, lists_per_week: float, seed: int) -> Cost | None:
    both = [(pair.without[rule.rule_id], pair.draft) for pair in pairs if rule.rule_id in pair.without]
    if not both:
        return None
    values = np.array([expected_margin(without, curve) - expected_margin(kept, curve) for without, kept in both])
    mean, (low, high) = float(values.mean()), interval_of_mean(values, seed=seed)
    week = (mean * lists_per_week, low * lists_per_week, high * lists_per_week)
    changed = sum(without.ids != kept.ids for without, kept in both)
    return Cost(rule.rule_id, rule.name, mean, low, high, *week, lists=len(both), changed=changed)


@dataclass(frozen=True, slots=True)
class Priced:
    """What the rules of one version cost, by the rule's key, and the replay that says so (0: there is none)."""

    study_id: int = 0
    rules: Mapping[str, Cost] = field(default_factory=dict)


def latest_costs(ruleset: RuleSet) -> Priced:
    """This will read the costs of exactly these rules from their latest replay.

    Raises rules.engine.errors.RuleError when a stored rule no longer fits its kind.
    """
    digest = engine_ruleset(ruleset).ruleset_hash
    done = Study.objects.filter(
        placement_id=ruleset.placement_id, kind=Study.Kind.REPLAY, state=Study.State.DONE, digest=digest
    )
    found = done.values_list("pk", "result__costs__rules").first()
    if found is None:
        return Priced()
    return Priced(found[0], {each["rule_id"]: Cost(**each) for each in found[1] or ()})
