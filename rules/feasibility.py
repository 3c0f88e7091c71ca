"""The feasibility report: in what share of lists the rules cannot all hold, which ones, and what would mend it.

Real shoppers are asked as if they avoided nothing, so that no figure of a group and no example says anything about what
somebody's skin must avoid. Those who avoid something are asked a second time as they are, and counted in one sum that
is left out below 100 of them. Made-up shoppers are asked as they are and named.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rules.asked import VISITOR, Asked
from rules.engine.page import Conflict, Relaxation
from rules.fixes import Fix, Remedies, Repair, cheapest, ladders
from rules.queries import LivePlacement
from rules.studies import Progress

FEWEST_AVOIDERS = 100
ROUNDED_LISTS, ROUNDED_PERCENT = 10, 5  # of those who avoid something, so that two reports tell nobody apart
MOST_SETS = 8
VERIFIED = 200
DIMENSIONS = ("tier", "region", "category")
Key = tuple[str, ...]


class Listed(Protocol):
    """What a report reads of an answer."""

    @property
    def relaxed(self) -> Sequence[Relaxation]: ...

    @property
    def conflicts(self) -> Sequence[Conflict]: ...

    @property
    def tier(self) -> str: ...

    @property
    def region(self) -> str: ...


class Asking(Repair, Protocol):
    """What a report asks: the shop's own pipeline, with a placement that stands in for the live one."""

    def answer(self, asked: Asked, placement: LivePlacement) -> Listed | None:
        """This will return the list, a real shopper's as if they avoided nothing, or None when none can be shown."""
        ...

    def as_they_are(self, asked: Asked, placement: LivePlacement) -> Listed | None:
        """This will return the list of a real shopper who avoids something; None for everybody else."""
        ...

    def category(self, sku: str) -> str:
        """This will name the category of a product, empty when there is none."""
        ...


@dataclass(slots=True)
class Count:
    lists: int = 0
    failing: int = 0
    live_failing: int = 0

    def add(self, *, fails: bool, live_fails: bool) -> None:
        self.lists, self.failing = self.lists + 1, self.failing + fails
        self.live_failing += live_fails

    def to_json(self) -> dict[str, int]:
        return {"lists": self.lists, "failing": self.failing, "live_failing": self.live_failing}


@dataclass(slots=True)
class RuleConflict:
    """Rules that cannot all hold, with the lists in which they do not."""

    rule_ids: Key
    why: str = ""
    proven: bool = True
    lists: list[tuple[Asked, frozenset[str]]] = field(default_factory=list)  # with all rules that gave way there
    where: list[tuple[str, str]] = field(default_factory=list)  # tier and region of each list

    @property
    def made_up(self) -> Asked | None:
        return next((asked for asked, _ in self.lists if not asked.is_real and asked.is_on_the_board), None)


@dataclass(slots=True)
class Tally:
    """What was found so far."""

    compare: bool
    all: Count = field(default_factory=Count)
    refused: int = 0
    groups: dict[str, dict[str, Count]] = field(default_factory=lambda: {name: {} for name in DIMENSIONS})
    cells: dict[tuple[str, str], Count] = field(default_factory=dict)
    real: Count = field(default_factory=Count)
    made_up: dict[str, Count] = field(default_factory=dict)
    avoiders: Count = field(default_factory=Count)
    sets: dict[Key, RuleConflict] = field(default_factory=dict)

    def add(self, asked: Asked, answer: Listed | None, live: Listed | None, *, category: str) -> None:
        if answer is None:
            self.refused += 1
            return
        verdict = {"fails": fails(answer), "live_fails": live is not None and fails(live)}
        for count in self._counts(asked, answer, category=category):
            count.add(**verdict)
        for key, conflict in conflicts_of(answer).items():
            known = self.sets.setdefault(key, RuleConflict(key, conflict.why))
            known.proven = known.proven and conflict.minimal
            known.lists.append((asked, given_way(answer)))
            known.where.append((answer.tier, answer.region))

    def _counts(self, asked: Asked, answer: Listed, *, category: str) -> Iterator[Count]:
        yield self.all
        for name, code in zip(DIMENSIONS, (answer.tier, answer.region, category), strict=True):
            if code:
                yield self.groups[name].setdefault(code, Count())
        yield self.cells.setdefault((answer.tier, answer.region), Count())
        yield self.real if asked.is_real else self.made_up.setdefault(asked.shopper, Count())


