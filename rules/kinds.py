"""The one visible list of rule kinds. A new kind is one file in the engine and one line here."""

from rules.engine.boost import Boost
from rules.engine.bury import Bury
from rules.engine.campaign import Campaign
from rules.engine.cap import Cap
from rules.engine.eligibility import Eligibility
from rules.engine.pin import Pin
from rules.engine.rule import Rule, RuleKind
from rules.engine.ruleset import RuleSet, rule_from_json
from rules.engine.scatter import Scatter
from rules.engine.slot import Slot

RULE_KINDS: dict[str, type[RuleKind]] = {
    "eligibility": Eligibility,
    "boost": Boost,
    "bury": Bury,
    "slot": Slot,
    "pin": Pin,
    "campaign": Campaign,
    "scatter": Scatter,
    "cap": Cap,
}


def load_rule(data: object) -> Rule:
    """This will read one rule of a known kind from JSON, or raise RuleError naming the field."""
    return rule_from_json(data, kinds=RULE_KINDS)


def load_ruleset(data: object) -> RuleSet:
    """This will read a rule set of known kinds from JSON, or raise RuleError naming the field."""
    return RuleSet.from_json(data, kinds=RULE_KINDS)
