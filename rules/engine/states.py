"""Tells apart the states of a search by what the rest of the page can still see of them, and by nothing else.

That is: the position; of each limit that can still stop something, the values in its recent window (or, for a cap on
the whole page, how many it has left); and how many unused families there are of each sort, where families are of one
sort when no coming slot and no limit that can still stop something tells them apart.
"""

from rules.engine.problem import Problem

State = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]


class States:
    """This will write a search's position, placements and supplies as a key for its memory."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._sorts: dict[tuple[int, tuple[int, ...]], list[int]] = {}

    def state(self, position: int, *, where: list[int], left: list[int], supply: list[int]) -> State:
        """This will return the same key for states that can or cannot be completed together."""
        rest = self._problem.length - position
        binding: list[int] = []
        memory: list[int] = []
        for number, bucket in enumerate(self._problem.buckets):
            recent = where[number] >> max(0, position - bucket.window + 1)
            if supply[number] + recent.bit_count() > bucket.limit:
                whole = bucket.window >= self._problem.length
                binding.append(number)
                memory.append(min(bucket.limit - recent.bit_count(), rest) if whole else recent)
        return (position, tuple(binding), tuple(memory), self._count(position, tuple(binding), left, rest))

    def _count(self, position: int, binding: tuple[int, ...], left: list[int], rest: int) -> tuple[int, ...]:
        """More than the rest of the page can use is the same as just enough."""
        sorts = self._sorts.get((position, binding))
        if sorts is None:
            sorts = self._sorts[position, binding] = self._sort(position, frozenset(binding))
        counts = [0] * (max(sorts) + 1)
        for type_id, sort in enumerate(sorts):
            counts[sort] += left[type_id]
        return tuple([count if count < rest else rest for count in counts])

    def _sort(self, position: int, binding: frozenset[int]) -> list[int]:
        numbers: dict[frozenset[tuple[int, frozenset[int]]], int] = {}
        looks = [(look.allowed >> position, binding.intersection(look.buckets)) for look in self._problem.looks]
        return [
            numbers.setdefault(frozenset(looks[look] for look in held), len(numbers)) for held in self._problem.types
        ]
