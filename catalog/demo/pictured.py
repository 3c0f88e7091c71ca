"""Which pictures a demonstration shop needs: its materials on the shapes of its products."""

from collections.abc import Mapping

from catalog.feeds.rows import ComponentRow, MaterialRow, StoreRows
from catalog.looks.derive import look_of
from catalog.looks.look import Look
from catalog.looks.metal import metal_tone
from catalog.looks.shapes import PicturedPart, shown


def pictured(shop: StoreRows) -> Mapping[tuple[str, str], Look]:
    """This will give each pair of a look's digest and a shape that some product shows, with the look."""
    materials = {row.code: row for row in shop.materials}
    looks = {code: look_of(row) for code, row in materials.items()}
    found: dict[tuple[str, str], Look] = {}
    for product in shop.products:
        parts = sorted(product.components, key=lambda part: -part.share_percent)
        place, shape = shown(product.category, [_seen(materials[part.material], part) for part in parts])
        look = looks[parts[place].material]
        found.setdefault((look.digest, shape), look)
    return found


def _seen(material: MaterialRow, part: ComponentRow) -> PicturedPart:
    return PicturedPart(material.family, part.share_percent, metal_tone(material))
