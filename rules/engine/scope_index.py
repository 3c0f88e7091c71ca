"""Finds the rules that can be on for a shopper without looking at all the others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rules.engine.candidate import Context
from rules.engine.rule import Rule
from rules.engine.scope import Scope

# A rule is filed under the first of these that its scope names: the one that leaves the fewest shoppers.
NARROWEST_FIRST = ("seeds", "categories", "segments", "tiers", "regions")
Place = tuple[str, str]
EVERYBODY: Place = ("", "")


class ScopeIndex:
    """This will file rules by whom they are for; `active` answers as asking each rule in turn would."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._filed: dict[Place, list[int]] = defaultdict(list)
        for number, rule in enumerate(rules):
            if rule.enabled:
                for place in _places(rule.scope):
                    self._filed[place].append(number)

    def active(self, context: Context) -> tuple[Rule, ...]:
        """This will return the rules that are on for this shopper at this moment, in order."""
        numbers = {number for place in _seen(context) for number in self._filed.get(place, ())}
        return tuple(rule for rule in map(self._rules.__getitem__, sorted(numbers)) if rule.applies(context))


def _places(scope: Scope) -> Iterable[Place]:
    for name in NARROWEST_FIRST:
        if getattr(scope, name):
            return [(name, value) for value in getattr(scope, name)]
    return [EVERYBODY]


def _seen(context: Context) -> Iterator[Place]:
    yield EVERYBODY
    yield from (("seeds", each) for each in context.seeds)
    yield from (("categories", each) for each in context.categories)
    yield from (("segments", each) for each in context.segments)
    yield from (
        (name, each) for name, each in (("tiers", context.tier), ("regions", context.region)) if each is not None
    )
