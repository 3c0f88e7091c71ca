"""What a shop system says about one product, told by a webhook or asked for by a pull: the shape both share."""

from dataclasses import dataclass
from datetime import datetime

from catalog.feeds.rows import PriceRow, ProductRow


@dataclass(frozen=True, slots=True)
class ProductNews:
    """One product as the shop system has it now. `fields` are those of ProductRow that it speaks of.

    A style is what WooCommerce calls a variable product: it is never shown itself, and its variants share its category,
    its brand and whether they are shown at all.
    """

    row: ProductRow
    fields: frozenset[str]
    at: datetime
    pieces: int | None = None  # None: not counted, always there
    sales: tuple[PriceRow, ...] = ()
    categories: tuple[str, ...] = ()  # names or paths; the deepest that the store knows is taken
    style: str = ""  # of a variant: the style's external id
    is_style: bool = False
