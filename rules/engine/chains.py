"""Which pool of its chain each slot is filled from: the first one with which every rule that is kept can hold.

All pools of a chain count as keeping the slot. So a later pool is used before any rule gives way, and each slot, the
most binding first, takes the earliest pool that leaves the others as they are.
"""

from collections.abc import Callable, Sequence

from rules.engine.search import Found
from rules.engine.units import SlotUnit, Unit

Find = Callable[[Sequence[Unit]], Found]


def first_choices(units: Sequence[Unit]) -> list[Unit] | None:
    """This will let each slot use the pool it would use without the others, or return None without any chain.

    When all of these hold together nothing else needs to be tried.
    """
    if not any(_has_chain(unit) for unit in units):
        return None
    return [unit.only(_usual(unit)) if isinstance(unit, SlotUnit) and _has_chain(unit) else unit for unit in units]


def narrow(units: Sequence[Unit], best: Found, *, find: Find) -> tuple[list[Unit], Found, bool]:
    """This will settle each chain on its first pool that can hold; `best` is a page that keeps all units.

    A pool that the search can neither place nor rule out is passed over; the last value says that there was none.
    """
    kept, sure = list(units), True
    for number, unit in enumerate(units):
        if isinstance(unit, SlotUnit) and _has_chain(unit):
            kept[number], found, known = _first_that_holds(kept, number, unit, find=find)
            best, sure = found or best, sure and known
    return kept, best, sure


def _first_that_holds(
    kept: Sequence[Unit], number: int, unit: SlotUnit, *, find: Find
) -> tuple[Unit, Found | None, bool]:
    sure = True
    for step in _filled_steps(unit):
        narrowed = unit.only(step)
        found = find([*kept[:number], narrowed, *kept[number + 1 :]])
        if found.chosen is not None:
            return narrowed, found, sure
        sure = sure and found.proven
    return unit, None, False


def _has_chain(unit: Unit) -> bool:
    return isinstance(unit, SlotUnit) and len(unit.chain) > 1


def _usual(unit: SlotUnit) -> int:
    """SKUs that may not be shown are skipped: the next ones move up."""
    filled = _filled_steps(unit)
    return filled[min(unit.usual, len(filled) - 1)]


def _filled_steps(unit: SlotUnit) -> list[int]:
    return [number for number, step in enumerate(unit.chain) if any(step.ranks)]


def say_stand_in(unit: SlotUnit, rank: int) -> str:
    """This will say that a slot was filled from a later pool than it would be, and why; else nothing."""
    used = next((number for number, step in enumerate(unit.chain) if step.ranks[rank]), 0)
    if used <= unit.usual:
        return ""
    wanted = unit.chain[unit.usual]
    why = "could not stand here with the other rules" if any(wanted.ranks) else "may not be shown or is sold out"
    return f"Taken from {unit.chain[used].words}, because {wanted.words} {why}"
