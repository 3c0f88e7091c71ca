"""Finds a page for certain or proves that there is none: parts of products first, then ever less of them.

Where a value stands at a position in part only, either it stands there or it does not; both are asked. When no value
stands anywhere in part, all windows are as they will be, and families are dealt out to the positions as to chairs.
"""

from rules.engine.blend import Blend
from rules.engine.budget import Budget, SearchStopped
from rules.engine.problem import Problem

LITTLE = 0.02


class Branching:
    """This will decide one problem; `find` may be called once."""

    def __init__(self, problem: Problem, *, budget: Budget) -> None:
        self._problem = problem
        self._budget = budget
        self._blend = Blend(problem)

    def find(self) -> list[int] | None:
        """This will return the lanes of some page, or None when there is none; SearchStopped when it cannot tell."""
        if self._blend.least_nodes > self._budget.left_here:
            raise SearchStopped
        waiting = [self._blend.allowed]
        while waiting:
            self._blend.allow(waiting.pop())
            if self._blend.is_fillable(self._budget):
                halves = self._split()
                if not halves:
                    return self._deal()
                waiting += halves
        return None

    def _split(self) -> list[list[int]]:
        """This will rule a value out of a position, or everything else; the likelier one last, to be asked first.

        Values of narrow windows decide most, and so do the positions of slots.
        """
        shares = self._shares()
        parted = [key for key, share in shares.items() if LITTLE < share < 1 - LITTLE]
        if not parted:
            return []
        bucket, position = max(parted, key=lambda key: (*self._weight(*key), min(shares[key], 1 - shares[key]), key))
        without, only = self._ruled_out(bucket, position, held=True), self._ruled_out(bucket, position, held=False)
        return [without, only] if shares[bucket, position] >= 0.5 else [only, without]

    def _shares(self) -> dict[tuple[int, int], float]:
        shares: dict[tuple[int, int], float] = {}
        for (_, look, position), share in self._blend.parts():
            for bucket in self._problem.looks[look].buckets:
                shares[bucket, position] = shares.get((bucket, position), 0.0) + share
        return shares

    def _weight(self, number: int, position: int) -> tuple[bool, bool, float]:
        bucket = self._problem.buckets[number]
        is_narrow = bucket.window < self._problem.length
        return is_narrow, position in self._problem.reserved, bucket.window / max(1, bucket.limit)

    def _ruled_out(self, bucket: int, position: int, *, held: bool) -> list[int]:
        """This will take the looks that hold the value, or that do not, away from the position."""
        return [
            allowed & ~(1 << position) if (bucket in look.buckets) == held else allowed
            for allowed, look in zip(self._blend.allowed, self._problem.looks, strict=True)
        ]

    def _deal(self) -> list[int]:
        """This will give each position a lane with the values that stand there, and each type no more than it has."""
        choices = self._choices()
        dealt: dict[int, list[int]] = {type_id: [] for type_id in range(len(self._problem.types))}
        for position in range(self._problem.length):
            if not self._seat(position, choices, dealt, set()):
                raise SearchStopped  # rounding made a page where there is none; nothing is known
        return [lane for _, lane in sorted((at, choices[at][each]) for each, held in dealt.items() for at in held)]

    def _choices(self) -> list[dict[int, int]]:
        """This will list, per position, the types that can serve it and the lane they do it from."""
        values = [set[int]() for _ in range(self._problem.length)]
        for (_, look, position), share in self._blend.parts():
            if share > LITTLE:
                values[position].update(self._problem.looks[look].buckets)
        choices: list[dict[int, int]] = [{} for _ in values]
        for number, lane in enumerate(self._problem.lanes):
            look_at = self._problem.looks[lane.look]
            for position, held in enumerate(values):
                if self._blend.allowed[lane.look] >> position & 1 and set(look_at.buckets) == held:
                    choices[position][lane.type_id] = number
        return choices

    def _seat(self, position: int, choices: list[dict[int, int]], dealt: dict[int, list[int]], asked: set[int]) -> bool:
        """This will seat a position at a type, where needed by seating another one elsewhere."""
        for type_id in choices[position]:
            if type_id not in asked:
                asked.add(type_id)
                seated = dealt[type_id]
                if len(seated) < self._problem.sizes[type_id]:
                    seated.append(position)
                    return True
                for chair, other in enumerate(seated):
                    if self._seat(other, choices, dealt, asked):
                        seated[chair] = position
                        return True
        return False
