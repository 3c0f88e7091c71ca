"""Positions on a page, as rules name them: whole numbers from 1."""

from rules.engine.errors import RuleError
from rules.engine.fields import check_list, check_whole, join_words

LAST_POSITION = 100


def check_position(value: object, *, field: str = "position") -> int:
    """This will accept a position from 1 to 100."""
    return check_whole(value, field=field, low=1, high=LAST_POSITION)


def check_positions(value: object, *, field: str = "positions") -> tuple[int, ...]:
    """This will accept a list of positions, each named once, and sort it."""
    positions = [check_position(entry, field=field) for entry in check_list(value, field=field)]
    if len(set(positions)) < len(positions):
        raise RuleError(field, "names a position twice")
    return tuple(sorted(positions))


def say_positions(positions: tuple[int, ...], *, noun: str = "slot") -> str:
    """This will write "slots 4 and 10"."""
    return f"{noun}{'s' if len(positions) > 1 else ''} {join_words([str(position) for position in positions])}"
