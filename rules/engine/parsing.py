"""Turns JSON into a condition, or into an error that names the place and what to change."""

from collections.abc import Iterator, Mapping

from rules.engine.conditions import AllOf, AnyOf, Comparison, Condition, Not
from rules.engine.errors import RuleError
from rules.engine.facts import FACTS, Fact
from rules.engine.fields import check_choice, check_list, check_mapping, check_names, check_number, check_text
from rules.engine.operators import OPERATORS, operators_for

MOST_NODES = 200
DEEPEST = 8


Declared = Mapping[str, Fact]


def parse_condition(data: object, *, field: str = "condition", declared: Declared = FACTS) -> Condition:
    """This will read a condition of at most 200 nodes and depth 8, or raise RuleError.

    `declared` are the facts it may look at: those of products, unless told.
    """
    return _parse(data, field=field, depth=1, room=iter(range(MOST_NODES)), declared=declared)


def parse_optional_condition(data: object, *, field: str = "condition") -> Condition | None:
    """This will read a condition that may be left out."""
    return None if data is None else parse_condition(data, field=field)


def _parse(data: object, *, field: str, depth: int, room: Iterator[int], declared: Declared) -> Condition:
    node = check_mapping(data, field=field)
    if depth > DEEPEST:
        raise RuleError(field, f"is nested more than {DEEPEST} levels deep")
    if next(room, None) is None:
        raise RuleError(field, f"has more than {MOST_NODES} parts")
    if "fact" in node:
        return _parse_comparison(node, field=field, declared=declared)
    if len(node) != 1 or not node.keys() <= {"all", "any", "not"}:
        raise RuleError(field, "must be all, any, not, or a comparison with fact, op and value")
    return _parse_group(node, field=field, depth=depth, room=room, declared=declared)


def _parse_group(
    node: Mapping[str, object], *, field: str, depth: int, room: Iterator[int], declared: Declared
) -> Condition:
    if "not" in node:
        return Not(_parse(node["not"], field=f"{field}.not", depth=depth + 1, room=room, declared=declared))
    name = "all" if "all" in node else "any"
    entries = check_list(node[name], field=f"{field}.{name}")
    parts = tuple(
        _parse(entry, field=f"{field}.{name}[{number}]", depth=depth + 1, room=room, declared=declared)
        for number, entry in enumerate(entries)
    )
    return AllOf(parts) if name == "all" else AnyOf(parts)


def _parse_comparison(node: Mapping[str, object], *, field: str, declared: Declared) -> Comparison:
    check_names(node, allowed=("fact", "op", "value"), field=field)
    fact = check_choice(node["fact"], field=f"{field}.fact", choices=declared)
    op = check_choice(node.get("op"), field=f"{field}.op", choices=operators_for(fact, declared=declared))
    value = _parse_value(node.get("value"), fact=declared[fact], op=op, field=f"{field}.value")
    return Comparison(fact=fact, op=op, value=value, declared=declared)


def _parse_value(value: object, *, fact: Fact, op: str, field: str) -> object:
    match OPERATORS[op].takes:
        case "none":
            if value is not None:
                raise RuleError(field, "must be left out with is_missing")
            return None
        case "many":
            entries = check_list(value, field=field)
            return tuple(_parse_one(entry, fact=fact, field=f"{field}[{at}]") for at, entry in enumerate(entries))
        case _:
            return _parse_one(value, fact=fact, field=field)


def _parse_one(value: object, *, fact: Fact, field: str) -> object:
    if fact.kind == "number":
        return check_number(value, field=field)
    if fact.kind == "flag":
        if not isinstance(value, bool):
            raise RuleError(field, "must be true or false")
        return value
    if fact.choices:
        return check_choice(value, field=field, choices=fact.choices)
    return check_text(value, field=field)
