"""What a feed says of a material, laid over what was known of it. Plain rows, no database."""

from dataclasses import replace

from catalog.feeds.rows import EvidenceRow, FigureRow, MaterialRow
from catalog.outcomes import CHANGED, CREATED, UNCHANGED

SPECS = ("leather", "metal", "pearl", "enamel", "textile")
OWN = (
    *("name", "family", "colour_hex", "colour_name", "gloss_gu60", "alloy", "coating", "fibres", "evidence"),
    *("source_document", "measured_on"),
)


def completed(row: MaterialRow, before: MaterialRow | None) -> MaterialRow:
    """This will fill in what a row leaves out. A material of another family has no spec from before."""
    if before is None or not row.left_out:
        return row
    kept = {name: getattr(before, name) for name in OWN if name in row.left_out}
    found = replace(row, **kept)
    if found.family != before.family:
        return replace(found, fibres=row.fibres)
    return replace(found, **{name: _spec(name, row, before) for name in SPECS})


def with_figure(material: MaterialRow, row: FigureRow) -> tuple[MaterialRow, str]:
    """This will add a laboratory figure to a material and say what that did.

    It takes the place of what the same report said before, but for the samples that its sender gave with it.
    """
    if row.figure in material.evidence:
        return material, UNCHANGED
    replaced = [each for each in material.evidence if each.identity == row.figure.identity and each not in row.earlier]
    kept = [each for each in material.evidence if each not in replaced]
    return replace(material, evidence=(*kept, row.figure)), CHANGED if replaced else CREATED


def figure_fault(figure: EvidenceRow) -> tuple[str, str]:
    """This will name the field of a figure that cannot be kept, why, and what to do; or nothing."""
    if figure.value < 0:
        return "value", f"A figure of {figure.value:g} is below 0. Write 0 or more."
    if figure.expires_on and figure.expires_on <= figure.tested_on:
        return "expires_on", f"It expires on {figure.expires_on}, not after its test. Correct one of the days."
    return "", ""


def _spec(name: str, row: MaterialRow, before: MaterialRow) -> dict[str, object] | None:
    was = {field: value for field, value in (getattr(before, name) or {}).items() if f"{name}_{field}" in row.left_out}
    return was | (getattr(row, name) or {}) or None
