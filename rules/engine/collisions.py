"""Slot rules that can meet on one position, found while the rules are edited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rules.engine.rule import Reserving, Rule


@dataclass(frozen=True, slots=True)
class SlotCollision:
    """This will name two enabled slot rules that can want one position for one shopper at one moment."""

    position: int
    rule_ids: tuple[str, str]
    labels: tuple[str, str]
    owners: tuple[str, str]

    def describe(self) -> str:
        """This will say who should talk to whom."""
        (first, second), (owner, other) = self.labels, self.owners
        return f"Slot {self.position} is taken twice: by {first} ({owner}) and by {second} ({other})"


def slot_collisions(rules: Sequence[Rule]) -> tuple[SlotCollision, ...]:
    """This will report each pair of enabled slot rules whose positions, scopes and schedules can overlap."""
    return tuple(_collisions([rule for rule in rules if rule.enabled]))


def _collisions(rules: Sequence[Rule]) -> Iterator[SlotCollision]:
    for first, second in combinations(rules, 2):
        if not (isinstance(first.body, Reserving) and isinstance(second.body, Reserving)):
            continue
        if not (_at_once(first, second) and first.scope.overlaps(second.scope)):
            continue
        for position in sorted({*first.body.positions} & {*second.body.positions}):
            yield SlotCollision(
                position=position,
                rule_ids=(first.rule_id, second.rule_id),
                labels=(first.name, second.name),
                owners=(first.owner, second.owner),
            )


def _at_once(first: Rule, second: Rule) -> bool:
    """The end is the first moment a rule is off, so one may follow the other without a gap."""
    first_is_over = first.ends_at and second.starts_at and first.ends_at <= second.starts_at
    second_is_over = second.ends_at and first.starts_at and second.ends_at <= first.starts_at
    return not (first_is_over or second_is_over)
