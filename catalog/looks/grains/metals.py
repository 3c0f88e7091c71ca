"""How a metal was finished."""

import numpy as np

from catalog.looks.grains.relief import Relief, open_everywhere
from catalog.looks.look import Surface
from catalog.looks.tile import Tile


def polished(tile: Tile, surface: Surface) -> Relief:
    """Almost a mirror, with hairlines from cleaning in two directions."""
    micro = tile.noise(slope=1.2, longest=1.7, shortest=0.15)
    hairs = sum(
        np.clip(tile.noise(slope=0.1, longest=1.0, shortest=0.1, stretch=10, angle=angle) - 2.4, 0, None)
        for angle in (0.7, -0.4)
    )
    patches = tile.noise(slope=2.6, longest=tile.mm, shortest=tile.mm / 12)
    return open_everywhere(surface.depth_mm * (0.4 * micro - hairs), patches)


def brushed(tile: Tile, surface: Surface) -> Relief:
    """Long fine lines along the stroke, broader ones below, and a few scratches that went astray."""
    along = -surface.angle  # rows run down a picture, and the surface's own second axis up
    lines = tile.noise(slope=0.35, longest=1.25, shortest=0.1, stretch=14, angle=along)
    broad = tile.noise(slope=0.8, longest=3.3, shortest=0.2, stretch=18, angle=along)
    scratches = np.clip(
        tile.noise(slope=0.1, longest=1.0, shortest=0.095, stretch=9, angle=along + 0.02) - 1.9, 0, None
    )
    height = surface.depth_mm * (0.6 * lines + 0.5 * broad - 0.8 * scratches)
    return Relief(height, np.clip(0.86 + 0.07 * lines - 0.10 * scratches, 0, 1), 0.6 * lines + 0.8 * broad)


def hammered(tile: Tile, surface: Surface) -> Relief:
    """Shallow round dents that meet in soft ridges."""
    grain = surface.grain_mm
    (first,), _ = tile.cells(tile.lattice(grain, jitter=surface.irregularity), near=1)
    dents = tile.blurred((first / grain) ** 2, 0.08 * grain)
    patches = tile.noise(slope=3.0, longest=tile.mm, shortest=tile.mm / 4)
    return open_everywhere(surface.depth_mm * dents, patches)


def blasted(tile: Tile, surface: Surface) -> Relief:
    """Craters of fine beads, alike in every direction."""
    craters = tile.noise(slope=1.0, longest=1.25, shortest=surface.grain_mm / 1.5)
    finer = tile.noise(slope=0.9, longest=0.4, shortest=0.08)
    patches = tile.noise(slope=3.0, longest=tile.mm, shortest=tile.mm / 6)
    return open_everywhere(surface.depth_mm * (0.36 * craters + 0.28 * finer), patches)
