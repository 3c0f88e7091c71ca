"""What was entered of a material, in words from which it can be entered again. Plain rows."""

from collections.abc import Iterable

from catalog.feeds.rows import EvidenceRow
from catalog.materials.allergy import UNITS
from catalog.materials.vocabulary import TANNAGES
from catalog.textiles import label


def figure_label(figure: EvidenceRow) -> str:
    """This will name a laboratory figure by what was tested, how and when."""
    return f"{figure.allergen.capitalize()}, {figure.method}, {figure.tested_on}"


def figure_entered(figure: EvidenceRow) -> str:
    """This will write a laboratory figure with all that its line of the editor asks for."""
    bound = "< " if figure.below else ""
    more = (
        f"{figure.measure} {bound}{figure.value:g} {UNITS.get(figure.measure, '')}".strip(),
        figure.laboratory,
        figure.report and f"report {figure.report}",
        figure.expires_on and f"expires {figure.expires_on}",
    )
    return f"{figure_label(figure)}: {', '.join(str(each) for each in more if each)}"


def entered(name: str, value: object) -> str:
    """This will write what a material is made of, or its chromium(VI), by the name of the field."""
    if value in ("", None, (), []):
        return "nothing"
    if isinstance(value, list | tuple):
        return _lines(name, value)
    return TANNAGES.get(str(value), str(value)) if name == "tannage" else _with_unit(value)


def _lines(name: str, lines: Iterable[tuple]) -> str:  # type: ignore[type-arg]
    if name == "alloy":
        return ", ".join(f"{element} {_between(least, most)} %" for element, least, most in lines)
    if name == "coating":
        return ", then ".join(
            f"{metal} {thick:g} µm" + (f" ({process})" if process else "") for _, metal, thick, process in sorted(lines)
        )
    return label(tuple(lines))


def _between(least: float, most: float) -> str:
    return f"{most:g}" if least == most else f"{least:g}–{most:g}"


def _with_unit(value: object) -> str:
    return f"{value:g} mg/kg" if isinstance(value, int | float) else str(value)
