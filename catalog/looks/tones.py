"""In which tone of metal something is set, by a word that the stage knows the colour of."""

from catalog.looks.colour import Colour, luminance

TONES = ("gold", "rose", "silver", "dark")
PALE = 0.78  # blue by red: from here a metal has no warmth left
REDDISH = 0.685  # green by red: below, there is copper in it
DARKEST = 0.12
COOL = 1.02


def tone_of(metal: Colour) -> str:
    """This will name the tone of a metal by the light that it reflects, linear."""
    red, green, blue = metal
    if luminance(metal) < DARKEST:
        return "dark"
    if blue >= PALE * red:
        return "silver"
    return "rose" if green < REDDISH * red else "gold"


def fitting_beside(colour: Colour) -> str:
    """This will choose the tone of the fittings that suits a material: silver beside cool colours, else gold."""
    red, _, blue = colour
    return "silver" if blue > COOL * red else "gold"
