"""Cheap proofs that the rest of a page cannot be filled any more.

A *demand* says that some positions can only take products of some looks. Of those looks, choose any set of values: a
product either has one of the values, and each value fits only so often into the positions, or it has none of them. So

    filled positions <= sum over the chosen values of (how often it fits) + unused families with a variant without them

which is the cut of a flow network. A demand that is not met proves that no arrangement exists; one that is met proves
nothing. Values that are more plentiful than they fit make the tightest cuts, so the cuts start from them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rules.engine.problem import Bucket, Problem

Grouping = tuple[list[tuple[int, ...]], list[int]]  # the masks of each group, and the group of each type
# Unions of more pools than this are looked at one pool at a time and all together.
MOST_POOLS = 4


class Supply(NamedTuple):
    """This will count unused families by the crowded values (bit masks) of their one variant, or of their several."""

    singles: list[tuple[int, int]]
    several: list[tuple[tuple[int, ...], int]]


class Demand:
    """This will count the unused families that can serve some positions (a bit mask)."""

    def __init__(self, problem: Problem, *, looks: frozenset[int], positions: int) -> None:
        self.positions = positions
        self.families = 0
        self.supply = [0] * len(problem.buckets)
        self.allowed = [0] * len(problem.buckets)
        self.values = [_values_by_look(problem, held, looks) for held in problem.types]
        self._buckets = [tuple({bucket for values in held for bucket in values}) for held in self.values]
        self.masks = [[sum(1 << bucket for bucket in values) for values in held] for held in self.values]
        for look in looks:
            for bucket in problem.looks[look].buckets:
                self.allowed[bucket] |= problem.looks[look].allowed & positions
        for type_id, size in enumerate(problem.sizes):
            self.use(type_id, -size)

    def use(self, type_id: int, count: int) -> None:
        """This will take families away, or give them back where count is below 0."""
        if self.masks[type_id]:
            self.families -= count
        for bucket in self._buckets[type_id]:
            self.supply[bucket] -= count


class Bounds:
    """This will know what is unused and say when it cannot be enough."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._most: dict[tuple[int, int, int, int], int] = {}
        self._groups: dict[tuple[int, int], Grouping] = {}
        self._demands = [Demand(problem, looks=looks, positions=positions) for looks, positions in _pools(problem)]

    @property
    def supply(self) -> list[int]:
        """This will return, per bucket, how many unused families have a variant in it."""
        return self._demands[0].supply

    def use(self, type_id: int) -> None:
        for demand in self._demands:
            demand.use(type_id, 1)

    def give_back(self, type_id: int) -> None:
        for demand in self._demands:
            demand.use(type_id, -1)

    def is_hopeless(self, position: int, *, where: list[int], left: list[int]) -> bool:
        """This will say whether positions from `position` on surely cannot be filled; `where[bucket]` is a bit mask."""
        return any(self._is_unmet(number, position, where, left) for number in range(len(self._demands)))

    def most_in(self, bucket: int, allowed: int, position: int, where: int) -> int:
        """This will count how often a value still fits into the allowed positions from `position` on."""
        limits = self._problem.buckets[bucket]
        tail = where >> max(0, position - limits.window + 1)
        key = (bucket, allowed, position, tail)
        found = self._most.get(key)
        if found is None:
            found = self._most[key] = _most_placed(limits, allowed, position, where)
        return found

    def _is_unmet(self, number: int, position: int, where: list[int], left: list[int]) -> bool:
        demand = self._demands[number]
        need = (demand.positions >> position).bit_count()
        crowded: dict[int, int] = {}
        lost: dict[int, int] = {}
        for bucket, supply in enumerate(demand.supply):
            most = self.most_in(bucket, demand.allowed[bucket], position, where[bucket]) if supply else 0
            if supply > most:
                crowded[bucket], lost[bucket] = most, supply - most
        # No cut is tighter than all families less what its values have too many of.
        sets = [[bucket for bucket in buckets if bucket in crowded] for buckets in self._problem.limits]
        cuts = [cut for cut in (*sets, list(crowded)) if demand.families - sum([lost[each] for each in cut]) < need]
        if not cuts:
            return False
        groups = self._count_groups(number, sum(1 << bucket for bucket in crowded), left)
        return any(_cut(cut, crowded, groups) < need for cut in cuts)

    def _count_groups(self, number: int, crowded: int, left: list[int]) -> Supply:
        """This will count unused families that the crowded values do not tell apart; cuts choose among those alone."""
        found = self._groups.get((number, crowded))
        if found is None:
            found = self._groups[number, crowded] = _group(self._demands[number].masks, crowded)
        masks, group_of = found
        counts = [0] * len(masks)
        for group, count in zip(group_of, left, strict=True):
            counts[group] += count
        return Supply(
            singles=[(held[0], count) for held, count in zip(masks, counts, strict=True) if count and len(held) == 1],
            several=[(held, count) for held, count in zip(masks, counts, strict=True) if count and len(held) > 1],
        )


