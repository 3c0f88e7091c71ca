"""The one way into the catalogue: rows of a feed, of the API or of a demo shop, written as sets."""

from catalog.writing.products import unknown_links, write_products
from catalog.writing.rows import write_rows

__all__ = ["unknown_links", "write_products", "write_rows"]
