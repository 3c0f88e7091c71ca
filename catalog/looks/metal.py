"""How metals look. What lies outermost decides: a plated metal has the colour of its last layer."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.feeds.rows import MaterialRow
from catalog.looks.colour import Colour, linear, luminance, scaled
from catalog.looks.gloss import roughness_of
from catalog.looks.look import Anisotropy, Look, Surface
from catalog.looks.spec import Spec
from catalog.looks.tones import tone_of

# Light that bare metals reflect head-on, linear: measured, as collected by PhysicallyBased (CC0).
GOLD, SILVER, TITANIUM = (1.059, 0.773, 0.307), (0.991, 0.985, 0.974), (0.441, 0.400, 0.361)
STEEL, NICKEL, PLATINUM = (0.669, 0.639, 0.598), (0.697, 0.641, 0.563), (0.765, 0.730, 0.676)
PALLADIUM, COPPER, BRASS = (0.734, 0.704, 0.662), (0.932, 0.623, 0.522), (0.910, 0.778, 0.423)
# Alloys that nobody has published figures for, set by eye beside the measured ones.
YELLOW_18K, ROSE_18K = (1.0, 0.70, 0.27), (0.96, 0.56, 0.37)
YELLOW_14K, YELLOW_9K, WHITE_GOLD = (0.98, 0.72, 0.34), (0.93, 0.70, 0.40), (0.80, 0.765, 0.69)
HARD_GOLD = (1.02, 0.73, 0.27)

LAYERS: Mapping[str, Colour] = {
    "palladium": PALLADIUM, "silver": SILVER, "gold 24k": GOLD, "gold 18k 3N": YELLOW_18K, "gold 18k 5N": ROSE_18K,
    "gold 14k": YELLOW_14K, "hard gold (cobalt)": HARD_GOLD, "hard gold (nickel)": HARD_GOLD, "nickel": NICKEL,
    "nickel-phosphorus": NICKEL, "copper": COPPER,
}  # fmt: skip
# The first word that the designation or the gold's ISO 8654 code holds decides.
DESIGNATIONS: tuple[tuple[str, Colour], ...] = (
    ("white", WHITE_GOLD), ("5n", ROSE_18K), ("rose", ROSE_18K), ("3n", YELLOW_18K), ("2n", YELLOW_18K),
    ("18k", YELLOW_18K), ("14k", YELLOW_14K), ("9k", YELLOW_9K), ("24k", GOLD), ("fine gold", GOLD),
    ("sterling", SILVER), ("argentium", SILVER), ("silver", SILVER), ("316", STEEL), ("304", STEEL),
    ("f2229", STEEL), ("steel", STEEL), ("titan", TITANIUM), ("f136", TITANIUM), ("platin", PLATINUM),
    ("pt9", PLATINUM), ("pallad", PALLADIUM), ("brass", BRASS), ("cuzn", BRASS), ("copper", COPPER),
    ("nickel", NICKEL),
)  # fmt: skip
FURTHEST_HUE, DARKEST = 0.17, 0.25  # further from its metal a colour was made: oxidised, anodised, antiqued
HEX_OF_METAL = 1.3  # a metal's colour is read off a sample that never mirrors white paper alone


@dataclass(frozen=True, slots=True)
class Finish:
    """A surface: its recipe, tile, grain and depth, and the range in which gloss sets the roughness."""

    recipe: str
    tile_mm: float
    grain_mm: float
    depth_mm: float
    smoothest: float
    roughest: float
    spread: float


FINISHES: Mapping[str, Finish] = {
    "polished": Finish("polished", 24, 1.0, 0.0008, 0.07, 0.35, 0.02),
    "brushed": Finish("brushed", 24, 1.0, 0.010, 0.24, 0.55, 0.10),
    "hammered": Finish("hammered", 24, 1.9, 0.34, 0.13, 0.40, 0.03),
    "blasted": Finish("blasted", 20, 0.15, 0.012, 0.44, 0.75, 0.02),
}


def metal_look(row: MaterialRow) -> Look:
    """This will derive the look of a metal, plated or bare."""
    spec = Spec(row.metal or {})
    name = spec.word("surface", "polished")
    finish = FINISHES.get(name, FINISHES["polished"])
    angle = math.radians(spec.angle("brush_direction_deg", 0.0))
    brushed = finish.recipe == "brushed"
    surface = Surface(
        recipe=finish.recipe,
        tile_mm=finish.tile_mm,
        grain_mm=finish.grain_mm,
        depth_mm=finish.depth_mm,
        angle=angle if brushed else 0.0,
        roughness=min(finish.roughest, max(finish.smoothest, roughness_of(row.gloss_gu60))),
        roughness_cavity=0.5 if brushed else 0.0,
        roughness_spread=finish.spread,
    )
    return Look(
        "metal", surface, metal_colour(row),
        metalness=1, environment=0.95, macro=0,
        anisotropy=Anisotropy(0.85, math.pi / 2 + angle) if brushed else None,
    )  # fmt: skip


def metal_colour(row: MaterialRow) -> Colour:
    """This will give the light that a metal reflects: measured for its outermost metal, else its own colour."""
    own = scaled(linear(row.colour_hex), HEX_OF_METAL)
    measured = _measured(row)
    return own if measured is None or _was_changed(own, measured) else measured


def metal_tone(row: MaterialRow) -> str:
    """This will name the tone of a metal, for what is set in it; nothing where the material is none."""
    return tone_of(metal_colour(row)) if row.family == "metal" else ""


def _measured(row: MaterialRow) -> Colour | None:
    if row.coating:
        return LAYERS.get(max(row.coating)[1])
    spec = Spec(row.metal or {})
    words = f"{spec.word('designation')} {spec.word('gold_colour')}".lower()
    return next((colour for word, colour in DESIGNATIONS if word in words), None)


def _was_changed(own: Colour, measured: Colour) -> bool:
    shares = [value / max(sum(own), 1e-6) - other / sum(measured) for value, other in zip(own, measured, strict=True)]
    return max(map(abs, shares)) > FURTHEST_HUE or luminance(own) < DARKEST * HEX_OF_METAL * luminance(measured)
