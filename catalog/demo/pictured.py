"""Which pictures a demonstration shop needs: its materials on the shapes of its products."""

from collections.abc import Mapping

from catalog.feeds.rows import StoreRows
from catalog.looks.derive import look_of
from catalog.looks.look import Look
from catalog.looks.shapes import shape_of


def pictured(shop: StoreRows) -> Mapping[tuple[str, str], Look]:
    """This will give each pair of a look's digest and a shape that some product shows, with the look."""
    materials = {row.code: (look_of(row), row.family) for row in shop.materials}
    found: dict[tuple[str, str], Look] = {}
    for product in shop.products:
        main = max(product.components, key=lambda part: part.share_percent)
        look, family = materials[main.material]
        found.setdefault((look.digest, shape_of(product.category, family=family)), look)
    return found
