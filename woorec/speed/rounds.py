"""Subjects timed in turns, so that whatever the machine does meets all of them; and whether the run may be judged.

Each round times every subject, beginning with another one each time, and a fixed matrix product before each turn.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEADY = 0.15
CALIBRATION = "calibration"
Run = Callable[[], object]
Times = list[float]


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over rounds: its median, and the quartiles that say how far rounds lie apart."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        low, middle, high = np.percentile(values, (25, 50, 75)).tolist()
        return cls(middle, low, high)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Milliseconds by subject, round by round: of each request, and of the matrix product beside it."""

    times: Mapping[str, Sequence[Times]]
    calibration: Sequence[float]

    @property
    def drift(self) -> float:
        """By how much, as a share, the matrix product of a round differed from the middle one at most."""
        middle = statistics.median(self.calibration)
        return max(abs(value / middle - 1) for value in self.calibration)

    @property
    def is_steady(self) -> bool:
        return self.drift <= STEADY

    def p50(self, name: str) -> float:
        """This will give the median over rounds of a subject's median, in milliseconds."""
        return statistics.median(statistics.median(times) for times in self.times[name])

    def p99(self, name: str) -> float:
        """This will give the 99th percentile over the requests of all rounds, in milliseconds."""
        return float(np.percentile(np.concatenate([np.array(times) for times in self.times[name]]), 99))

    def ratio(self, name: str, *, to: str) -> Spread:
        """This will compare two subjects round by round."""
        pairs = zip(self.times[name], self.times[to], strict=True)
        return Spread.of([statistics.median(ours) / statistics.median(theirs) for ours, theirs in pairs])


def measure(subjects: Mapping[str, Run], *, rounds: int, requests: int, warm: int = 20) -> Rounds:
    """This will time subjects in turns; the first `warm` calls of each are not counted."""
    for run in subjects.values():
        times_of(run, count=warm)
    names = list(subjects)
    times: dict[str, list[Times]] = {name: [] for name in names}
    calibration: list[float] = []
    for number in range(rounds):
        turn = number % len(names)
        beats: Times = []
        for name in (*names[turn:], *names[:turn]):
            beats += times_of(matrix_product, count=5)
            times[name].append(times_of(subjects[name], count=requests))
        calibration.append(statistics.median(beats))
    return Rounds(times, calibration)


def times_of(run: Run, *, count: int) -> Times:
    """This will call something so often and give the milliseconds of each call."""
    times = []
    for _ in range(count):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    return times


def matrix_product() -> NDArray[np.float32]:
    """This will do a fixed amount of work, as a ranker does it: 500 rows through a layer."""
    return LEFT @ RIGHT


LEFT, RIGHT = np.ones((500, 360), np.float32), np.ones((360, 200), np.float32)
