"""How far a material's record excludes an allergen: class A to X, with the sentence that proves it.

A  every layer and the substrate hold at most a trace (0.05 %; lead 0.01 %)
B  tested, at most half the limit for the contact class
C  tested, within the limit
D  unknown: no test, or only expired ones
X  a test above the limit, or, where the law sets no limit, known to contain the allergen

Sources: REACH annex XVII, entry 27 (nickel: posts below 0.2, prolonged contact at most 0.5 ug/cm2/week), entry 47
(chromium(VI) in leather below 3 mg/kg), entry 63 (lead in jewellery below 500 mg/kg).

What we chose where the sources are silent, always to the side of the shopper who avoids the allergen:

- An element that the certificate does not list counts with what the listed minima leave over.
- Leather, textile, pearl and gem have no alloy to certify, so only a measured content supports class A; no figure is D.
- Chrome-free and vegetable tanned leather is A for chromium when its chromium(VI) figure is at most half the limit; the
  tannage alone proves nothing. The chromium(VI) field of a leather bears no date, so it can only fail it.
- Cobalt, copper and the chromium of metals have no limit: their record says A, X (contains it) or D, never B or C.
- Several valid figures: the worst counts. A failed one that expired stays until a newer valid one replaces it.
- A figure without an expiry date counts for three years.
- Only parts that touch the skin count. When no part is marked so, all are judged as in prolonged contact, because
  brief contact is what an incomplete feed says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from catalog.feeds.rows import EvidenceRow
from catalog.materials.facts import MaterialFacts
from catalog.materials.vocabulary import ALLERGENS, ELEMENTS, LAYER_METALS

GRADES = "ABCDX"
TRACE_PERCENT = {"nickel": 0.05, "cobalt": 0.05, "chromium": 0.05, "copper": 0.05, "lead": 0.01}
VALID_FOR = timedelta(days=3 * 365)
UNITS = {"release": "µg/cm²/week", "content": "mg/kg"}
MG_KG_PER_PERCENT = 10_000.0


@dataclass(frozen=True, slots=True)
class Limit:
    value: float
    inclusive: bool  # whether the limit itself still passes


@dataclass(frozen=True, slots=True)
class Verdict:
    """The class of one allergen, the sentence that gives number, method and date, and the part that decided."""

    allergen: str
    grade: str
    sentence: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    material: MaterialFacts
    contact: str
    name: str = ""


NICKEL_LIMITS = {"post": Limit(0.2, inclusive=False), "prolonged": Limit(0.5, inclusive=True)}
LEATHER_CHROMIUM_LIMIT = Limit(3.0, inclusive=False)
LEAD_LIMIT = Limit(500.0, inclusive=False)


def allergy_class(
    allergen: str,
    *,
    alloy: tuple[tuple[str, float, float], ...] = (),
    coating: tuple[tuple[int, str, float, str], ...] = (),
    evidence: tuple[EvidenceRow, ...] = (),
    contact: str,
    on: date,
) -> str:
    """Grade a metal that is given by its alloy, its layers and its tests: "A", "B", "C", "D" or "X"."""
    metal = MaterialFacts(code="", family="metal", alloy=alloy, coating=coating, evidence=evidence)
    return judge(metal, allergen=allergen, contact=contact, on=on).grade


def judge(material: MaterialFacts, *, allergen: str, contact: str, on: date) -> Verdict:
    """Grade one material for one allergen. Brief contact is judged by the limit for prolonged contact."""
    figures = standing_figures(material, allergen=allergen, contact=contact, on=on)
    graded = [(_grade(figure, material=material, contact=contact), figure) for figure in figures]
    failed = [figure for grade, figure in graded if grade == "X"]
    if failed:
        return Verdict(allergen, "X", _sentence(failed[0]))
    if _is_a_trace(material, allergen=allergen, figures=figures):
        return Verdict(allergen, "A", _sentence(figures[0]) if figures else _composition_sentence(material, allergen))
    decided = [(grade, figure) for grade, figure in graded if grade]
    if decided:
        grade, figure = max(decided, key=lambda pair: GRADES.index(pair[0]))
        return Verdict(allergen, grade, _sentence(figure))
    return _without_figure(material, allergen)


def product_verdicts(parts: Iterable[Part], *, on: date) -> dict[str, Verdict]:
    """Take the worst verdict per allergen over the parts that touch the skin (all parts when none is marked)."""
    judged = _judged_parts(parts, on=on)
    if not judged:
        return {allergen: Verdict(allergen, "D", "no parts on record") for allergen in ALLERGENS}
    return {allergen: _worst_part(judged, allergen=allergen) for allergen in ALLERGENS}


def product_allergy_classes(parts: Iterable[Part], *, on: date) -> dict[str, str]:
    """Name the class of each allergen, as the rules read it."""
    judged = _judged_parts(parts, on=on)
    return {allergen: worst(verdicts[allergen].grade for _, verdicts in judged) for allergen in ALLERGENS}


def standing_figures(
    material: MaterialFacts, *, allergen: str, contact: str = "prolonged", on: date
) -> tuple[EvidenceRow, ...]:
    """List the figures that count on a day, newest first: the valid ones, else the last one if it failed."""
    rows = [row for row in material.evidence if row.allergen == allergen and row.tested_on <= on]
    rows.sort(key=lambda row: row.tested_on, reverse=True)
    valid = tuple(row for row in rows if _expiry(row) > on)
    if valid or not rows:
        return valid
    return tuple(rows[:1]) if _grade(rows[0], material=material, contact=contact) == "X" else ()


def worst(grades: Iterable[str]) -> str:
    """Pick the worst class; unknown when there is none."""
    return max(grades, key=GRADES.index, default="D")


def _skin_parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    touching = tuple(part for part in parts if part.contact != "incidental")
    return touching or tuple(replace(part, contact="prolonged") for part in parts)


def _judged_parts(parts: Iterable[Part], *, on: date) -> list[tuple[Part, Mapping[str, Verdict]]]:
    return [(part, _judged(part.material, part.contact, on)) for part in _skin_parts(tuple(parts))]


@lru_cache(maxsize=4096)
def _judged(material: MaterialFacts, contact: str, on: date) -> Mapping[str, Verdict]:
    """Judge a material once for all products that are made of it."""
    return {allergen: judge(material, allergen=allergen, contact=contact, on=on) for allergen in ALLERGENS}


def _worst_part(judged: Sequence[tuple[Part, Mapping[str, Verdict]]], *, allergen: str) -> Verdict:
    part, verdicts = max(judged, key=lambda pair: GRADES.index(pair[1][allergen].grade))
    return replace(verdicts[allergen], part=part.name)


def _expiry(row: EvidenceRow) -> date:
    return row.expires_on or row.tested_on + VALID_FOR


def _limit(row: EvidenceRow, *, material: MaterialFacts, contact: str) -> Limit | None:
    if row.allergen == "nickel" and row.measure == "release":
        return NICKEL_LIMITS.get(contact, NICKEL_LIMITS["prolonged"])
    if row.measure != "content":
        return None
    if row.allergen == "lead":
        return LEAD_LIMIT
    return LEATHER_CHROMIUM_LIMIT if row.allergen == "chromium" and material.family == "leather" else None


def _grade(row: EvidenceRow, *, material: MaterialFacts, contact: str) -> str:
    """Grade one figure: B, C or X, and empty when the figure alone decides nothing."""
    limit = _limit(row, material=material, contact=contact)
    if limit is None:
        contains = row.allergen != "nickel" and row.measure == "content" and _percent(row) > TRACE_PERCENT[row.allergen]
        return "X" if contains and not row.below else ""
    if row.value > limit.value or (row.value == limit.value and not (limit.inclusive or row.below)):
        return "X"
    return "B" if row.value <= limit.value / 2 else "C"


def _is_a_trace(material: MaterialFacts, *, allergen: str, figures: Sequence[EvidenceRow]) -> bool:
    if allergen == "chromium" and material.family == "leather":
        return _is_leather_without_chromium(material, figures)
    percent = _most_percent(material, allergen=allergen, figures=figures)
    return percent is not None and percent <= TRACE_PERCENT[allergen]


def _is_leather_without_chromium(material: MaterialFacts, figures: Sequence[EvidenceRow]) -> bool:
    values = [row.value for row in figures if row.measure == "content"]
    tanned_without = material.tannage in ("vegetable", "chrome_free")
    return tanned_without and bool(values) and max(values) <= LEATHER_CHROMIUM_LIMIT.value / 2


def _most_percent(material: MaterialFacts, *, allergen: str, figures: Sequence[EvidenceRow] = ()) -> float | None:
    """Bound the allergen over substrate, layers and base metal, in percent; None when a layer is unknown."""
    bounds = [_substrate_percent(material, allergen=allergen, figures=figures)]
    bounds += [_layer_percent(metal, allergen) for _, metal, _, _ in material.coating]
    if material.family == "enamel":
        bounds.append(_most_percent(material.base, allergen=allergen) if material.base else None)
    known = [bound for bound in bounds if bound is not None]
    return max(known) if len(known) == len(bounds) else None


def _substrate_percent(material: MaterialFacts, *, allergen: str, figures: Sequence[EvidenceRow]) -> float | None:
    certified = certified_percent(material.alloy, allergen=allergen)
    measured = max((_percent(row) for row in figures if row.measure == "content"), default=None)
    if measured is None:
        return certified
    if certified is None:
        # The content of a plated piece is a mean over its layers and clears none of them.
        return None if material.coating else measured
    return max(certified, measured)


def certified_percent(alloy: Sequence[tuple[str, float, float]], *, allergen: str) -> float | None:
    """Bound an allergen by the certificate: its listed maximum, else what the listed minima leave over."""
    if not alloy:
        return None
    listed = {element: most for element, _, most in alloy}
    left_over = max(0.0, round(100.0 - sum(least for _, least, _ in alloy), 6))
    return listed.get(ELEMENTS[allergen], left_over)


def _layer_percent(metal: str, allergen: str) -> float | None:
    deposit = LAYER_METALS.get(metal)
    return None if deposit is None else deposit.get(allergen, 0.0)


def _percent(row: EvidenceRow) -> float:
    return row.value / MG_KG_PER_PERCENT


def _without_figure(material: MaterialFacts, allergen: str) -> Verdict:
    undated = material.chromium_vi_mg_kg or 0.0
    if allergen == "chromium" and undated >= LEATHER_CHROMIUM_LIMIT.value:
        return Verdict(allergen, "X", f"chromium(VI) content {undated:g} mg/kg, without a date")
    least = {element: least for element, least, _ in material.alloy}.get(ELEMENTS[allergen], 0.0)
    plated = max((_layer_percent(metal, allergen) or 0.0 for _, metal, _, _ in material.coating), default=0.0)
    if allergen in ("cobalt", "copper", "chromium") and max(least, plated) > TRACE_PERCENT[allergen]:
        return Verdict(allergen, "X", f"contains {allergen}, {max(least, plated):g} % on record")
    tests = [row.tested_on for row in material.evidence if row.allergen == allergen]
    if tests:
        return Verdict(allergen, "D", f"no valid {allergen} figure, last tested {max(tests)}")
    return Verdict(allergen, "D", f"no {allergen} figure on record")


def _composition_sentence(material: MaterialFacts, allergen: str) -> str:
    percent = _most_percent(material, allergen=allergen) or 0.0
    return f"{allergen} content at most {percent:g} % in every layer, composition on record"


def _sentence(row: EvidenceRow) -> str:
    """Print a figure as the laboratory gave it: "nickel release 0.08 µg/cm²/week, EN 1811:2023, 2026-03-14"."""
    value = f"{'< ' if row.below else ''}{row.value:g} {UNITS[row.measure]}"
    return f"{row.allergen} {row.measure} {value}, {row.method}, {row.tested_on}"
