"""Forms of the Studio for rules and placements."""

from rules.forms.conditions import ConditionBuilder, ConditionRow, Option, Vocabulary, plain_words
from rules.forms.kinds import RULE_FORMS, brand_condition, rule_form
from rules.forms.placements import PlacementForm, RankingChoices
from rules.forms.rules import RuleForm
from rules.forms.segments import SegmentForm

__all__ = [
    "RULE_FORMS",
    "ConditionBuilder",
    "ConditionRow",
    "Option",
    "PlacementForm",
    "RankingChoices",
    "RuleForm",
    "SegmentForm",
    "Vocabulary",
    "brand_condition",
    "plain_words",
    "rule_form",
]
