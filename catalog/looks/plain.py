"""How whatever has no family of its own looks."""

from catalog.feeds.rows import MaterialRow
from catalog.looks.colour import linear
from catalog.looks.gloss import roughness_of
from catalog.looks.look import Look, Surface


def other_look(row: MaterialRow) -> Look:
    """This will derive the look of a plain, even body: resin, rubber, lacquered wood."""
    surface = Surface("flat", tile_mm=40, depth_mm=0.008, roughness=max(0.08, roughness_of(row.gloss_gu60)),
                      roughness_spread=0.02, tone_spread=0.02)  # fmt: skip
    return Look("other", surface, linear(row.colour_hex))
