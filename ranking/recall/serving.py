"""Say how a shop wants trained models to be served: what may be changed without a new training."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Serving:
    """Hold the choices of a shop that hold for every model it serves."""

    new_share: float = 0.2  # of the places of `hot` belong to new arrivals, 0 to 0.5; 0 closes the lane
    new_days: float = 30.0  # how long a product is a new arrival
    new_turn: float = 600.0  # seconds after which the next new arrival stands first in the lane
    exact_products: int = 50_000  # a larger catalogue is searched by cells instead of product by product

    def __post_init__(self) -> None:
        """Refuse a lane that would leave popularity less than half."""
        if not 0 <= self.new_share <= 0.5:
            raise ValueError("The share of new arrivals must lie between 0 and 0.5.")

    @property
    def new_every(self) -> int:
        """Return which place out of how many is a new arrival's; 0 for none. Never more than the share."""
        return math.ceil(1 / self.new_share - 1e-9) if self.new_share > 0 else 0
