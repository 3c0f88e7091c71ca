"""A product's picture: the poster of its material and shape where one was made, else the shop's own drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from catalog.cards import Picture, picture
from catalog.looks.library import file_of
from catalog.models import Material, ProductComponent, Store
from catalog.product_facts import ProductFacts

PLATES = {"warm": "#e9ded0", "cool": "#eef2f5"}


@dataclass(frozen=True, slots=True)
class Made:
    """What a product is made of most: the published material, and the digest that names its look's files."""

    code: str = ""
    name: str = ""
    family: str = ""
    colour_name: str = ""
    colour_hex: str = ""
    digest: str = ""

    @property
    def label(self) -> str:
        """This will name the material without its colour or finish, as in Pebbled Calf."""
        return self.name.partition(",")[0]


UNKNOWN = Made()


def published(store: Store) -> dict[str, Made]:
    """This will read the published materials of a shop by code."""
    rows = store.materials.filter(state=Material.State.PUBLISHED)
    fields = ("code", "name", "family", "colour_name", "colour_hex", "look_digest")
    return {row[0]: Made(*row) for row in rows.values_list(*fields)}


def made_of(product_ids: Sequence[int], *, among: Mapping[str, Made]) -> dict[int, Made]:
    """This will find the main material of each product: the largest part whose material is published."""
    parts = ProductComponent.objects.filter(product_id__in=product_ids).order_by("-share_percent", "pk")
    found: dict[int, Made] = {}
    for product_id, code in parts.values_list("product_id", "material__code"):
        if code in among:
            found.setdefault(product_id, among[code])
    return found


def picture_url(facts: ProductFacts, *, store_code: str) -> str:
    """This will name a product's picture: the shop's photograph, else the poster, else the drawing."""
    if facts.image_url:
        return facts.image_url
    poster = f"poster-{facts.shape}.webp"
    if facts.look and file_of(facts.look, poster):
        return look_url(facts.look, poster)
    return reverse("storefront-swatch", args=[store_code, facts.sku])


def look_url(digest: str, name: str) -> str:
    return f"/looks/{digest}/{name}"


def drawing(facts: ProductFacts) -> Picture:
    return picture(
        family=facts.material_family,
        colour=facts.colour_hex,
        grain=facts.grain,
        finish=facts.finish,
        category=facts.category,
    )
