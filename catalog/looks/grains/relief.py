"""What a recipe makes of a tile."""

from dataclasses import dataclass

import numpy as np

from catalog.looks.tile import Array


@dataclass(frozen=True, slots=True)
class Relief:
    """`height` is in mm; `openness` is 1 in the open and 0 in a valley; `patches` vary slowly around 0, spread 1."""

    height: Array
    openness: Array
    patches: Array


def open_everywhere(height: Array, patches: Array) -> Relief:
    return Relief(height, np.ones_like(height), patches)
