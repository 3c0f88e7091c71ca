"""Which units hold when not all can: the most binding first, each as far as those before it allow."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.engine.budget import Budget
from rules.engine.chains import first_choices, narrow
from rules.engine.fields import join_words
from rules.engine.page import Conflict
from rules.engine.search import Found, find_any
from rules.engine.units import SlotUnit, SpreadUnit, Unit


@dataclass(frozen=True, slots=True)
class Giving:
    """This will be a unit that gave way, what is kept of it, and the more binding ones that held before it."""

    unit: Unit
    kept: SpreadUnit | None
    before: tuple[Unit, ...]
    proven: bool

    @property
    def why(self) -> str:
        """This will say in short, without a search, why the unit gave way."""
        if self.proven:
            return f"{self.unit.describe()} cannot hold here together with what is more binding."
        return _say_unknown([self.unit])


@dataclass(slots=True)
class Settlement:
    """This will be the units that hold together, some loosened, the best page found for them, and what gave way.

    `proven` says that nothing gave way only because the search ran out of budget.
    """

    best: Found
    units: list[Unit] = field(default_factory=list)
    given: list[Giving] = field(default_factory=list)
    proven: bool = True

    def keep(self, unit: Unit, best: Found) -> None:
        """This will add a unit that holds; its page is remembered, for there may be no budget to find it again."""
        self.units.append(unit)
        self.best = best


class Settling:
    """This will ask the search which units can hold together."""

    def __init__(self, *, families: Sequence[int], length: int, budget: Budget) -> None:
        self._families = families
        self._length = length
        self._budget = budget

    def settle(self, units: Sequence[Unit]) -> Settlement:
        """This will keep every unit when that is possible, with the first pools of their chains that can hold."""
        wanted = first_choices(units)
        if wanted is not None:
            found = self._find(wanted)
            if found.chosen is not None:
                return Settlement(best=found.improved(), units=wanted)
        found = self._find(units)
        if found.chosen is None:
            settled = self._settle_one_by_one(units, together=found)
        else:
            settled = Settlement(found, list(units))
        sure = True
        if wanted is not None:
            settled.units, settled.best, sure = narrow(settled.units, settled.best, find=self._find)
        best = settled.best.improved()
        settled.best = Found(best.chosen, best.proven and sure)
        return settled

    def _settle_one_by_one(self, units: Sequence[Unit], *, together: Found) -> Settlement:
        """This will keep each unit that can hold with the more binding ones; the units come most binding first.

        `together` is what was found for all of them at once: nothing, which is not asked again.
        """
        settled = Settlement(best=self._find(()))
        for number, unit in enumerate(units, 1):
            all_again = number == len(units) and not settled.given
            found = together if all_again else self._find([*settled.units, unit])
            if found.chosen is not None:
                settled.keep(unit, found)
            else:
                self._give_way(unit, settled, proven=found.proven)
        return settled

    def _give_way(self, unit: Unit, settled: Settlement, *, proven: bool) -> None:
        settled.proven = settled.proven and proven
        before = tuple(settled.units)
        settled.given.append(Giving(unit, self._loosen(unit, settled), before, proven))

    def _find(self, units: Sequence[Unit]) -> Found:
        return find_any(units, families=self._families, length=self._length, budget=self._budget)

    def _loosen(self, unit: Unit, settled: Settlement) -> SpreadUnit | None:
        """This will keep the unit with the smallest limit that can hold; a window full of one value is no limit."""
        if not isinstance(unit, SpreadUnit):
            return None
        others, kept = tuple(settled.units), None
        low, high = unit.limit + 1, unit.window
        while low < high:
            middle = (low + high) // 2
            found = self._find([*others, unit.with_limit(middle)])
            if found.chosen is None:
                low = middle + 1
                settled.proven = settled.proven and found.proven
            else:
                high, kept, best = middle, unit.with_limit(middle), found
        if kept is not None:
            settled.keep(kept, best)
        return kept

    def explain(self, giving: Giving) -> Conflict:
        """This will leave out each unit that the conflict does not need; an unproven conflict is told as it is."""
        core = list(giving.before)
        minimal = giving.proven
        for other in giving.before if giving.proven else ():
            fewer = [each for each in core if each is not other]
            found = self._find([*fewer, giving.unit])
            core = fewer if found.chosen is None and found.proven else core
            minimal = minimal and (found.chosen is not None or found.proven)
        return _conflict([*core, giving.unit], proven=giving.proven, minimal=minimal)


def _conflict(units: Sequence[Unit], *, proven: bool, minimal: bool) -> Conflict:
    ids = dict.fromkeys(unit.rule.rule_id for unit in units)
    why = _say_impossible(units) if proven else _say_unknown(units)
    parts = tuple((unit.rule.rule_id, unit.part) for unit in units)
    return Conflict(rule_ids=tuple(ids), why=why, minimal=minimal, parts=parts)


def _say_impossible(units: Sequence[Unit]) -> str:
    verb = "cannot all hold" if len(units) > 1 else "cannot hold"
    return f"{_say(units)} {verb} with the products that may be shown."


def _say_unknown(units: Sequence[Unit]) -> str:
    return f"No arrangement that keeps {_say(units)} was found before the search reached its limit."


def _say(units: Sequence[Unit]) -> str:
    """This will name each rule once, with all of its slots that are meant."""
    slots: dict[str, list[SlotUnit]] = {}
    for unit in units:
        if isinstance(unit, SlotUnit):
            slots.setdefault(unit.rule.rule_id, []).append(unit)
    said = (_say_slots(slots[unit.rule.rule_id]) if isinstance(unit, SlotUnit) else unit.describe() for unit in units)
    return join_words(list(dict.fromkeys(said)))


def _say_slots(units: Sequence[SlotUnit]) -> str:
    return f"{units[0].rule.name} ({join_words([unit.part for unit in units])})"
