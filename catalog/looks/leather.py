"""How leathers look: the grain by pattern, species and layer, the shine by finish and gloss."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.feeds.rows import MaterialRow
from catalog.looks.colour import Colour, linear, mixed, scaled
from catalog.looks.gloss import roughness_of
from catalog.looks.look import Clearcoat, Look, Sheen, Sheet, Surface
from catalog.looks.spec import Spec

NAPPED = frozenset({"suede", "nubuck"})
NAP_ANGLE_DEG = 30.0
ECRU: Colour = linear("#e6d8bd")
BLACK: Colour = (0.0, 0.0, 0.0)
GRAIN_MM: Mapping[str, Mapping[str, float]] = {
    "pebbled": {"": 1.8, "goat": 1.1, "deer": 1.4, "bovine": 2.4, "lamb": 0.9},
    "smooth": {"": 0.9, "goat": 0.7, "lamb": 0.6, "bovine": 1.0},
    "saffiano": {"": 0.75},
    "croc": {"": 9.0},
    "ostrich": {"": 2.2},
    "woven": {"": 3.0},
}


@dataclass(frozen=True, slots=True)
class Grain:
    """What a pattern brings: its tile and depth for a grain of 1 mm, and how much light its valleys lose."""

    tiles: float  # grains along a tile
    least_tile_mm: float
    depth: float  # in grains
    occlusion: float
    dark: float = 1.0


GRAINS: Mapping[str, Grain] = {
    "pebbled": Grain(17, 24, 0.18, 0.75),
    "smooth": Grain(44, 24, 0.039, 0.4, dark=0.7),
    "saffiano": Grain(32, 16, 0.147, 0.7),
    "croc": Grain(7, 24, 0.055, 0.75),
    "ostrich": Grain(26, 30, 0.26, 0.6, dark=0.8),
    "woven": Grain(8 * math.sqrt(2), 12, 0.17, 0.9, dark=1.3),
}
# How dark valleys become, and how much the colour varies from place to place: dyed through, or covered by pigment.
FINISHES: Mapping[str, tuple[float, float]] = {
    "aniline": (0.50, 0.035),
    "semi_aniline": (0.48, 0.025),
    "pigmented": (0.42, 0.012),
    "patent": (0.10, 0.015),
    "foil": (0.30, 0.012),
    "pull_up": (0.40, 0.05),
}
MOST_GRAINS = 64  # along a tile: finer ones could neither be drawn nor seen
MACRO: Mapping[str, float] = {"patent": 0.02, "pigmented": 0.02, "foil": 0.02, "pull_up": 0.08}
FOIL_DEPTH = 0.11  # in grains: the foil bridges the valleys
FOIL_LIGHT = 1.3  # a metal mirrors its room, which is darker than the white beside which its colour was read


def leather_look(row: MaterialRow) -> Look:
    """This will derive the look of a leather."""
    spec = Spec(row.leather or {})
    napped = {spec.word("grain_layer"), spec.word("grain_pattern")} & NAPPED
    return _napped(row, spec, nubuck="nubuck" in napped) if napped else _grained(row, spec)


def _napped(row: MaterialRow, spec: Spec, *, nubuck: bool) -> Look:
    """Nubuck is the grain side, buffed: a shorter nap that stirs less and shines a little more."""
    nap = spec.number("nap_length_mm", 0.2 if nubuck else 0.8)
    angle = math.radians(spec.angle("nap_angle_deg", NAP_ANGLE_DEG))
    colour = linear(row.colour_hex)
    depth = spec.number("grain_depth_mm", min(0.12, (0.025 if nubuck else 0.037) + 0.06 * nap))
    surface = Surface(
        recipe="suede",
        tile_mm=32,
        grain_mm=spec.number("grain_size_mm", 0.2),
        depth_mm=depth,
        angle=angle,
        roughness=0.94 if nubuck else 0.98,
        occlusion=0.3 if nubuck else 0.4,
        cavity_dark=0.4 if nubuck else 0.62,
        tone_spread=0.03,
    )
    sheen = Sheen(0.6 if nubuck else 1.0, min(0.7, 0.45 + 0.125 * nap), mixed(colour, ECRU, 0.08))
    return Look(
        "leather", surface, colour,
        specular=0.16 if nubuck else 0.08, macro=0.08 if nubuck else 0.16, nap_angle=angle,
        sheen=sheen, sheet=_sheet(spec), **_trim(colour, spec),
    )  # fmt: skip


def _grained(row: MaterialRow, spec: Spec) -> Look:
    colour, finish = linear(row.colour_hex), spec.word("finish", "semi_aniline")
    coat = _clearcoat(row.gloss_gu60, finish)
    foil = finish == "foil"
    return Look(
        "leather", _surface(row, spec, finish=finish, coated=coat is not None),
        scaled(colour, FOIL_LIGHT) if foil else colour,
        metalness=0.85 if foil else 0, specular=0.35 if finish == "patent" else 1, macro=MACRO.get(finish, 0.05),
        clearcoat=coat, sheen=_bloom(colour, finish), sheet=_sheet(spec), **_trim(colour, spec),
    )  # fmt: skip


def _surface(row: MaterialRow, spec: Spec, *, finish: str, coated: bool) -> Surface:
    pattern = spec.word("grain_pattern", "smooth")
    if finish == "patent" and pattern == "smooth":
        return Surface("flat", tile_mm=60, depth_mm=spec.number("grain_depth_mm", 0.005), roughness=0.45,
                       roughness_spread=0.02, tone_spread=0.02)  # fmt: skip
    known = pattern if pattern in GRAINS else "smooth"
    grain, dark, tone = GRAINS[known], *FINISHES.get(finish, FINISHES["semi_aniline"])
    size = spec.number("grain_size_mm", GRAIN_MM[known].get(spec.word("species"), GRAIN_MM[known][""]))
    size = max(size, grain.least_tile_mm / MOST_GRAINS)
    usual = size * (FOIL_DEPTH if finish == "foil" and known == "pebbled" else grain.depth)
    return Surface(
        recipe=known,
        tile_mm=max(grain.least_tile_mm, round(grain.tiles * size, 1)),
        grain_mm=size,
        depth_mm=spec.number("grain_depth_mm", usual),
        irregularity=spec.number("grain_irregularity", 0.6 if spec.word("grain_layer") == "corrected" else 0.9),
        roughness=max(0.34 if coated else 0.3, roughness_of(row.gloss_gu60)),
        roughness_cavity=0.28,
        roughness_spread=0.02 if finish == "foil" else 0.05,
        occlusion=grain.occlusion,
        cavity_dark=min(0.75, dark * grain.dark),
        tone_spread=tone,
    )


def _clearcoat(gloss_gu60: float, finish: str) -> Clearcoat | None:
    """The layer that shines: patent is one; other finishes are dressed with some, the more the glossier."""
    roughness = roughness_of(gloss_gu60)
    if finish == "patent":
        return Clearcoat(1, max(0.03, roughness))
    if gloss_gu60 <= 8:
        return None
    return Clearcoat(min(0.6, (gloss_gu60 - 8) / 40), max(0.12, roughness))


def _bloom(colour: Colour, finish: str) -> Sheen | None:
    """Leather that is not covered by pigment shows its fibres a little."""
    return Sheen(0.12, 0.5, mixed(colour, ECRU, 0.3)) if finish in ("aniline", "pull_up") else None


def _sheet(spec: Spec) -> Sheet:
    return Sheet(spec.number("thickness_mm", 1.4), spec.number("softness_mm", 3.5))


def _trim(colour: Colour, spec: Spec) -> dict[str, Colour]:
    """Thread near the colour of the hide, natural on vegetable tanned ones; the cut edge painted dark."""
    natural = spec.word("tannage") == "vegetable" or spec.word("finish") == "aniline"
    return {"stitch": mixed(colour, ECRU, 0.6 if natural else 0.16), "edge": mixed(scaled(colour, 0.45), BLACK, 0.1)}
