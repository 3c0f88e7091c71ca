"""The most shares of columns that fit into rows with limits, found by the simplex method.

Each column takes one of each of its rows and is worth 1 or, while it is ruled out, 0. Without any column all limits are
kept, so there is no first phase; and ruling a column out changes what it is worth and not what is feasible, so the next
question starts where the last one ended. Floating point leads the way; who asks proves what it found in whole numbers.
"""

from collections.abc import Sequence

SMALL = 1e-7
# Remains of rounding, which would be carried through every later step.
DUST = 1e-10
# Limits are moved apart by so little that hardly two rows are reached at once, or steps would change nothing for long.
APART = 1e-5


class Simplex:
    """This will hold a solution and its `prices`: what one more of each row's limit is worth."""

    def __init__(self, limits: Sequence[int]) -> None:
        count = len(limits)
        self.prices = [0.0] * count
        self._limits = [limit + APART * (1 + row * 7919 % 997 / 997) for row, limit in enumerate(limits)]
        self._left = list(self._limits)
        self._columns: list[int | None] = [None] * count  # what fills each place of the basis; None: a row's rest
        self._places: dict[int, int] = {}
        self._worth = [0.0] * count
        self._inverse = [[float(row == place) for place in range(count)] for row in range(count)]  # by row, its column

    @property
    def columns(self) -> list[int]:
        """This will list the columns in the solution, in the order in which they came."""
        return list(self._places)

    @property
    def total(self) -> float:
        """This will add up what the shares are worth; about APART more for each row than the limits allow."""
        return sum([worth * left for worth, left in zip(self._worth, self._left, strict=True)])

    def share(self, column: int) -> float:
        return self._left[self._places[column]]

    def value(self, column: int, worth: float) -> None:
        """This will change what a column in the solution is worth from now on."""
        place = self._places[column]
        change, self._worth[place] = worth - self._worth[place], worth
        if change:
            self.prices = [price + change * held[place] for price, held in zip(self.prices, self._inverse, strict=True)]

    def enter(self, column: int, rows: Sequence[int]) -> None:
        """This will take as much of a column worth 1 into the solution as its rows allow."""
        self._pivot(column, rows, 1.0)

    def release(self, row: int) -> None:
        """This will leave as much of a row unused as is possible, which is better where its price is below 0."""
        self._pivot(None, (row,), 0.0)

    def _pivot(self, column: int | None, rows: Sequence[int], worth: float) -> None:
        taken = [sum(each) for each in zip(*[self._inverse[row] for row in rows], strict=True)]
        out = self._first_reached(taken)
        step = max(0.0, self._left[out]) / taken[out]
        gain = (worth - sum(self.prices[row] for row in rows)) / taken[out]
        self._left = [left - step * each for left, each in zip(self._left, taken, strict=True)]
        self._left[out] = step
        self.prices = [price + gain * held[out] for price, held in zip(self.prices, self._inverse, strict=True)]
        self._exchange(out, taken)
        self._fill_place(out, column, worth)

    def _first_reached(self, taken: Sequence[float]) -> int:
        """There is one, for every column has a row."""
        reached = (
            (max(0.0, self._left[place]) / each, -each, place) for place, each in enumerate(taken) if each > SMALL
        )
        return min(reached)[2]

    def _exchange(self, out: int, taken: Sequence[float]) -> None:
        scale = 1.0 / taken[out]
        change = [*taken[:out], taken[out] - 1.0, *taken[out + 1 :]]
        for row, held in enumerate(self._inverse):
            if abs(held[out]) > DUST:
                factor = held[out] * scale
                self._inverse[row] = [old - factor * each for old, each in zip(held, change, strict=True)]

    def _fill_place(self, place: int, column: int | None, worth: float) -> None:
        leaving = self._columns[place]
        if leaving is not None:
            del self._places[leaving]
        if column is not None:
            self._places[column] = place
        self._columns[place], self._worth[place] = column, worth
