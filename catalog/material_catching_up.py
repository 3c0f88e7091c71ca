"""A draft that a feed has overtaken, brought up to date: what a person changed, laid over what is live. Plain rows.

Three versions are compared: the draft, the live one, and the base, which was live when the draft was begun. Where the
draft says what its base said, nobody changed it, and the live version counts. What a class rests on is never taken from
a draft against a feed that changed it, too, and a report never outlives the composition that it was entered beside.
For no allergen does the outcome prove more than the worse of the two, but where all that it rests on is of one of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.material_entered import entered, figure_entered
from catalog.material_figures import Beside, is_above_limit, merged_figures
from catalog.materials import facts_from_row, judge
from catalog.materials.allergy import GRADES, NICKEL_LIMITS
from catalog.materials.vocabulary import ALLERGENS
from catalog.textiles import ordered

CHROMIUM = "chromium_vi_mg_kg"
# What a class rests on, and what each says when nothing is known.
COMPOSITION: Mapping[str, object] = {"alloy": (), "coating": (), "base_metal": "", "tannage": ""}
SAFETY: Mapping[str, object] = {**COMPOSITION, CHROMIUM: None}
MADE_OF = (*COMPOSITION, "fibres")
OF_THE_LIVE = (*SAFETY, "fibres")  # where no base tells who changed it
LABELS = {
    "alloy": "Alloy", "coating": "Plating", "base_metal": "Base metal", "tannage": "Tannage",
    CHROMIUM: "Chromium(VI)", "fibres": "Fibres",
}  # fmt: skip
LISTS = ("alloy", "coating", "fibres")
OWN = ("name", "colour_hex", "colour_name", "gloss_gu60", "source_document", "measured_on", *LISTS)
NOTHING = ("", None, (), [])
# What an empty record says before anybody has filled it in.
BEGINNING: Mapping[str, object] = {
    "colour_hex": "#8a8a8a", "gloss_gu60": 10.0, "grain_size_mm": 0.0, "grain_depth_mm": 0.0, "grain_irregularity": 0.0,
    "nap_length_mm": 0.0, "nap_angle_deg": 30.0,
}  # fmt: skip

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The next draft, what of the writer's own it lacks, and which figures of the live version."""

    row: MaterialRow
    overruled: Sequence[str]
    left_out: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """The two versions, and what their classes are judged by."""

    draft: MaterialRow
    live: MaterialRow
    on: date
    materials: Mapping[str, MaterialRow]

    def improved(self, row: MaterialRow) -> list[str]:
        """This will name the allergens of which a merged row proves more than the worse of the two, and is neither."""
        return [each for each in ALLERGENS if self._is_better(row, each) and not self._is_one_of_them(row, each)]

    def _is_better(self, row: MaterialRow, allergen: str) -> bool:
        return any(
            self._rank(row, allergen, contact) < max(self._rank(each, allergen, contact) for each in self._both)
            for contact in NICKEL_LIMITS
        )

    def _rank(self, row: MaterialRow, allergen: str, contact: str) -> int:
        facts = facts_from_row(row, materials=self.materials)
        return GRADES.index(judge(facts, allergen=allergen, contact=contact, on=self.on).grade)

    def _is_one_of_them(self, row: MaterialRow, allergen: str) -> bool:
        return any(_proof(row, allergen) == _proof(each, allergen) for each in self._both)

    @property
    def _both(self) -> tuple[MaterialRow, MaterialRow]:
        return self.draft, self.live


def caught_up(
    draft: MaterialRow,
    *,
    live: MaterialRow,
    base: MaterialRow | None,
    on: date,
    materials: Mapping[str, MaterialRow] | None = None,
) -> CaughtUp:
    """This will merge a draft with the live version of its family. Without a base it was begun before anything was.

    Classes are judged on a day, and an enamel's by its base metal in `materials`.
    """
    hers, theirs, before = _fields(draft), _fields(live), None if base is None else _fields(base)
    found = {name: _chosen(name, hers, theirs, before) for name in {**theirs, **hers}}
    judged = Judged(draft, live, on, materials or {})
    row = _settled(_with_figures(draft, found, live, base), judged, base)
    kept = _fields(row)
    names = [name for name in LABELS if _is_overruled(name, kept, hers, before)]
    fields = [f"{LABELS[name]}: {entered(name, hers.get(name))}" for name in names]
    was = base.evidence if base else ()
    overruled = _lost(draft.evidence, row.evidence, was) + _came_back(draft.evidence, row.evidence, was)
    missed = _lost(live.evidence, row.evidence, was if _made_alike(kept, theirs) else _kept_by(draft, was))
    return CaughtUp(row, (*fields, *dict.fromkeys(overruled)), tuple(dict.fromkeys(missed)))


