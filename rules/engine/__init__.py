"""The rule engine: pure Python, no framework. `rerank` is the way in."""

from rules.engine.candidate import Candidate, Context
from rules.engine.check import Orders, page_violations
from rules.engine.collisions import SlotCollision, slot_collisions
from rules.engine.diff import diff
from rules.engine.errors import RuleError
from rules.engine.page import Conflict, Moved, Page, Placed, Points, Rejected, Relaxation
from rules.engine.rerank import rerank
from rules.engine.rule import Rule, RuleKind
from rules.engine.ruleset import RuleSet
from rules.engine.scope import Scope

__all__ = [
    "Candidate",
    "Conflict",
    "Context",
    "Moved",
    "Page",
    "Placed",
    "Points",
    "Rejected",
    "Relaxation",
    "Rule",
    "RuleError",
    "RuleKind",
    "RuleSet",
    "Scope",
    "SlotCollision",
    "diff",
    "Orders",
    "page_violations",
    "rerank",
    "slot_collisions",
]
