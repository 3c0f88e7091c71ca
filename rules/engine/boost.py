"""Boost: adds points to some products, or points that grow with a fact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from rules.engine.conditions import Condition, passes
from rules.engine.errors import RuleError
from rules.engine.facts import FACTS, number_of
from rules.engine.fields import check_choice, check_mapping, check_names, check_number, say_number
from rules.engine.names import NO_NAMES, Names
from rules.engine.operators import say_value
from rules.engine.parsing import parse_optional_condition
from rules.engine.rule import Facts, Scoring

MOST_POINTS = 100.0
NUMBER_FACTS = tuple(name for name, fact in FACTS.items() if fact.kind == "number")


@dataclass(frozen=True, slots=True)
class Slope:
    """This will run from 0 at `start` to 1 at `end`, in a straight line, and stay flat outside."""

    fact: str
    start: float
    end: float
    names: Names = field(default=NO_NAMES, repr=False, compare=False)

    def share(self, facts: Facts) -> float:
        """This will return 0 to 1; a product without the fact gets 0."""
        value = number_of(facts, self.fact)
        if value is None:
            return 0.0
        return min(1.0, max(0.0, (value - self.start) / (self.end - self.start)))

    def describe(self) -> str:
        verb = "rises" if self.end > self.start else "falls"
        fact = FACTS[self.fact]
        start, end = (say_value(fact, value, names=self.names) for value in (self.start, self.end))
        return f"as {fact.label} {verb} from {start} to {end}"


@dataclass(frozen=True, slots=True)
class Boost(Scoring):
    """This will add `points` (-100 to 100 on the 0 to 100 scale) where the condition holds.

    With a slope the points grow from 0 to `points`; 0 points change nothing.
    """

    kind: ClassVar[str] = "boost"
    points: float
    condition: Condition | None = None
    by: Slope | None = None

    def points_for(self, facts: Facts) -> float:
        if not passes(self.condition, facts):
            return 0.0
        return self.points if self.by is None else self.points * self.by.share(facts)

    def describe(self) -> str:
        verb = "Take" if self.points < 0 else "Add"
        amount = f"up to {say_number(abs(self.points))}" if self.by else say_number(abs(self.points))
        slope = f" {self.by.describe()}" if self.by else ""
        where = f" where {self.condition.describe()}" if self.condition else ""
        return f"{verb} {amount} points{slope}{where}"

    def to_params(self) -> dict[str, object]:
        written: dict[str, object] = {"points": float(self.points)}
        if self.by is not None:
            slope = {"fact": self.by.fact, "from": float(self.by.start), "to": float(self.by.end)}
            written = {"by": slope | written}
        if self.condition is not None:
            written["condition"] = self.condition.to_json()
        return written

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Boost":
        given = check_mapping(params, field="params")
        check_names(given, allowed=("points", "condition", "by"))
        condition = parse_optional_condition(given.get("condition"))
        if given.get("by") is not None:
            return cls._from_slope(given, condition=condition)
        if condition is None:
            raise RuleError("condition", "say which products get the points, or use by")
        return cls(points=_check_points(given.get("points"), field="points"), condition=condition)

    @classmethod
    def _from_slope(cls, given: Mapping[str, object], *, condition: Condition | None) -> "Boost":
        if given.get("points") is not None:
            raise RuleError("points", "belongs inside by when points grow with a fact")
        by = check_mapping(given["by"], field="by")
        check_names(by, allowed=("fact", "from", "to", "points"), field="by")
        slope = Slope(
            fact=check_choice(by.get("fact"), field="by.fact", choices=NUMBER_FACTS),
            start=check_number(by.get("from"), field="by.from"),
            end=check_number(by.get("to"), field="by.to"),
        )
        if slope.start == slope.end:
            raise RuleError("by.to", "must differ from by.from")
        return cls(points=_check_points(by.get("points"), field="by.points"), condition=condition, by=slope)


def _check_points(value: object, *, field: str) -> float:
    return check_number(value, field=field, low=-MOST_POINTS, high=MOST_POINTS)
