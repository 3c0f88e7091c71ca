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

Sight = tuple[object, ...]  # what each unit sees of a product


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
    sights, sight_of = _see(units, count=len(families))
    buckets, limits, filled = _find_buckets(units, sights, families=_families_by(sight_of, families, len(sights)))
    allowed = [_allowed(units, sight, length=length) for sight in sights]
    looks, look_of_sight = _number(Look(mask, tuple(found)) for mask, found in zip(allowed, filled, strict=True))
    look_of = [look_of_sight[sight] for sight in sight_of]
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


def _see(units: Sequence[Unit], *, count: int) -> tuple[list[Sight], list[int]]:
    """This will number what the units see; all that follows looks at each sight once and not at each product."""
    columns = [unit.pool if isinstance(unit, SlotUnit) else unit.values for unit in units]
    seen: Iterable[Sight] = zip(*columns, strict=True) if columns else [()] * count
    numbers: dict[Sight, int] = {}
    sight_of = [numbers.setdefault(sight, len(numbers)) for sight in seen]
    return list(numbers), sight_of


def _families_by(sight_of: Sequence[int], families: Sequence[int], count: int) -> list[set[int]]:
    held: list[set[int]] = [set() for _ in range(count)]
    for sight, family in zip(sight_of, families, strict=True):
        held[sight].add(family)
    return held


def _find_buckets(
    units: Sequence[Unit], sights: Sequence[Sight], *, families: Sequence[set[int]]
) -> tuple[list[Bucket], list[list[int]], list[list[int]]]:
    buckets: list[Bucket] = []
    limits: list[list[int]] = []
    filled: list[list[int]] = [[] for _ in sights]
    for place, unit in enumerate(units):
        if isinstance(unit, SpreadUnit):
            values: list[frozenset[str]] = [sight[place] for sight in sights]  # type: ignore[misc]
            numbers = _number_values(values, families=families, limit=unit.limit, first=len(buckets))
            buckets += [Bucket(unit.limit, unit.window)] * len(numbers)
            limits.append(list(numbers.values()))
            for sight, held in enumerate(values):
                filled[sight] += sorted(numbers[value] for value in held if value in numbers)
    return buckets, limits, filled


def _number_values(
    values: Sequence[frozenset[str]], *, families: Sequence[set[int]], limit: int, first: int
) -> dict[str, int]:
    """A value that no more families share than the limit allows can never exceed it."""
    holders: dict[str, set[int]] = defaultdict(set)
    for held, shared in zip(values, families, strict=True):
        for value in held:
            holders[value] |= shared
    binding = [value for value, sharing in holders.items() if len(sharing) > limit]
    return {value: first + number for number, value in enumerate(binding)}


def _allowed(units: Sequence[Unit], sight: Sight, *, length: int) -> int:
    mask = (1 << length) - 1
    for unit, seen in zip(units, sight, strict=True):
        if isinstance(unit, SlotUnit) and not seen:
            mask &= ~(1 << unit.position)
    return mask


def _number(looks: Iterable[Look]) -> tuple[list[Look], list[int]]:
    numbers: dict[Look, int] = {}
    look_of = [numbers.setdefault(look, len(numbers)) for look in looks]
    return list(numbers), look_of


def _number_types(look_of: Sequence[int], families: Sequence[int]) -> tuple[list[tuple[int, ...]], dict[int, int]]:
    held: dict[int, tuple[int, ...]] = {}
    for family, look in zip(families, look_of, strict=True):
        known = held.get(family, ())
        if look not in known:
            held[family] = (*known, look)
    numbers: dict[tuple[int, ...], int] = {}
    type_of = {family: numbers.setdefault(tuple(sorted(looks)), len(numbers)) for family, looks in held.items()}
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
