"""Cap: limits how many products of one sort stand on the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rules.engine.conditions import Condition, passes
from rules.engine.errors import RuleError
from rules.engine.facts import FACTS, values_of
from rules.engine.fields import check_choice, check_mapping, check_names, check_whole
from rules.engine.parsing import parse_optional_condition
from rules.engine.rule import Facts, Spreading
from rules.engine.scatter import SHARED_FACTS

LARGEST = 100


@dataclass(frozen=True, slots=True)
class Cap(Spreading):
    """This will allow at most `limit` products on the page: of those the condition holds for, or per value of
    `fact`, or both (per value, among those)."""

    kind: ClassVar[str] = "cap"
    limit: int
    condition: Condition | None = None
    fact: str | None = None

    @property
    def reach(self) -> None:
        return None

    def values(self, facts: Facts) -> frozenset[str]:
        if not passes(self.condition, facts):
            return frozenset()
        return frozenset(("matching",)) if self.fact is None else values_of(facts, self.fact)

    def describe(self) -> str:
        return self.describe_limit(self.limit)

    def describe_limit(self, limit: int) -> str:
        noun = "product" if limit == 1 else "products"
        alike = f" of the same {FACTS[self.fact].label}" if self.fact else ""
        where = f" where {self.condition.describe()}" if self.condition else ""
        return f"At most {limit} {noun}{alike} on the page{where}"

    def to_params(self) -> dict[str, object]:
        written: dict[str, object] = {"limit": self.limit}
        if self.condition is not None:
            written["condition"] = self.condition.to_json()
        return written if self.fact is None else written | {"fact": self.fact}

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Cap":
        given = check_mapping(params, field="params")
        check_names(given, allowed=("limit", "condition", "fact"))
        fact = given.get("fact")
        condition = parse_optional_condition(given.get("condition"))
        if fact is None and condition is None:
            raise RuleError("condition", "say what to count: a condition, a fact, or both")
        return cls(
            limit=check_whole(given.get("limit"), field="limit", low=0, high=LARGEST),
            condition=condition,
            fact=None if fact is None else check_choice(fact, field="fact", choices=SHARED_FACTS),
        )
