"""Conditions on facts, as closed JSON: all, any, not, and one comparison.

A comparison with a missing value is false, whatever the operator; only `is_missing` sees it.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field

from rules.engine.facts import FACTS, READERS_BY_KIND, Fact
from rules.engine.names import NO_NAMES, Names
from rules.engine.operators import OPERATORS, say_comparison

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Comparison:
    """This will compare one fact with one value; `declared` says which facts there are: products', unless told."""

    fact: str
    op: str
    value: object = None
    declared: Mapping[str, Fact] = field(default_factory=lambda: FACTS, repr=False, compare=False)
    names: Names = field(default=NO_NAMES, repr=False, compare=False)
    _read: Callable[[object], object] = field(init=False, repr=False, compare=False)
    _test: Callable[[object, object], bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Looked up once: a rerank asks thousands of times.
        object.__setattr__(self, "_read", READERS_BY_KIND[self.declared[self.fact].kind])
        object.__setattr__(self, "_test", OPERATORS[self.op].test)

    def holds(self, facts: Facts) -> bool:
        value = facts.get(self.fact)
        return self._test(None if value is None else self._read(value), self.value)

    def describe(self) -> str:
        return say_comparison(self.fact, op=self.op, value=self.value, declared=self.declared, names=self.names)

    def to_json(self) -> dict[str, object]:
        written: dict[str, object] = {"fact": self.fact, "op": self.op}
        if self.value is not None:
            written["value"] = list(self.value) if isinstance(self.value, tuple) else self.value
        return written


@dataclass(frozen=True, slots=True)
class AllOf:
    """This will hold when every part holds."""

    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool:
        return all(part.holds(facts) for part in self.parts)

    def describe(self) -> str:
        return " and ".join(_bracketed(part) for part in self.parts)

    def to_json(self) -> dict[str, object]:
        return {"all": [part.to_json() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class AnyOf:
    """This will hold when at least one part holds."""

    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool:
        return any(part.holds(facts) for part in self.parts)

    def describe(self) -> str:
        return " or ".join(_bracketed(part) for part in self.parts)

    def to_json(self) -> dict[str, object]:
        return {"any": [part.to_json() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class Not:
    """This will hold when its part does not."""

    part: "Condition"

    def holds(self, facts: Facts) -> bool:
        return not self.part.holds(facts)

    def describe(self) -> str:
        return f"not ({self.part.describe()})"

    def to_json(self) -> dict[str, object]:
        return {"not": self.part.to_json()}


Condition = Comparison | AllOf | AnyOf | Not


def _bracketed(part: Condition) -> str:
    compound = isinstance(part, (AllOf, AnyOf)) and len(part.parts) > 1
    return f"({part.describe()})" if compound else part.describe()


def verdict(condition: Condition, facts: Facts, *, unknown: Set[str]) -> bool | None:
    """This will judge a condition while some facts are not known yet; None means that it hangs on them (Kleene)."""
    if isinstance(condition, Comparison):
        return None if condition.fact in unknown else condition.holds(facts)
    if isinstance(condition, Not):
        found = verdict(condition.part, facts, unknown=unknown)
        return None if found is None else not found
    decisive = isinstance(condition, AnyOf)  # one true part decides an AnyOf, one false part an AllOf
    found_parts = {verdict(part, facts, unknown=unknown) for part in condition.parts}
    if decisive in found_parts:
        return decisive
    return None if None in found_parts else not decisive


def facts_of(condition: Condition) -> frozenset[str]:
    """This will name the facts that a condition looks at."""
    if isinstance(condition, Comparison):
        return frozenset((condition.fact,))
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return frozenset().union(*map(facts_of, parts))


def passes(condition: Condition | None, facts: Facts) -> bool:
    """This will test a condition that may be left out; no condition lets every product pass."""
    return condition is None or condition.holds(facts)
