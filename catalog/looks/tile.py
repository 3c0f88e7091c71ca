"""A square of surface that continues at its edges: noise, points and cells on it, all of them periodic.

Lengths are in mm. The same seed draws the same pattern at every size, so that a draft shows what will be published;
only detail that a smaller size cannot hold differs.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, rfft2
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

Array = NDArray[np.float32]
Points = NDArray[np.float64]
SMALLEST_GRID = 16
HEX = 0.8660254  # how near the rows of a hexagonal lattice lie


@dataclass
class Tile:
    """`size` px show `mm`. Each draw takes dice of its own, so that the n-th draw never depends on the size."""

    size: int
    mm: float
    seed: int
    _draws: int = field(default=0, init=False)

    def dice(self) -> np.random.Generator:
        self._draws += 1
        return np.random.default_rng((self.seed, self._draws))

    def axes(self) -> tuple[Array, Array]:
        """This will give the middle of each pixel, x as a row and y as a column."""
        middle = (np.arange(self.size, dtype=np.float32) + np.float32(0.5)) * np.float32(self.mm / self.size)
        return middle[None, :], middle[:, None]

    def noise(
        self, *, slope: float, longest: float, shortest: float = 0.0, stretch: float = 1.0, angle: float = 0.0
    ) -> Array:
        """This will draw noise with power f^-slope between two wavelengths, mean 0, standard deviation 1.

        Streaks are `stretch` times as long as wide and run at `angle` (radians from x towards y).
        """
        high = self.mm / shortest if shortest else float("inf")
        grid = self.size
        while grid > SMALLEST_GRID and grid >= 6 * high:
            grid //= 2
        white = self.dice().standard_normal((grid, grid), dtype=np.float32)
        gain = _band(grid, slope=slope, low=self.mm / longest, high=high, stretch=stretch, angle=angle)
        found = irfft2(_widened(rfft2(white) * gain, self.size), s=(self.size, self.size))
        return (found - found.mean()) / np.float32(found.std() + 1e-12)

    def lattice(self, spacing: float, *, jitter: float, stretch: float = 1.0) -> Points:
        """This will scatter points, in tiles, over a hexagonal lattice; `stretch` widens its cells along x.

        0 leaves them in place, 1 moves each anywhere within its cell.
        """
        columns = max(2, round(self.mm / (spacing * stretch)))
        rows = max(2, 2 * round(self.mm / (spacing * HEX) / 2))
        y, x = np.mgrid[0:rows, 0:columns]
        off = self.dice().random((2, rows, columns)) - 0.5
        across = (x + 0.5 * (y % 2) + 0.25 + jitter * off[0]) / columns
        down = (y + 0.2 + jitter * off[1]) / rows  # no row of borders along the edge of the tile
        return np.stack([across.ravel() % 1.0, down.ravel() % 1.0], axis=1)

    def cells(
        self, points: Points, *, near: int, warp: tuple[Array, Array] | None = None, metric: float = 2.0
    ) -> tuple[Array, NDArray[np.intp]]:
        """This will measure how far the `near` nearest points are from each pixel, and name the nearest one.

        `warp` moves the pixels by mm before. A `metric` above 2 (Minkowski) makes cells squarer. Shapes:
        (near, size, size) in mm, and (size, size).
        """
        x, y = self.axes()
        if warp is not None:
            x, y = x + warp[0], y + warp[1]
        x, y = np.broadcast_arrays(x / self.mm, y / self.mm)
        asked = np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float64) % 1.0
        tree = cKDTree(points, boxsize=1.0, balanced_tree=False)
        distances, which = tree.query(asked, k=range(1, near + 1), p=metric)
        shape = (self.size, self.size)
        return (distances.T.reshape(near, *shape) * self.mm).astype(np.float32), which[:, 0].reshape(shape)

    def warp(self, by: float, *, slope: float, longest: float, shortest: float) -> tuple[Array, Array]:
        """This will draw how far each pixel is moved, in mm, along x and y."""
        across, down = (self.noise(slope=slope, longest=longest, shortest=shortest) for _ in range(2))
        return np.float32(by) * across, np.float32(by) * down

    def blurred(self, values: Array, mm: float) -> Array:
        """This will blur over so many mm, around the edges."""
        return gaussian_filter(values, mm * self.size / self.mm, mode="wrap", truncate=3.0)


def _band(grid: int, *, slope: float, low: float, high: float, stretch: float, angle: float) -> Array:
    down = (np.fft.fftfreq(grid) * grid)[:, None]
    across = (np.fft.rfftfreq(grid) * grid)[None, :]
    along = (across * np.cos(angle) + down * np.sin(angle)) * stretch
    beside = down * np.cos(angle) - across * np.sin(angle)
    cycles = np.hypot(along, beside)
    cycles[0, 0] = 1.0
    gain = cycles ** (-slope / 2) * (1 - np.exp(-((cycles / low) ** 4)))
    if high < float("inf"):
        gain *= np.exp(-((cycles / high) ** 4))
    gain[0, 0] = 0.0
    return gain.astype(np.float32)


def _widened(spectrum: NDArray[np.complex64], size: int) -> NDArray[np.complex64]:
    """This will put the spectrum of a small grid into that of a larger one: it draws the same, smoothly."""
    grid = spectrum.shape[0]
    if grid == size:
        return spectrum
    half, wide = grid // 2, np.zeros((size, size // 2 + 1), dtype=np.complex64)
    wide[:half, :half] = spectrum[:half, :half]
    wide[-half + 1 :, :half] = spectrum[-half + 1 :, :half]
    return wide


def step(start: float, end: float, values: Array) -> Array:
    """This will rise smoothly from 0 at `start` to 1 at `end`."""
    share = np.clip((values - np.float32(start)) / np.float32(end - start), 0, 1)
    return share * share * (3 - 2 * share)


def bump(values: Array, width: float) -> Array:
    """This will fall from 1 at 0 to 0, as a bell of a width."""
    return np.exp(-((values / np.float32(width)) ** 2))
