"""How good the champion and a challenger are, as charts: order, honesty, and for which shoppers.

Figures of an older version may lack what is drawn here; then the chart says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ranking.charts import HIGH, WIDE, Dot, Plot, Series, Tick, line, place, readable_top, ticks
from ranking.figures import HEADS, NOT_MEASURED, OF_ITS_LISTS, percent
from ranking.models import ModelVersion
from ranking.names import RANKERS

ROLES = ("champion", "challenger")
FEWEST_ROWS = 100
FEWEST_AVOIDERS = 100  # shoppers; fewer could be told apart
AVOIDERS = "avoid"
CLICKED_ONLY = "pcvr"  # judged on clicked products alone: no list is ordered by it
ROW_HEIGHT = 34.0
LEFT_OUT = 0.4  # where the axis of the segments begins: below lies nothing but luck


@dataclass(frozen=True, slots=True)
class Mark:
    """One model's figure for a segment: where on the row, and what it says."""

    role: str
    x: float
    text: str


@dataclass(frozen=True, slots=True)
class SegmentRow:
    name: str
    y: float
    marks: tuple[Mark, ...]
    texts: tuple[str, ...]  # order and honesty, model by model


@dataclass(frozen=True, slots=True)
class Segments:
    rows: tuple[SegmentRow, ...]
    height: float
    ticks: tuple[Tick, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ListFigure:
    """What stands near the top of lists in a model's order, model by model."""

    label: str
    help: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One version with the figures of the chosen head."""

    version: ModelVersion
    role: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Quality:
    """All that the page draws for one ranker and one thing it predicts."""

    sides: tuple[Side, ...]
    roc: Plot | None
    calibration: Plot | None
    lists: tuple[ListFigure, ...]
    segments: Segments | None
    missing: tuple[str, ...]


def rankers_of(versions: Sequence[ModelVersion]) -> dict[str, list[str]]:
    """This will name the rankers that any of the versions has figures for, with the heads they predict."""
    found: dict[str, list[str]] = {}
    for version in versions:
        for name, heads in _rankers(version).items():
            known = [head for head in HEADS if head in _mapping(heads) and "missing" not in _mapping(heads[head])]
            found[name] = list(dict.fromkeys([*found.get(name, []), *known]))
    return {name: found[name] for name in (*RANKERS, *found) if name in found and found[name]}


def quality_of(versions: Sequence[tuple[str, ModelVersion]], *, ranker: str, head: str) -> Quality:
    """This will draw versions, each with its role, for one ranker and head."""
    sides = tuple(Side(version, role, _figures(version, ranker, head)) for role, version in versions)
    return Quality(
        sides=sides,
        roc=_roc(sides, event=HEADS.get(head, head)),
        calibration=_calibration(sides, event=HEADS.get(head, head)),
        lists=tuple(_lists(sides, event=HEADS.get(head, head))) if head != CLICKED_ONLY else (),
        segments=_segments(sides),
        missing=tuple(_missing(sides, ranker)),
    )


def _rankers(version: ModelVersion) -> Mapping[str, Any]:
    metrics = version.metrics
    return {name: metrics[name] for name in RANKERS if name in metrics} | dict(_mapping(metrics.get("rankers")))


def _figures(version: ModelVersion, ranker: str, head: str) -> Mapping[str, Any]:
    figures = _mapping(_mapping(_rankers(version).get(ranker)).get(head))
    return {} if "missing" in figures else figures


def _missing(sides: Sequence[Side], ranker: str) -> Iterator[str]:
    for side in sides:
        why = _mapping(_rankers(side.version).get(ranker)).get("missing")
        if not side.figures:
            yield f"The {side.role} has no figures here: {why or 'it was trained without this ranker.'}"
        elif not side.figures.get("roc"):
            yield f"The {side.role} was trained before curves were kept. Its next training draws them."


def _roc(sides: Sequence[Side], *, event: str) -> Plot | None:
    drawn = [side for side in sides if side.figures.get("roc")]
    if not drawn:
        return None
    said = [f"{side.role} {percent(side.figures.get('auc'))}" for side in drawn]
    return Plot(
        code="roc",
        title="Right order",
        sentence=f"How often a product with a {event} stands above one without: {', '.join(said)}. "
        "The nearer a line comes to the upper left corner, the better; the diagonal is a coin toss.",
        x_label=f"Share of products without a {event}",
        y_label=f"Share of those with a {event} found by then",
        x_ticks=ticks(1.0),
        y_ticks=ticks(1.0, upright=True),
        series=tuple(
            Series(side.role.capitalize(), side.role, line(_points(side.figures["roc"]), most_x=1.0, most_y=1.0))
            for side in drawn
        ),
        diagonal="A coin toss",
        columns=(f"Without a {event}", *(side.role.capitalize() for side in drawn)),
        rows=tuple(
            (percent(at, digits=0), *(percent(_height(_points(side.figures["roc"]), at)) for side in drawn))
            for at in (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
        ),
    )


def _calibration(sides: Sequence[Side], *, event: str) -> Plot | None:
    drawn = [side for side in sides if side.figures.get("bins")]
    if not drawn:
        return None
    bins = {side.role: [tuple(each) for each in side.figures["bins"]] for side in drawn}
    top = readable_top(value for each in bins.values() for row in each for value in row[:2])
    digits = 0 if top >= 0.08 else 1
    said = [f"{side.role} {_times(side.figures.get('calibration'))}" for side in drawn]
    return Plot(
        code="calibration",
        title="Honest chances",
        sentence=f"Predicted for each {event} that happened: {', '.join(said)}; 1.00 is right. "
        "On the diagonal, what was predicted is what happened; below it, the model promised too much.",
        x_label="Predicted chance",
        y_label="What happened",
        x_ticks=ticks(top, digits=digits),
        y_ticks=ticks(top, upright=True, digits=digits),
        series=tuple(_honest(side.role, bins[side.role], top=top) for side in drawn),
        diagonal="As predicted",
        columns=("Model", "Predicted", "Happened", "Shown products"),
        rows=tuple(
            (role.capitalize(), percent(mean, digits=2), percent(share, digits=2), f"{int(count):,}")
            for role, rows in bins.items()
            for mean, share, count in rows
        ),
    )


def _honest(role: str, rows: Sequence[tuple[float, ...]], *, top: float) -> Series:
    points = [(float(mean), float(share)) for mean, share, _ in rows]
    placed = [place(point, most_x=top, most_y=top) for point in points]
    words = [f"{role}: predicted {mean:.2%}, happened {share:.2%}, {int(count):,} shown" for mean, share, count in rows]
    dots = tuple(Dot(x, y, said) for (x, y), said in zip(placed, words, strict=True))
    return Series(role.capitalize(), role, line(points, most_x=top, most_y=top), dots)


def _lists(sides: Sequence[Side], *, event: str) -> Iterator[ListFigure]:
    for name, (label, words) in OF_ITS_LISTS.items():
        texts = tuple(percent(side.figures[name]) if name in side.figures else NOT_MEASURED for side in sides)
        yield ListFigure(label, words.format(event=event), texts)


def _segments(sides: Sequence[Side]) -> Segments | None:
    """Who avoids something is shown as one sum, and only of enough people."""
    known = {side.role: _tellable(side.figures) for side in sides}
    names = sorted({name for each in known.values() for name in each}, key=_place)
    if not names:
        return None
    rows = tuple(
        SegmentRow(
            name=name,
            y=ROW_HEIGHT * number + ROW_HEIGHT / 2,
            marks=tuple(_marks(name, known)),
            texts=tuple(_texts(known[side.role].get(name)) for side in sides),
        )
        for number, name in enumerate(names)
    )
    marks = (LEFT_OUT + (1 - LEFT_OUT) * step / 3 for step in range(4))
    return Segments(
        rows=rows,
        height=ROW_HEIGHT * len(rows),
        ticks=tuple(Tick(_along(mark), percent(mark, digits=0)) for mark in marks),
        sentence="How often each puts the product with the event first, for one group of shoppers at a time; how many "
        "such products stand among the first 4 of a list in its order; and how many it predicts for each real one. "
        f"Groups with fewer than {FEWEST_ROWS} shown products are left out.",
    )


def _place(name: str) -> tuple[int, str]:
    """This will put visitors and known shoppers first, then tiers, regions, and whatever else there is."""
    starts = ("New", "Known", "Tier", "Region")
    return next((place for place, start in enumerate(starts) if name.startswith(start)), len(starts)), name


def _tellable(figures: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    found = {}
    for name, values in _mapping(figures.get("segments")).items():
        each = _mapping(values)
        enough = (each.get("rows") or 0) >= FEWEST_ROWS
        if AVOIDERS in name.lower():
            enough = enough and (each.get("shoppers") or 0) >= FEWEST_AVOIDERS
        if enough:
            found[name] = each
    return found


def _marks(name: str, known: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[Mark]:
    for role, segments in known.items():
        order = segments.get(name, {}).get("auc")
        if order is not None:
            yield Mark(role, _along(float(order)), f"{role}: {percent(order)}")


def _texts(values: Mapping[str, Any] | None) -> str:
    if not values:
        return NOT_MEASURED
    found = f", {percent(values['recall@4'])} in the first 4" if values.get("recall@4") is not None else ""
    order, honest = percent(values.get("auc")), _times(values.get("calibration"))
    return f"{order}{found}, predicted {honest}, {int(values.get('rows', 0)):,} shown"


def _along(order: float) -> float:
    return WIDE * min(max((order - LEFT_OUT) / (1 - LEFT_OUT), 0.0), 1.0)


def _height(points: Sequence[tuple[float, float]], at: float) -> float:
    """This will read a curve between its points."""
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        if x0 <= at <= x1:
            return y1 if x1 == x0 else y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return points[-1][1] if points else 0.0


def _points(curve: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in curve]


def _times(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, int | float) else "not computable"


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


__all__ = ["HIGH", "ROLES", "WIDE", "Quality", "quality_of", "rankers_of"]
