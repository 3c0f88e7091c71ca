"""In which of its materials a product is shown in 3D, as `catalog.product_facts` chooses it."""

from collections.abc import Collection
from itertools import groupby
from operator import itemgetter

from catalog.looks.shapes import PicturedPart, shown
from catalog.models import Material, ProductComponent, Store


def shown_materials(store: Store, *, products: Collection[int]) -> dict[int, str]:
    """This will give the code of the material by product id; who has no published material is missing."""
    published = store.materials.filter(state=Material.State.PUBLISHED).values("code")
    parts = ProductComponent.objects.filter(
        product__in=products, product__store=store, material__code__in=published
    ).order_by("product_id", "-share_percent", "pk")
    rows = parts.values_list(
        "product_id", "product__category__code", "material__code", "material__family", "share_percent"
    )
    return {product: _shown(list(each)) for product, each in groupby(rows.iterator(), key=itemgetter(0))}


def _shown(parts: list[tuple[int, str, str, str, float]]) -> str:
    place, _ = shown(parts[0][1], [PicturedPart(family, share) for *_, family, share in parts])
    return parts[place][2]
