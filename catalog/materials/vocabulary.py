"""The trade's words for materials, each with the label that people read."""

from collections.abc import Mapping

FAMILIES: Mapping[str, str] = {
    "leather": "Leather",
    "metal": "Metal",
    "pearl": "Pearl",
    "enamel": "Enamel",
    "textile": "Textile",
    "gem": "Gem",
    "other": "Other",
}

# EN 15987: only full grain and corrected keep the grain; split, suede and nubuck must be named as such.
GRAIN_LAYERS: Mapping[str, str] = {
    "full_grain": "Full grain",
    "corrected": "Corrected grain",
    "split": "Split",
    "suede": "Suede",
    "nubuck": "Nubuck",
}

GRAIN_PATTERNS: Mapping[str, str] = {
    "pebbled": "Pebbled",
    "smooth": "Smooth",
    "saffiano": "Saffiano",
    "croc": "Croc-embossed",
    "ostrich": "Ostrich quill",
    "woven": "Woven",
    "suede": "Suede",
    "nubuck": "Nubuck",
}

FINISHES: Mapping[str, str] = {
    "aniline": "Aniline",
    "semi_aniline": "Semi-aniline",
    "pigmented": "Pigmented",
    "patent": "Patent",
    "foil": "Metallic foil",
    "pull_up": "Pull-up",
}

TANNAGES: Mapping[str, str] = {
    "chrome": "Chrome tanned",
    "vegetable": "Vegetable tanned",
    "chrome_free": "Chrome-free tanned",
    "combination": "Combination tanned",
}

SURFACES: Mapping[str, str] = {
    "polished": "Polished",
    "brushed": "Brushed",
    "blasted": "Blasted",
    "hammered": "Hammered",
}

HANDS: Mapping[str, str] = {
    "full": "Full",
    "round": "Round",
    "silky": "Silky",
    "waxy": "Waxy",
    "dry": "Dry",
    "boardy": "Boardy",
}

TEMPERS: Mapping[str, str] = {
    "very soft": "Very soft",
    "soft": "Soft",
    "medium": "Medium",
    "firm": "Firm",
    "very firm": "Very firm",
}

PLATING_PROCESSES: Mapping[str, str] = {"galvanic": "Galvanic", "PVD": "PVD", "rolled": "Rolled"}

CONTACTS: Mapping[str, str] = {
    "post": "Through a piercing",
    "prolonged": "Prolonged skin contact",
    "incidental": "Brief or no contact",
}

ALLERGENS: Mapping[str, str] = {
    "nickel": "Nickel",
    "cobalt": "Cobalt",
    "chromium": "Chromium",
    "copper": "Copper",
    "lead": "Lead",
}

ELEMENTS: Mapping[str, str] = {"nickel": "Ni", "cobalt": "Co", "chromium": "Cr", "copper": "Cu", "lead": "Pb"}

ALLERGY_CLASSES: Mapping[str, str] = {
    "A": "Not in any layer",
    "B": "At most half the limit",
    "C": "Within the limit",
    "D": "Not known",
    "X": "Above the limit",
}

# Bath and target metals of the platers: the most percent by mass of each allergen in the deposit. An allergen that is
# not named stays below a trace. A layer that is not listed here is unknown, never harmless.
LAYER_METALS: Mapping[str, Mapping[str, float]] = {
    "rhodium": {},
    "palladium": {},
    "ruthenium": {},
    "silver": {},
    "gold 24k": {},
    "gold 18k 3N": {"copper": 12.5},
    "gold 18k 5N": {"copper": 20.5},
    "gold 14k": {"copper": 30.0},
    "hard gold (cobalt)": {"cobalt": 0.3},
    "hard gold (nickel)": {"nickel": 0.3},
    "nickel": {"nickel": 100.0},
    "nickel-phosphorus": {"nickel": 93.0},
    "copper": {"copper": 100.0},
    "white bronze": {"copper": 60.0},
    "titanium nitride": {},
    "zirconium nitride": {},
    "chromium nitride": {"chromium": 80.0},
    "chromium": {"chromium": 100.0},
}

PERCENT_GOLD_OF_LAYER: Mapping[str, float] = {
    "gold 24k": 99.9,
    "gold 18k 3N": 75.0,
    "gold 18k 5N": 75.0,
    "gold 14k": 58.5,
    "hard gold (cobalt)": 99.5,
    "hard gold (nickel)": 99.5,
}