def _fields(row: MaterialRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in OWN} | dict(getattr(row, row.family, None) or {})


def _chosen(name: str, hers: Fields, theirs: Fields, before: Fields | None) -> object:
    own = hers.get(name, SAFETY.get(name))
    live = theirs.get(name, SAFETY.get(name, own))  # a feed may bring no spec at all
    if before is None:
        return _stricter(name, live, own) if name in OF_THE_LIVE else live if _is_untouched(name, own) else own
    was = before.get(name)
    if _alike(name, own, was):
        return live
    return _stricter(name, live, own) if name in SAFETY and not _alike(name, live, was) else own


def _is_untouched(name: str, own: object) -> bool:
    return own in NOTHING or (name in BEGINNING and _alike(name, own, BEGINNING[name]))


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


def _made_alike(one: Fields, other: Fields) -> bool:
    return all(_alike(name, one.get(name), other.get(name)) for name in MADE_OF)


def _proof(row: MaterialRow, allergen: str) -> tuple[object, ...]:
    """What the class of an allergen rests on."""
    fields = _fields(row)
    made_of = [_comparable(name, fields.get(name, unknown)) for name, unknown in COMPOSITION.items()]
    undated = fields.get(CHROMIUM) if allergen == "chromium" else None
    return made_of, undated, {each for each in row.evidence if each.allergen == allergen}


def _with_figures(draft: MaterialRow, found: Fields, live: MaterialRow, base: MaterialRow | None) -> MaterialRow:
    beside = Beside(draft.family, _made_alike(found, _fields(draft)), _made_alike(found, _fields(live)))
    before = base.evidence if base else ()
    return _row(draft, found, merged_figures(draft.evidence, live.evidence, before, beside=beside))


def _settled(row: MaterialRow, judged: Judged, base: MaterialRow | None) -> MaterialRow:
    """This will take back, of what a merged row has from both, whatever proves more than the worse of them."""
    draft, live = judged.draft, judged.live
    improved, theirs = judged.improved(row), _fields(live)
    if improved and not any(_made_alike(_fields(row), _fields(each)) for each in (draft, live)):
        made_of = {name: theirs.get(name, unknown) for name, unknown in COMPOSITION.items() if name in _fields(row)}
        row = _with_figures(draft, _fields(row) | made_of | {"fibres": live.fibres}, live, base)
        improved = judged.improved(row)
    for allergen in improved:
        row = _of_one(row, allergen, judged)
    return row


def _of_one(row: MaterialRow, allergen: str, judged: Judged) -> MaterialRow:
    """This will leave the figures of an allergen to whose the composition is, with what the other has above a limit."""
    draft, live = judged.draft, judged.live
    owner, other = (live, draft) if _made_alike(_fields(row), _fields(live)) else (draft, live)
    failed = [each for each in other.evidence if is_above_limit(each, family=row.family) and each not in owner.evidence]
    of_it = [each for each in (*owner.evidence, *failed) if each.allergen == allergen]
    evidence = (*(each for each in row.evidence if each.allergen != allergen), *of_it)
    found = _fields(row)
    if allergen == "chromium" and CHROMIUM in found:
        found[CHROMIUM] = _stricter(CHROMIUM, _fields(live).get(CHROMIUM), _fields(draft).get(CHROMIUM))
    return _row(draft, found, evidence)


def _lost(told: Sequence[EvidenceRow], kept: Sequence[EvidenceRow], known: Sequence[EvidenceRow]) -> list[str]:
    return [figure_entered(each) for each in told if each not in known and each not in kept]


def _came_back(own: Sequence[EvidenceRow], kept: Sequence[EvidenceRow], was: Sequence[EvidenceRow]) -> list[str]:
    """This will name what the writer took out; a reading that was corrected is named by its correction."""
    corrected = {each.identity for each in own}
    back = [each for each in was if each.identity not in corrected and each in kept]
    return [f"{figure_entered(each)} (you took it out)" for each in back]


def _kept_by(draft: MaterialRow, was: Sequence[EvidenceRow]) -> list[EvidenceRow]:
    """Beside another composition the figures that its writer took out are named, too, so that each one is."""
    return [each for each in was if each in draft.evidence]


def _row(draft: MaterialRow, found: Fields, evidence: tuple[EvidenceRow, ...]) -> MaterialRow:
    own = {name: found[name] for name in OWN}
    spec = {name: value for name, value in found.items() if name not in OWN}
    return replace(draft, **own, **({draft.family: spec} if spec else {}), evidence=evidence)  # type: ignore[arg-type]