def feasibility(
    progress: Progress, shop: Asking, *, draft: LivePlacement, live: LivePlacement | None, sample: Sequence[Asked]
) -> dict[str, object]:
    """This will ask the sample, name the rules that cannot hold together, and try changes that would mend it."""
    progress.keep_sample(asked.to_json() for asked in sample)
    tally = Tally(compare=live is not None)
    for asked in progress.steps(sample, message="Asking lists"):
        answer = shop.answer(asked, draft)
        before = shop.answer(asked, live) if live is not None else None
        category = next(filter(None, (shop.category(sku) for sku in asked.seeds)), "")
        tally.add(asked, answer, before, category=category)
        if (own := shop.as_they_are(asked, draft)) is not None:
            tally.avoiders.add(fails=fails(own), live_fails=False)
    worst = sorted(tally.sets.values(), key=lambda each: -len(each.lists))
    fixes = _try_changes(progress, shop, worst[:MOST_SETS], draft)
    return _report(tally, [_set_json(each, fixes.get(each.rule_ids), shop, draft) for each in worst])


def fails(answer: Listed) -> bool:
    return bool(answer.relaxed or answer.conflicts)


def given_way(answer: Listed) -> frozenset[str]:
    return frozenset(each.rule_id for each in answer.relaxed)


def conflicts_of(answer: Listed) -> dict[Key, Conflict]:
    """This will name each set of rules that cannot hold; a rule that gave way without a conflict stands alone."""
    found = {tuple(sorted(each.rule_ids)): each for each in answer.conflicts}
    told = {rule_id for key in found for rule_id in key}
    for given in answer.relaxed:
        if given.rule_id not in told:
            found.setdefault((given.rule_id,), Conflict((given.rule_id,), given.reason))
    return found


def _try_changes(
    progress: Progress, shop: Asking, sets: Sequence[RuleConflict], draft: LivePlacement
) -> Mapping[Key, tuple[int, list[Fix]]]:
    """This will walk every ladder of changes on the lists that fail; returns how many were tried, and the fixes."""
    length = draft.facts.length
    walks = [(each, ladder) for each in sets for ladder in ladders(each.rule_ids, draft.rules, length=length)]
    found: dict[Key, list[Fix]] = defaultdict(list)
    tried: Counter[Key] = Counter()
    for each, ladder in progress.steps(walks, message="Trying changes") if walks else ():
        walked = Remedies(shop, draft, each.rule_ids, each.lists[:VERIFIED]).walk(ladder)
        tried[each.rule_ids] += walked.tried
        found[each.rule_ids] += [walked.fix] if walked.fix else []
    return {each.rule_ids: (tried[each.rule_ids], cheapest(found[each.rule_ids])) for each in sets}


def _set_json(
    conflict: RuleConflict, tried_and_fixes: tuple[int, list[Fix]] | None, shop: Asking, draft: LivePlacement
) -> dict[str, object]:
    tried, fixes = tried_and_fixes or (0, [])
    example = _example(conflict, shop, draft)
    return {
        "rules": [
            {"id": rule.rule_id, "name": rule.name, "says": rule.describe(), "owner": rule.owner,
             "severity": rule.severity, "kind": rule.kind}
            for rule in draft.rules.rules if rule.rule_id in conflict.rule_ids
        ],
        "why": conflict.why,
        "proven": conflict.proven,
        "lists": len(conflict.lists),
        "places": [[*place, count] for place, count in Counter(conflict.where).most_common(6)],
        "made_up": dict(Counter(asked.shopper for asked, _ in conflict.lists if not asked.is_real)),
        "example": example.to_json() if example else None,
        "tried": tried,
        "fixes": [fix.to_json() for fix in fixes],
    }  # fmt: skip


def _example(conflict: RuleConflict, shop: Asking, draft: LivePlacement) -> Asked | None:
    """This will find a made-up shopper who shows the conflict; a real one is never an example."""
    if conflict.made_up is not None:
        return conflict.made_up
    (asked, _), (tier, region) = conflict.lists[0], conflict.where[0]
    visitor = Asked(VISITOR, tier=tier, region=region, seeds=asked.seeds[:1])
    answer = shop.answer(visitor, draft)
    return visitor if answer is not None and conflict.rule_ids in conflicts_of(answer) else None


def _report(tally: Tally, sets: Iterable[Mapping[str, object]]) -> dict[str, object]:
    return {
        **tally.all.to_json(),
        "refused": tally.refused,
        "compared": tally.compare,
        "groups": {
            name: [{"code": code, **count.to_json()} for code, count in sorted(counts.items())]
            for name, counts in tally.groups.items()
        },
        "cells": [{"tier": tier, "region": region, **count.to_json()} for (tier, region), count in tally.cells.items()],
        "real": tally.real.to_json(),
        "made_up": [{"code": code, **count.to_json()} for code, count in tally.made_up.items()],
        "avoiders": _avoiders(tally.avoiders),
        "sets": list(sets),
    }


def _avoiders(count: Count) -> dict[str, int] | None:
    """This will say how those fare who avoid something, in rounded figures, or nothing when they are too few."""
    if count.lists < FEWEST_AVOIDERS:
        return None
    percent = 100 * count.failing / count.lists
    return {
        "lists": count.lists // ROUNDED_LISTS * ROUNDED_LISTS,
        "percent": round(percent / ROUNDED_PERCENT) * ROUNDED_PERCENT,
    }