def _group(masks: Sequence[Sequence[int]], crowded: int) -> Grouping:
    numbers: dict[tuple[int, ...], int] = {}
    seen = (tuple(sorted({mask & crowded for mask in held})) for held in masks)
    group_of = [numbers.setdefault(each, len(numbers)) for each in seen]
    return list(numbers), group_of


def _cut(buckets: list[int], most: dict[int, int], groups: Supply) -> int:
    """This will return the cut of a set of values, made tighter by leaving out values as long as that helps."""
    chosen = sum(1 << bucket for bucket in buckets)
    without, only = _families_without(groups, chosen)
    for bucket in buckets:
        if most[bucket] > only.get(1 << bucket, 0):
            chosen ^= 1 << bucket
            without, only = _families_without(groups, chosen)
    return without + sum([most[bucket] for bucket in buckets if chosen >> bucket & 1])


def _families_without(groups: Supply, chosen: int) -> tuple[int, dict[int, int]]:
    """This will count families with a variant in none of the values, and those that one value less would add."""
    without, only = 0, defaultdict[int, int](int)
    for mask, count in groups.singles:
        held = mask & chosen
        if not held:
            without += count
        elif not held & (held - 1):
            only[held] += count
    for masks, count in groups.several:
        kept = {mask & chosen for mask in masks}
        if 0 in kept:
            without += count
        else:
            for held in kept:
                if not held & (held - 1):
                    only[held] += count
    return without, only


def _most_placed(bucket: Bucket, allowed: int, position: int, where: int) -> int:
    """Placing as early as possible is best: moving the first placement forward never fills a window more."""
    placed = 0
    open_positions = allowed >> position << position
    while open_positions:
        lowest = open_positions & -open_positions
        start = max(0, lowest.bit_length() - bucket.window)
        if (where >> start).bit_count() < bucket.limit:
            where |= lowest
            placed += 1
        open_positions ^= lowest
    return placed


def _values_by_look(problem: Problem, held: tuple[int, ...], looks: frozenset[int]) -> list[tuple[int, ...]]:
    return [problem.looks[look].buckets for look in held if look in looks]


def _pools(problem: Problem) -> Iterator[tuple[frozenset[int], int]]:
    """This will pair sets of looks with the positions that only they may take; first all looks and all positions."""
    everything = frozenset(range(len(problem.looks)))
    yield everything, (1 << problem.length) - 1
    pools = {
        position: frozenset(look for look in everything if problem.looks[look].allowed >> position & 1)
        for position in problem.reserved
    }
    for union in _unions(set(pools.values())):
        yield union, sum(1 << position for position, pool in pools.items() if pool <= union)


def _unions(pools: set[frozenset[int]]) -> set[frozenset[int]]:
    listed = sorted(pools, key=sorted)
    counts = range(1, len(listed) + 1) if len(listed) <= MOST_POOLS else (1, len(listed))
    return {frozenset().union(*chosen) for count in counts for chosen in combinations(listed, count)}
