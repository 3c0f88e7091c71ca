"""Why an event was refused, taken apart for an integrator: the field, what stood there, the reason, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from events.aside import LOOKS_LIKE_MAIL
from events.dialects.segment import NAMES
from events.dictionary import DICTIONARY, FIELDS

LONGEST_VALUE = 80
UNKNOWN_NAME = "there is no event"
NAMELESS = "Send one of the names of the dictionary."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was wrong. `value` is empty where nothing was sent, or where it may name a person."""

    field: str
    value: str
    reason: str
    remedy: str


def problems(name: str, errors: list[str], fields: Mapping[str, Any]) -> tuple[Problem, ...]:
    """This will take apart the sentences that the sender was answered, with what is left of what was sent."""
    return tuple(_problem(name, error, fields) for error in errors)


def _problem(name: str, error: str, fields: Mapping[str, Any]) -> Problem:
    field, _, sentence = error.partition(": ")
    reason, _, remedy = sentence.partition(". ")
    if field == "name" and reason.startswith(UNKNOWN_NAME):
        return Problem(field, shown(name), "there is no such event", _nearest(name))
    return Problem(field, shown(_sent(field, fields)), without_mail(reason.rstrip(".")), remedy or _belongs(field))


def _nearest(name: str) -> str:
    """This will suggest the event that was probably meant, in the sender's own dialect."""
    close = get_close_matches(name.lower().replace(" ", "_"), DICTIONARY, n=1, cutoff=0.6)
    if close and " " not in name:
        return f"Perhaps {close[0]} is meant."
    theirs = {each.lower(): each for each in NAMES}
    close = get_close_matches(name.lower(), theirs, n=1, cutoff=0.6)
    return f"Perhaps “{theirs[close[0]]}” is meant." if close else NAMELESS


def _belongs(field: str) -> str:
    """This will say what a field is for, where the reason names no remedy of its own."""
    name = ".".join(part for part in field.split(".") if not part.isdigit())
    known = FIELDS.get(name)
    return f"{known.type[0].upper()}{known.type[1:]}: {known.words}" if known else ""


def _sent(field: str, fields: Mapping[str, Any]) -> object:
    """This will find what stood at `items.0.price`; nothing where it is not kept."""
    found: object = fields
    for part in field.split("."):
        if isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        elif isinstance(found, Mapping) and part in found:
            found = found[part]
        else:
            return None
    return found if isinstance(found, str | int | float) else None


def shown(value: object) -> str:
    """This will shorten a value for the screen."""
    if value is None:
        return ""
    text = without_mail(str(value))
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def without_mail(text: str) -> str:
    return LOOKS_LIKE_MAIL.sub("(an address)", text)
