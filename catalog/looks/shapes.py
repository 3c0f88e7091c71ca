"""The shape that shows a product in 3D, by the words of its category."""

# The first word found in a category's code decides: "key-rings" must not become a ring.
WORDS = (
    ("watch", "belt"), ("key", "drape"), ("card", "card"), ("wallet", "wallet"), ("belt", "belt"),
    ("glove", "drape"), ("scarf", "drape"), ("crossbody", "crossbody"), ("clutch", "clutch"), ("pouch", "clutch"),
    ("wash", "clutch"), ("tote", "tote"), ("bag", "tote"), ("backpack", "tote"), ("briefcase", "tote"),
    ("weekender", "tote"), ("ear-cuff", "hoop"), ("hoop", "hoop"), ("drop", "stud"), ("stud", "stud"),
    ("earring", "stud"), ("pendant", "pendant"), ("charm", "pendant"), ("bangle", "bangle"), ("cuff", "bangle"),
    ("bracelet", "chain"), ("anklet", "chain"), ("choker", "chain"), ("chain", "chain"), ("necklace", "chain"),
    ("ring", "ring"),
)  # fmt: skip
BY_FAMILY = {"leather": "drape", "textile": "drape", "pearl": "pearls"}
SHAPES = tuple(dict.fromkeys([*(shape for _, shape in WORDS), *BY_FAMILY.values()]))
STRUNG = frozenset({"chain", "pendant", "stud"})  # what pearls show as themselves


def shape_of(category: str, *, family: str) -> str:
    """This will choose the shape for a product of a category whose main material is of a family."""
    found = next((shape for word, shape in WORDS if word in category), BY_FAMILY.get(family, "ring"))
    if family == "pearl" and found in STRUNG:
        return "pearls"
    if family == "leather" and found == "chain":
        return "belt"
    return found
