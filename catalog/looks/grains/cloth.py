"""Cloth, thread by thread: how each lies over and under the others."""

import numpy as np

from catalog.looks.grains.relief import Relief
from catalog.looks.look import Surface
from catalog.looks.tile import Array, Tile


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


def plain_weave(tile: Tile, surface: Surface) -> Relief:
    """Each thread goes over one and under the next, as in poplin and, with thick threads, in canvas."""
    x, y = _threads(tile, surface, repeat=2)
    over = (np.floor(x) + np.floor(y)) % 2 == 0
    side, way = np.where(over, x % 1, y % 1), np.where(over, y % 1, x % 1)
    return _cloth(tile, surface, _round(side) * (0.45 + 0.55 * np.sin(np.pi * way)))


def satin(tile: Tile, surface: Surface) -> Relief:
    """Each warp thread floats over four and dives under the fifth, never beside its neighbour's dive."""
    x, y = _threads(tile, surface, repeat=5)
    return _cloth(tile, surface, _satin(x, y))


def jacquard(tile: Tile, surface: Surface) -> Relief:
    """A satin whose figure, leaves around a diamond, shows the other face of the cloth."""
    x, y = _threads(tile, surface, repeat=30)
    figure = _figure(np.floor(x) / 30, np.floor(y) / 30)
    return _cloth(tile, surface, np.where(figure, 0.78 * _satin(y, x) + 0.22, 0.9 * _satin(x, y)))


def knit(tile: Tile, surface: Surface) -> Relief:
    """Columns of loops that show as V, one through the next: a third more rows than columns."""
    x, y = _threads(tile, surface, repeat=1)
    side = x % 1 - np.float32(0.5)
    row = y * np.float32(4 / 3) + 1.1 * np.abs(side)
    legs = _round(np.abs(side) * 2) * (0.3 + 0.7 * _round(row % 1))
    return _cloth(tile, surface, legs * (0.6 + 0.4 * np.cos(np.pi * np.abs(side))), hairy=1.6)


def cord(tile: Tile, surface: Surface) -> Relief:
    """Strands braided over two and under two, on the diagonal."""
    x, y = _threads(tile, surface, repeat=8)
    one, other = (x + y) / 2, (x - y) / 2
    over = (np.floor(one) + np.floor(other)) % 4 < 2
    side = np.where(over, one % 1, other % 1)
    way = np.where(over, (other + np.floor(one)) % 4, (one + np.floor(other)) % 4 - 2) / 2
    return _cloth(tile, surface, _round(side) * (0.5 + 0.5 * np.sin(np.pi * way)))


def _threads(tile: Tile, surface: Surface, *, repeat: int) -> tuple[Array, Array]:
    """This will count threads across and down, whole repeats of them to a tile; hand-spun ones wander a little."""
    count = repeat * max(1, round(tile.mm / surface.grain_mm / repeat))
    by = 0.08 * surface.irregularity * surface.grain_mm
    across, down = tile.warp(by, slope=2.0, longest=tile.mm / 2, shortest=surface.grain_mm)
    x, y = tile.axes()
    return (x + across) / tile.mm * count + 0.3, (y + down) / tile.mm * count + 0.4


def _round(side: Array) -> Array:
    """The profile of a thread, 0 at its sides and 1 in its middle."""
    return np.sqrt(np.clip(1 - (2 * side - 1) ** 2, 0, 1))


def _satin(x: Array, y: Array) -> Array:
    place = (y + 2 * np.floor(x)) % 5
    dives = _round(np.clip(place - 4, 0, 1)) * (place >= 4)
    return np.where(place >= 4, 0.35 * dives, _round(x % 1) * (0.75 + 0.25 * np.sin(np.pi * np.minimum(place, 4) / 4)))


def _figure(u: Array, v: Array) -> Array:
    """True where the figure of a jacquard is; u and v count repeats."""
    across, down = np.abs(u % 1 - 0.5), np.abs(v % 1 - 0.5)
    diamond = across + down
    leaf = np.abs(diamond - 0.36 - 0.05 * np.cos(6 * np.pi * (across - down))) < 0.055
    return (diamond < 0.16) | leaf | (0.5 - np.maximum(across, down) + np.abs(across - down) < 0.09)


def _cloth(tile: Tile, surface: Surface, thread: Array, *, hairy: float = 1.0) -> Relief:
    """This will lay fibres over threads, and shade them unevenly, as dye does."""
    fibres = hairy * tile.noise(slope=0.8, longest=surface.grain_mm, shortest=0.07, stretch=3, angle=1.2)
    patches = tile.noise(slope=2.4, longest=tile.mm, shortest=tile.mm / 8)
    thread = thread.astype(np.float32)
    openness = np.clip(0.25 + 0.75 * thread + 0.04 * surface.irregularity * fibres, 0, 1)
    height = surface.depth_mm * tile.blurred(thread + 0.06 * surface.irregularity * fibres, 0.02)
    return Relief(height, tile.blurred(openness, 0.02), patches)
