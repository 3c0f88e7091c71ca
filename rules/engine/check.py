"""A second opinion on a finished page, written without the solver: it reads the rules' JSON and counts.

It shares only the reading of facts with the rest of the engine, so that one mistake cannot hide in both.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rules.engine.candidate import Candidate, Context
from rules.engine.facts import read_fact, values_of
from rules.engine.rule import Rule
from rules.engine.ruleset import RuleSet

Facts = Mapping[str, object]
Json = Mapping[str, object]
UNORDERED = frozenset({"eligibility", "cap", "boost", "bury"})  # what they ask of a page does not hang on its order


def page_violations(
    page_candidates: Sequence[Candidate],
    ruleset: RuleSet,
    context: Context,
    *,
    relaxed: Collection[str] = (),
) -> list[str]:
    """This will say everything wrong with a page; `relaxed` names rules (by id) that openly gave way.

    Repeated products and products that may not be shown are wrong whatever is relaxed.
    """
    judged = [rule for rule in ruleset.rules if rule.kind == "eligibility" or rule.rule_id not in relaxed]
    broken = _rules_broken(judged, page_candidates, context)
    return [*_repeats(page_candidates), *_not_showable(page_candidates, context), *broken]


class Orders:
    """This will say which rules are broken by where products stand, for one order of the same products after another.

    Of a page whose order alone changes, nothing else can change. What a rule sees in a product is read once.
    """

    def __init__(self, page_candidates: Sequence[Candidate], ruleset: RuleSet, context: Context) -> None:
        rules = [rule for rule in ruleset.rules if rule.kind not in UNORDERED and rule.applies(context)]
        self._seen = [
            (rule, rule.body.to_params(), _see(rule, page_candidates), context.quotas.get(rule.rule_id, 0))
            for rule in rules
        ]

    def violations(self, order: Sequence[int]) -> list[str]:
        """This will judge an order, given as the products' places in the page that was handed over."""
        return [
            f"{rule.name}: {problem}"
            for rule, params, sights, owed in self._seen
            for problem in _broken(rule.kind, params, [sights[place] for place in order], owed=owed)
        ]


def _repeats(page: Sequence[Candidate]) -> Iterator[str]:
    ids = Counter(candidate.product_id for candidate in page)
    yield from (
        f"product {product_id} stands on the page {count} times" for product_id, count in ids.items() if count > 1
    )
    families = Counter(read_fact(candidate.facts, "item_group") for candidate in page)
    for family, count in families.items():
        if family is not None and count > 1:
            yield f"variant family {family} stands on the page {count} times"


def _not_showable(page: Sequence[Candidate], context: Context) -> Iterator[str]:
    for position, candidate in enumerate(page, start=1):
        for problem in _faults(candidate, context):
            yield f"position {position}: {candidate.name} {problem}"


def _faults(candidate: Candidate, context: Context) -> Iterator[str]:
    facts = candidate.facts
    evidence = facts.get("avoidable")
    stock, price = facts.get("stock"), read_fact(facts, "price")
    excluded = facts.get("regions_excluded")
    if not facts.get("visible"):
        yield "is hidden"
    if candidate.product_id in context.excluded:
        yield "was to be left out"
    if context.region and isinstance(excluded, Collection) and context.region in excluded:
        yield "is not sold in the region"
    if price is None or float(str(price)) < 0:
        yield "has no price"
    if stock is not None and not float(str(stock)) > 0:
        yield "is out of stock"
    for allergen in context.avoids:
        if not isinstance(evidence, Mapping) or evidence.get(allergen) not in {"A", "B"}:
            yield "has no evidence for what the shopper avoids"
    if context.exclude_bought and facts.get("bought"):
        yield "was already bought"


def _rules_broken(rules: Iterable[Rule], page: Sequence[Candidate], context: Context) -> Iterator[str]:
    for rule in rules:
        if rule.applies(context):
            owed, params = context.quotas.get(rule.rule_id, 0), rule.body.to_params()
            for problem in _broken(rule.kind, params, _see(rule, page), owed=owed):
                yield f"{rule.name}: {problem}"


def _see(rule: Rule, page: Sequence[Candidate]) -> list[Any]:
    """This will read of each product what the rule judges a page by: whether it is meant, or the values it shares."""
    params = rule.body.to_params()
    facts = [candidate.facts for candidate in page]
    match rule.kind:
        case "eligibility" | "campaign":
            return [_holds(params["condition"], each) for each in facts]
        case "slot" | "pin":
            pools = [params, *_list(params.get("next_pools", []))]
            return [any(_is_in(pool, each) for pool in pools) for each in facts]
        case "scatter" | "cap":
            return [_shared(params, each) for each in facts]
        case _:
            return []


