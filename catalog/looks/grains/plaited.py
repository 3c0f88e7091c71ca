"""Strips of leather plaited over and under each other."""

import numpy as np

from catalog.looks.grains.relief import Relief
from catalog.looks.look import Surface
from catalog.looks.tile import Array, Tile, step


def woven(tile: Tile, surface: Surface) -> Relief:
    """Plain plaiting on the diagonal: each strip, as wide as the grain, arches over one and dips under the next."""
    strips = max(2, round(tile.mm / (surface.grain_mm * np.sqrt(2))))
    across, down = tile.warp(0.05 * surface.grain_mm, slope=2.4, longest=tile.mm / 2, shortest=surface.grain_mm)
    x, y = tile.axes()
    x, y = (x + across) / tile.mm * strips, (y + down) / tile.mm * strips
    one, other = x + y, x - y
    over = (np.floor(one) + np.floor(other)) % 2 == 0
    side = np.where(over, one % 1, other % 1) - np.float32(0.5)
    way = np.where(over, other % 1, one % 1) - np.float32(0.5)
    strip = _rounded(side)
    arch = np.cos(np.pi * 0.94 * way)
    hide = tile.noise(slope=1.0, longest=1.2, shortest=0.25)
    patches = tile.noise(slope=2.6, longest=tile.mm, shortest=tile.mm / 6)
    height = strip * (0.42 + 0.58 * arch) + 0.012 * hide
    openness = np.clip(strip * (0.25 + 0.75 * step(0.0, 0.55, arch)), 0, 1)
    return Relief(surface.depth_mm * tile.blurred(height, 0.05), tile.blurred(openness, 0.05), patches)


def _rounded(side: Array) -> Array:
    """A strip's profile: flat in the middle, rolled at both edges."""
    return np.sqrt(np.clip(1 - (np.abs(side) * 2) ** np.float32(5), 0, 1))
