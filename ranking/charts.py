"""Charts as plain coordinates, drawn on the server. Each has its numbers beside it, for who cannot or will not look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDE, HIGH = 300.0, 300.0  # of the plot itself; the template adds room for the axes
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart. `role` chooses its colour and dash: champion or challenger."""

    name: str
    role: str
    path: str
    dots: tuple[Dot, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart of lines over the same axes."""

    code: str
    title: str
    sentence: str  # what it says, in words
    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    series: tuple[Series, ...]
    diagonal: str = ""  # what the line from corner to corner means
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())


def line(points: Sequence[Point], *, most_x: float, most_y: float) -> str:
    """This will write a line through points as an SVG path; the origin is at the lower left."""
    return " ".join(
        f"{'L' if number else 'M'}{x:.1f} {y:.1f}"
        for number, (x, y) in enumerate(place(point, most_x=most_x, most_y=most_y) for point in points)
    )


def place(point: Point, *, most_x: float, most_y: float) -> Point:
    """This will put a point into the plot; what lies outside is put on its edge."""
    x, y = (
        min(max(value / most if most else 0.0, 0.0), 1.0) for value, most in zip(point, (most_x, most_y), strict=True)
    )
    return WIDE * x, HIGH * (1 - y)


def _within(value: float, most: float) -> float:
    return min(max(value / most, 0.0), 1.0) if most else 0.0


def ticks(most: float, *, upright: bool = False, digits: int = 0) -> tuple[Tick, ...]:
    """This will mark five even shares of an axis that ends at `most`, in percent."""
    marks = (most * step / 4 for step in range(5))
    size = HIGH if upright else WIDE
    return tuple(
        Tick(size * (1 - mark / most if upright else mark / most), f"{mark * 100:.{digits}f} %") for mark in marks
    )


def readable_top(values: Iterable[float]) -> float:
    """This will find a round number that is at least the largest value."""
    most = max(values, default=0.0)
    steps = (0.01, 0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1.0)
    return next((step for step in steps if step >= most), 1.0)
