"""A version of rules as the board reads it; what no longer fits is named beside the rest."""

from dataclasses import dataclass

from rules.engine.names import Names
from rules.engine.rule import Rule as EngineRule
from rules.engine.ruleset import RuleSet as EngineRuleSet
from rules.forms import plain_words
from rules.models import Placement, Rule, RuleSet
from rules.queries import LivePlacement, UnreadableRule, placement_facts, readable_ruleset, rules_in_order
from woorec.serviceable import serviceable


@dataclass(frozen=True, slots=True)
class Rules:
    """A version as the engine reads it. A stored rule that no longer fits is left out and named."""

    version: RuleSet | None
    rows: tuple[Rule, ...]
    engine: EngineRuleSet
    unreadable: tuple[UnreadableRule, ...] = ()

    @property
    def broken(self) -> dict[str, str]:
        """This will say what does not fit any more: the rule's key -> plain words."""
        return {rule.rule_id: plain_words(rule.error) for rule in self.unreadable}

    def on(self, placement: Placement) -> LivePlacement:
        """This will put the rules on their placement, as the shop would serve it."""
        return serviceable(LivePlacement(placement_facts(placement), self.engine, self.unreadable))

    @property
    def names(self) -> dict[str, str]:
        return {rule.rule_id: rule.name for rule in self.engine.rules}

    def rule(self, rule_id: str) -> EngineRule | None:
        return next((rule for rule in self.engine.rules if rule.rule_id == rule_id), None)


def read_rules(version: RuleSet | None, *, names: Names) -> Rules:
    """This will read a version rule by rule, so that one that does not fit cannot hide the others."""
    return Rules(version, tuple(rules_in_order(version)), *readable_ruleset(version, names=names))
