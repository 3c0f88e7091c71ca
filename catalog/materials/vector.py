"""A material as 29 numbers that say how it looks and feels, so that near vectors are alike in the hand.

Every axis is centred where it applies and 0 where it does not, so the cosine of two materials is not lifted by what
they merely both have. The layout is part of the version: vectors of two versions are never compared.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from catalog.materials.facts import MaterialFacts
from catalog.materials.vocabulary import PERCENT_GOLD_OF_LAYER
from catalog.textiles import ANIMAL_FIBRES, PLANT_FIBRES

MATERIAL_VECTOR_VERSION = 2
MATERIAL_AXES: tuple[str, ...] = (
    "leather", "metal", "pearl", "enamel", "textile", "gem",
    "pebbled", "smooth", "embossed", "nap", "woven",
    "softness", "grain size", "thickness", "gloss", "nap length",
    "natural finish", "vegetable tanned",
    "lightness", "redness", "yellowness",
    "precious", "matt metal", "hammered",
    "knitted", "cloth weight", "animal fibre", "plant fibre", "synthetic fibre",
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
# Loadings of weaves on smooth, embossed, nap, woven, knitted.
_WEAVES: Mapping[str, tuple[float, float, float, float, float]] = {
    "plain": (0.2, 0.0, 0.0, 1.0, 0.0),
    "canvas": (0.0, 0.0, 0.0, 1.0, 0.0),
    "twill": (0.3, 0.0, 0.0, 0.9, 0.0),
    "satin": (1.0, 0.0, 0.0, 0.3, 0.0),
    "jacquard": (0.2, 0.6, 0.0, 0.8, 0.0),
    "knit": (0.0, 0.0, 0.2, 0.0, 1.0),
    "velvet": (0.0, 0.0, 1.0, 0.2, 0.0),
    "felt": (0.0, 0.0, 0.7, 0.0, 0.2),
    "nonwoven": (0.3, 0.0, 0.5, 0.0, 0.0),
    "cord": (0.0, 0.3, 0.0, 0.8, 0.3),
}
_NATURAL = {"aniline": 1.0, "pull_up": 0.8, "semi_aniline": 0.4, "pigmented": -0.4, "patent": -0.9, "foil": -0.9}
_MATT = {"polished": -0.5, "brushed": 0.6, "blasted": 1.0, "hammered": 0.1}


def material_vector(material: MaterialFacts) -> Vector:
    """Describe one material as a unit vector of 29 float32, the same for the same facts."""
    axes = dict.fromkeys(MATERIAL_AXES, 0.0)
    if material.family in axes:
        axes[material.family] = _FAMILY
    axes |= _colour(material.colour_hex)
    axes["gloss"] = _NUMERIC * (2 * math.sqrt(material.gloss_gu60 / 100) - 1)
    if material.family == "leather":
        axes |= _hand(material)
    if material.family == "textile":
        axes |= _cloth(material)
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


def _cloth(material: MaterialFacts) -> dict[str, float]:
    names = ("smooth", "embossed", "nap", "woven", "knitted")
    loadings = _WEAVES.get(material.weave, (0.0,) * len(names))
    axes = {name: _SURFACE * loading for name, loading in zip(names, loadings, strict=True)}
    axes["nap length"] = _NUMERIC * _clip(material.nap_length_mm)
    axes["nap"] = max(axes["nap"], 0.9 * _SURFACE * (material.nap_length_mm > 0))
    if material.drape_percent is not None:
        axes["softness"] = _NUMERIC * _clip((50 - material.drape_percent) / 35)
    if material.thickness_mm:
        axes["thickness"] = _NUMERIC * _clip(math.log(material.thickness_mm / 1.3) / math.log(2.5))
    if material.threads_per_cm:
        axes["grain size"] = _NUMERIC * _clip(math.log1p(10 / material.threads_per_cm) / math.log(4))
    if material.mass_gsm:
        axes["cloth weight"] = _NUMERIC * _clip(math.log(material.mass_gsm / 200) / math.log(3))
    return axes | _fibres(material.fibres)


def _fibres(fibres: tuple[tuple[str, float], ...]) -> dict[str, float]:
    """Wool is far from polyester under the hand, and near cashmere: kinds of fibres count, by their shares."""
    animal = sum(percent for fibre, percent in fibres if fibre in ANIMAL_FIBRES) / 100
    plant = sum(percent for fibre, percent in fibres if fibre in PLANT_FIBRES) / 100
    synthetic = sum(percent for _, percent in fibres) / 100 - animal - plant
    return {
        "animal fibre": _NUMERIC * animal,
        "plant fibre": _NUMERIC * plant,
        "synthetic fibre": _NUMERIC * synthetic,
    }


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
