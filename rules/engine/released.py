"""Positions and promises for which there is nothing at all: they are released and named before anything is solved."""

from collections.abc import Iterable, Sequence

from rules.engine.candidate import Candidate
from rules.engine.page import Rejected, Relaxation
from rules.engine.rule import Pooling
from rules.engine.units import SlotUnit, SpreadUnit, Unit

# Why exactly a product may not be shown could give away what the shopper avoids, so all but its stock is one reason.
EMPTY = {
    "out_of_stock": "No product of its pool may be shown: all are sold out.",
    "ineligible": "No product of its pool may be shown.",
    "absent": "No product of its pool is among the products that were found.",
}


def release_empty(
    units: Sequence[Unit], *, length: int, size: int, candidates: Sequence[Candidate], rejected: Iterable[Rejected]
) -> tuple[list[Unit], tuple[Relaxation, ...]]:
    """This will part units that something could keep from those that nothing can.

    A slot beyond the size that was asked for is not part of this page and is not named.
    """
    fillable: list[Unit] = []
    released: list[Relaxation] = []
    codes = {each.product_id: each.code for each in rejected}
    for unit in units:
        if not _is_empty(unit) and not _is_beyond(unit, length):
            fillable.append(unit)
        elif not _is_beyond(unit, size):
            code = _why_empty(unit, candidates, codes) if _is_empty(unit) else "short_page"
            released.append(_release(unit, code=code, length=length))
    return fillable, tuple(released)


def _is_empty(unit: Unit) -> bool:
    """A page owes nothing that is not there; any other limit keeps itself when there is nothing to limit."""
    if isinstance(unit, SpreadUnit):
        return unit.wants == "owed" and all(unit.values)
    return not any(unit.pool)


def _is_beyond(unit: Unit, length: int) -> bool:
    return isinstance(unit, SlotUnit) and unit.position >= length


def _why_empty(unit: Unit, candidates: Sequence[Candidate], codes: dict[int, str]) -> str:
    body = unit.rule.body
    assert isinstance(body, Pooling)
    found = {codes.get(each.product_id, "ineligible") for each in candidates if body.admits(each.facts)}
    if not found:
        return "absent"
    return "out_of_stock" if found == {"out_of_stock"} else "ineligible"


def _release(unit: Unit, *, code: str, length: int) -> Relaxation:
    rule = unit.rule
    reason = f"The page ends at {length}." if code == "short_page" else EMPTY[code]
    positions = (unit.position + 1,) if isinstance(unit, SlotUnit) else ()
    return Relaxation(rule.rule_id, rule.name, rule.severity, reason, positions, "released", code)
