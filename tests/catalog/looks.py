"""Materials whose looks the tests are about."""

from datetime import date

import numpy as np

from catalog.demo.jewel_materials import jewel_materials
from catalog.demo.leather_materials import leather_materials
from catalog.feeds.rows import MaterialRow
from catalog.looks.derive import look_of
from catalog.looks.look import Surface

TODAY = date(2026, 3, 2)


def leather(code: str = "calf", colour: str = "#8a4b24", gloss: float = 8.0, **spec: object) -> MaterialRow:
    """This will describe a leather, pebbled calf unless it is said otherwise."""
    usual = {
        "species": "calf",
        "grain_layer": "full_grain",
        "grain_pattern": "pebbled",
        "finish": "semi_aniline",
        "tannage": "chrome",
        "thickness_mm": 1.4,
        "softness_mm": 4.0,
    }
    return MaterialRow(code, code.title(), "leather", colour, gloss_gu60=gloss, leather=usual | spec)


def metal(
    designation: str = "AISI 316L",
    surface: str = "polished",
    *layers: str,
    colour: str = "#c0c0c0",
    gloss: float = 90.0,
) -> MaterialRow:
    """This will describe a metal with layers from the substrate up."""
    coating = tuple((order, layer, 1.0, "galvanic") for order, layer in enumerate(layers, start=1))
    spec = {"designation": designation, "surface": surface}
    return MaterialRow("metal", "Metal", "metal", colour, gloss_gu60=gloss, metal=spec, coating=coating)


def demo_materials() -> tuple[MaterialRow, ...]:
    """This will list every material of both demo shops."""
    rng = np.random.default_rng(1)
    return (*leather_materials(rng=rng, today=TODAY), *jewel_materials(rng=rng, today=TODAY))


def surfaces() -> dict[str, Surface]:
    """This will choose one surface for each recipe that the demo shops show."""
    return {look.surface.recipe: look.surface for look in map(look_of, reversed(demo_materials()))}
