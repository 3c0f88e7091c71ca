"""Conditions that nothing can ever fulfil, as in "price at least 500 and price at most 100".

What is called a contradiction is one for certain: facts are looked at one by one, and a negation is taken to hold.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, product

from rules.engine.conditions import AllOf, AnyOf, Comparison, Condition, Not
from rules.engine.errors import RuleError

MOST_BRANCHES = 200
Branch = tuple[Comparison, ...]


def contradiction(condition: Condition) -> Branch:
    """This will return comparisons that exclude each other when no value can fulfil the condition, or nothing.

    A condition of very many branches is believed.
    """
    branches = list(islice(_branches(condition), MOST_BRANCHES + 1))
    if not branches or len(branches) > MOST_BRANCHES:
        return ()
    clashes = [_clash(branch) for branch in branches]
    return clashes[0] if all(clashes) else ()


def refuse_contradiction(condition: Condition | None, *, field: str = "condition") -> None:
    """This will raise RuleError at the field when nothing can ever fulfil the condition."""
    clash = contradiction(condition) if condition is not None else ()
    if clash:
        said = " and ".join(each.describe() for each in clash)
        raise RuleError(field, f"Nothing can fulfil this: {said} exclude each other. Change one of them")


def _branches(condition: Condition) -> Iterator[Branch]:
    """This will list the ways in which the condition can hold, each as comparisons that hold together."""
    match condition:
        case Comparison():
            yield (condition,)
        case Not():
            yield ()
        case AnyOf():
            for part in condition.parts:
                yield from _branches(part)
        case AllOf():
            parts = [list(islice(_branches(part), MOST_BRANCHES + 1)) for part in condition.parts]
            for chosen in product(*parts):
                yield tuple(each for branch in chosen for each in branch)


def _clash(branch: Branch) -> Branch:
    """This will find the fewest comparisons of one fact that cannot hold together: two, where two are enough."""
    by_fact: dict[str, list[Comparison]] = {}
    for each in branch:
        by_fact.setdefault(each.fact, []).append(each)
    for asked in by_fact.values():
        pairs: Iterable[Sequence[Comparison]] = combinations(asked, 2)
        for few in (*pairs, asked):
            if len(few) > 1 and not _can_hold(few):
                return tuple(few)
    return ()


def _can_hold(asked: Sequence[Comparison]) -> bool:
    """Everything but `is missing` wants a value."""
    missing = [each for each in asked if each.op == "is_missing"]
    if missing:
        return len(missing) == len(asked)
    fact = asked[0].declared[asked[0].fact]
    if fact.kind == "set":
        return _set_can_hold(asked)
    tried = _candidates(asked)
    return tried is None or any(all(each.holds({each.fact: value}) for each in asked) for value in tried)


def _candidates(asked: Sequence[Comparison]) -> Iterable[object] | None:
    """This will list every value that may fulfil the comparisons, or None where there is no end of them."""
    fact = asked[0].declared[asked[0].fact]
    for each in asked:
        if each.op in ("is", "in"):
            return _values(each)
    if fact.kind == "flag":
        return (True, False)
    if fact.kind == "number":
        return _between(asked)
    return tuple(fact.choices) or None


def _between(asked: Sequence[Comparison]) -> Iterable[object] | None:
    low = max((each.value for each in asked if each.op == "at_least"), default=None)  # type: ignore[type-var]
    high = min((each.value for each in asked if each.op == "at_most"), default=None)  # type: ignore[type-var]
    if low is None or high is None or low < high:  # type: ignore[operator]
        return None
    return (low,) if low == high else ()


def _set_can_hold(asked: Sequence[Comparison]) -> bool:
    """A set may hold many values at once, so only what it must not hold stands in the way."""
    barred = {value for each in asked if each.op == "not_in" for value in _values(each)}
    wanted = (set(_values(each)) for each in asked if each.op in ("in", "contains"))
    return not any(values <= barred for values in wanted)


def _values(comparison: Comparison) -> tuple[object, ...]:
    return comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
