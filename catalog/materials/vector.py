"""A material as 24 numbers that say how it looks and feels, so that near vectors are alike in the hand.

Every axis is centred where it applies and 0 where it does not, so the cosine of two materials is not lifted by what
they merely both have. The layout is part of the version: vectors of two versions are never compared.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from catalog.materials.facts import MaterialFacts
from catalog.materials.vocabulary import PERCENT_GOLD_OF_LAYER

MATERIAL_VECTOR_VERSION = 1
MATERIAL_AXES: tuple[str, ...] = (
    "leather", "metal", "pearl", "enamel", "textile", "gem",
    "pebbled", "smooth", "embossed", "nap", "woven",
    "softness", "grain size", "thickness", "gloss", "nap length",
    "natural finish", "vegetable tanned",
    "lightness", "redness", "yellowness",
    "precious", "matt metal", "hammered",
)  # fmt: skip
MATERIAL_VECTOR_SIZE = len(MATERIAL_AXES)

Vector = npt.NDArray[np.float32]

# The hand feels grain and nap before the eye sees the colour; these weights say so.
_FAMILY, _SURFACE, _NUMERIC, _COLOUR = 0.8, 1.0, 0.7, 0.5

# Loadings on pebbled, smooth, embossed, nap, woven.
_PATTERNS: Mapping[str, tuple[float, float, float, float, float]] = {
    "pebbled": (1.0, 0.0, 0.1, 0.0, 0.0),
    "smooth": (0.0, 1.0, 0.0, 0.0, 0.0),
    "saffiano": (0.2, 0.2, 0.9, 0.0, 0.0),
    "croc": (0.0, 0.1, 1.0, 0.0, 0.0),
    "ostrich": (0.4, 0.0, 0.8, 0.0, 0.0),
    "woven": (0.1, 0.2, 0.2, 0.0, 1.0),
    "suede": (0.0, 0.0, 0.0, 1.0, 0.0),
    "nubuck": (0.0, 0.3, 0.0, 0.9, 0.0),
}
_NATURAL = {"aniline": 1.0, "pull_up": 0.8, "semi_aniline": 0.4, "pigmented": -0.4, "patent": -0.9, "foil": -0.9}
_MATT = {"polished": -0.5, "brushed": 0.6, "blasted": 1.0, "hammered": 0.1}


def material_vector(material: MaterialFacts) -> Vector:
    """Describe one material as a unit vector of 24 float32, the same for the same facts."""
    axes = dict.fromkeys(MATERIAL_AXES, 0.0)
    if material.family in axes:
        axes[material.family] = _FAMILY
    axes |= _colour(material.colour_hex)
    axes["gloss"] = _NUMERIC * (2 * math.sqrt(material.gloss_gu60 / 100) - 1)
    if material.family in ("leather", "textile"):
        axes |= _hand(material)
    if material.family == "metal":
        axes |= _metal(material)
    return _unit(np.array([axes[name] for name in MATERIAL_AXES], dtype=np.float32))


def product_vector(parts: Iterable[tuple[Vector, float]]) -> Vector:
    """Mix the vectors of a product's parts by their shares into one unit vector; zeros when there is none."""
    total = np.zeros(MATERIAL_VECTOR_SIZE, dtype=np.float32)
    for vector, share in parts:
        total += np.float32(share) * vector
    return _unit(total)


def lab(colour_hex: str) -> tuple[float, float, float]:
    """Convert an sRGB colour to CIELAB under D65."""
    channels = np.array([int(colour_hex[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratios = to_xyz @ linear / np.array([0.95047, 1.0, 1.08883])
    x, y, z = np.where(ratios > 216 / 24389, np.cbrt(ratios), (24389 / 27 * ratios + 16) / 116)
    return float(116 * y - 16), float(500 * (x - y)), float(200 * (y - z))


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return (vector / length).astype(np.float32) if length else vector


def _colour(colour_hex: str) -> dict[str, float]:
    lightness, redness, yellowness = lab(colour_hex)
    return {
        "lightness": _COLOUR * (lightness / 50 - 1),
        "redness": _COLOUR * redness / 50,
        "yellowness": _COLOUR * yellowness / 50,
    }


def _hand(material: MaterialFacts) -> dict[str, float]:
    names = ("pebbled", "smooth", "embossed", "nap", "woven")
    loadings = _PATTERNS.get(material.grain_pattern, (0.0,) * len(names))
    axes = {name: _SURFACE * loading for name, loading in zip(names, loadings, strict=True)}
    if material.softness_mm is not None:
        axes["softness"] = _NUMERIC * _clip((material.softness_mm - 3.5) / 2.5)
    if material.thickness_mm is not None:
        axes["thickness"] = _NUMERIC * _clip(math.log(material.thickness_mm / 1.3) / math.log(2.5))
    axes["grain size"] = _NUMERIC * _clip(math.log1p(material.grain_size_mm) / math.log(4))
    axes["nap length"] = _NUMERIC * _clip(material.nap_length_mm)
    axes["natural finish"] = 0.6 * _NATURAL.get(material.finish, 0.0)
    axes["vegetable tanned"] = 0.5 if material.tannage == "vegetable" else 0.0
    return axes


def _metal(material: MaterialFacts) -> dict[str, float]:
    gold = max((PERCENT_GOLD_OF_LAYER.get(metal, 0.0) for _, metal, _, _ in material.coating), default=0.0)
    noble = {element: least for element, least, _ in material.alloy}
    precious = max(gold / 200, noble.get("Au", 0.0) / 100, noble.get("Ag", 0.0) / 200, noble.get("Pt", 0.0) / 100)
    return {
        "precious": _NUMERIC * precious,
        "matt metal": _SURFACE * _MATT.get(material.surface, 0.0),
        "hammered": _SURFACE * (material.surface == "hammered"),
    }


def _clip(value: float) -> float:
    return max(-1.0, min(1.0, value))
