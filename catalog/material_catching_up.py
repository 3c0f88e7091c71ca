"""A draft that a feed has overtaken, brought up to date: what a person changed, laid over what is live. Plain rows.

Three versions are compared: the draft, the live one, and the base, which was live when the draft was begun. Where the
draft says what its base said, nobody changed it, and the live version counts. What a class rests on is never taken from
a draft against a feed that changed it, too, and a report never outlives the composition that it was entered beside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.textiles import ordered

CHROMIUM = "chromium_vi_mg_kg"
# What a class rests on, and what each says when nothing is known.
COMPOSITION: Mapping[str, object] = {"alloy": (), "coating": (), "base_metal": "", "tannage": ""}
SAFETY: Mapping[str, object] = {**COMPOSITION, CHROMIUM: None}
OF_THE_LIVE = (*SAFETY, "fibres")  # where no base tells who changed it
LABELS = {
    "alloy": "Alloy", "coating": "Plating", "base_metal": "Base metal", "tannage": "Tannage",
    CHROMIUM: "Chromium(VI)", "fibres": "Fibres",
}  # fmt: skip
LISTS = ("alloy", "coating", "fibres")
OWN = ("name", "colour_hex", "colour_name", "gloss_gu60", "source_document", "measured_on", *LISTS)
NOTHING = ("", None, (), [])

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The next draft, and names of what it has of the live version where its writer said otherwise."""

    row: MaterialRow
    overruled: Sequence[str]


def caught_up(draft: MaterialRow, *, live: MaterialRow, base: MaterialRow | None) -> CaughtUp:
    """This will merge a draft with the live version of its family. Without a base it was begun before anything was."""
    hers, theirs, before = _fields(draft), _fields(live), None if base is None else _fields(base)
    found = {name: _chosen(name, hers, theirs, before) for name in {**theirs, **hers}}
    is_made_alike = all(_alike(name, found.get(name), hers.get(name)) for name in COMPOSITION)
    evidence = _evidence(draft, live=live, base=base, keeps_own=is_made_alike)
    fields = [label for name, label in LABELS.items() if _is_overruled(name, found, hers, before)]
    figures = _overruled_figures(draft, evidence, before=base.evidence if base else ())
    return CaughtUp(_row(draft, found, evidence), (*fields, *figures))


def figure_label(figure: EvidenceRow) -> str:
    """This will name a laboratory figure by what was tested, how and when."""
    return f"{figure.allergen.capitalize()}, {figure.method}, {figure.tested_on}"


def _fields(row: MaterialRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in OWN} | dict(getattr(row, row.family, None) or {})


def _chosen(name: str, hers: Fields, theirs: Fields, before: Fields | None) -> object:
    own = hers.get(name, SAFETY.get(name))
    live = theirs.get(name, SAFETY.get(name, own))  # a feed may bring no spec at all
    if before is None:
        return _stricter(name, live, own) if name in OF_THE_LIVE else own if own not in NOTHING else live
    was = before.get(name)
    if _alike(name, own, was):
        return live
    return _stricter(name, live, own) if name in SAFETY and not _alike(name, live, was) else own


def _stricter(name: str, live: object, own: object) -> object:
    """Of two chromium(VI) figures the higher one: it bears no date that would tell which is the later."""
    stated = [figure for figure in (live, own) if isinstance(figure, int | float)]
    return max(stated, default=None) if name == CHROMIUM else live


def _alike(name: str, one: object, other: object) -> bool:
    return _comparable(name, one) == _comparable(name, other)


def _comparable(name: str, value: object) -> object:
    if name == "fibres":
        return ordered(value or ())  # type: ignore[arg-type]
    if name in LISTS:  # layers may be numbered from any number
        lines = sorted(value or ())  # type: ignore[call-overload]
        return [line[1:] for line in lines] if name == "coating" else lines
    if isinstance(value, list | tuple):
        return list(value)
    return "" if value is None else value.lower() if isinstance(value, str) and name == "colour_hex" else value


def _is_overruled(name: str, found: Fields, hers: Fields, before: Fields | None) -> bool:
    own = hers.get(name)
    is_hers = own not in NOTHING if before is None else not _alike(name, own, before.get(name))
    return is_hers and not _alike(name, own, found.get(name))


def _evidence(
    draft: MaterialRow, *, live: MaterialRow, base: MaterialRow | None, keeps_own: bool
) -> tuple[EvidenceRow, ...]:
    """The figures of the live version, and those reports that the draft adds to them."""
    before = base.evidence if base else ()
    if keeps_own and base is not None and set(live.evidence) == set(before):
        return draft.evidence
    reports = {each.identity for each in live.evidence}
    added = [each for each in draft.evidence if each not in before and each.identity not in reports]
    return (*live.evidence, *(added if keeps_own else ()))


def _overruled_figures(
    draft: MaterialRow, evidence: Sequence[EvidenceRow], *, before: Sequence[EvidenceRow]
) -> list[str]:
    entered = [each for each in draft.evidence if each not in before and each not in evidence]
    taken_out = [each for each in before if each not in draft.evidence and each in evidence]
    return list(dict.fromkeys(figure_label(each) for each in (*entered, *taken_out)))


def _row(draft: MaterialRow, found: Fields, evidence: tuple[EvidenceRow, ...]) -> MaterialRow:
    own = {name: found[name] for name in OWN}
    spec = {name: value for name, value in found.items() if name not in OWN}
    return replace(draft, **own, **({draft.family: spec} if spec else {}), evidence=evidence)  # type: ignore[arg-type]
