"""Says which rules kept better-scored products from the positions of a finished page."""

from collections.abc import Iterator, Sequence

from rules.engine.contenders import Contenders
from rules.engine.page import Moved
from rules.engine.units import SlotUnit, Unit

# The best few that were passed over say enough; a slot deep in the list passes over hundreds.
MOST_PASSED_OVER = 3


def explain_moves(chosen: Sequence[int], *, units: Sequence[Unit], contenders: Contenders) -> list[tuple[Moved, ...]]:
    """This will return, per position, the rules that passed over a better product; one reason per rule."""
    return [_moves_at(position, chosen, units=units, contenders=contenders) for position in range(len(chosen))]


def _moves_at(
    position: int, chosen: Sequence[int], *, units: Sequence[Unit], contenders: Contenders
) -> tuple[Moved, ...]:
    moves: dict[str, Moved] = {}
    for rank in _passed_over(position, chosen, contenders=contenders):
        name = contenders.candidates[rank].name
        for unit, why in _reasons(rank, position, chosen, units):
            moves.setdefault(unit.rule.rule_id, Moved(unit.rule.rule_id, f"{name} would score higher here; {why}"))
    return tuple(moves.values())


def _passed_over(position: int, chosen: Sequence[int], *, contenders: Contenders) -> list[int]:
    families = contenders.families
    used = {families[rank] for rank in chosen[:position]} | {families[chosen[position]]}
    waiting = (rank for rank in range(chosen[position]) if families[rank] not in used)
    return [rank for rank, _ in zip(waiting, range(MOST_PASSED_OVER), strict=False)]


def _reasons(rank: int, position: int, chosen: Sequence[int], units: Sequence[Unit]) -> Iterator[tuple[Unit, str]]:
    before = chosen[:position]
    blocking = [unit for unit in units if unit.blocks(rank, before=before, position=position)]
    if blocking:
        yield from ((unit, _say_block(unit)) for unit in blocking)
        return
    kept_for = _slot_it_serves(rank, chosen, units)
    if kept_for is not None:
        yield kept_for, f"it is kept for slot {kept_for.position + 1}"
        return
    seeing = [unit for unit in units if unit.sees(rank)] or units
    yield from ((unit, f"then {unit.rule.name} could not be kept further down") for unit in seeing)


def _say_block(unit: Unit) -> str:
    if isinstance(unit, SlotUnit):
        return f"slot {unit.position + 1} is reserved by {unit.rule.name}"
    return f"{unit.rule.name} still needs this position" if unit.wants == "owed" else f"{unit.rule.name} is full here"


def _slot_it_serves(rank: int, chosen: Sequence[int], units: Sequence[Unit]) -> SlotUnit | None:
    if rank not in chosen:
        return None
    place = chosen.index(rank)
    return next((unit for unit in units if isinstance(unit, SlotUnit) and unit.position == place), None)
