"""Bury: takes points from some products."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rules.engine.conditions import Condition
from rules.engine.fields import check_mapping, check_names, check_number, say_number
from rules.engine.parsing import parse_condition
from rules.engine.rule import Facts, Scoring

MOST_POINTS = 100.0


@dataclass(frozen=True, slots=True)
class Bury(Scoring):
    """This will subtract `points` (0 to 100) where the condition holds; 0 points change nothing."""

    kind: ClassVar[str] = "bury"
    points: float
    condition: Condition

    def points_for(self, facts: Facts) -> float:
        return -self.points if self.condition.holds(facts) else 0.0

    def describe(self) -> str:
        return f"Take {say_number(self.points)} points where {self.condition.describe()}"

    def to_params(self) -> dict[str, object]:
        return {"points": float(self.points), "condition": self.condition.to_json()}

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Bury":
        given = check_mapping(params, field="params")
        check_names(given, allowed=("points", "condition"))
        return cls(
            points=check_number(given.get("points"), field="points", low=0, high=MOST_POINTS),
            condition=parse_condition(given.get("condition")),
        )
