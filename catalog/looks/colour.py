"""Colours as shaders need them: linear light, where 1 is white paper."""

import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, float, float]
Array = NDArray[np.float32]


def linear(colour_hex: str) -> Colour:
    """This will turn #rrggbb (sRGB) into linear light."""
    red, green, blue = (_decoded(int(colour_hex[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def encoded(light: Array) -> Array:
    """This will turn linear light into sRGB values from 0 to 1."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** np.float32(1 / 2.4) - 0.055)


def decoded(values: Array) -> Array:
    """This will turn sRGB values from 0 to 1 into linear light."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** np.float32(2.4))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """This will mix two colours of linear light; `share` is how much of the other."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def scaled(colour: Colour, factor: float) -> Colour:
    red, green, blue = (value * factor for value in colour)
    return red, green, blue


def luminance(colour: Colour) -> float:
    """This will say how bright linear light looks (Y of CIE 1931, Rec. 709 primaries)."""
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
