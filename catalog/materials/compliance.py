"""What must hold before a material is published: each fault gives the figure that was found and the limit it breaks.

Sources: REACH annex XVII, entries 27 (nickel), 47 (chromium(VI)) and 63 (lead); ISO 9202 (fineness).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from catalog.materials.allergy import LEATHER_CHROMIUM_LIMIT, judge
from catalog.materials.facts import MaterialFacts
from catalog.materials.vocabulary import ALLERGENS, FINISHES, GRAIN_LAYERS, GRAIN_PATTERNS, SURFACES, TANNAGES
from catalog.materials.wording import word_faults
from catalog.textiles import WEAVES, fibres_fault

ROUNDING_PERCENT = 0.5
# The allergens that a law limits; what merely contains copper or cobalt may be sold.
LIMITED = ("nickel", "chromium", "lead")
PRECIOUS: Mapping[str, str] = {"Au": "gold", "Ag": "silver", "Pt": "platinum", "Pd": "palladium"}
VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    "grain_layer": GRAIN_LAYERS,
    "grain_pattern": GRAIN_PATTERNS,
    "finish": FINISHES,
    "tannage": TANNAGES,
    "surface": SURFACES,
    "weave": WEAVES,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a material may not be published. `field` is what to look at."""

    field: str
    sentence: str


def faults(material: MaterialFacts, *, contacts: Iterable[str] = ("prolonged",), on: date) -> tuple[Fault, ...]:
    """This will list everything that forbids to publish a material.

    `contacts` are the ways in which products with it touch the wearer; a material that no product has yet is judged as
    in prolonged contact.
    """
    return (
        *_unknown_words(material),
        *_composition(material),
        *_fineness(material),
        *_limits(material, contacts=tuple(contacts) or ("prolonged",), on=on),
        *_wording(material, on=on),
    )


def _unknown_words(material: MaterialFacts) -> Iterator[Fault]:
    if material.family == "leather" and material.thickness_mm is None:
        yield Fault("leather", "A leather needs its spec: species, grain layer, finish, tannage, thickness, softness.")
    if material.family == "metal" and not material.alloy:
        yield Fault("alloy", "A metal needs its alloy: each element with least and most percent.")
    if material.family == "textile" and not (material.weave and material.fibres):
        yield Fault("textile", "A textile needs its weave, and its fibres with the percent of each.")
    for field, known in VOCABULARIES.items():
        value = getattr(material, field)
        if value and value not in known:
            yield Fault(field, f"{value!r} is not one of {', '.join(known)}.")


def _composition(material: MaterialFacts) -> Iterator[Fault]:
    if wrong := fibres_fault(material.fibres):
        yield Fault("fibres", wrong)
    if not material.alloy:
        return
    least, most = sum(low for _, low, _ in material.alloy), sum(high for _, _, high in material.alloy)
    if least > 100 + ROUNDING_PERCENT:
        yield Fault("alloy", f"The least percents add up to {least:g}, above 100.")
    if most < 100 - ROUNDING_PERCENT:
        yield Fault("alloy", f"The most percents add up to {most:g}, below 100: an element is missing.")
    orders = sorted(order for order, _, _, _ in material.coating)
    if orders != list(range(1, len(orders) + 1)):
        yield Fault("coating", "The layers are numbered from 1 on the substrate, without a gap.")


def _fineness(material: MaterialFacts) -> Iterator[Fault]:
    if not material.fineness_permille:
        return
    least = max(((low, element) for element, low, _ in material.alloy if element in PRECIOUS), default=(0.0, ""))
    if least[0] * 10 + ROUNDING_PERCENT < material.fineness_permille:
        name = PRECIOUS.get(least[1], "precious metal")
        yield Fault(
            "fineness_permille",
            f"The fineness is {material.fineness_permille} ‰ and the alloy holds {least[0] * 10:g} ‰ {name} at least.",
        )


def _limits(material: MaterialFacts, *, contacts: tuple[str, ...], on: date) -> Iterator[Fault]:
    judged_as = {"prolonged" if contact == "incidental" else contact for contact in contacts}
    for allergen in ALLERGENS:
        for contact in sorted(judged_as):
            verdict = judge(material, allergen=allergen, contact=contact, on=on)
            if verdict.grade == "X" and _is_limited(material, allergen):
                yield Fault("evidence", f"{_first_upper(verdict.sentence)}: {_limit_words(allergen, contact)}.")
                break


def _is_limited(material: MaterialFacts, allergen: str) -> bool:
    return allergen in LIMITED and (allergen != "chromium" or material.family == "leather")


def _limit_words(allergen: str, contact: str) -> str:
    if allergen == "chromium":
        return f"the limit is below {LEATHER_CHROMIUM_LIMIT.value:g} mg/kg (REACH XVII, 47)"
    if allergen == "lead":
        return "the limit is below 500 mg/kg (REACH XVII, 63)"
    if contact == "post":
        return "the limit for parts through a piercing is below 0.2 µg/cm²/week (REACH XVII, 27)"
    return "the limit for prolonged skin contact is 0.5 µg/cm²/week (REACH XVII, 27)"


def _wording(material: MaterialFacts, *, on: date) -> Iterator[Fault]:
    nickel = judge(material, allergen="nickel", contact="prolonged", on=on).grade
    for fault in word_faults(material.name, material=material, nickel_class=nickel):
        yield Fault("name", fault.sentence)


def _first_upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