def _broken(kind: str, params: Json, sights: Sequence[Any], *, owed: int) -> Iterable[str]:
    """This will judge a page by what a rule sees of its products, in their order."""
    match kind:
        case "eligibility":
            return [f"position {at}" for at, is_meant in enumerate(sights, start=1) if is_meant]
        case "slot" | "pin":
            return _broken_slots(params, sights)
        case "scatter":
            return _crowded(params, sights, window=_whole(params["window"]))
        case "cap":
            return _crowded(params, sights, window=len(sights))
        case "campaign":
            return _undelivered(params, sights, owed=owed)
        case _:
            return []


def _broken_slots(params: Json, inside: Sequence[bool]) -> Iterator[str]:
    for position in _list(params.get("positions", [params.get("position")])):
        if position <= len(inside) and not inside[position - 1]:
            yield f"position {position} holds a product outside the pool"


def _is_in(pool: Json, facts: Facts) -> bool:
    if "condition" in pool:
        return _holds(pool["condition"], facts)
    return facts.get("sku") in _list(pool.get("skus", [pool.get("sku")]))


def _undelivered(params: Json, inside: Sequence[bool], *, owed: int) -> Iterator[str]:
    """The share is read as it is written, so that 0.29 of 100 is 29."""
    most = max(1, int(Decimal(str(params["share_limit"])) * len(inside)))
    owed = min(owed, most, len(inside))
    if sum(inside) > most:
        yield f"{sum(inside)} of its products on the page, at most {most} allowed"
    positions = _list(params.get("positions", []))
    if owed > 0 and not positions and sum(inside) < owed:
        yield f"{sum(inside)} of its products on the page, {owed} owed"
    for position in positions[: max(0, owed)]:
        if position <= len(inside) and not inside[position - 1]:
            yield f"position {position} holds a product outside the campaign"


def _crowded(params: Json, shared: Sequence[frozenset[str]], *, window: int) -> Iterator[str]:
    limit = _whole(params["limit"])
    if not _stands_too_close(shared, limit=limit, window=window):
        return
    for start in range(max(1, len(shared) - window + 1)):
        counted = Counter(value for values in shared[start : start + window] for value in values)
        for value, count in counted.items():
            if count > limit:
                yield f"{count} times {value} from position {start + 1}, at most {limit} allowed"


def _stands_too_close(shared: Sequence[frozenset[str]], *, limit: int, window: int) -> bool:
    """This will say whether more than `limit` products of one value stand in some window."""
    stood: defaultdict[str, list[int]] = defaultdict(list)
    for place, values in enumerate(shared):
        for value in values:
            stood[value].append(place)
    return any(
        last - first < window for places in stood.values() for first, last in zip(places, places[limit:], strict=False)
    )


def _shared(params: Json, facts: Facts) -> frozenset[str]:
    if params.get("condition") is not None and not _holds(params["condition"], facts):
        return frozenset()
    fact = params.get("fact")
    return frozenset(("matching products",)) if fact is None else values_of(facts, str(fact))


def _holds(condition: object, facts: Facts) -> bool:
    assert isinstance(condition, Mapping)
    if "all" in condition:
        return all(_holds(part, facts) for part in condition["all"])
    if "any" in condition:
        return any(_holds(part, facts) for part in condition["any"])
    if "not" in condition:
        return not _holds(condition["not"], facts)
    return _compare(read_fact(facts, condition["fact"]), condition["op"], condition.get("value"))


def _compare(value: object, op: str, wanted: object) -> bool:
    if value is None or op == "is_missing":
        return value is None and op == "is_missing"
    if op in ("in", "not_in"):
        held = value if isinstance(value, frozenset) else {value}
        assert isinstance(wanted, list)
        return any(entry in held for entry in wanted) == (op == "in")
    if op in ("at_least", "at_most"):
        low, high = (wanted, value) if op == "at_least" else (value, wanted)
        return float(str(low)) <= float(str(high))
    if op == "contains":
        return wanted in value if isinstance(value, frozenset) else str(wanted).casefold() in str(value).casefold()
    if op == "starts_with":
        steps = str(wanted).split(" > ")
        return str(value).split(" > ")[: len(steps)] == steps
    return (value == wanted) == (op == "is")


def _list(value: object) -> list[Any]:
    assert isinstance(value, list)
    return value


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
