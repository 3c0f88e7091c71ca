"""How pearls, enamels and stones look: clear layers over a body, and colours that come from thin films."""

from collections.abc import Mapping

from catalog.feeds.rows import MaterialRow
from catalog.looks.colour import Colour, linear, luminance
from catalog.looks.gloss import roughness_of
from catalog.looks.look import Clearcoat, Iridescence, Look, Sheen, Surface
from catalog.looks.spec import Spec
from catalog.looks.stones import refractive_index

CLEAR_FROM_GU = 85.0
USUAL_INDEX = 1.76
# Roughness of the outer nacre by lustre grade.
LUSTRE: Mapping[str, float] = {"AAA": 0.08, "AA": 0.13, "A": 0.20, "B": 0.28}
# By overtone: the tint of the rim, and the thickness of the film whose waves leave that colour, nm.
OVERTONES: Mapping[str, tuple[Colour, float]] = {
    "ros": (linear("#ffd9dd"), 480), "cream": (linear("#fff0d8"), 420), "peach": (linear("#ffd9c0"), 400),
    "peacock": (linear("#7fb6a0"), 560), "green": (linear("#9fc9ae"), 540), "blue": (linear("#a9c0e0"), 460),
    "silver": (linear("#e4e8ee"), 430), "gold": (linear("#ffe2a6"), 385),
}  # fmt: skip
NO_OVERTONE = ((1.0, 1.0, 1.0), 430.0)
NACRE = 0.3  # of the light comes back from its layers as from a mirror: that is the lustre from within


def pearl_look(row: MaterialRow) -> Look:
    """This will derive the look of a pearl; one of pressed shell has no film of its own."""
    spec = Spec(row.pearl or {})
    kind, overtone = spec.word("kind").lower(), spec.word("overtone").lower()
    tint, thickness = next((found for word, found in OVERTONES.items() if word in overtone), NO_OVERTONE)
    colour = linear(row.colour_hex)
    shell = kind == "shell"
    strength = 0.3 if shell else 0.85 - 0.7 * luminance(colour)  # a light body outshines its film
    film = Iridescence(strength, 1.5, (thickness - 180, thickness))
    surface = Surface("flat", tile_mm=26, depth_mm=0.006, roughness=0.30, roughness_spread=0.03, tone_spread=0.03)
    return Look(
        "pearl", surface, colour, ior=1.68, metalness=0 if shell else NACRE,
        clearcoat=Clearcoat(1, LUSTRE.get(spec.word("lustre_grade").upper(), 0.16)),
        iridescence=film, sheen=Sheen(0.25, 0.35, tint), pearl_diameter_mm=spec.number("diameter_mm", 7.0),
    )  # fmt: skip


def enamel_look(row: MaterialRow) -> Look:
    """This will derive the look of an enamel: glass over colour. What lets light through varies more in depth."""
    opaque = Spec(row.enamel or {}).word("opacity", "opaque") == "opaque"
    surface = Surface("flat", tile_mm=24, depth_mm=0.006, roughness=0.25 if opaque else 0.16,
                      roughness_spread=0.02, tone_spread=0.03 if opaque else 0.09)  # fmt: skip
    return Look(
        "enamel", surface, linear(row.colour_hex), ior=1.55,
        clearcoat=Clearcoat(1, max(0.02, 0.5 * roughness_of(row.gloss_gu60))),
    )  # fmt: skip


def gem_look(row: MaterialRow) -> Look:
    """This will derive the look of a stone: faceted where light passes it and it shines, else a polished dome.

    Whether light passes a stone is read from its name, since no figure of its record says so: one that is not known to
    be clear is a dome. Maps and chips know no refraction: there a faceted stone mirrors its surroundings; a browser
    follows the light through it.
    """
    colour, index = linear(row.colour_hex), refractive_index(row.code, row.name)
    faceted = row.gloss_gu60 >= CLEAR_FROM_GU and index is not None
    milky = luminance(colour) > 0.55 and not faceted
    surface = Surface("flat", tile_mm=30, depth_mm=0.002, roughness=max(0.1, roughness_of(row.gloss_gu60)),
                      tone_spread=0.05)  # fmt: skip
    return Look(
        "gem", surface, colour, ior=index or USUAL_INDEX,
        metalness=0.6 if faceted else 0, cut="brilliant" if faceted else "cabochon",
        clearcoat=Clearcoat(1, max(0.02, 0.5 * roughness_of(row.gloss_gu60))),
        iridescence=Iridescence(0.35, 1.8, (100, 130)) if milky else None,
    )  # fmt: skip
