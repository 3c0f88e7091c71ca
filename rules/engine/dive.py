"""The first attempt at a page: the best product that nothing blocks, position by position.

Products that all units see alike are blocked alike, so each position asks once for all of them: they wait in one lane,
best first. Ranks are looked at only when no lane has a product that fits.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from rules.engine.units import SlotUnit, SpreadUnit, Unit

Look = tuple[object, ...]  # what each unit sees of a product


def dive(units: Sequence[Unit], *, families: Sequence[int], length: int) -> list[int] | None:
    """This will return the ranks of a full page that keeps every unit, or None at a dead end."""
    page = _Page(units, families=families)
    chosen: list[int] = []
    for position in range(length):
        rank = page.take_best(position)
        if rank is None:
            return None
        chosen.append(rank)
    return chosen


class _Page:
    """This will know what stands on the page and who is waiting."""

    def __init__(self, units: Sequence[Unit], *, families: Sequence[int]) -> None:
        self._families = families
        self._slots = [(number, unit.position) for number, unit in enumerate(units) if isinstance(unit, SlotUnit)]
        self._limits = [
            (number, unit.limit, unit.window, defaultdict[str, list[int]](list))
            for number, unit in enumerate(units)
            if isinstance(unit, SpreadUnit)
        ]
        self._unseen = enumerate(_looks(units, count=len(families)))
        self._used: set[int] = set()
        self._lanes: dict[Look, deque[int]] = {}

    def take_best(self, position: int) -> int | None:
        """This will put the best product on the page that may stand at the position, or find none."""
        for rank, look in self._waiting():
            if self._fits(look, position):
                self._lanes[look].popleft()
                return self._take(rank, look, position)
        blocked = set(self._lanes)
        for rank, look in self._unseen:
            if self._families[rank] in self._used:
                continue
            if look not in blocked and self._fits(look, position):
                return self._take(rank, look, position)
            blocked.add(look)
            self._lanes.setdefault(look, deque()).append(rank)
        return None

    def _waiting(self) -> list[tuple[int, Look]]:
        """This will list the best waiting product of each lane, best first."""
        heads: list[tuple[int, Look]] = []
        for look, lane in list(self._lanes.items()):
            while lane and self._families[lane[0]] in self._used:
                lane.popleft()
            if lane:
                heads.append((lane[0], look))
            else:
                del self._lanes[look]
        heads.sort(key=_rank)
        return heads

    def _fits(self, look: Look, position: int) -> bool:
        for number, reserved in self._slots:
            if reserved == position and not look[number]:
                return False
        for number, limit, window, stands in self._limits:
            for value in look[number]:  # type: ignore[attr-defined]
                places = stands.get(value, ())
                if len(places) >= limit and (not limit or places[-limit] > position - window):
                    return False
        return True

    def _take(self, rank: int, look: Look, position: int) -> int:
        self._used.add(self._families[rank])
        for number, _, _, stands in self._limits:
            for value in look[number]:  # type: ignore[attr-defined]
                stands[value].append(position)
        return rank


def _looks(units: Sequence[Unit], *, count: int) -> Iterator[Look]:
    if not units:
        return iter([()] * count)
    return zip(*(unit.pool if isinstance(unit, SlotUnit) else unit.values for unit in units), strict=True)


def _rank(head: tuple[int, Look]) -> int:
    return head[0]
