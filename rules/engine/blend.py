"""Whether a page could be filled with parts of products: quick to decide, and often that alone is impossible.

Give every position, type of family and full window a price of at least 0, such that whatever may stand at a position
costs at least 1 there: the position, its type, and the windows it stands in. Then

    filled positions <= prices of the positions + families at their types' prices + limits of windows at their prices

and a right side below the length of the page proves that there is none. The counting cuts of the search are the case of
prices 0 and 1. The simplex method finds the prices, and whole numbers prove what they say.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from rules.engine.budget import Budget, SearchStopped
from rules.engine.problem import Problem
from rules.engine.simplex import Simplex

WHOLE = 1 << 30
CLOSE = 1e-6
FULL = 1e-4
# A step of the simplex method takes about as long as one node of the search for each so many rows, squared.
SQUARED_ROWS = 6_400

Part = tuple[int, int, int]  # a type, a look and a position


class Blend:
    """This will fill one page with parts; a look may be ruled out of positions and let in again."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._limits = [1] * problem.length
        self.allowed = [look.allowed for look in problem.looks]
        self._type_rows = [self._add_row(size) if size < problem.length else None for size in problem.sizes]
        self._window_rows = [self._add_windows(number) for number in range(len(problem.buckets))]
        self._types: list[list[int]] = [[] for _ in problem.looks]
        for type_id, held in enumerate(problem.types):
            for look in held:
                self._types[look].append(type_id)

    @cached_property
    def _simplex(self) -> Simplex:
        """Made when it is needed: of a long page it is large, and not asked."""
        return Simplex(self._limits)

    @property
    def step_nodes(self) -> int:
        """This will say how many nodes of the search one step takes."""
        return 1 + len(self._limits) ** 2 // SQUARED_ROWS

    @property
    def least_nodes(self) -> int:
        """This will say how many nodes an answer takes at least: it seldom comes within a step per row."""
        return len(self._limits) * self.step_nodes

    def allow(self, allowed: Sequence[int]) -> None:
        """This will say anew where each look may stand."""
        self.allowed = list(allowed)
        for column in self._simplex.columns:
            self._simplex.value(column, float(self._is_open(column)))

    def is_fillable(self, budget: Budget) -> bool:
        """This will fill the page with parts, or prove that there is no page."""
        while self._simplex.total < self._problem.length - FULL:
            prices = self._simplex.prices
            worth, parts = self._best_parts(prices, 1.0)
            if self._bound(prices, worth) < self._problem.length - FULL and self._is_proof():
                return False
            budget.spend(self.step_nodes)
            self._step([best - price for best, price in zip(worth, prices, strict=False)], parts)
        return True

    def parts(self) -> Iterator[tuple[Part, float]]:
        """This will give the parts on the page with their shares."""
        for column in self._simplex.columns:
            if self._is_open(column):
                yield self._part(column), self._simplex.share(column)

    def _step(self, gains: list[float], parts: list[Part]) -> None:
        """Rounding may leave a page that gets no better and is no proof; then nothing is known."""
        prices = self._simplex.prices
        lowest = min(range(len(prices)), key=prices.__getitem__)
        position = max(range(len(gains)), key=gains.__getitem__)
        if max(gains[position], -prices[lowest]) <= CLOSE:
            raise SearchStopped
        if -prices[lowest] >= gains[position]:
            self._simplex.release(lowest)
        else:
            self._simplex.enter(self._column(parts[position]), self._rows(parts[position]))

    def _best_parts(self, prices: Sequence[float], whole: float) -> tuple[list[float], list[Part]]:
        """This will find, per position, the part that is worth most of `whole` after its type and its windows."""
        crowding = [self._crowding(number, prices) for number in range(len(self._problem.buckets))]
        worth, parts = [whole * 0] * self._problem.length, [(0, 0, 0)] * self._problem.length
        for look, types in enumerate(self._types):
            price, type_id = min((self._price(self._type_rows[each], prices), each) for each in types)
            allowed = self.allowed[look]
            costs = zip(*[crowding[bucket] for bucket in self._problem.looks[look].buckets], strict=True)
            for position, cost in enumerate(map(sum, costs) if self._problem.looks[look].buckets else [0] * len(worth)):
                if whole - price - cost > worth[position] and allowed >> position & 1:
                    worth[position], parts[position] = whole - price - cost, (type_id, look, position)
        return worth, parts

    def _crowding(self, bucket: int, prices: Sequence[float]) -> list[float]:
        """This will price, per position, the windows that a value would stand in."""
        rows, window = self._window_rows[bucket], self._problem.buckets[bucket].window
        asked = [self._price(row, prices) for row in rows]
        return [sum(asked[max(0, at - window + 1) : at + 1]) for at in range(self._problem.length)]

    def _price(self, row: int | None, prices: Sequence[float]) -> float:
        return max(0, prices[row]) if row is not None else 0

    def _bound(self, prices: Sequence[float], worth: Sequence[float]) -> float:
        others = zip(prices[len(worth) :], self._limits[len(worth) :], strict=True)
        return sum(worth) + sum([price * limit for price, limit in others if price > 0])

    def _is_proof(self) -> bool:
        """Whole numbers in, whole numbers out: nothing is rounded after the prices are."""
        prices = [round(price * WHOLE) for price in self._simplex.prices]
        worth, _ = self._best_parts(prices, WHOLE)
        return self._bound(prices, worth) < self._problem.length * WHOLE

    def _rows(self, part: Part) -> list[int]:
        type_id, look, position = part
        rows = [position, self._type_rows[type_id]]
        for bucket in self._problem.looks[look].buckets:
            window = self._problem.buckets[bucket].window
            rows += self._window_rows[bucket][max(0, position - window + 1) : position + 1]
        return [row for row in rows if row is not None]

    def _add_row(self, limit: int) -> int:
        self._limits.append(limit)
        return len(self._limits) - 1

    def _add_windows(self, number: int) -> list[int | None]:
        """A window that has no more places for a value than its limit is no limit."""
        bucket = self._problem.buckets[number]
        starts = range(self._problem.length - bucket.window + 1)
        places = 0
        for look in self._problem.looks:
            places |= look.allowed if number in look.buckets else 0
        inside = [(places >> start & (1 << bucket.window) - 1).bit_count() for start in starts]
        return [self._add_row(bucket.limit) if count > bucket.limit else None for count in inside]

    def _column(self, part: Part) -> int:
        type_id, look, position = part
        return (type_id * len(self._problem.looks) + look) * self._problem.length + position

    def _part(self, column: int) -> Part:
        rest, position = divmod(column, self._problem.length)
        return *divmod(rest, len(self._problem.looks)), position

    def _is_open(self, column: int) -> bool:
        _, look, position = self._part(column)
        return bool(self.allowed[look] >> position & 1)
