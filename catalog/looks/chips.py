"""A small picture of a material, drawn without a browser: for lists, e-mails, and where nothing else can draw it."""

from dataclasses import dataclass

import numpy as np

from catalog.looks.colour import decoded, encoded, linear, luminance
from catalog.looks.light import fallen, reflected, tone_mapped
from catalog.looks.look import TONE_MEAN, Iridescence, Look
from catalog.looks.maps import Bytes, Maps
from catalog.looks.tile import Array

CHIP_SIZE, FINER = 160, 2  # px, and how many are drawn for each along a side
SHOWN_MM = {"croc": 34.0, "ostrich": 30.0, "hammered": 22.0}
USUAL_MM = 14.0
COATED = 0.9  # from here a clear coat fills the grain
ROUND = frozenset({"metal", "pearl", "enamel", "gem"})
PAPER = linear("#f3f0ec")
RGB_NM = np.array((630.0, 540.0, 455.0), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Patch:
    """What is seen in each pixel: the body's normals, those with grain, occlusion, roughness, tone; (px, px, n)."""

    body: Array
    grain: Array
    occlusion: Array
    roughness: Array
    tone: Array


def chip(look: Look, maps: Maps, *, size: int = CHIP_SIZE, shown_mm: float | None = None) -> Bytes:
    """This will draw a square of the material, `size` px, gently curved so that its shine shows.

    What jewellers set is drawn as a ball.
    """
    mm = min(look.surface.tile_mm, shown_mm or SHOWN_MM.get(look.surface.recipe, USUAL_MM))
    round_one = look.family in ROUND
    body, inside = _ball(FINER * size) if round_one else (_curved(FINER * size, shiny=_shines(look)), None)
    patch = _sampled(maps, body, share=mm / look.surface.tile_mm)
    light = _lit(look, patch)
    if inside is not None:
        light = inside * light + (1 - inside) * _paper(FINER * size)
    values = encoded(tone_mapped(light.astype(np.float32)))
    return np.rint(_halved(values) * 255).astype(np.uint8)


def _shines(look: Look) -> bool:
    return look.clearcoat is not None and look.clearcoat.factor > COATED


def _lit(look: Look, patch: Patch) -> Array:
    colour = np.array(look.colour, dtype=np.float32) / TONE_MEAN * patch.tone
    facing = np.clip(patch.grain[..., 2:], 0.02, 1)
    bent = 2 * facing * patch.grain - np.array((0, 0, 1), np.float32)
    specular = max(0.6, look.specular)  # the tone mapping takes away what a surface mirrors at least
    base = 0.04 * specular * (1 - look.metalness) + colour * look.metalness
    fresnel = base + (np.maximum(1 - patch.roughness, base) - base) * (1 - facing) ** 5 * specular
    seen = reflected(bent, patch.roughness) * (0.6 + 0.4 * patch.occlusion)
    if look.iridescence is not None:
        strength = 0.11 * look.iridescence.factor * (1 - 0.8 * luminance(look.colour) * facing)
        fresnel = fresnel + strength * _film(look.iridescence, facing)
    light = (1 - look.metalness) * colour * _levelled(patch) + look.environment * seen * fresnel
    if look.sheen is not None:
        fibres = np.array(look.sheen.colour, np.float32) * look.sheen.factor
        light = light + 0.30 * fibres * (1 - facing) ** 2 * patch.tone
    return light + _coat(look, patch)


def _coat(look: Look, patch: Patch) -> Array:
    """What the clear layer on top mirrors, smooth over the grain."""
    if look.clearcoat is None:
        return np.zeros(1, np.float32)
    normal = patch.body if _shines(look) else 0.5 * (patch.body + patch.grain)
    normal = _unit(normal)
    facing = np.clip(normal[..., 2:], 0.02, 1)
    bent = 2 * facing * normal - np.array((0, 0, 1), np.float32)
    seen = reflected(bent, np.full_like(facing, look.clearcoat.roughness))
    return look.clearcoat.factor * (0.04 + 0.96 * (1 - facing) ** 5) * seen


def _levelled(patch: Patch) -> Array:
    """The light that falls in, levelled so that the patch as a whole is as bright as its material."""
    light = fallen(patch.grain) * patch.occlusion
    return light * (TONE_MEAN / float((light * patch.tone).mean()))


def _film(film: Iridescence, facing: Array) -> Array:
    """The colours of a thin film, by how often a wave of each fits into the way through it and back."""
    thickness = np.float32(film.thickness_nm[1])
    inner = np.sqrt(1 - (1 - facing**2) / np.float32(film.ior**2))
    return 0.5 + 0.5 * np.cos(4 * np.pi * np.float32(film.ior) * thickness * inner / RGB_NM)


def _sampled(maps: Maps, body: Array, *, share: float) -> Patch:
    size, pixels = maps.tone.shape[0], body.shape[0]
    at = (np.arange(pixels) / pixels * share * size).astype(int) % size
    normal, orm, tone = (each[np.ix_(at, at)].astype(np.float32) / 255 for each in (maps.normal, maps.orm, maps.tone))
    grain = _unit(body + 2 * normal - 1 - np.array((0, 0, 1), np.float32))
    return Patch(body, grain, orm[..., :1], orm[..., 1:2], decoded(tone)[..., None])


def _curved(pixels: int, *, shiny: bool) -> Array:
    """A cushion, seen from above; what mirrors the lamps is bent more, so that they stay small."""
    y, x = np.mgrid[1 : -1 : pixels * 1j, -1 : 1 : pixels * 1j].astype(np.float32)
    bend = 0.85 if shiny else 0.42
    return _unit(np.stack([bend * x, bend * y + 0.10, np.ones_like(x)], axis=-1))


def _ball(pixels: int) -> tuple[Array, Array]:
    """The normals of a ball, and 1 inside it, 0 outside."""
    y, x = np.mgrid[1.1 : -1.1 : pixels * 1j, -1.1 : 1.1 : pixels * 1j].astype(np.float32)
    away = np.sqrt(x * x + y * y)
    normal = np.stack([x, y, np.sqrt(np.clip(1 - away * away, 0.0004, 1))], axis=-1)
    return _unit(normal), np.clip((1 - away) * pixels / 2.2, 0, 1)[..., None]


def _paper(pixels: int) -> Array:
    """The paper that a ball lies on, with its shadow."""
    y, x = np.mgrid[1.1 : -1.1 : pixels * 1j, -1.1 : 1.1 : pixels * 1j].astype(np.float32)
    shadow = 0.45 * np.exp(-((x / 0.85) ** 2) - ((y + 0.93) / 0.22) ** 2)
    return np.array(PAPER, np.float32) * (1 - shadow[..., None])


def _unit(vectors: Array) -> Array:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _halved(values: Array) -> Array:
    size = values.shape[0] // FINER
    return values.reshape(size, FINER, size, FINER, -1).mean(axis=(1, 3))
