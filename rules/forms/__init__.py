"""Forms of the Studio for rules and placements."""

from rules.forms.conditions import ConditionBuilder, ConditionRow, Option, Vocabulary
from rules.forms.kinds import RULE_FORMS, rule_form
from rules.forms.placements import PlacementForm, RankingChoices
from rules.forms.rules import RuleForm, plain_words

__all__ = [
    "RULE_FORMS",
    "ConditionBuilder",
    "ConditionRow",
    "Option",
    "PlacementForm",
    "RankingChoices",
    "RuleForm",
    "Vocabulary",
    "plain_words",
    "rule_form",
]
