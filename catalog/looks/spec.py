"""A spec of a material's row, read with the defaults of the trade where the record says nothing."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

# The least and most of each figure that shapes a look, in its unit; beyond that it is a slip of the hand.
RANGES: Mapping[str, tuple[float, float]] = {
    "grain_size_mm": (0, 20),
    "grain_depth_mm": (0, 3),
    "nap_length_mm": (0, 5),
    "nap_angle_deg": (-360, 360),
    "brush_direction_deg": (-360, 360),
    "thickness_mm": (0, 20),
    "softness_mm": (0, 15),
    "diameter_mm": (0, 40),
    "threads_per_cm": (0, 200),
    "drape_percent": (0, 100),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """Fields of a spec. What is missing, empty or 0 was not stated; what is beyond its range counts as its end."""

    values: Mapping[str, object]

    def word(self, name: str, default: str = "") -> str:
        return str(self.values.get(name) or default)

    def number(self, name: str, default: float) -> float:
        value = self.values.get(name)
        most = RANGES[name][1] if name in RANGES else math.inf
        return min(float(value), most) if isinstance(value, int | float) and value > 0 else default

    def angle(self, name: str, default: float) -> float:
        """This will read degrees, of which 0 is one like any other."""
        value = self.values.get(name)
        return float(value) if isinstance(value, int | float) and math.isfinite(value) else default
