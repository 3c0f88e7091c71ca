"""Woven cloth."""

import numpy as np

from catalog.looks.grains.relief import Relief
from catalog.looks.look import Surface
from catalog.looks.tile import Tile


def twill(tile: Tile, surface: Surface) -> Relief:
    """Each warp yarn floats over two weft yarns and dives under one, a step later than its neighbour."""
    yarns = 3 * max(1, round(tile.mm / surface.grain_mm / 3))  # a repeat is three yarns, and the tile holds whole ones
    across, down = tile.warp(0.07 * surface.grain_mm, slope=2.0, longest=tile.mm / 2, shortest=surface.grain_mm)
    x, y = tile.axes()
    x, y = (x + across) / tile.mm * yarns + 0.3, (y + down) / tile.mm * yarns + 0.4
    place = (y + np.floor(x)) % 3
    floats = place < 2
    warp = np.sqrt(np.clip(1 - (2 * (x % 1) - 1) ** 2, 0, 1)) * (0.7 + 0.3 * np.sin(np.pi * place / 2))
    weft = 0.35 * np.sqrt(np.clip(1 - (2 * (place - 2) - 1) ** 2, 0, 1))
    yarn = np.where(floats, warp, weft).astype(np.float32)
    fibres = tile.noise(slope=0.8, longest=0.5, shortest=0.07, stretch=3, angle=1.2)
    patches = tile.noise(slope=2.4, longest=tile.mm, shortest=tile.mm / 8)
    openness = np.clip(0.25 + 0.75 * yarn + 0.04 * fibres, 0, 1)
    return Relief(surface.depth_mm * tile.blurred(yarn + 0.06 * fibres, 0.02), tile.blurred(openness, 0.02), patches)
