"""The arrangement problem in the smallest form that keeps it exact.

Products that all units see alike are one *class*. A variant family is used once, so what matters of it is the set of
classes its variants belong to: its *type*. A *lane* is one class in one type, with its ranks best first; only the best
unused rank of a lane is ever worth trying. A *bucket* is one value of one limit that enough families share to exceed
it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.engine.units import SlotUnit, SpreadUnit, Unit


@dataclass(frozen=True, slots=True)
class Bucket:
    """This will be a value that may stand `limit` times within `window` positions."""

    limit: int
    window: int


@dataclass(frozen=True, slots=True)
class Look:
    """This will be what the units see of a product: positions it may take (bit mask) and buckets it fills."""

    allowed: int
    buckets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """This will hold the ranks of one class in one type, best first."""

    look: int
    type_id: int
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """This will be everything the search needs; lists are indexed by the ids stored in the other lists."""

    length: int
    families: Sequence[int]
    buckets: list[Bucket]
    limits: list[list[int]]  # buckets of each limit
    looks: list[Look]
    types: list[tuple[int, ...]]  # looks of each type
    sizes: list[int]  # families of each type
    lanes: list[Lane]
    siblings: list[list[int]]  # lanes of each type
    reserved: tuple[int, ...]  # positions that not every look may take


def build_problem(units: Sequence[Unit], *, families: Sequence[int], length: int) -> Problem:
    """This will reduce ranks and units to lanes and buckets."""
    buckets, limits, filled = _find_buckets(units, families=families)
    allowed = _find_allowed(units, count=len(families), length=length)
    looks, look_of = _number(Look(mask, tuple(found)) for mask, found in zip(allowed, filled, strict=True))
    types, type_of = _number_types(look_of, families)
    lanes = _build_lanes(look_of, families, type_of)
    return Problem(
        length=length,
        families=families,
        buckets=buckets,
        limits=limits,
        looks=looks,
        types=types,
        sizes=_count(type_of.values(), len(types)),
        lanes=lanes,
        siblings=[[lane for lane, each in enumerate(lanes) if each.type_id == number] for number in range(len(types))],
        reserved=tuple(sorted({unit.position for unit in units if isinstance(unit, SlotUnit)})),
    )


def _find_buckets(
    units: Sequence[Unit], *, families: Sequence[int]
) -> tuple[list[Bucket], list[list[int]], list[list[int]]]:
    buckets: list[Bucket] = []
    limits: list[list[int]] = []
    filled: list[list[int]] = [[] for _ in families]
    for unit in units:
        if isinstance(unit, SpreadUnit):
            numbers = _number_values(unit, families=families, first=len(buckets))
            buckets += [Bucket(unit.limit, unit.window)] * len(numbers)
            limits.append(list(numbers.values()))
            for rank, values in enumerate(unit.values):
                filled[rank] += sorted(numbers[value] for value in values if value in numbers)
    return buckets, limits, filled


def _number_values(unit: SpreadUnit, *, families: Sequence[int], first: int) -> dict[str, int]:
    """A value that no more families share than the limit allows can never exceed it."""
    holders: dict[str, set[int]] = defaultdict(set)
    for rank, values in enumerate(unit.values):
        for value in values:
            holders[value].add(families[rank])
    binding = [value for value, held in holders.items() if len(held) > unit.limit]
    return {value: first + number for number, value in enumerate(binding)}


def _find_allowed(units: Sequence[Unit], *, count: int, length: int) -> list[int]:
    allowed = [(1 << length) - 1] * count
    for unit in units:
        if isinstance(unit, SlotUnit):
            closed = ~(1 << unit.position)
            allowed = [mask if inside else mask & closed for mask, inside in zip(allowed, unit.pool, strict=True)]
    return allowed


def _number(looks: Iterable[Look]) -> tuple[list[Look], list[int]]:
    numbers: dict[tuple[int, tuple[int, ...]], int] = {}
    found: list[Look] = []
    look_of: list[int] = []
    for look in looks:
        number = numbers.setdefault((look.allowed, look.buckets), len(numbers))
        if number == len(found):
            found.append(look)
        look_of.append(number)
    return found, look_of


def _number_types(look_of: Sequence[int], families: Sequence[int]) -> tuple[list[tuple[int, ...]], dict[int, int]]:
    looks_of_family: dict[int, set[int]] = defaultdict(set)
    for rank, family in enumerate(families):
        looks_of_family[family].add(look_of[rank])
    numbers: dict[tuple[int, ...], int] = {}
    type_of = {
        family: numbers.setdefault(tuple(sorted(looks)), len(numbers)) for family, looks in looks_of_family.items()
    }
    return list(numbers), type_of


def _build_lanes(look_of: Sequence[int], families: Sequence[int], type_of: dict[int, int]) -> list[Lane]:
    """Of two variants in one class the worse one can always be exchanged for the better, so it is left out."""
    ranks: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for rank, family in enumerate(families):
        ranks[look_of[rank], type_of[family]].setdefault(family, rank)
    return [Lane(look, type_id, tuple(best.values())) for (look, type_id), best in ranks.items()]


def _count(numbers: Iterable[int], size: int) -> list[int]:
    counted = [0] * size
    for number in numbers:
        counted[number] += 1
    return counted
