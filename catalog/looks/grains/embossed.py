"""Grains that a plate presses into leather: saffiano's cross-hatch and the scales of a crocodile."""

import numpy as np

from catalog.looks.grains.relief import Relief
from catalog.looks.look import Surface
from catalog.looks.tile import Array, Tile, bump, step


def saffiano(tile: Tile, surface: Surface) -> Relief:
    """Two families of slanting strokes, so many whole ones on a tile; the steeper one is chopped by the other."""
    lines = max(4, round(tile.mm / surface.grain_mm))
    pitch, slanted = tile.mm / lines, round(lines * 0.58)
    across, down = tile.warp(0.08 * pitch, slope=2.0, longest=tile.mm / 2, shortest=pitch)
    x, y = tile.axes()
    x, y = (x + across) / tile.mm, (y + down) / tile.mm
    one, other = x * lines + y * slanted, x * lines - y * slanted
    chopped = 0.72 + 0.28 * step(-0.4, 0.6, np.sin(2 * np.pi * other))
    strokes = 0.75 * _ridge(one, 0.55) * chopped + 0.42 * _ridge(other, 0.55)
    patches = tile.noise(slope=3.0, longest=tile.mm, shortest=tile.mm / 5)
    grit = tile.noise(slope=0.7, longest=pitch, shortest=0.1)
    height = tile.blurred(strokes + 0.04 * grit + 0.08 * patches, 0.03)
    return Relief(surface.depth_mm * height, tile.blurred(np.clip(0.45 + 0.65 * strokes, 0, 1), 0.03), patches)


def croc(tile: Tile, surface: Surface) -> Relief:
    """Rows of broad belly scales that become small and round towards the flank, with deep narrow valleys."""
    scale = surface.grain_mm
    points, rows = _scales(tile, scale)
    warp = tile.warp(0.10 * scale, slope=2.6, longest=tile.mm, shortest=scale / 1.5)
    (first, second), which = tile.cells(points, near=2, warp=warp, metric=3.2)
    size = rows[which] * scale
    edge = (second - first) / size
    plate = step(0.0, 0.26, edge) ** np.float32(0.7)
    cushion = plate * (0.72 + 0.28 * bump(first / size, 0.62))
    tall = tile.blurred(tile.dice().random(len(points), dtype=np.float32)[which], 0.06 * scale)
    valley = bump(edge, 0.065)
    wrinkle = tile.noise(slope=1.6, longest=scale / 3, shortest=scale / 14, stretch=2.2, angle=np.pi / 2)
    rim = (1 - step(0.1, 0.5, edge)) * plate
    patches = tile.noise(slope=3.2, longest=tile.mm, shortest=tile.mm / 4)
    height = cushion * (0.86 + 0.14 * tall) + 0.05 * wrinkle * (0.25 + rim) - 0.10 * valley
    openness = np.clip(1 - 0.95 * valley - 0.28 * (1 - plate), 0, 1)
    return Relief(surface.depth_mm * tile.blurred(height, 0.07), tile.blurred(openness, 0.06), patches)


def _scales(tile: Tile, scale: float) -> tuple[Array, Array]:
    """Points in rows of uneven height, in tiles, and the size of each in parts of the scale.

    Rows are tall on one half of the tile (the belly) and low on the other (the flank).
    """
    count = max(4, round(tile.mm / (0.78 * scale)))
    heights = 0.42 + 0.58 * (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(count) + 0.5) / count))
    heights = np.roll(heights, count // 4)
    ends = np.cumsum(heights) / heights.sum()
    points, sizes = [], []
    for row, (end, height) in enumerate(zip(ends, heights / heights.sum(), strict=True)):
        columns = max(3, round(1 / (height * (1.28 if heights[row] > 0.75 else 1.0))))
        off = tile.dice().random((2, columns)) - 0.5
        across = (np.arange(columns) + 0.5 * (row % 2) + 0.25 + 0.22 * off[0]) / columns
        down = end - height / 2 + 0.16 * height * off[1] + 0.4 * heights[0] / heights.sum()
        points.append(np.stack([across % 1.0, down % 1.0], axis=1))
        sizes.append(np.full(columns, height * tile.mm / scale))
    return np.concatenate(points), np.concatenate(sizes).astype(np.float32)


def _ridge(turns: Array, width: float) -> Array:
    """0 in the middle of each turn and 1 where the next begins."""
    return step(0, width, np.abs(turns % 1 - 0.5) * 2)
