"""For whom a rule is on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.engine.candidate import Context
from rules.engine.errors import RuleError
from rules.engine.fields import check_list, check_mapping, check_names, check_text, join_words
from rules.engine.names import NO_NAMES, Names

NAMES = ("tiers", "regions", "segments", "categories", "seeds")


@dataclass(frozen=True, slots=True)
class Scope:
    """This will limit a rule to some shoppers; an empty set means all of them.

    A shopper has one tier and one region, but may be in several segments and look at several categories. `seeds` are
    the SKUs of the products that are looked at: a rule for the page of one product names it there.
    """

    tiers: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    seeds: frozenset[str] = frozenset()
    names: Names = field(default=NO_NAMES, repr=False, compare=False)

    def covers(self, context: Context) -> bool:
        """This will say whether a shopper's situation is inside the scope."""
        return (
            (not self.tiers or context.tier in self.tiers)
            and (not self.regions or context.region in self.regions)
            and (not self.segments or not self.segments.isdisjoint(context.segments))
            and (not self.categories or not self.categories.isdisjoint(context.categories))
            and (not self.seeds or not self.seeds.isdisjoint(context.seeds))
        )

    def describe(self) -> str:
        """This will say for whom, or nothing for everybody."""
        named = ((name, sorted(getattr(self, name))) for name in NAMES)
        return " and ".join(self._say(name, values) for name, values in named if values)

    def say(self, name: str, codes: Iterable[str]) -> list[str]:
        """This will name some entries of a list of the scope; a name with a comma in it is set in quotes."""
        named = [self.names.say(name, code) for code in codes]
        return [f"“{each}”" if "," in each else each for each in named]

    def _say(self, name: str, codes: list[str]) -> str:
        """A segment that is called something needs no word before it, as in "for New visitors"."""
        is_named = name == "segments" and all(self.names.know(name, code) for code in codes)
        begin = "for" if is_named else _begin(name, codes)
        return f"{begin} {join_words(self.say(name, codes), last='or')}"

    def to_json(self) -> dict[str, list[str]]:
        return {name: sorted(getattr(self, name)) for name in NAMES if getattr(self, name)}

    @classmethod
    def from_json(cls, data: object) -> "Scope":
        """This will read lists of names; a list that is missing or empty means all."""
        if data is None:
            return cls()
        given = check_mapping(data, field="scope")
        check_names(given, allowed=NAMES, field="scope")
        lists: Any = {name: _read_names(given, name) for name in NAMES}
        return cls(**lists)


def _begin(name: str, values: list[str]) -> str:
    if name == "seeds":
        return f"on the page{'s' if len(values) > 1 else ''} of"
    if len(values) > 1:
        return f"for {name}"
    return "for category" if name == "categories" else f"for {name[:-1]}"


def _read_names(given: Mapping[str, object], name: str) -> frozenset[str]:
    value = given.get(name)
    if value is None or value == [] or value == ():
        return frozenset()
    field = f"scope.{name}"
    if isinstance(value, str):
        raise RuleError(field, "must be a list of names")
    return frozenset(check_text(entry, field=field) for entry in check_list(value, field=field))
