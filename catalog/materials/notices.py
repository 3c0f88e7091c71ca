"""What a shopper should read about the allergens that their skin may meet in a product: figure, method and date.

It is the same for everybody. Whoever avoids an allergen is never shown a product that is not proven, so these words
are for those who have not said anything yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.materials.allergy import Part, product_verdicts

# Nickel leaves metal, chromium(VI) leaves leather. An enamel's base metal is judged with it.
LEAVES: Mapping[str, str] = {"metal": "nickel", "enamel": "nickel", "leather": "chromium"}
JEWELLERY = frozenset({"metal", "enamel", "pearl", "gem"})
BESIDE_THE_LIMIT: Mapping[str, str] = {"C": ", within the legal limit", "X": ", above the limit"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One allergen, its class from A to X, and the sentence that gives the evidence or says that there is none."""

    allergen: str
    grade: str
    text: str


def notices(parts: Sequence[Part], *, on: date) -> tuple[Notice, ...]:
    """This will say what is known of the allergens that matter for a product; `parts` come the largest first."""
    allergens = dict.fromkeys(_leaving(parts))
    if not allergens:
        return ()
    verdicts = product_verdicts(parts, on=on)
    return tuple(
        Notice(allergen, verdicts[allergen].grade, _text(verdicts[allergen].sentence, verdicts[allergen].grade))
        for allergen in allergens
    )


def _leaving(parts: Sequence[Part]) -> Iterator[str]:
    """This will name what may leave the parts that touch the skin; jewellery touches it whatever its record says."""
    is_jewellery = bool(parts) and parts[0].material.family in JEWELLERY
    for part in parts:
        allergen = LEAVES.get(part.material.family)
        if allergen and (part.contact != "incidental" or (is_jewellery and allergen == "nickel")):
            yield allergen


def _text(sentence: str, grade: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}{BESIDE_THE_LIMIT.get(grade, '')}"
