"""What publishing a draft touches: which rules, on which placement, for what share of its shoppers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from events.models import RankedList
from rules.engine.rule import Rule
from woorec.board.desk import Desk

DAYS = 14


@dataclass(frozen=True, slots=True)
class Risk:
    """`touched` of `lists` that this placement served in 14 days were for a tier and region of a changed rule."""

    placement: str
    rules: int
    everybody: bool
    scopes: tuple[str, ...]
    touched: int
    lists: int
    narrower: bool  # what also limits a rule cannot be read from the lists, so the share is an upper bound

    @property
    def percent(self) -> int:
        return round(100 * self.touched / self.lists) if self.lists else 0


def risk_of(desk: Desk) -> Risk:
    """This will read whom the rules that change are for, before and after."""
    changed = list(_changed(desk.live.engine.rules, desk.draft.engine.rules))
    counts = _lists(desk)
    touched = sum(count for audience, count in counts.items() if any(_covers(rule, *audience) for rule in changed))
    scopes = sorted({rule.scope.describe() for rule in changed} - {""})
    return Risk(
        placement=desk.placement.name,
        rules=len({rule.rule_id for rule in changed}),
        everybody=any(not rule.scope.describe() for rule in changed),
        scopes=tuple(scopes),
        touched=touched,
        lists=sum(counts.values()),
        narrower=bool(changed)
        and all(rule.scope.segments or rule.scope.categories or rule.scope.seeds for rule in changed),
    )


def _changed(live: Iterable[Rule], draft: Iterable[Rule]) -> Iterable[Rule]:
    """A rule that changes is for whom it was on and for whom it will be."""
    before, after = {rule.rule_id: rule for rule in live}, {rule.rule_id: rule for rule in draft}
    for key in {**before, **after}:
        if before.get(key) != after.get(key):
            yield from (rule for rule in (before.get(key), after.get(key)) if rule is not None)


def _covers(rule: Rule, tier: str, region: str) -> bool:
    scope = rule.scope
    return (not scope.tiers or tier in scope.tiers) and (not scope.regions or region in scope.regions)


def _lists(desk: Desk) -> Mapping[tuple[str, str], int]:
    lists = RankedList.objects.filter(
        store=desk.store, placement=desk.placement.code, at__gt=desk.now - timedelta(days=DAYS), at__lte=desk.now
    )
    rows = lists.order_by().values_list("tier", "region").annotate(Count("pk"))
    return {(tier, region): count for tier, region, count in rows}
