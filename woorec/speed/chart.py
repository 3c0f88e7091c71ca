"""Bars as an SVG image that needs nothing else: for a file on disk and for a page of documentation."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

ROW, NAMES, WIDE, MARGIN, HEAD, FIGURES = 26, 190, 420, 12, 40, 150  # pixels
# Legible on light and dark pages alike.
INK, FILL, TAIL = "#6b7280", "#0f766e", "#b45309"


@dataclass(frozen=True, slots=True)
class Bar:
    """A median and its 99th percentile."""

    name: str
    p50: float
    p99: float


def bars(found: Sequence[Bar], *, title: str, unit: str) -> str:
    """This will draw a bar for each median and a thin line to the 99th percentile, on one logarithmic scale."""
    low = min((each.p50 for each in found), default=1.0)
    most = max((each.p99 for each in found), default=1.0)
    floor = 10 ** math.floor(math.log10(max(low, 1e-6)))
    span = max(math.log10(max(most, floor * 10) / floor), 1e-9)

    def place(value: float) -> float:
        return WIDE * max(0.0, math.log10(max(value, floor) / floor)) / span

    height = HEAD + ROW * len(found) + 2 * MARGIN
    width = NAMES + WIDE + FIGURES + 2 * MARGIN
    rows = (_row(number, each, place(each.p50), place(each.p99), unit=unit) for number, each in enumerate(found))
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'font-family="sans-serif" font-size="12" fill="{INK}">',
            f"<title>{escape(title)}</title>",
            f'<text x="{MARGIN}" y="{MARGIN + 10}" font-weight="bold">{escape(title)}</text>',
            f'<text x="{MARGIN}" y="{MARGIN + 26}">bar: median, line: 99th percentile; logarithmic, from {floor:g} '
            f"{escape(unit)}</text>",
            *rows,
            "</svg>",
            "",
        )
    )


def _row(number: int, bar: Bar, p50: float, p99: float, *, unit: str) -> str:
    top = HEAD + MARGIN + ROW * number
    start, middle = MARGIN + NAMES, top + ROW / 2
    said = f"{bar.p50:.2f} / {bar.p99:.2f} {unit}"
    return (
        f'<text x="{start - 8}" y="{middle + 4:.0f}" text-anchor="end">{escape(bar.name)}</text>'
        f'<rect x="{start}" y="{top + 5}" width="{max(p50, 1):.1f}" height="{ROW - 10}" fill="{FILL}"/>'
        f'<line x1="{start + p50:.1f}" y1="{middle}" x2="{start + p99:.1f}" y2="{middle}" stroke="{TAIL}" '
        f'stroke-width="2"/>'
        f'<text x="{start + max(p50, p99) + 8:.1f}" y="{middle + 4:.0f}">{escape(said)}</text>'
    )
