"""Segments as they are served, and which rules are for one that is gone or cannot be read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from catalog.models import Store
from rules.engine.errors import RuleError
from rules.engine.rule import Rule as EngineRule
from rules.engine.ruleset import RuleSet as EngineRuleSet
from rules.engine.segment import Segment as EngineSegment
from rules.models import Segment


@dataclass(frozen=True, slots=True)
class Segments:
    """The segments of a store as they can be served; `unreadable` names those whose condition no longer fits."""

    readable: Mapping[str, EngineSegment]
    unreadable: Mapping[str, RuleError]

    def problems_of(self, codes: Iterable[str]) -> tuple[str, ...]:
        """This will name what is wrong with the segments that somebody wants, as codes for the answer."""
        wanted = sorted(set(codes) - set(self.readable))
        return tuple(f"segment_{code}_{'unreadable' if code in self.unreadable else 'unknown'}" for code in wanted)


NO_SEGMENTS = Segments({}, {})


def segments_of(store: Store) -> Segments:
    """This will read a store's segments; one that does not fit cannot hide the others."""
    readable, unreadable = {}, {}
    for row in store.segments.all():
        try:
            readable[row.code] = engine_segment(row)
        except RuleError as error:
            unreadable[row.code] = error
    return Segments(readable, unreadable)


def engine_segment(row: Segment) -> EngineSegment:
    return EngineSegment.read(code=row.code, name=row.name, condition=row.condition)


@dataclass(frozen=True, slots=True)
class Lost:
    """A rule that is switched on for a segment that nobody can be found in."""

    rule: EngineRule
    code: str
    is_gone: bool

    def describe(self) -> str:
        """This will say what is wrong, as in: it is for the segment “vip”, which was deleted."""
        return (
            f"It is for the segment “{self.code}”, which {'was deleted' if self.is_gone else 'cannot be read any more'}"
        )


def lost_rules(rules: EngineRuleSet, store: Store) -> Iterator[Lost]:
    """This will find the rules whose segment is gone or unreadable; for nobody, and for safety no list at all."""
    if not rules.segments:
        return
    known = segments_of(store)
    for rule in rules.rules:
        for code in sorted(rule.scope.segments - known.readable.keys()) if rule.enabled else ():
            yield Lost(rule, code, is_gone=code not in known.unreadable)
