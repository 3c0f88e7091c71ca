"""Reads typed fields out of JSON; each reader raises RuleError with the field and what to change."""

import math
from collections.abc import Collection, Mapping

from rules.engine.errors import RuleError

LARGEST_NUMBER = 1e12
LONGEST_TEXT = 200
LONGEST_LIST = 200


def check_mapping(value: object, *, field: str) -> Mapping[str, object]:
    """This will accept a JSON object and nothing else."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise RuleError(field, "must be an object with named fields")
    return value


def check_names(params: Mapping[str, object], *, allowed: Collection[str], field: str = "") -> None:
    """This will refuse a field that the rule does not have."""
    for name in params:
        if name not in allowed:
            raise RuleError(f"{field}.{name}" if field else name, f"is not known here; use {', '.join(allowed)}")


def check_number(value: object, *, field: str, low: float = -LARGEST_NUMBER, high: float = LARGEST_NUMBER) -> float:
    """This will accept a finite number between low and high, both included."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RuleError(field, "must be a number")
    if not _is_finite(value):
        raise RuleError(field, "must be a finite number")
    if not low <= value <= high:
        raise RuleError(field, f"must be between {say_number(low)} and {say_number(high)}")
    return float(value)


def check_whole(value: object, *, field: str, low: int, high: int) -> int:
    """This will accept a whole number between low and high, both included."""
    number = check_number(value, field=field, low=low, high=high)
    if not number.is_integer():
        raise RuleError(field, "must be a whole number")
    return int(number)


def check_text(value: object, *, field: str) -> str:
    """This will accept a non-empty text of at most 200 characters."""
    if not isinstance(value, str) or not value.strip():
        raise RuleError(field, "must be a text")
    if len(value) > LONGEST_TEXT:
        raise RuleError(field, f"must have at most {LONGEST_TEXT} characters")
    if not value.isprintable():
        raise RuleError(field, "must not hold control characters")
    return value


def check_list(value: object, *, field: str) -> list[object]:
    """This will accept a list of 1 to 200 entries."""
    if not isinstance(value, (list, tuple)) or not value:
        raise RuleError(field, "must be a list with at least one entry")
    if len(value) > LONGEST_LIST:
        raise RuleError(field, f"must have at most {LONGEST_LIST} entries")
    return list(value)


def check_choice(value: object, *, field: str, choices: Collection[str]) -> str:
    """This will accept one of the given words."""
    if not isinstance(value, str) or value not in choices:
        raise RuleError(field, f"must be one of {', '.join(choices)}")
    return value


def say_number(value: float) -> str:
    """This will write 200 for 200.0 and 0.4 for 0.4."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def join_words(words: Collection[str], *, last: str = "and") -> str:
    """This will write "a, b and c"."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
