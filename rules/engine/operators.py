"""The operators of a comparison: what they accept, how they test, how they read aloud."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from rules.engine.facts import FACTS, Fact
from rules.engine.fields import join_words, say_number
from rules.engine.names import NO_NAMES, Names

PATH_STEP = " > "


@dataclass(frozen=True, slots=True)
class Operator:
    """This will test a fact against a wanted value; `takes` says how many wanted values there are."""

    words: str
    kinds: tuple[str, ...]
    takes: Literal["one", "many", "none"]
    test: Callable[[object, object], bool]


def _is(value: object, wanted: object) -> bool:
    return value is not None and value == wanted


def _is_not(value: object, wanted: object) -> bool:
    return value is not None and value != wanted


def _is_in(value: object, wanted: object) -> bool:
    assert isinstance(wanted, tuple)
    if isinstance(value, frozenset):
        return not value.isdisjoint(wanted)
    return value is not None and value in wanted


def _is_not_in(value: object, wanted: object) -> bool:
    return value is not None and not _is_in(value, wanted)


def _is_at_least(value: object, wanted: object) -> bool:
    return value is not None and value >= wanted  # type: ignore[operator]


def _is_at_most(value: object, wanted: object) -> bool:
    return value is not None and value <= wanted  # type: ignore[operator]


def _contains(value: object, wanted: object) -> bool:
    if isinstance(value, frozenset):
        return wanted in value
    return isinstance(value, str) and str(wanted).casefold() in value.casefold()


def _starts_with(value: object, wanted: object) -> bool:
    """This will match whole steps of a path: Bags holds Bags > Totes, not Bagsy > Totes."""
    return isinstance(value, str) and f"{value}{PATH_STEP}".startswith(f"{wanted}{PATH_STEP}")


def _is_missing(value: object, wanted: object) -> bool:
    return value is None


OPERATORS = {
    "is": Operator("is", ("number", "text", "flag"), "one", _is),
    "is_not": Operator("is not", ("number", "text", "flag"), "one", _is_not),
    "in": Operator("is one of", ("number", "text", "set"), "many", _is_in),
    "not_in": Operator("is none of", ("number", "text", "set"), "many", _is_not_in),
    "at_least": Operator("at least", ("number",), "one", _is_at_least),
    "at_most": Operator("at most", ("number",), "one", _is_at_most),
    "contains": Operator("contains", ("text", "set"), "one", _contains),
    "starts_with": Operator("starts with", ("text",), "one", _starts_with),
    "is_missing": Operator("is missing", ("number", "text", "set", "flag"), "none", _is_missing),
}


def operators_for(fact: str, *, declared: Mapping[str, Fact] = FACTS) -> tuple[str, ...]:
    """This will list the operators a fact takes; paths alone take starts_with."""
    kind = declared[fact].kind
    names = (name for name, operator in OPERATORS.items() if kind in operator.kinds)
    return tuple(name for name in names if name != "starts_with" or fact == "category_path")


def say_comparison(
    fact: str, *, op: str, value: object, declared: Mapping[str, Fact] = FACTS, names: Names = NO_NAMES
) -> str:
    """This will write a comparison in plain English, as in "brand is house brand"."""
    words = f"{declared[fact].word} {OPERATORS[op].words}"
    if OPERATORS[op].takes == "none":
        return words
    values = value if isinstance(value, tuple) else (value,)
    return f"{words} {join_words([say_value(declared[fact], entry, names=names) for entry in values], last='or')}"


def say_value(fact: Fact, value: object, *, names: Names = NO_NAMES) -> str:
    """This will write one value of a fact: €500, 40 %, yes, or what the store calls it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _say_amount(fact, value, names=names)
    return fact.choices.get(str(value)) or names.say(fact.name, str(value))


def _say_amount(fact: Fact, value: float, *, names: Names) -> str:
    if fact.unit == "money":
        return names.say_money(value)
    return f"{say_number(round(value * 100, 2))} %" if fact.unit == "share" else say_number(value)
