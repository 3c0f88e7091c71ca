"""Grains that grow: pebbles, the fine net and hair follicles of smooth leather, the quills of ostrich."""

import numpy as np

from catalog.looks.grains.relief import Relief
from catalog.looks.look import Surface
from catalog.looks.tile import Array, Tile, bump, step


def pebbled(tile: Tile, surface: Surface) -> Relief:
    """Cushions of uneven height with valleys between them, and finer wrinkles over both."""
    grain = surface.grain_mm
    warp = tile.warp(0.2 * grain, slope=2.5, longest=tile.mm, shortest=grain)  # shorter waves fold over: dark spots
    points = tile.lattice(grain, jitter=0.75 * surface.irregularity)
    (first, second, third), which = tile.cells(points, near=3, warp=warp)
    edge = (second - first) / grain
    dome = step(0, 0.55, edge) ** np.float32(0.62) * (0.75 + 0.25 * step(0, 0.8, (third - first) / grain))
    tall = tile.dice().random(len(points), dtype=np.float32)[which]
    dome *= 0.62 + 0.38 * tile.blurred(tall, 0.08 * grain)
    dome *= 0.55 + 0.45 * bump(first, 0.62 * grain)
    wrinkles = _net(tile, grain / 3.1, warp=(0.6 * warp[0], 0.6 * warp[1]), width=0.5)
    pores = tile.noise(slope=0.6, longest=grain / 4, shortest=0.1)
    patches = tile.noise(slope=3.2, longest=tile.mm, shortest=tile.mm / 5)
    height = dome * (1 + 0.10 * patches) + 0.10 * wrinkles + 0.012 * pores
    openness = np.clip(1 - 0.85 * bump(edge, 0.10) - 0.18 * (1 - wrinkles), 0, 1)
    fine = 0.035 * grain / 1.9
    return Relief(surface.depth_mm * tile.blurred(height, fine), tile.blurred(openness, fine), patches)


def smooth(tile: Tile, surface: Surface) -> Relief:
    """A net finer than the eye at arm's length, hair follicles in loose rows, and long soft creases."""
    grain = surface.grain_mm
    warp = tile.warp(0.5 * grain, slope=2.2, longest=tile.mm / 2, shortest=grain)
    net = _net(tile, grain, warp=warp, width=0.45, jitter=1.0)
    follicles = tile.lattice(grain / 0.75, jitter=1.0)
    follicles = follicles[tile.dice().random(len(follicles)) < 0.8]
    (away,), _ = tile.cells(follicles, near=1)
    pit = bump(away, 0.18 * grain)
    crease = _creases(tile)
    patches = tile.noise(slope=3.0, longest=tile.mm, shortest=tile.mm / 6)
    grit = tile.noise(slope=0.8, longest=grain / 2, shortest=0.15)
    height = 0.55 * net - 0.9 * pit - 0.45 * crease + 0.05 * grit + 0.6 * patches
    openness = np.clip(1 - 0.45 * pit - 0.06 * crease - 0.13 * (1 - net), 0, 1)
    return Relief(surface.depth_mm * tile.blurred(height, 0.04), tile.blurred(openness, 0.04), patches)


def ostrich(tile: Tile, surface: Surface) -> Relief:
    """Raised quill follicles, some millimetres apart and denser in places, each with a small hole in its top."""
    quill = surface.grain_mm
    lean = tile.warp(0.5 * quill, slope=3.0, longest=tile.mm, shortest=tile.mm / 4)
    points = tile.lattice(3.4 * quill, jitter=0.85)
    (away,), which = tile.cells(points, near=1, warp=lean)
    size = (0.72 + 0.5 * tile.dice().random(len(points), dtype=np.float32))[which]
    radius = away / (size * np.float32(0.56 * quill))
    hill = np.exp(-(radius ** np.float32(2.4)))
    hole = bump(radius, 0.17)
    warp = tile.warp(0.3, slope=2.2, longest=tile.mm / 2, shortest=0.8)
    net = _net(tile, 0.8, warp=warp, width=0.45, jitter=1.0)
    patches = tile.noise(slope=3.0, longest=tile.mm, shortest=tile.mm / 5)
    height = hill * size - 0.30 * hole + 0.07 * net + 0.12 * patches
    openness = np.clip(1 - 0.80 * hole - 0.10 * bump(radius - 1.25, 0.4) - 0.13 * (1 - net), 0, 1)
    return Relief(surface.depth_mm * tile.blurred(height, 0.07), tile.blurred(openness, 0.06), patches)


def _creases(tile: Tile) -> Array:
    """Where an uneven field is 0, lines run; along the hide they are long."""
    field = tile.noise(slope=2.6, longest=tile.mm / 2, shortest=2.0, stretch=4, angle=0.5)
    here = step(-0.2, 1.4, tile.noise(slope=3.0, longest=tile.mm, shortest=tile.mm / 4))
    return bump(field, 0.12) * here


def _net(tile: Tile, grain: float, *, warp: tuple[Array, Array], width: float, jitter: float = 0.95) -> Array:
    """0 on the lines between cells of a lattice, 1 inside them."""
    (first, second), _ = tile.cells(tile.lattice(grain, jitter=jitter), near=2, warp=warp)
    return step(0, width, (second - first) / grain)
