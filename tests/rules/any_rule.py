"""Random products with facts of every sort, some missing, and random rules of every kind."""

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from rules.engine.facts import FACTS
from rules.engine.operators import OPERATORS, operators_for
from rules.engine.rule import Rule
from rules.engine.scatter import SHARED_FACTS
from rules.kinds import load_rule

Params = dict[str, object]
TEXTS = st.sampled_from(["house", "partner", "Bags", "Bags > Totes", "Bagsy", "A", "nickel:A", "SKU-1", "1"])
NUMBERS = st.one_of(st.integers(-3, 3), st.sampled_from([0.5, 1.0, 2.5, -0.0]))
SETS = st.frozensets(TEXTS, max_size=2)
# What a feed, a database or a mistake may leave in a fact.
BROKEN = st.sampled_from([None, "", float("nan"), float("inf"), frozenset(), True, 1, 1.0, "1", ("A", "Bags")])
VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "number": NUMBERS,
    "text": TEXTS,
    "set": st.one_of(SETS, st.dictionaries(st.just("nickel"), st.sampled_from("ABX"))),
    "flag": st.booleans(),
}
WANTED = {"number": NUMBERS, "text": TEXTS, "set": TEXTS, "flag": st.booleans()}


@st.composite
def products(draw: st.DrawFn) -> dict[str, object]:
    """This will make the facts of one product."""
    names = draw(st.sets(st.sampled_from(list(FACTS))))
    return {name: draw(st.one_of(VALUES[FACTS[name].kind], VALUES[FACTS[name].kind], BROKEN)) for name in sorted(names)}


@st.composite
def comparisons(draw: st.DrawFn) -> Params:
    fact = draw(st.sampled_from(list(FACTS)))
    operator = draw(st.sampled_from(operators_for(fact)))
    choices = FACTS[fact].choices
    wanted = st.sampled_from(list(choices)) if choices else WANTED[FACTS[fact].kind]
    takes = OPERATORS[operator].takes
    if takes == "none":
        return {"fact": fact, "op": operator}
    value = draw(wanted if takes == "one" else st.lists(wanted, min_size=1, max_size=2))
    return {"fact": fact, "op": operator, "value": value}


CONDITIONS = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=2)),
    ),
    max_leaves=3,
)
POINTS = st.sampled_from([-7.5, 0.1, 3, 12.0])


def _boost(draw: st.DrawFn) -> Params:
    if draw(st.booleans()):
        return {"points": draw(POINTS), "condition": draw(CONDITIONS)}
    fact = draw(st.sampled_from([name for name, fact in FACTS.items() if fact.kind == "number"]))
    start = draw(st.integers(-2, 2))
    end = start + draw(st.sampled_from([-3, -0.7, 0.3, 2]))
    slope: Params = {"by": {"fact": fact, "from": start, "to": end, "points": draw(POINTS)}}
    return slope | ({"condition": draw(CONDITIONS)} if draw(st.booleans()) else {})


def _pool(draw: st.DrawFn) -> Params:
    return {"condition": draw(CONDITIONS)} if draw(st.booleans()) else {"skus": ["SKU-1", "house"]}


def _slot(draw: st.DrawFn) -> Params:
    pool = _pool(draw)
    fill: Params = {"fill": draw(st.sampled_from(["best", "listed"]))} if "skus" in pool else {}
    then: Params = {"fallback": "next", "next_pools": [_pool(draw)]} if draw(st.booleans()) else {}
    return {"positions": [draw(st.integers(1, 4))]} | pool | fill | then


def _cap(draw: st.DrawFn) -> Params:
    fact: Params = {"fact": draw(st.sampled_from(SHARED_FACTS))} if draw(st.booleans()) else {}
    condition: Params = {} if fact and draw(st.booleans()) else {"condition": draw(CONDITIONS)}
    return {"limit": draw(st.integers(0, 2))} | fact | condition


PARAMS: Mapping[str, Callable[[st.DrawFn], Params]] = {
    "eligibility": lambda draw: {"condition": draw(CONDITIONS)},
    "boost": _boost,
    "bury": lambda draw: {"points": abs(draw(POINTS)), "condition": draw(CONDITIONS)},
    "slot": _slot,
    "scatter": lambda draw: {
        "fact": draw(st.sampled_from(SHARED_FACTS)),
        "limit": 1,
        "window": draw(st.integers(2, 4)),
    },
    "cap": _cap,
    "pin": lambda draw: {"position": draw(st.integers(1, 4)), "sku": draw(TEXTS)},
    "campaign": lambda draw: {"condition": draw(CONDITIONS), "impressions": 100, "share_limit": 0.5},
}
SCHEDULE = {"starts_at": "2026-03-01T00:00:00+00:00", "ends_at": "2026-04-01T00:00:00+00:00"}


@st.composite
def rules(draw: st.DrawFn, kind: str, number: int = 0) -> Rule:
    """This will make a rule of a kind."""
    return load_rule({"rule_id": f"{kind}-{number}", "kind": kind, "params": PARAMS[kind](draw), **SCHEDULE})


@st.composite
def several_rules(draw: st.DrawFn, most: int = 5) -> tuple[Rule, ...]:
    """This will make some rules of any kinds."""
    kinds = draw(st.lists(st.sampled_from(sorted(PARAMS)), max_size=most))
    return tuple(draw(rules(kind, number)) for number, kind in enumerate(kinds))
