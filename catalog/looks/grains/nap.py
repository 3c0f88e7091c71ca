"""Raised fibres."""

import numpy as np

from catalog.looks.grains.relief import Relief
from catalog.looks.look import Surface
from catalog.looks.tile import Tile


def suede(tile: Tile, surface: Surface) -> Relief:
    """Fibres that lie along the nap, finer ones across them, and tufts. What is larger is left to the shape."""
    lie = -surface.angle  # rows run down a picture, and the surface's own second axis up
    fibres = tile.noise(slope=1.1, longest=1.25, shortest=0.11, stretch=2.4, angle=lie)
    finer = tile.noise(slope=0.9, longest=0.4, shortest=0.07, stretch=1.7, angle=lie + 0.5)
    tufts = tile.noise(slope=1.4, longest=5.0, shortest=1.1)
    patches = tile.noise(slope=1.4, longest=6.0, shortest=2.5, stretch=2.2, angle=lie)
    height = surface.depth_mm * (0.34 * fibres + 0.26 * finer + 0.16 * tufts)
    return Relief(height, np.clip(0.72 + 0.13 * fibres + 0.10 * finer + 0.07 * tufts, 0, 1), patches)
