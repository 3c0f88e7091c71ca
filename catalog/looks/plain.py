"""How cloth looks, and whatever has no family of its own."""

from catalog.feeds.rows import MaterialRow
from catalog.looks.colour import linear, mixed
from catalog.looks.gloss import roughness_of
from catalog.looks.look import Look, Sheen, Sheet, Surface

WHITE = (1.0, 1.0, 1.0)
BRUSHED_BELOW_GU = 2.0  # a raised nap scatters nearly all light


def textile_look(row: MaterialRow) -> Look:
    """This will derive the look of a cloth: a nap where hardly anything shines, else a twill."""
    colour = linear(row.colour_hex)
    return Look(
        "textile", _nap() if row.gloss_gu60 < BRUSHED_BELOW_GU else _twill(row.gloss_gu60), colour,
        specular=0.2, macro=0.05, sheen=Sheen(0.6, 0.5, mixed(colour, WHITE, 0.15)), sheet=Sheet(0.6, 6.5),
    )  # fmt: skip


def _nap() -> Surface:
    return Surface("suede", tile_mm=28, grain_mm=0.2, depth_mm=0.06, roughness=0.97, occlusion=0.35, cavity_dark=0.4,
                   tone_spread=0.03)  # fmt: skip


def _twill(gloss_gu60: float) -> Surface:
    return Surface("twill", tile_mm=15, grain_mm=0.5, depth_mm=0.11, roughness=max(0.45, roughness_of(gloss_gu60)),
                   roughness_cavity=0.2, occlusion=0.7, cavity_dark=0.4, tone_spread=0.03)  # fmt: skip


def other_look(row: MaterialRow) -> Look:
    """This will derive the look of a plain, even body: resin, rubber, lacquered wood."""
    surface = Surface("flat", tile_mm=40, depth_mm=0.008, roughness=max(0.08, roughness_of(row.gloss_gu60)),
                      roughness_spread=0.02, tone_spread=0.02)  # fmt: skip
    return Look("other", surface, linear(row.colour_hex))
