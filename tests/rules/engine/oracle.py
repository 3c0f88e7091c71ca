"""The slow truth: tries every arrangement. It reads the rules' JSON and shares no code with the engine.

What a rule wants of a page is a list of *demands*, the most binding first. All full pages are filtered by one demand
after the other; a demand that no page is left for is loosened as little as possible, or gives way.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations

from rules.engine import Candidate, Context, RuleSet

Arranged = tuple[Candidate, ...]
Keeps = Callable[[Arranged], bool]
Key = tuple[str, str]


@dataclass(frozen=True)
class Demand:
    """This will be one thing that a rule wants: `looser` are weaker forms in order, `steps` the pools of a chain."""

    key: Key
    keeps: Keeps
    looser: tuple[Keeps, ...] = ()
    steps: tuple[Keeps, ...] = ()


@dataclass
class Truth:
    """This will be the best page, what each demand came to (0 kept, 1 and more loosened, -1 given up), and what was
    settled when a demand gave way."""

    page: Arranged
    outcome: dict[Key, int] = field(default_factory=dict)
    conflicts: list[tuple[Key, dict[Key, Keeps]]] = field(default_factory=list)
    pages: list[Arranged] = field(default_factory=list)

    @property
    def is_feasible(self) -> bool:
        return not self.conflicts


def truth(candidates: Sequence[Candidate], ruleset: RuleSet, *, size: int, context: Context) -> Truth:
    """This will find the right answer the slow way."""
    shown = showable(candidates, ruleset, context)
    pages = list(full_pages(shown, size=size))
    found = Truth(page=(), pages=pages)
    left, settled = pages, {}
    kept: list[Demand] = []
    for demand in demands(ruleset, shown, context, length=len(pages[0])):
        keeping = [page for page in left if demand.keeps(page)]
        if keeping:
            left, settled[demand.key], found.outcome[demand.key] = keeping, demand.keeps, 0
            kept.append(demand)
            continue
        found.conflicts.append((demand.key, {**settled, demand.key: demand.keeps}))
        found.outcome[demand.key] = -1
        for number, looser in enumerate(demand.looser, start=1):
            keeping = [page for page in left if looser(page)]
            if keeping:
                left, settled[demand.key], found.outcome[demand.key] = keeping, looser, number
                break
    for demand in kept:
        left = next((some for step in demand.steps if (some := [page for page in left if step(page)])), left)
    found.page = left[0]
    return found


def family_of(candidate: Candidate) -> object:
    return candidate.facts.get("item_group") or candidate.product_id


def full_pages(candidates: Sequence[Candidate], *, size: int) -> Iterator[Arranged]:
    """This will yield every full page without a repeated family, best first position by position."""
    best: dict[int, Candidate] = {}
    for each in sorted(candidates, key=lambda each: (-each.score, each.product_id)):
        best.setdefault(each.product_id, each)
    length = min(size, len({family_of(each) for each in best.values()}))
    for page in permutations(best.values(), length):
        if len({family_of(each) for each in page}) == length:
            yield page


def showable(candidates: Sequence[Candidate], ruleset: RuleSet, context: Context) -> list[Candidate]:
    """This will leave out what may not be shown, in all its copies, and add the points."""
    gone = {each.product_id for each in candidates if not _may_show(each, ruleset, context)}
    return [
        Candidate(each.product_id, each.score + _points(each, ruleset, context), each.facts)
        for each in candidates
        if each.product_id not in gone
    ]


def _may_show(each: Candidate, ruleset: RuleSet, context: Context) -> bool:
    facts = each.facts
    proven = facts.get("avoidable") or {}
    return bool(
        facts.get("visible")
        and facts.get("price") is not None
        and (facts.get("stock") is None or facts["stock"] > 0)
        and context.region not in (facts.get("regions_excluded") or ())
        and each.product_id not in context.excluded
        and not (context.exclude_bought and facts.get("bought"))
        and all(proven.get(allergen) in ("A", "B") for allergen in context.avoids)
        and not any(
            holds(params["condition"], facts) for kind, params, _ in _on(ruleset, context) if kind == "eligibility"
        )
    )


def _points(each: Candidate, ruleset: RuleSet, context: Context) -> float:
    total = 0.0
    for kind, params, _ in _on(ruleset, context):
        if kind in ("boost", "bury") and holds(params["condition"], each.facts):
            total += params["points"] if kind == "boost" else -params["points"]
    return total


def _on(ruleset: RuleSet, context: Context) -> Iterator[tuple[str, Mapping, str]]:
    """This will yield kind, params and id of the rules that are on, contracts before taste."""
    written = [
        each
        for each in ruleset.to_json()["rules"]
        if each["enabled"] and (not each["scope"].get("tiers") or context.tier in each["scope"]["tiers"])
    ]
    for each in sorted(written, key=lambda each: each["severity"] != "contract"):
        yield each["kind"], each["params"], each["rule_id"]


def demands(ruleset: RuleSet, shown: Sequence[Candidate], context: Context, *, length: int) -> list[Demand]:
    """This will list what the rules want of a page of `length`; what nothing on earth could keep is left out."""
    found: list[Demand] = []
    for kind, params, rule_id in _on(ruleset, context):
        if kind in ("slot", "pin"):
            found += _slot_demands(rule_id, params, shown, length)
        elif kind == "scatter":
            found += _spread(rule_id, "", _values(params), params["limit"], min(params["window"], length))
        elif kind == "cap":
            found += _spread(rule_id, "", _values(params), params["limit"], length)
        elif kind == "campaign":
            found += _campaign_demands(rule_id, params, shown, length, owed=context.quotas.get(rule_id, 0))
    return found


def _slot_demands(rule_id: str, params: Mapping, shown: Sequence[Candidate], length: int) -> Iterator[Demand]:
    first = {"skus": [params["sku"]]} if "sku" in params else params
    pools = [{"skus": [sku]} for sku in first["skus"]] if params.get("fill") == "listed" else [first]
    pools = [pool for pool in (*pools, *params.get("next_pools", ())) if any(in_pool(pool, each) for each in shown)]
    for position in params.get("positions", [params.get("position")]):
        if pools and position <= length:
            steps = tuple(_holds_at(position, [pool]) for pool in pools)
            yield Demand((rule_id, f"slot {position}"), _holds_at(position, pools), steps=steps)


def _campaign_demands(
    rule_id: str, params: Mapping, shown: Sequence[Candidate], length: int, *, owed: int
) -> Iterator[Demand]:
    most = max(1, math.floor(Fraction(str(params["share_limit"])) * length))
    yield from _spread(rule_id, "most", lambda each: {"it"} if in_pool(params, each) else set(), most, length)
    owed = min(owed, most, length)
    if not any(in_pool(params, each) for each in shown):
        return
    if params.get("positions"):
        for position in params["positions"][: max(0, owed)]:
            if position <= length:
                yield Demand((rule_id, f"slot {position}"), _holds_at(position, [params]))
    elif owed > 0:
        looser = tuple(_at_least(params, fewer) for fewer in range(owed - 1, 0, -1))
        yield Demand((rule_id, "owed"), _at_least(params, owed), looser)


def _holds_at(position: int, pools: Sequence[Mapping]) -> Keeps:
    return lambda page: any(in_pool(pool, page[position - 1]) for pool in pools)


def _at_least(params: Mapping, count: int) -> Keeps:
    return lambda page: sum(in_pool(params, each) for each in page) >= count


def _values(params: Mapping) -> Callable[[Candidate], set[str]]:
    def values(each: Candidate) -> set[str]:
        if params.get("condition") is not None and not holds(params["condition"], each.facts):
            return set()
        value = "it" if params.get("fact") is None else each.facts.get(params["fact"])
        return set() if not value else {value} if isinstance(value, str) else set(value)

    return values


def _spread(
    rule_id: str, part: str, values: Callable[[Candidate], set[str]], limit: int, window: int
) -> Iterator[Demand]:
    """A limit as large as its window stops nothing."""
    if limit < window:
        forms = tuple(_apart(values, larger, window) for larger in range(limit, window))
        yield Demand((rule_id, part), forms[0], forms[1:])


def _apart(values: Callable[[Candidate], set[str]], limit: int, window: int) -> Keeps:
    def keeps(page: Arranged) -> bool:
        held = [values(each) for each in page]
        for start in range(max(1, len(page) - window + 1)):
            counted = Counter(value for some in held[start : start + window] for value in some)
            if any(count > limit for count in counted.values()):
                return False
        return True

    return keeps


def in_pool(pool: Mapping, each: Candidate) -> bool:
    if pool.get("condition") is not None:
        return holds(pool["condition"], each.facts)
    return each.facts.get("sku") in pool["skus"]


def holds(condition: Mapping, facts: Mapping[str, object]) -> bool:
    """The few comparisons that the random rules use."""
    if "not" in condition:
        return not holds(condition["not"], facts)
    value, wanted = facts.get(condition["fact"]), condition.get("value")
    if value is None:
        return False
    return {"is": value == wanted, "is_not": value != wanted}[condition["op"]]
