"""Which live rules look at what a draft of a material changes."""

from django.utils import timezone

from catalog.models import Store
from rules.engine.conditions import facts_of
from rules.engine.rule import Rule
from woorec.all_rules import LiveRule, live_rules
from woorec.holder import SNAPSHOTS

# Facts of rules that follow a field of the record.
FACTS_BY_FIELD = {
    "family": ("material_family", "materials"),
    "name": ("materials",),
    "colour_name": ("colour",),
    "grain_pattern": ("grain",),
    "weave": ("grain",),
    "surface": ("grain", "finish"),
    "finish": ("finish",),
    **dict.fromkeys(("evidence", "alloy", "coating", "chromium_vi_mg_kg", "base_metal", "tannage"), ("avoidable",)),
}


def affected_rules(store: Store, changed: frozenset[str]) -> list[LiveRule]:
    """This will find the live rules whose conditions look at a fact that follows one of the changed fields."""
    facts = {fact for name in changed for fact in FACTS_BY_FIELD.get(name, ())}
    if not facts:
        return []
    rules = live_rules(store, SNAPSHOTS.current(store), now=timezone.now())
    return [each for each in rules if each.rule is not None and facts & _facts_of(each.rule)]


def _facts_of(rule: Rule) -> frozenset[str]:
    condition = getattr(rule.body, "condition", None)
    return frozenset() if condition is None else facts_of(condition)
