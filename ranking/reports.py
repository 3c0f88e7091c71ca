"""What a model's reports on returns and on position say, in plain words for the Models page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

METHODS = {
    "logistic": "A regression over product, shopper and both together, calibrated on later orders.",
    "rates": "Too few returns for a regression: rates of category, brand and product, held near the shop's own.",
}


@dataclass(frozen=True, slots=True)
class Report:
    """A sentence and the figures behind it; without figures the sentence says what is missing."""

    sentence: str
    lines: tuple[tuple[str, str], ...] = ()


def returns_report(metrics: Mapping[str, object]) -> Report:
    """This will say how much comes back and how well the model foretells it."""
    found = _part(metrics, "returns")
    if not found or "missing" in found:
        return Report(str(found.get("missing") or "This model was trained before returns were learned."))
    sentence = f"{_share(found['rate'])} of the pieces that were bought came back. {METHODS[str(found['method'])]}"
    return Report(sentence, tuple(_returns_lines(found)))


def position_report(metrics: Mapping[str, object]) -> Report:
    """This will say how much fewer clicks a product gets one place further down."""
    found = _part(metrics, "position")
    if not found or "missing" in found:
        return Report(str(found.get("missing") or "This model was trained before swaps were looked at."))
    kept, low, high = (_share(found[name]) for name in ("ratio", "low", "high"))
    sentence = f"One place further down, the same product gets {kept} of the clicks (95 % interval {low} to {high})."
    return Report(sentence, tuple(_position_lines(found)))


def _returns_lines(found: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    yield "Pieces learned from", f"{_whole(found['pieces'])}, of which {_whole(found['returned'])} came back"
    yield (
        "Old enough after",
        f"{_whole(found['mature_days'])} days; {_whole(found['fresh_lines'])} order lines are younger",
    )
    yield "Judged on", f"{_whole(found['rows'])} newest pieces, which it had not seen"
    yield "Right order", _share(found["auc"])
    yield "Predicted for each real one", _number(found["calibration"])
    yield (
        "Surprise (log loss)",
        f"{_number(found['log_loss'])}, against {_number(found['usual_log_loss'])} of one rate for all",
    )


def _position_lines(found: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    yield "Lists", _whole(found["lists"])
    yield "Clicks on products that were swapped", _whole(found["swapped_clicks"])
    for each in found["by_position"]:  # type: ignore[attr-defined]
        if "ratio" in each:
            between = f"{_share(each['low'])} to {_share(each['high'])}"
            yield f"From place {each['position']} to {each['position'] + 1}", f"{_share(each['ratio'])} ({between})"


def _part(metrics: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = metrics.get(name)
    return found if isinstance(found, Mapping) else {}


def _share(value: object) -> str:
    return "not computable" if value is None else f"{float(str(value)):.0%}".replace("%", " %")


def _whole(value: object) -> str:
    return f"{float(str(value)):,.0f}"


def _number(value: object) -> str:
    return "not computable" if value is None else f"{float(str(value)):.3g}"
