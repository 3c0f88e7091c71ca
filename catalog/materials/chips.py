"""A material in a few short words for shoppers. Words that the trade or the law reserves are earned by figures."""

from collections.abc import Mapping

from catalog.materials.facts import MaterialFacts
from catalog.materials.vocabulary import (
    FAMILIES,
    FINISHES,
    GRAIN_LAYERS,
    GRAIN_PATTERNS,
    PERCENT_GOLD_OF_LAYER,
    SURFACES,
    TANNAGES,
)
from catalog.materials.wording import COATED_FROM_UM, PLATED_LEAST_UM, is_vermeil
from catalog.textiles import FIBRES, GSM_PER_MOMME, WEAVES, Fibres, label, only_fibre, ordered

MOST_CHIPS = 4
MOST_FIBRES = 3
# The drape coefficient of ISO 9073-9: what a hand calls fluid or crisp.
FLUID_UP_TO_PERCENT, CRISP_FROM_PERCENT = 35.0, 70.0
# Softness by ISO 17235, ring 25: what a hand calls soft or firm.
SOFT_FROM_MM, FIRM_BELOW_MM = 4.5, 2.0
_COLOUR_OF_GOLD: Mapping[str, str] = {"gold 18k 5N": "Rose gold"}
_ALLOY_NAMES: tuple[tuple[str, float, str], ...] = (
    ("Au", 74.5, "18k gold"),
    ("Au", 58.0, "14k gold"),
    ("Au", 37.0, "9k gold"),
    ("Pt", 80.0, "Platinum"),
    ("Ti", 85.0, "Titanium"),
    ("Nb", 99.0, "Niobium"),
    ("Zn", 85.0, "Zinc alloy"),
    ("Cu", 50.0, "Brass"),
)


def material_chips(material: MaterialFacts) -> tuple[str, ...]:
    """Name what a shopper would see and feel, most telling first, at most four chips."""
    describe = {"leather": _leather, "metal": _metal, "pearl": _pearl, "enamel": _enamel, "textile": _textile}.get(
        material.family, _plain
    )
    chips = describe(material)
    return tuple(dict.fromkeys(chip for chip in chips if chip))[:MOST_CHIPS]


def _leather(material: MaterialFacts) -> list[str]:
    chips = [GRAIN_PATTERNS.get(material.grain_pattern, ""), GRAIN_LAYERS.get(material.grain_layer, "")]
    chips += [_hand(material.softness_mm), TANNAGES["vegetable"] if material.tannage == "vegetable" else ""]
    chips.append("Coated leather" if (material.coating_um or 0.0) > COATED_FROM_UM else "")
    chips.append(FINISHES[material.finish] if material.finish in ("aniline", "pull_up", "patent", "foil") else "")
    return chips


def _hand(softness_mm: float | None) -> str:
    if softness_mm is None:
        return ""
    if softness_mm >= SOFT_FROM_MM:
        return "Soft hand"
    return "Firm hand" if softness_mm < FIRM_BELOW_MM else ""


def _metal(material: MaterialFacts) -> list[str]:
    chips = [_gold_layer(material), _substrate(material), _top_layer(material)]
    return [*chips, SURFACES.get(material.surface, "")]


def _substrate(material: MaterialFacts) -> str:
    least = {element: least for element, least, _ in material.alloy}
    if least.get("Ag", 0.0) >= 80.0:
        return f"{material.fineness_permille or round(10 * least['Ag'])} silver"
    if least.get("Fe", 0.0) >= 50.0:
        return f"{material.designation.split()[-1]} steel" if material.designation else "Steel"
    for element, percent, name in _ALLOY_NAMES:
        if least.get(element, 0.0) >= percent:
            return name
    return material.designation


def _gold_layer(material: MaterialFacts) -> str:
    layers = [(metal, um) for _, metal, um, _ in material.coating if metal in PERCENT_GOLD_OF_LAYER]
    if not layers:
        return ""
    metal, um = layers[-1]
    colour = _COLOUR_OF_GOLD.get(metal, "Gold")
    if is_vermeil(material):
        return f"{colour} vermeil"
    if um >= PLATED_LEAST_UM:
        return f"{colour} plated"
    return "Gilt" if colour == "Gold" else f"{colour} gilt"


def _top_layer(material: MaterialFacts) -> str:
    if not material.coating:
        return ""
    _, metal, _, process = max(material.coating)
    if metal in PERCENT_GOLD_OF_LAYER:
        return ""
    return "PVD coated" if process == "PVD" else f"{metal.capitalize()} plated"


def _pearl(material: MaterialFacts) -> list[str]:
    grade = f"Lustre {material.lustre_grade}" if material.lustre_grade else ""
    return [f"{material.pearl_kind.capitalize()} pearl" if material.pearl_kind else FAMILIES["pearl"], grade]


def _enamel(material: MaterialFacts) -> list[str]:
    over = _substrate(material.base) if material.base else ""
    return [f"{material.opacity.capitalize()} enamel".strip(), f"Over {over}" if over else ""]


def _textile(material: MaterialFacts) -> list[str]:
    """A cloth bears the name of a fibre when it is made of that alone, as the law has it for labels."""
    if not (material.weave or material.fibres):
        return _plain(material)
    fibre, weave = only_fibre(material.fibres), WEAVES.get(material.weave, "")
    cloth = f"{FIBRES.get(fibre, fibre)} {weave.lower()}" if fibre and weave else weave
    return [cloth, _spun_from(material.fibres), _touch(material), _mass(material.mass_gsm, fibre=fibre)]


def _spun_from(fibres: Fibres) -> str:
    """A composition is never cut short unsaid."""
    others = ", and others" if len(fibres) > MOST_FIBRES else ""
    return label(ordered(fibres)[:MOST_FIBRES]) + others


def _touch(material: MaterialFacts) -> str:
    if material.nap_length_mm and material.weave != "velvet":
        return "Brushed"
    if material.drape_percent is None:
        return ""
    if material.drape_percent <= FLUID_UP_TO_PERCENT:
        return "Fluid drape"
    return "Crisp drape" if material.drape_percent >= CRISP_FROM_PERCENT else ""


def _mass(mass_gsm: float | None, *, fibre: str) -> str:
    """Silk is weighed in momme, whatever else in grams a square metre."""
    if not mass_gsm:
        return ""
    return f"{mass_gsm / GSM_PER_MOMME:.0f} momme" if fibre == "silk" else f"{mass_gsm:g} g/m²"


def _plain(material: MaterialFacts) -> list[str]:
    return [material.name or FAMILIES.get(material.family, "")]
