"""What the solver keeps or relaxes: one reserved position, or one limit on likeness.

Positions inside the solver count from 0, products are named by rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.engine.contenders import Contenders, Ranked
from rules.engine.rule import SEVERITIES, Reserving, Rule, Spreading


@dataclass(frozen=True, slots=True, eq=False)
class SlotUnit:
    """This will keep one position for the ranks in `pool`."""

    rule: Rule
    order: tuple[int, int, int]
    position: int
    pool: Ranked[bool]

    def blocks(self, rank: int, *, before: Sequence[int], position: int) -> bool:
        """This will say whether the rank may not follow the ranks in `before`."""
        return position == self.position and not self.pool[rank]

    def sees(self, rank: int) -> bool:
        return self.pool[rank]

    def broken_at(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """This will list the positions (from 1) where a page does not keep the unit."""
        kept = self.position < len(chosen) and self.pool[chosen[self.position]]
        return () if kept else (self.position + 1,)

    def describe(self) -> str:
        return f"{self.rule.name} (slot {self.position + 1})"


@dataclass(frozen=True, slots=True, eq=False)
class SpreadUnit:
    """This will allow each value of `values` at most `limit` times within any `window` positions."""

    rule: Rule
    order: tuple[int, int, int]
    limit: int
    window: int
    values: Ranked[frozenset[str]]

    def blocks(self, rank: int, *, before: Sequence[int], position: int) -> bool:
        """This will say whether the rank may not follow the ranks in `before`."""
        if not self.values[rank]:
            return False
        near = [self.values[other] for other in before[max(0, position - self.window + 1) :]]
        return any(sum([value in held for held in near]) >= self.limit for value in self.values[rank])

    def sees(self, rank: int) -> bool:
        return bool(self.values[rank])

    def broken_at(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """This will list the positions (from 1) where a page does not keep the unit."""
        return tuple(at + 1 for at, rank in enumerate(chosen) if self.blocks(rank, before=chosen[:at], position=at))

    def with_limit(self, limit: int) -> "SpreadUnit":
        return replace(self, limit=limit)

    def describe_limit(self) -> str:
        body = self.rule.body
        return body.describe_limit(self.limit) if isinstance(body, Spreading) else ""

    def describe(self) -> str:
        return self.rule.name


Unit = SlotUnit | SpreadUnit


def units_for(rules: Sequence[Rule], *, contenders: Contenders, length: int) -> list[Unit]:
    """This will turn rules into units, the most binding first: contract before taste, then as listed."""
    units: list[Unit] = []
    for listed, rule in enumerate(rules):
        severity = SEVERITIES.index(rule.severity)
        if isinstance(rule.body, Reserving):
            units += _slot_units(rule, order=(severity, listed), contenders=contenders)
        elif isinstance(rule.body, Spreading):
            units += _spread_units(rule, order=(severity, listed), contenders=contenders, length=length)
    return sorted(units, key=lambda unit: unit.order)


def _slot_units(rule: Rule, *, order: tuple[int, int], contenders: Contenders) -> list[SlotUnit]:
    body = rule.body
    assert isinstance(body, Reserving)
    pool = contenders.column(body.chain[0].admits if len(body.chain) == 1 else body.admits)
    return [SlotUnit(rule, (*order, position), position - 1, pool) for position in body.positions]


def _spread_units(rule: Rule, *, order: tuple[int, int], contenders: Contenders, length: int) -> list[SpreadUnit]:
    """A limit that the window cannot exceed never stops anything, so it makes no unit."""
    body = rule.body
    assert isinstance(body, Spreading)
    window = min(body.reach or length, length)
    if body.limit >= window:
        return []
    return [SpreadUnit(rule, (*order, 0), body.limit, window, contenders.column(body.values))]
