"""What a picture of a product shows: which of its materials, and on which shape."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.looks.tones import TONES

NECK = "neck"  # a chain, or a pendant where something hangs from it
# The first word found in a category's code decides: "key-rings" must not become a ring.
WORDS = (
    ("watch", "strap"), ("key", "keyring"), ("card", "card"), ("wallet", "wallet"), ("belt", "belt"),
    ("glove", "gloves"), ("scarf", "drape"), ("crossbody", "crossbody"), ("clutch", "clutch"), ("pouch", "clutch"),
    ("wash", "clutch"), ("tote", "tote"), ("shoulder", "hobo"), ("hobo", "hobo"), ("backpack", "backpack"),
    ("briefcase", "briefcase"), ("weekender", "duffle"), ("duffle", "duffle"), ("travel", "duffle"), ("bag", "tote"),
    ("ear-cuff", "hoop"), ("hoop", "hoop"), ("drop", "drop"), ("stud", "stud"), ("earring", "stud"),
    ("pendant", "pendant"), ("charm", "pendant"), ("bangle", "bangle"), ("cuff", "bangle"), ("bracelet", "chain"),
    ("anklet", "chain"), ("choker", NECK), ("chain", NECK), ("necklace", NECK), ("ring", "ring"),
)  # fmt: skip
WRAP = "wrap"  # what leather is where a metal would be a chain
BY_FAMILY = {"leather": "drape", "textile": "drape", "pearl": "pearls"}
SETTINGS = ("stud", "drop", "hoop", "pendant", "ring")  # of metal, which hold something
SET = frozenset({"pearl", "gem", "enamel"})
SEEN_FROM = 20.0  # percent of the product: less is an accent
SET_SHAPES = tuple(f"{shape}-{tone}" for shape in SETTINGS for tone in TONES)  # these show what is set, in its metal
SHAPES = (
    *dict.fromkeys([*(shape for _, shape in WORDS if shape != NECK), *BY_FAMILY.values(), WRAP]),
    *SET_SHAPES,
)


@dataclass(frozen=True, slots=True)
class PicturedPart:
    """A part of a product: the family of its material, its share in percent, and its tone where it is a metal."""

    family: str
    share: float
    tone: str = ""


def shown(category: str, parts: Sequence[PicturedPart]) -> tuple[int, str]:
    """This will choose what a picture shows: the place of a part, and a shape; `parts` has the largest first.

    It is the largest part, but a pearl, a stone or enamel where the category is one that sets them. Then the shape
    names the tone of the metal too: "stud-rose".
    """
    shape = _shape(category)
    setting = "pendant" if shape == NECK and parts and parts[0].family not in SET else shape
    set_in = next((place for place, part in enumerate(parts) if part.family in SET and part.share >= SEEN_FROM), None)
    if set_in is not None and setting in SETTINGS:
        return set_in, f"{setting}-{next((part.tone for part in parts if part.tone), TONES[0])}"
    return 0, _worn(shape, family=parts[0].family if parts else "")


def _shape(category: str) -> str:
    return next((shape for word, shape in WORDS if word in category), "")


def _worn(shape: str, *, family: str) -> str:
    """Pearls hang on a strand, and what leather is worn around the wrist is no chain."""
    if shape in (NECK, "chain"):
        return {"pearl": "pearls", "leather": WRAP}.get(family, "chain")
    return shape or BY_FAMILY.get(family, "ring")


def shape_label(shape: str) -> str:
    """This will name a shape for people: "Stud, rose"."""
    return shape.replace("-", ", ").capitalize()
