"""Scatter: keeps products that are alike apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rules.engine.errors import RuleError
from rules.engine.facts import FACTS, values_of
from rules.engine.fields import check_choice, check_mapping, check_names, check_whole
from rules.engine.rule import Facts, Spreading

WIDEST = 100
SHARED_FACTS = tuple(name for name, fact in FACTS.items() if fact.kind in ("text", "set"))


@dataclass(frozen=True, slots=True)
class Scatter(Spreading):
    """This will allow at most `limit` products with one value of `fact` within any `window` neighbours.

    "No more than 2 of one category in a row" is limit 2, window 3. Products without the fact never conflict;
    products with several values (materials) conflict when they share one.
    """

    kind: ClassVar[str] = "scatter"
    fact: str
    limit: int
    window: int

    @property
    def reach(self) -> int:
        return self.window

    def values(self, facts: Facts) -> frozenset[str]:
        return values_of(facts, self.fact)

    def describe(self) -> str:
        return self.describe_limit(self.limit)

    def describe_limit(self, limit: int) -> str:
        noun = "product" if limit == 1 else "products"
        label = FACTS[self.fact].label
        return f"At most {limit} {noun} of the same {label} in any {self.window} neighbouring positions"

    def to_params(self) -> dict[str, object]:
        return {"fact": self.fact, "limit": self.limit, "window": self.window}

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Scatter":
        given = check_mapping(params, field="params")
        check_names(given, allowed=("fact", "limit", "window"))
        fact = check_choice(given.get("fact"), field="fact", choices=SHARED_FACTS)
        limit = check_whole(given.get("limit"), field="limit", low=1, high=WIDEST)
        window = check_whole(given.get("window"), field="window", low=2, high=WIDEST)
        if limit >= window:
            raise RuleError("window", f"must be larger than the limit of {limit}, or the rule never stops anything")
        return cls(fact=fact, limit=limit, window=window)
