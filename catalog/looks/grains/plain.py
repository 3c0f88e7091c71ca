"""Surfaces that flowed before they set: lacquer, glass, nacre."""

from catalog.looks.grains.relief import Relief, open_everywhere
from catalog.looks.look import Surface
from catalog.looks.tile import Tile


def flat(tile: Tile, surface: Surface) -> Relief:
    """No grain, but the faint waviness of orange peel, 1.2 to 6 mm from crest to crest."""
    peel = tile.noise(slope=2.0, longest=6.0, shortest=1.2)
    patches = tile.noise(slope=3.0, longest=tile.mm, shortest=tile.mm / 4)
    return open_everywhere(surface.depth_mm * peel, patches)
