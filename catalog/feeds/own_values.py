r"""How our own formats write a field: as one cell of a table, and as a value of JSON.

A cell holds a list as "a|b", and what has parts as "closure:zip|lining:suede"; "\" before |, : and \ takes their
meaning away.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from catalog.feeds import cells as reading
from catalog.feeds.cells import BadCell, split_escaped

SPECIAL = re.compile(r"([|:\\])")
ESCAPED = re.compile(r"\\([|:\\])")
LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Value:
    """One field: from a cell, to a cell, from JSON, to JSON. All raise BadCell for what they cannot read."""

    read: Callable[[str], Any]
    show: Callable[[Any], str]
    from_json: Callable[[Any], Any]
    to_json: Callable[[Any], Any]
    is_nested: bool = False  # stands in JSON alone; a table has a file of its own for it


def scalar(read: Callable[[str], Any], show: Callable[[Any], str], *, to_json: Callable[[Any], Any]) -> Value:
    return Value(read, show, lambda value: read(_as_text(value)), to_json)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if not isinstance(value, str):
        raise BadCell("This is no single value.", "Write a text, a number, true or false.")
    if "\0" in value or (not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value)):
        raise BadCell("The text holds a character that is none.", "Write the file as UTF-8 again.")
    return value.strip()


def _same(value: Any) -> Any:
    return value


def text(limit: int = LONGEST_TEXT) -> Value:
    return scalar(reading.at_most(limit), str, to_json=_same)


def words(*allowed: str) -> Value:
    return scalar(reading.choice({word: word for word in allowed}), str, to_json=_same)


def _shown_number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _iso(value: date | datetime) -> str:
    return value.isoformat()


CODE = scalar(reading.slug, str, to_json=_same)
AMOUNT = scalar(partial(reading.amount, sign="."), reading.shown_amount, to_json=reading.shown_amount)
WHOLE = scalar(reading.whole, str, to_json=_same)
LONG = scalar(reading.long_whole, str, to_json=_same)
NUMBER = scalar(reading.number, _shown_number, to_json=float)
FLAG = scalar(reading.flag, lambda value: "true" if value else "false", to_json=_same)
DAY = scalar(reading.day, _iso, to_json=_iso)
MOMENT = scalar(reading.moment, _iso, to_json=_iso)
IMAGE = scalar(reading.image, str, to_json=_same)
GTIN = scalar(reading.gtin, str, to_json=_same)


def listed(one: Value) -> Value:
    """This will make a list of one kind of value."""

    def read(cell: str) -> tuple[Any, ...]:
        return tuple(one.read(_unescaped(piece)) for piece in split_escaped(cell, "|") if piece.strip())

    def show(values: Iterable[Any]) -> str:
        return "|".join(re.sub(r"([|\\])", r"\\\1", one.show(value)) for value in values)

    def from_json(values: Any) -> tuple[Any, ...]:
        return tuple(one.from_json(value) for value in _sequence(values))

    return Value(read, show, from_json, lambda values: [one.to_json(value) for value in values])


def entries(parts: Mapping[str, Value], *, make: Callable[..., Any] | None = None, is_nested: bool = False) -> Value:
    """This will make a list of entries with named parts: of `make`, else of tuples."""

    def built(values: Mapping[str, Any]) -> Any:
        return make(**values) if make else tuple(values[name] for name in parts)

    def taken(entry: Any) -> Sequence[Any]:
        return [getattr(entry, name) for name in parts] if make else entry

    def read(cell: str) -> tuple[Any, ...]:
        return tuple(built(_parts(piece, parts)) for piece in split_escaped(cell, "|") if piece.strip())

    def show(values: Iterable[Any]) -> str:
        return "|".join(
            ":".join(escaped(part.show(value)) for part, value in zip(parts.values(), taken(entry), strict=True))
            for entry in values
        )

    def from_json(values: Any) -> tuple[Any, ...]:
        return tuple(built(_json_parts(value, parts)) for value in _sequence(values))

    def to_json(values: Iterable[Any]) -> list[dict[str, Any]]:
        return [
            {
                name: part.to_json(value)
                for (name, part), value in zip(parts.items(), taken(entry), strict=True)
                if value is not None
            }
            for entry in values
        ]

    return Value(read, show, from_json, to_json, is_nested)


def checked(value: Value, fault: Callable[[Any], BadCell | None]) -> Value:
    """This will judge what was read by a rule of its own, which gives what is wrong with it or None."""

    def judged(found: Any) -> Any:
        if bad := fault(found):
            raise bad
        return found

    return replace(
        value,
        read=lambda cell: judged(value.read(cell)),
        from_json=lambda found: judged(value.from_json(found)),
    )


def _parts(cell: str, parts: Mapping[str, Value]) -> dict[str, Any]:
    pieces = split_escaped(cell, ":")
    pieces[len(parts) - 1 :] = [":".join(pieces[len(parts) - 1 :])] if len(pieces) >= len(parts) else []
    if len(pieces) != len(parts):
        raise BadCell(f"{cell!r} lacks a part.", f"Write {':'.join(parts)}, with | between several.")
    return {name: part.read(_unescaped(piece)) for (name, part), piece in zip(parts.items(), pieces, strict=True)}


def _json_parts(value: Any, parts: Mapping[str, Value]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise BadCell("An entry is no object.", f"Write an object with {', '.join(parts)}.")
    found = {}
    for name, part in parts.items():
        if value.get(name) is None:
            if name not in OPTIONAL_PARTS:
                raise BadCell(f"An entry has no {name}.", f"Write an object with {', '.join(parts)}.")
            continue
        found[name] = part.from_json(value[name])
    return found


# Parts that have a default of their own.
OPTIONAL_PARTS = {"below", "laboratory", "report", "expires_on", "contact", "share_percent"}


def _pairs_from_json(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BadCell("This is no object.", 'Write an object, as in {"closure": "zip"}.')
    return {_as_text(name): _as_text(text) for name, text in value.items()}


def _pairs_read(cell: str) -> dict[str, str]:
    named = [_parts(piece, {"name": text(), "value": text()}) for piece in split_escaped(cell, "|") if piece.strip()]
    return {pair["name"]: pair["value"] for pair in named}


def _pairs_show(values: Mapping[str, str]) -> str:
    return "|".join(f"{escaped(name)}:{escaped(value)}" for name, value in values.items())


PAIRS = Value(_pairs_read, _pairs_show, _pairs_from_json, dict)


def _sequence(values: Any) -> Sequence[Any]:
    if not isinstance(values, list):
        raise BadCell("This is no list.", "Write a list in [ ].")
    return values


def escaped(value: str) -> str:
    return SPECIAL.sub(r"\\\1", value)


def _unescaped(piece: str) -> str:
    return ESCAPED.sub(r"\1", piece).strip()
