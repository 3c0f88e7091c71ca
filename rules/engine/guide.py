"""Which product to try next when any full page will do: the sort that is hardest to place later comes first."""

from rules.engine.bounds import Bounds
from rules.engine.problem import Problem

# How much what a page owes presses, against the other values.
OWED = 1.0


class Guide:
    """This will rate looks by how urgently they want to be placed at a position."""

    def __init__(self, problem: Problem, bounds: Bounds) -> None:
        self._problem = problem
        self._bounds = bounds
        self._everywhere = (1 << problem.length) - 1
        self._pools = {position: self._serving_types(position) for position in problem.reserved}

    def urgency(self, position: int, *, where: list[int], left: list[int]) -> list[float]:
        """This will return, per look, how much its most urgent value presses, less what coming slots need."""
        pressing = self._pressing(position, where, left)
        wanted = self._wanted(position, left)
        owed = self._owed(position, where)
        return [
            max((pressing[bucket] for bucket in look.buckets), default=0.0)
            - wanted[number]
            + sum(share for bucket, share in owed if bucket not in look.buckets)
            for number, look in enumerate(self._problem.looks)
        ]

    def _owed(self, position: int, where: list[int]) -> list[tuple[int, float]]:
        """A value with less room than the page has left owes the difference to products without it, soon and evenly."""
        rest = self._problem.length - position
        owed = (
            (number, rest - bucket.limit + where[number].bit_count())
            for number, bucket in enumerate(self._problem.buckets)
            if bucket.window >= self._problem.length
        )
        return [(number, OWED * missing / rest) for number, missing in owed if missing > 0]

    def _pressing(self, position: int, where: list[int], left: list[int]) -> list[float]:
        """A value presses when the other products can hardly fill the page without it."""
        supply = self._bounds.supply
        pressing = [0.0] * len(supply)
        spare = sum(left) - (self._problem.length - position)
        for buckets in self._problem.limits:
            room = [self._bounds.most_in(bucket, self._everywhere, position, where[bucket]) for bucket in buckets]
            lost = sum(max(0, supply[bucket] - most) for bucket, most in zip(buckets, room, strict=True))
            for bucket, most in zip(buckets, room, strict=True):
                usable = min(supply[bucket], most) - max(0, spare - lost)
                pressing[bucket] = usable / most if most else -1.0
        return pressing

    def _wanted(self, position: int, left: list[int]) -> list[float]:
        """A look that serves coming slots is dearer the fewer families serve them."""
        wanted = [0.0] * len(self._problem.looks)
        for reserved, types in self._pools.items():
            if reserved > position:
                held = sum(left[type_id] for type_id in types)
                for number, look in enumerate(self._problem.looks):
                    wanted[number] += (look.allowed >> reserved & 1) / max(1, held)
        return wanted

    def _serving_types(self, position: int) -> list[int]:
        looks = self._problem.looks
        return [
            type_id
            for type_id, held in enumerate(self._problem.types)
            if any(looks[look].allowed >> position & 1 for look in held)
        ]
