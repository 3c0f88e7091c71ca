"""Slot: keeps positions for the best product of a pool."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import ClassVar

from rules.engine.conditions import Condition, verdict
from rules.engine.errors import RuleError
from rules.engine.fields import (
    check_choice,
    check_list,
    check_mapping,
    check_names,
    check_number,
    check_text,
    check_whole,
    join_words,
)
from rules.engine.parsing import parse_condition
from rules.engine.rule import Facts, Reserving, RuleKind, Severity

LAST_POSITION = 100
MOST_EXPLORATION = 0.5


@dataclass(frozen=True, slots=True)
class Slot(Reserving):
    """This will reserve positions (1-based) for a pool: a condition or a list of SKUs.

    `fallback` "release" gives a slot back when its pool is empty. `exploration_share` is the share of requests
    in which the slot may stand open, so that its effect can be measured; the caller draws, the engine only carries it.
    """

    kind: ClassVar[str] = "slot"
    positions: tuple[int, ...]
    condition: Condition | None = None
    skus: tuple[str, ...] = ()
    fallback: str = "release"
    exploration_share: float = 0.0

    def admits(self, facts: Facts) -> bool:
        if self.condition is not None:
            return self.condition.holds(facts)
        return facts.get("sku") in self.skus

    def may_admit(self, facts: Facts, *, unknown: Set[str]) -> bool:
        if self.condition is not None:
            return verdict(self.condition, facts, unknown=unknown) is not False
        return self.admits(facts)

    def check_severity(self, severity: Severity) -> None:
        RuleKind.check_severity(self, severity)
        if severity == "contract" and self.exploration_share:
            raise RuleError("exploration_share", "must be 0 for a contract: a promised slot is never opened")

    def describe(self) -> str:
        return f"{self._say_positions()} reserved for {self._say_pool()}"

    def describe_change(self, before: RuleKind) -> str:
        if not isinstance(before, Slot) or before.positions != self.positions or before._pool == self._pool:
            return RuleKind.describe_change(self, before)
        return f"{self._say_positions()} now reserved for {self._say_pool()} (was {before._say_pool()})"

    def to_params(self) -> dict[str, object]:
        pool: dict[str, object] = {"skus": list(self.skus)}
        if self.condition is not None:
            pool = {"condition": self.condition.to_json()}
        carried = {"fallback": self.fallback, "exploration_share": float(self.exploration_share)}
        return {"positions": list(self.positions), **pool, **carried}

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Slot":
        given = check_mapping(params, field="params")
        check_names(given, allowed=("positions", "condition", "skus", "fallback", "exploration_share"))
        condition, skus = given.get("condition"), given.get("skus")
        if (condition is None) == (not skus):
            raise RuleError("condition", "give either a condition or a list of SKUs")
        share = given.get("exploration_share", 0.0)
        return cls(
            positions=_check_positions(given.get("positions")),
            condition=None if condition is None else parse_condition(condition),
            skus=_check_skus(skus) if skus else (),
            fallback=check_choice(given.get("fallback", "release"), field="fallback", choices=("release",)),
            exploration_share=check_number(share, field="exploration_share", low=0, high=MOST_EXPLORATION),
        )

    @property
    def _pool(self) -> tuple[object, ...]:
        return (self.condition, self.skus)

    def _say_positions(self) -> str:
        numbers = join_words([str(position) for position in self.positions])
        return f"Slots {numbers}" if len(self.positions) > 1 else f"Slot {numbers}"

    def _say_pool(self) -> str:
        if self.condition is not None:
            return f"products where {self.condition.describe()}"
        return f"SKU {join_words(self.skus, last='or')}"


def _check_positions(value: object) -> tuple[int, ...]:
    entries = check_list(value, field="positions")
    positions = [check_whole(entry, field="positions", low=1, high=LAST_POSITION) for entry in entries]
    if len(set(positions)) < len(positions):
        raise RuleError("positions", "names a position twice")
    return tuple(sorted(positions))


def _check_skus(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check_text(entry, field="skus") for entry in check_list(value, field="skus")))
