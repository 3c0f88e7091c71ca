"""The picture of a product: a photograph, a poster or a drawing."""

import re
from pathlib import Path
from xml.etree import ElementTree

from django.test import Client

from catalog.cards import Picture
from catalog.models import Material, Store
from catalog.services import touch_catalogue
from tests.woorec.storefront.shopping import SHOP, html_of
from woorec.holder import SNAPSHOTS
from woorec.storefront import pictures
from woorec.swatch_image import swatch_svg

TOTE = Picture(family="leather", colour="#9a5226", grain="pebbled", silhouette="tote")


def test_a_picture_is_the_poster_where_there_is_one_and_the_drawing_where_not(
    shop: Client, leather: Store, tmp_path: Path, settings
) -> None:
    settings.HOME = tmp_path
    digest = "0" * 32
    leather.materials.filter(code="pebbled").update(look_digest=digest)
    drawn = html_of(shop, f"{SHOP}list/?material=pebbled-calf")
    assert f"/looks/{digest}/" not in drawn
    assert "/shop/leather/swatch/TOTE-1.svg" in drawn
    (tmp_path / "looks" / digest).mkdir(parents=True)
    (tmp_path / "looks" / digest / "poster-tote.webp").touch()
    assert f'src="/looks/{digest}/poster-tote.webp"' in html_of(shop, f"{SHOP}list/?material=pebbled-calf")


def test_a_product_with_a_look_can_be_turned_in_3d(shop: Client, leather: Store) -> None:
    leather.materials.update(look_digest="")
    assert "<woorec-material" not in html_of(shop, f"{SHOP}p/TOTE-1/")
    leather.materials.filter(code="pebbled").update(look_digest="2" * 32)
    touch_catalogue(leather)
    SNAPSHOTS.refresh(leather)
    html = html_of(shop, f"{SHOP}p/TOTE-1/")
    assert f'<woorec-material class="gallery__main" look="{"2" * 32}" shape="tote"' in html
    assert f"/looks/{'2' * 32}/chip.webp" in html


def test_the_largest_published_part_gives_the_picture(leather: Store) -> None:
    leather.materials.filter(code="pebbled").update(state=Material.State.RETIRED)
    product = leather.products.get(sku="TOTE-1")
    product.components.create(part="lining", material=leather.materials.get(code="suede"), share_percent=10)
    found = pictures.made_of([product.pk], among=pictures.published(leather))
    assert found[product.pk].code == "suede"


def test_a_picture_stands_by_itself() -> None:
    drawing = ElementTree.fromstring(swatch_svg(TOTE, plate="#ece1d2"))
    text = ElementTree.tostring(drawing, encoding="unicode")
    ids = {element.attrib["id"] for element in drawing.iter() if "id" in element.attrib}
    shapes = set(re.findall(r'href="#([\w-]+)"', text))
    assert "sw-tote" in ids
    assert "#9a5226" in text
    assert not re.search(r"class=|style=|<script", text)
    # A shape or grain that is not drawn for this picture falls back to nothing, as in the Studio.
    assert {"sw-tote", "sw-tote-detail"} <= shapes & ids


def test_one_picture_does_not_change_the_next() -> None:
    first = swatch_svg(TOTE, plate="#ece1d2")
    swatch_svg.cache_clear()
    swatch_svg(Picture("metal", "#cccccc", "brushed", "ring"), plate="#ffffff")
    assert swatch_svg(TOTE, plate="#ece1d2") == first
