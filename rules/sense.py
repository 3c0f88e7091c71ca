"""What a rule, a segment or a test must make sense of before it is kept: nobody writes what can never hold."""

from collections.abc import Mapping

from catalog.models import Store
from rules.engine.conditions import AllOf, Comparison, Condition
from rules.engine.contradictions import contradiction, refuse_contradiction
from rules.engine.errors import RuleError
from rules.engine.fields import join_words
from rules.engine.rule import Rule
from rules.engine.segment import Segment
from rules.engine.shopper_facts import SHOPPER_FACTS
from rules.engine.slot import Slot
from rules.known_segments import segments_of

# The lists of a scope that segments look at as well, under the name of a shopper's fact.
ALSO_FACTS = {"tiers": "tier", "regions": "region"}


def refuse_nonsense(rule: Rule, store: Store) -> None:
    """This will raise RuleError at the field, when the rule can be on for nobody or its condition can never hold."""
    refuse_contradiction(getattr(rule.body, "condition", None))
    for pool in rule.body.next_pools if isinstance(rule.body, Slot) else ():
        refuse_contradiction(pool.condition, field="next_pools")
    if rule.scope.segments and (rule.scope.tiers or rule.scope.regions):
        _refuse_nobody(rule, segments_of(store).readable)


def _refuse_nobody(rule: Rule, known: Mapping[str, Segment]) -> None:
    """A shopper is in the scope with one of the segments, so it is empty only when none of them fits the rest."""
    codes = sorted(rule.scope.segments)
    if all(code in known and _is_beside(known[code], rule) for code in codes):
        said = join_words([f"“{known[code].name}”" for code in codes], last="or")
        beside = " and ".join(_say_beside(rule, name) for name in ALSO_FACTS if getattr(rule.scope, name))
        raise RuleError(
            "scope.segments", f"Nobody in {said} is {beside}, so the rule is on for nobody. Change one of them"
        )


def _is_beside(segment: Segment, rule: Rule) -> bool:
    return bool(contradiction(AllOf((segment.condition, *_as_conditions(rule)))))


def _as_conditions(rule: Rule) -> list[Condition]:
    wanted = ((fact, tuple(sorted(getattr(rule.scope, name)))) for name, fact in ALSO_FACTS.items())
    return [Comparison(fact, "in", codes, declared=SHOPPER_FACTS) for fact, codes in wanted if codes]


def _say_beside(rule: Rule, name: str) -> str:
    called = join_words(rule.scope.say(name, sorted(getattr(rule.scope, name))), last="or")
    return f"in the {ALSO_FACTS[name]} {called}"
