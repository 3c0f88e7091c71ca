"""From a surface to the three maps that a renderer wraps around a shape."""

import io
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.looks.colour import encoded
from catalog.looks.grains import GRAINS
from catalog.looks.look import TONE_MEAN, Surface
from catalog.looks.tile import Array, Tile

Bytes = NDArray[np.uint8]
SIZE, DRAFT_SIZE = 512, 256  # px
# Grain shows in the normals, where artefacts would glitter; the other two forgive more.
QUALITY = {"normal": 90, "orm": 75, "tone": 75}
SMOOTHEST = 0.02


@dataclass(frozen=True, slots=True)
class Maps:
    """Tileable maps of a surface, uint8.

    `normal` (size, size, 3) is of OpenGL, +Y up; `orm` (size, size, 3) holds occlusion, roughness and 255; `tone`
    (size, size) is an sRGB grey that multiplies the colour and whose mean in linear light is TONE_MEAN.
    """

    normal: Bytes
    orm: Bytes
    tone: Bytes


def bake(surface: Surface, *, size: int = SIZE) -> Maps:
    """This will make the maps of a surface. The same surface gives the same bytes."""
    tile = Tile(size=size, mm=surface.tile_mm, seed=zlib.crc32(surface.recipe.encode()))
    relief = GRAINS[surface.recipe](tile, surface)
    cavity, patches = 1 - relief.openness, np.tanh(0.6 * relief.patches)
    return Maps(
        normal=_bytes(normals(relief.height, mm=surface.tile_mm) * 0.5 + 0.5),
        orm=_orm(surface, cavity, patches),
        tone=_bytes(encoded(_tone(surface, cavity, patches))),
    )


def normals(height: Array, *, mm: float) -> Array:
    """This will turn a height field in mm, `mm` wide, into unit normals, (size, size, 3)."""
    pixel = 2 * mm / height.shape[0]
    right = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) / pixel
    down = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) / pixel
    up = 1 / np.sqrt(right * right + down * down + 1)
    return np.stack([-right * up, down * up, up], axis=-1).astype(np.float32)


def _orm(surface: Surface, cavity: Array, patches: Array) -> Bytes:
    rough = surface.roughness + surface.roughness_cavity * cavity + surface.roughness_spread * patches
    open_to_light = 1 - surface.occlusion * cavity
    return np.stack(
        [_bytes(open_to_light), _bytes(np.clip(rough, SMOOTHEST, 1)), np.full(cavity.shape, 255, np.uint8)], axis=-1
    )


def _tone(surface: Surface, cavity: Array, patches: Array) -> Array:
    """How much of the colour is left where; its mean stays, so that a material is as dark as its record says."""
    tone = np.clip(1 - surface.cavity_dark * cavity + surface.tone_spread * patches, 0.05, None)
    return tone * np.float32(TONE_MEAN / tone.mean())


def _bytes(values: Array) -> Bytes:
    return np.clip(np.rint(values * 255), 0, 255).astype(np.uint8)


def webp(pixels: Bytes, *, quality: int) -> bytes:
    """This will write pixels, grey or colour, as WebP."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", quality=quality, method=4)
    return file.getvalue()


def as_webp(maps: Maps) -> dict[str, bytes]:
    """This will write the three maps as WebP files, by their names without ending."""
    return {name: webp(getattr(maps, name), quality=quality) for name, quality in QUALITY.items()}
