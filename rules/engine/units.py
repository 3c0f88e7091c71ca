"""What the solver keeps or relaxes: one reserved position, or one limit on likeness.

A page that owes n products of a pool is a limit as well: on a full page of L it has at most L - n others.

Positions inside the solver count from 0, products are named by rank.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from rules.engine.contenders import Contenders, Ranked
from rules.engine.rule import SEVERITIES, Promising, Reserving, Rule, Spreading


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """This will be one pool of a chain: its words, and the ranks in it."""

    words: str
    ranks: Ranked[bool]


@dataclass(frozen=True, slots=True, eq=False)
class SlotUnit:
    """This will keep one position for the ranks in `pool`, which joins the steps of a chain; `usual` is the step to use
    when nothing stands in the way."""

    rule: Rule
    order: tuple[int, int, int]
    position: int
    pool: Ranked[bool]
    chain: tuple[Step, ...] = ()
    usual: int = 0

    def only(self, step: int) -> "SlotUnit":
        """This will keep the position for one step of the chain."""
        return replace(self, pool=self.chain[step].ranks)

    def blocks(self, rank: int, *, before: Sequence[int], position: int) -> bool:
        """This will say whether the rank may not follow the ranks in `before`."""
        return position == self.position and not self.pool[rank]

    def sees(self, rank: int) -> bool:
        return self.pool[rank]

    def broken_at(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """This will list the positions (from 1) where a page does not keep the unit."""
        kept = self.position < len(chosen) and self.pool[chosen[self.position]]
        return () if kept else (self.position + 1,)

    @property
    def part(self) -> str:
        """This will name what the unit is of its rule."""
        return f"slot {self.position + 1}"

    def describe(self) -> str:
        return f"{self.rule.name} ({self.part})"


@dataclass(frozen=True, slots=True, eq=False)
class SpreadUnit:
    """This will allow each value of `values` at most `limit` times within any `window` positions."""

    rule: Rule
    order: tuple[int, int, int]
    limit: int
    window: int
    values: Ranked[frozenset[str]]
    wants: Literal["apart", "most", "owed"] = "apart"

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

    @property
    def part(self) -> str:
        """This will name what the unit is of its rule; nothing for the whole of it."""
        return "" if self.wants == "apart" else self.wants

    def with_limit(self, limit: int) -> "SpreadUnit":
        return replace(self, limit=limit)

    def describe_limit(self) -> str:
        body = self.rule.body
        if isinstance(body, Spreading):
            return body.describe_limit(self.limit)
        assert isinstance(body, Promising)
        is_owed = self.wants == "owed"
        return body.describe_owed(self.window - self.limit) if is_owed else body.describe_most(self.limit)

    def describe(self) -> str:
        if self.wants == "apart":
            return self.rule.name
        count = f"at least {self.window - self.limit}" if self.wants == "owed" else f"at most {self.limit}"
        return f"{self.rule.name} ({count} on the page)"


Unit = SlotUnit | SpreadUnit


def units_for(
    rules: Sequence[Rule], *, contenders: Contenders, length: int, quotas: Mapping[str, int] = MappingProxyType({})
) -> list[Unit]:
    """This will turn rules into units, the most binding first: contract before taste, then as listed.

    `quotas` says, per rule id, how many products of a campaign the page owes.
    """
    units: list[Unit] = []
    for listed, rule in enumerate(rules):
        severity = SEVERITIES.index(rule.severity)
        if isinstance(rule.body, Reserving):
            units += _slot_units(rule, order=(severity, listed), contenders=contenders)
        elif isinstance(rule.body, Spreading):
            units += _spread_units(rule, order=(severity, listed), contenders=contenders, length=length)
        elif isinstance(rule.body, Promising):
            owed = quotas.get(rule.rule_id, 0)
            units += _promise_units(rule, order=(severity, listed), contenders=contenders, length=length, owed=owed)
    return sorted(units, key=lambda unit: unit.order)


def _slot_units(rule: Rule, *, order: tuple[int, int], contenders: Contenders) -> list[Unit]:
    body = rule.body
    assert isinstance(body, Reserving)
    pool = contenders.column(body.chain[0].admits if len(body.chain) == 1 else body.admits)
    steps = [pool] if len(body.chain) == 1 else [contenders.column(each.admits) for each in body.chain]
    chain = tuple(Step(each.describe(), ranks) for each, ranks in zip(body.chain, steps, strict=True))
    return [
        SlotUnit(rule, (*order, position), position - 1, pool, chain, body.expected(position))
        for position in body.positions
    ]


def _promise_units(
    rule: Rule, *, order: tuple[int, int], contenders: Contenders, length: int, owed: int
) -> Iterator[Unit]:
    """The share limit comes first: a page never owes more than it allows."""
    body = rule.body
    assert isinstance(body, Promising)
    most = min(body.most_on(length), length)
    if most < length:
        yield SpreadUnit(rule, (*order, 0), most, length, contenders.column(body.counted), "most")
    owed = min(owed, most)
    if owed > 0 and body.positions:
        pool = contenders.column(body.admits)
        chain = (Step(body.chain[0].describe(), pool),)
        for position in body.positions[:owed]:
            yield SlotUnit(rule, (*order, position), position - 1, pool, chain)
    elif owed > 0:
        yield SpreadUnit(rule, (*order, 1), length - owed, length, contenders.column(body.others), "owed")


def _spread_units(rule: Rule, *, order: tuple[int, int], contenders: Contenders, length: int) -> list[SpreadUnit]:
    """A limit that the window cannot exceed never stops anything, so it makes no unit."""
    body = rule.body
    assert isinstance(body, Spreading)
    window = min(body.reach or length, length)
    if body.limit >= window:
        return []
    return [SpreadUnit(rule, (*order, 0), body.limit, window, contenders.column(body.values))]
