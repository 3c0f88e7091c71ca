"""How cloth looks: the weave by its recipe, the shine by gloss and fibre, the fall by its drape."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.feeds.rows import MaterialRow
from catalog.looks.colour import Colour, linear, mixed
from catalog.looks.gloss import roughness_of
from catalog.looks.look import Anisotropy, Look, Sheen, Sheet, Surface
from catalog.looks.spec import Spec

WHITE: Colour = (1.0, 1.0, 1.0)
BRUSHED_BELOW_GU = 2.0  # a raised nap scatters nearly all light
USUAL_DRAPE_PERCENT, USUAL_THICKNESS_MM = 30.0, 0.6
SOFTEST_MM = 8.0  # how a cloth without any stiffness hangs, on the scale of leathers
STROKED_FROM_MM = 0.8
FILAMENTS = frozenset({"silk", "viscose", "cupro", "acetate", "polyester", "polyamide"})
WOOLS = frozenset({"wool", "cashmere", "mohair", "alpaca", "angora", "camel"})


@dataclass(frozen=True, slots=True)
class Weave:
    """What a weave brings: its recipe, threads to the cm where none are stated, and how its threads lie."""

    recipe: str
    threads_per_cm: float
    threads: int  # along a tile, a multiple of the repeat
    depth: float  # in threads
    dark: float = 0.4
    floats: float = 0.0  # how far the highlight stretches, where threads lie side by side for long


WEAVES: Mapping[str, Weave] = {
    "plain": Weave("plain", 28, 48, 0.24),
    "canvas": Weave("plain", 11, 24, 0.26, dark=0.55),
    "twill": Weave("twill", 20, 30, 0.22),
    "satin": Weave("satin", 45, 60, 0.08, dark=0.2, floats=0.55),
    "jacquard": Weave("jacquard", 26, 60, 0.16, floats=0.2),
    "knit": Weave("knit", 7, 12, 0.24, dark=0.6),
    "cord": Weave("cord", 14, 24, 0.26, dark=0.5),
}
NAPPED: Mapping[str, float] = {"velvet": 1.2, "felt": 0.3, "nonwoven": 0.15}  # length of the nap in mm, if not stated


def textile_look(row: MaterialRow) -> Look:
    """This will derive the look of a cloth. Without a record: a nap where hardly anything shines, else a twill."""
    spec = Spec(row.textile or {})
    weave, nap = spec.word("weave"), spec.number("nap_length_mm", 0.0)
    dull = not weave and row.gloss_gu60 < BRUSHED_BELOW_GU
    if nap or weave in NAPPED or dull:
        return _napped(row, spec, nap or NAPPED.get(weave, 0.3))
    return _woven(row, spec, WEAVES.get(weave, WEAVES["twill"]))


def _woven(row: MaterialRow, spec: Spec, weave: Weave) -> Look:
    colour, pitch = linear(row.colour_hex), 10 / spec.number("threads_per_cm", weave.threads_per_cm)
    filament = max(row.fibres, key=lambda each: each[1], default=("", 0.0))[0] in FILAMENTS
    surface = Surface(
        weave.recipe,
        tile_mm=round(weave.threads * pitch, 2),
        grain_mm=pitch,
        depth_mm=weave.depth * pitch,
        irregularity=0.3 if filament else 0.9,
        roughness=max(0.24 if filament else 0.45, roughness_of(row.gloss_gu60)),
        roughness_cavity=0.2,
        occlusion=0.7,
        cavity_dark=weave.dark,
        tone_spread=0.015 if filament else 0.03,
    )
    return Look(
        "textile", surface, colour, specular=0.5 if filament else 0.2, macro=0.05,
        anisotropy=Anisotropy(weave.floats, 0.0) if filament and weave.floats else None,
        sheen=_sheen(row, colour), sheet=_sheet(spec),
    )  # fmt: skip


def _napped(row: MaterialRow, spec: Spec, nap: float) -> Look:
    """A nap that is long enough to be stroked lies along the warp."""
    colour, angle = linear(row.colour_hex), math.pi / 2 if nap >= STROKED_FROM_MM else None
    surface = Surface("suede", tile_mm=28, grain_mm=0.2, depth_mm=min(0.12, 0.035 + 0.06 * nap), angle=angle or 0.0,
                      roughness=0.97, occlusion=0.35, cavity_dark=0.4, tone_spread=0.03)  # fmt: skip
    return Look(
        "textile", surface, colour, specular=0.2, macro=0.05, nap_angle=angle,
        sheen=_sheen(row, colour), sheet=_sheet(spec),
    )  # fmt: skip


def _sheen(row: MaterialRow, colour: Colour) -> Sheen:
    """Wool is hairy: its edges are light. Filaments are smooth: theirs are narrow."""
    main = max(row.fibres, key=lambda each: each[1], default=("", 0.0))[0]
    if main in WOOLS:
        return Sheen(0.8, 0.7, mixed(colour, WHITE, 0.2))
    if main in FILAMENTS:
        return Sheen(0.35, 0.3, mixed(colour, WHITE, 0.3))
    return Sheen(0.6, 0.5, mixed(colour, WHITE, 0.15))


def _sheet(spec: Spec) -> Sheet:
    drape = spec.number("drape_percent", USUAL_DRAPE_PERCENT)
    return Sheet(spec.number("thickness_mm", USUAL_THICKNESS_MM), SOFTEST_MM * (1 - drape / 100))
