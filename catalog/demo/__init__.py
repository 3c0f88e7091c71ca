"""Two invented shops to try everything on: every product, brand, price and laboratory report in here is made up.

The same seed and day give the same shop, row for row.
"""

from collections.abc import Callable, Mapping

from catalog.demo.jeweller import jeweller
from catalog.demo.leather_house import leather_house
from catalog.feeds.rows import StoreRows

DEMO_STORES: Mapping[str, Callable[..., StoreRows]] = {"leather": leather_house, "jewel": jeweller}

__all__ = ["DEMO_STORES", "jeweller", "leather_house"]
