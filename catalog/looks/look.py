"""A look: everything that shows a material, derived from its record. One look, one digest, one folder of files."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from catalog.looks.colour import Colour
from catalog.looks.tones import fitting_beside

SCHEMA = "woorec-look/1"
# Part of every digest: count it up whenever a recipe, the encoding or the swatch gives other files for the same look.
RECIPE_VERSION = 2
MAPS: Mapping[str, str] = {"normal": "normal.webp", "orm": "orm.webp", "tone": "tone.webp"}
TONE_MEAN = 0.8  # of the grey tone map, in linear light, so that the lightest parts fit below 1


@dataclass(frozen=True, slots=True)
class Surface:
    """What the map baker reads. Lengths are in mm, angles in radians; the same surface serves every colour.

    Roughness is `roughness`, more in cavities by up to `roughness_cavity`, and more or less over patches by
    `roughness_spread`. `occlusion` and `cavity_dark` say how much light and colour cavities lose, `tone_spread` how
    much the colour varies over patches.
    """

    recipe: str
    tile_mm: float
    grain_mm: float = 1.0
    depth_mm: float = 0.01
    irregularity: float = 0.9
    angle: float = 0.0
    roughness: float = 0.5
    roughness_cavity: float = 0.0
    roughness_spread: float = 0.0
    occlusion: float = 0.0
    cavity_dark: float = 0.0
    tone_spread: float = 0.0


@dataclass(frozen=True, slots=True)
class Sheen:
    """Light on fibres at grazing angles."""

    factor: float
    roughness: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Clearcoat:
    factor: float
    roughness: float


@dataclass(frozen=True, slots=True)
class Anisotropy:
    """`rotation` is where the highlight stretches, from the U of the map: across the grooves."""

    strength: float
    rotation: float


@dataclass(frozen=True, slots=True)
class Iridescence:
    factor: float
    ior: float
    thickness_nm: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a leather or cloth hangs."""

    thickness_mm: float
    softness_mm: float


@dataclass(frozen=True)
class Look:
    """A material's look. `colour` is linear light before the tone map's mean is made up for; `cut` is a stone's."""

    family: str
    surface: Surface
    colour: Colour
    metalness: float = 0.0
    specular: float = 1.0
    ior: float = 1.5
    environment: float = 1.0
    macro: float = 0.02
    nap_angle: float | None = None
    sheen: Sheen | None = None
    clearcoat: Clearcoat | None = None
    anisotropy: Anisotropy | None = None
    iridescence: Iridescence | None = None
    sheet: Sheet | None = None
    pearl_diameter_mm: float | None = None
    stitch: Colour | None = None
    edge: Colour | None = None
    cut: str | None = None

    @cached_property
    def digest(self) -> str:
        """This will name the look by all that makes its files: 32 hexadecimal digits."""
        content = {"recipes": RECIPE_VERSION, "surface": _plain(asdict(self.surface)), "look": self._content()}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def as_json(self, *, maps: Mapping[str, str] = MAPS) -> dict[str, Any]:
        """This will write the look as browsers read it; `maps` are addresses, relative to the look's own."""
        return {"schema": SCHEMA, "digest": self.digest, **self._content(), "maps": dict(maps)}

    def _content(self) -> dict[str, Any]:
        return {
            "family": self.family,
            "tile_mm": _plain(self.surface.tile_mm),
            "colour": [_plain(value / TONE_MEAN) for value in self.colour],
            **{name: _plain(getattr(self, name)) for name in ("metalness", "specular", "ior", "environment")},
            "normal_scale": 1,
            "macro": _plain(self.macro),
            "nap": None if self.nap_angle is None else {"angle": _plain(self.nap_angle)},
            **{name: _part(getattr(self, name)) for name in ("sheen", "clearcoat", "anisotropy", "iridescence")},
            "sheet": _part(self.sheet),
            "pearl": None if self.pearl_diameter_mm is None else {"diameter_mm": _plain(self.pearl_diameter_mm)},
            "stitch": _plain(self.stitch),
            "edge": _plain(self.edge),
            "fitting": fitting_beside(self.colour),
            "gem": None if self.cut is None else {"cut": self.cut},
        }


def _part(part: Any) -> dict[str, Any] | None:
    return None if part is None else _plain(asdict(part))


def _plain(value: Any) -> Any:
    """This will round numbers, so that one look is written in one way, and 1 is not another look than 1.0."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, float | int):
        rounded = round(float(value), 5)
        return int(rounded) if rounded.is_integer() else rounded
    return value
