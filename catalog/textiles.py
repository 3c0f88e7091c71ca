"""Cloth in the words of the trade: weaves, fibres, hands, what a figure may be, and how a label says a composition."""

from collections.abc import Mapping, Sequence

# How a cloth is made.
WEAVES: Mapping[str, str] = {
    "plain": "Plain weave",
    "canvas": "Canvas",
    "twill": "Twill",
    "satin": "Satin",
    "jacquard": "Jacquard",
    "knit": "Knit",
    "velvet": "Velvet",
    "felt": "Felt",
    "nonwoven": "Nonwoven",
    "cord": "Cord",
}

# What cloth is spun from, by the names of Regulation (EU) 1007/2011, annex I.
FIBRES: Mapping[str, str] = {
    "silk": "Silk",
    "wool": "Wool",
    "cashmere": "Cashmere",
    "mohair": "Mohair",
    "alpaca": "Alpaca",
    "angora": "Angora",
    "camel": "Camel",
    "cotton": "Cotton",
    "linen": "Linen",
    "hemp": "Hemp",
    "ramie": "Ramie",
    "viscose": "Viscose",
    "modal": "Modal",
    "lyocell": "Lyocell",
    "cupro": "Cupro",
    "acetate": "Acetate",
    "polyester": "Polyester",
    "polyamide": "Polyamide",
    "acrylic": "Acrylic",
    "elastane": "Elastane",
    "metallised": "Metallised fibre",
    "other": "Other fibres",
}
ANIMAL_FIBRES = frozenset({"silk", "wool", "cashmere", "mohair", "alpaca", "angora", "camel"})
PLANT_FIBRES = frozenset({"cotton", "linen", "hemp", "ramie", "viscose", "modal", "lyocell", "cupro", "acetate"})

TEXTILE_HANDS: Mapping[str, str] = {
    "soft": "Soft",
    "silky": "Silky",
    "dry": "Dry",
    "crisp": "Crisp",
    "full": "Full",
    "warm": "Warm",
}

# The least and most of each figure of a cloth, in its unit; beyond that it is a slip of the hand.
TEXTILE_RANGES: Mapping[str, tuple[float, float]] = {
    "mass_gsm": (0, 3000),
    "thickness_mm": (0, 20),
    "threads_per_cm": (0, 200),
    "drape_percent": (0, 100),
    "nap_length_mm": (0, 5),
}

Fibres = Sequence[tuple[str, float]]
ROUNDING_PERCENT = 0.5
GSM_PER_MOMME = 4.34  # how silk is weighed


def fibres_fault(fibres: Fibres) -> str:
    """This will say what is wrong with a composition, or nothing; an empty one is not known."""
    named = [fibre for fibre, _ in fibres]
    if twice := next((fibre for fibre in named if named.count(fibre) > 1), ""):
        return f"{FIBRES.get(twice, twice)} comes twice."
    if wrong := next((f"{percent:g}" for _, percent in fibres if not 0 < percent <= 100), ""):
        return f"{wrong} % of a fibre cannot be."
    return sum_fault(fibres)


def sum_fault(fibres: Fibres) -> str:
    """This will say that a composition is not whole, or nothing."""
    total = sum(percent for _, percent in fibres)
    if fibres and abs(total - 100) > ROUNDING_PERCENT:
        return f"The fibres add up to {total:g} %, not to 100."
    return ""


def label(fibres: Fibres) -> str:
    """This will write a composition as labels do, the largest share first."""
    return ", ".join(f"{percent:g} % {FIBRES.get(fibre, fibre).lower()}" for fibre, percent in ordered(fibres))


def ordered(fibres: Fibres) -> tuple[tuple[str, float], ...]:
    """This will put fibres in the order of a label."""
    return tuple(sorted(fibres, key=lambda each: (-each[1], each[0])))


def only_fibre(fibres: Fibres) -> str:
    """This will name the fibre that a cloth is made of alone; a name like "silk twill" is earned by nothing less."""
    return fibres[0][0] if len(fibres) == 1 and fibres[0][1] >= 100 else ""
