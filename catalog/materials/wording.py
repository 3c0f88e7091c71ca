"""Words that a record must earn. What the law or the trade reserves is printed only where the figures meet it.

Two words are earned by nobody: no figure makes a product "hypoallergenic" or "safe"; the figure itself is printed.

Sources: EN 15987 and ISO 15115 (leather: hide with its fibre structure, coating up to 0.15 mm and at most a third of
the thickness; without its grain it is named split, suede or nubuck), 16 CFR 23.4 (vermeil: sterling silver under at
least 2.5 um of gold of 10 karat or more), ISO 10713 (gold layers from 0.5 um; a thinner one is gilt), Regulation (EU)
1007/2011 (the name of a fibre is for what is in the cloth; annex I lets "wool" follow that of a hair).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from catalog.materials.facts import MaterialFacts
from catalog.materials.vocabulary import PERCENT_GOLD_OF_LAYER
from catalog.textiles import label

COATED_FROM_UM = 150.0
LARGEST_SHARE_OF_COATING = 1 / 3
VERMEIL_LEAST_UM = 2.5
VERMEIL_LEAST_GOLD_PERCENT = 41.7
STERLING_LEAST_PERCENT = 92.5
PLATED_LEAST_UM = 0.5
GRAINLESS = ("split", "suede", "nubuck")
# Each claim, and the fibres that earn it: "wool" may follow the name of a hair. Camel and linen are colours, too.
FIBRE_CLAIMS: Mapping[str, tuple[str, ...]] = {
    "wool": ("wool", "cashmere", "mohair", "alpaca", "angora", "camel"),
    **{fibre: (fibre,) for fibre in ("silk", "cashmere", "mohair", "alpaca", "angora")},
}

_NEVER = re.compile(
    r"\bhypo[\s-]*all?erg\w*|\banti[\s-]?all?erg\w*|\banall?ergi\w*"
    r"|\b(?:skin|allergy|nickel)[\s-]+safe\b|\bsafe[\s-]+(?:for|on|to)\b|\bsafe\b",
    re.IGNORECASE,
)
_NO_NICKEL = re.compile(
    r"\bnickel[\s-]*(?:free|frei)\b|\bsans nickel\b|\bsenza nichel\b|\bsin n[ií]quel\b", re.IGNORECASE
)
_NOT_OF_IT = r"(?![-‐‑]free\b)"  # "wool-free" claims nothing


Check = Callable[[MaterialFacts, str], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class WordFault:
    """A word that the record does not earn: what it would take, and what the record says."""

    word: str
    demand: str
    record: str

    @property
    def sentence(self) -> str:
        return f"“{self.word}”: {self.demand}; {self.record}."


def word_faults(text: str, *, material: MaterialFacts, nickel_class: str = "D") -> tuple[WordFault, ...]:
    """This will name every reserved word in a text that a material's record does not earn."""
    never = [
        WordFault(found.group(), "no figure makes it true", "print the figure, the method and the date instead")
        for found in _NEVER.finditer(text)
    ]
    nickel = _NO_NICKEL.search(text)
    if nickel and nickel_class != "A":
        never.append(
            WordFault(
                nickel.group(), "every layer must hold at most 0.05 % nickel", f"the record is of class {nickel_class}"
            )
        )
    earned = [
        fault for word, check in _EARNED.items() if (fault := _unearned(word, text, check=check, material=material))
    ]
    return (*never, *earned)


def is_leather(material: MaterialFacts) -> bool:
    """This will say whether a material may be called leather at all."""
    return not _leather_lacks(material)


def is_vermeil(material: MaterialFacts) -> bool:
    return not _vermeil_lacks(material)


def gold_um(material: MaterialFacts) -> float:
    """This will add up the gold layers of at least 10 karat, in um."""
    return sum(
        um
        for _, metal, um, _ in material.coating
        if PERCENT_GOLD_OF_LAYER.get(metal, 0.0) >= VERMEIL_LEAST_GOLD_PERCENT
    )


def _unearned(word: str, text: str, *, check: Check, material: MaterialFacts) -> WordFault | None:
    found = re.search(rf"\b{word}\b{_NOT_OF_IT}", text, re.IGNORECASE)
    lacking = check(material, text) if found else None
    return WordFault(found.group(), *lacking) if found and lacking else None


def _leather_lacks(material: MaterialFacts, _text: str = "") -> tuple[str, str] | None:
    if material.family != "leather":
        return "only hide with its fibre structure bears the name", f"the record says {material.family}"
    coating_mm = (material.coating_um or 0.0) / 1000
    if material.thickness_mm and coating_mm > material.thickness_mm * LARGEST_SHARE_OF_COATING:
        demand = "the coating is at most a third of the thickness"
        return demand, f"it is {coating_mm:g} of {material.thickness_mm:g} mm"
    return None


def _plain_leather_lacks(material: MaterialFacts, text: str) -> tuple[str, str] | None:
    """This will judge the word in a text, which has to name the layer or the coating beside it."""
    if lacking := _leather_lacks(material):
        return lacking
    words = text.lower()
    if material.grain_layer in GRAINLESS and not any(layer in words for layer in GRAINLESS):
        return f"without its grain it is called {material.grain_layer} leather", "the text does not say so"
    if (material.coating_um or 0.0) > COATED_FROM_UM and "coated" not in words:
        return "above 150 µm of coating it is called coated leather", f"the coating is {material.coating_um:g} µm"
    return None


def _full_grain_lacks(material: MaterialFacts, _text: str = "") -> tuple[str, str] | None:
    if material.grain_layer == "full_grain":
        return None
    return "the grain must be whole", f"the record says {material.grain_layer or 'nothing'}"


def _vermeil_lacks(material: MaterialFacts, _text: str = "") -> tuple[str, str] | None:
    silver = {element: least for element, least, _ in material.alloy}.get("Ag", 0.0)
    if silver < STERLING_LEAST_PERCENT:
        return "the substrate is sterling silver, 92.5 % at least", f"the record has {silver:g} % silver"
    if gold_um(material) < VERMEIL_LEAST_UM:
        return "gold of at least 10 karat, 2.5 µm thick", f"the record has {gold_um(material):g} µm"
    return None


def _plated_lacks(material: MaterialFacts, _text: str = "") -> tuple[str, str] | None:
    if not material.coating:
        return "there must be a layer", "the record has none"
    is_golden = any(metal in PERCENT_GOLD_OF_LAYER for _, metal, _, _ in material.coating)
    if is_golden and gold_um(material) < PLATED_LEAST_UM:
        return "gold of at least 0.5 µm, else it is gilt", f"the record has {gold_um(material):g} µm"
    return None


def _fibre_lacks(material: MaterialFacts, _text: str = "", *, fibres: tuple[str, ...]) -> tuple[str, str] | None:
    if material.family != "textile" or not material.fibres or set(fibres) & set(dict(material.fibres)):
        return None
    return "a cloth bears the name of a fibre that is in it", f"the record says {label(material.fibres)}"


_EARNED: Mapping[str, Check] = {
    **{word: partial(_fibre_lacks, fibres=fibres) for word, fibres in FIBRE_CLAIMS.items()},
    "leather": _plain_leather_lacks,
    "full[ -]grain": _full_grain_lacks,
    "vermeil": _vermeil_lacks,
    "plated": _plated_lacks,
}
