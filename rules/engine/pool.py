"""A pool: the products a position or a promise is for."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from rules.engine.conditions import Condition, verdict
from rules.engine.errors import RuleError
from rules.engine.fields import check_list, check_mapping, check_names, check_text, join_words
from rules.engine.parsing import parse_condition

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Pool:
    """This will hold the products a condition holds for, or the named ones; one of the two is given."""

    condition: Condition | None = None
    skus: tuple[str, ...] = ()

    def admits(self, facts: Facts) -> bool:
        """This will say whether a product belongs to the pool."""
        if self.condition is not None:
            return self.condition.holds(facts)
        return facts.get("sku") in self.skus

    def may_admit(self, facts: Facts, *, unknown: Set[str]) -> bool:
        """This will say whether a product may belong to the pool, whatever the unknown facts turn out to be."""
        if self.condition is not None:
            return verdict(self.condition, facts, unknown=unknown) is not False
        return self.admits(facts)

    def describe(self) -> str:
        if self.condition is not None:
            return f"products where {self.condition.describe()}"
        return f"SKU {join_words(self.skus, last='or')}"

    def to_json(self) -> dict[str, object]:
        return {"skus": list(self.skus)} if self.condition is None else {"condition": self.condition.to_json()}

    @classmethod
    def from_json(cls, data: object, *, field: str) -> "Pool":
        """This will read a pool that stands by itself; its fields are named below `field`."""
        given = check_mapping(data, field=field)
        check_names(given, allowed=("condition", "skus"), field=field)
        return read_pool(given, field=f"{field}.")


def read_pool(given: Mapping[str, object], *, field: str = "") -> Pool:
    """This will read `condition` or `skus` out of some fields; `field` goes before the names in errors."""
    condition, skus = given.get("condition"), given.get("skus")
    if (condition is None) == (not skus):
        raise RuleError(f"{field}condition", "give either a condition or a list of SKUs")
    if condition is not None:
        return Pool(condition=parse_condition(condition, field=f"{field}condition"))
    return Pool(skus=check_skus(skus, field=f"{field}skus"))


def check_skus(value: object, *, field: str) -> tuple[str, ...]:
    """This will accept a list of SKUs; one that is named again is left out."""
    return tuple(dict.fromkeys(check_text(entry, field=field) for entry in check_list(value, field=field)))
