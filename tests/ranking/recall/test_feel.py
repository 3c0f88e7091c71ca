"""What is made of the same material as the product in view, or of one like it."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import PURCHASE, Catalogue
from ranking.recall.base import Recalled
from ranking.scoring import ServingModel, assemble, untrained_model
from tests.ranking.leather_shop import LEATHERS, NAMES, catalogue, row, rows, shopper

NUBUCK = (0.0, 0.4, 0.9)  # much like suede, a little like smooth calf


def named(found: Recalled) -> list[str]:
    return [NAMES[each] for each in found.rows.tolist()]


def made_of(**materials: tuple[float, ...]) -> Catalogue:
    """Return the shop with other materials, written as in `pebbled_tote`."""
    shop = catalogue()
    changed = shop.materials.copy()
    for name, material in materials.items():
        changed[row(name.replace("_", " "))] = material
    return replace(shop, materials=changed)


def feels_like(*seeds: str, shop: Catalogue | None = None, k: int = 12) -> list[str]:
    return named(untrained_model(shop or catalogue()).recall("feel", shopper(seeds=seeds), k=k))


@pytest.mark.parametrize("leather", LEATHERS)
def test_what_is_made_of_the_same_leather_feels_alike(serving: ServingModel, leather: str) -> None:
    found = named(serving.recall("feel", shopper(seeds=[f"{leather} tote"]), k=12))
    assert set(found) == {f"{leather} {good}" for good in ("wallet", "belt", "pouch")}


def test_the_past_of_the_shopper_is_not_asked(serving: ServingModel) -> None:
    lover = shopper(*["suede tote", "suede wallet", "suede belt"] * 10, kind=PURCHASE, seeds=["pebbled tote"])
    stranger = shopper(seeds=["pebbled tote"])
    ours, theirs = serving.recall("feel", lover, k=12), serving.recall("feel", stranger, k=12)
    assert named(ours) == named(theirs)
    assert all(name.startswith("pebbled") for name in named(ours))
    everything = np.arange(len(NAMES), dtype=np.int32)
    assert serving.nearness(lover, everything).tolist() == serving.nearness(stranger, everything).tolist()


def test_the_same_material_comes_before_one_like_it_and_what_is_unlike_it_not_at_all() -> None:
    shop = made_of(smooth_wallet=NUBUCK)
    assert feels_like("suede tote", shop=shop) == ["suede wallet", "suede belt", "suede pouch", "smooth wallet"]


@pytest.mark.parametrize("length", [0.2, 1.0, 5.0])
def test_how_long_a_material_vector_is_does_not_matter(length: float) -> None:
    shop = catalogue()
    assert feels_like("suede tote", shop=replace(shop, materials=shop.materials * np.float32(length))) == feels_like(
        "suede tote"
    )


def test_of_several_products_in_view_each_finds_its_like() -> None:
    """A mean of suede and pebbled calf would be a leather that nobody has."""
    found = feels_like("suede tote", "pebbled tote", k=6)
    assert {name.split()[0] for name in found} == {"suede", "pebbled"}
    assert len(found) == 6


def test_what_the_page_is_about_goes_before_what_is_in_the_cart(serving: ServingModel) -> None:
    both = serving.recall("feel", shopper(seeds=["suede tote"], cart=["pebbled tote"]), k=12)
    assert all(name.startswith("suede") for name in named(both))
    cart = serving.recall("feel", shopper(cart=["pebbled tote"]), k=12)
    assert all(name.startswith("pebbled") for name in named(cart))


def test_with_nothing_in_view_it_finds_nothing(serving: ServingModel) -> None:
    known = shopper("suede tote", "suede wallet", kind=PURCHASE)
    assert len(serving.recall("feel", known, k=12)) == 0
    assert serving.nearness(known, rows("suede belt", "smooth belt")).tolist() == [0.0, 0.0]
    assert serving.alike_in_view(known, row("suede belt")) == -1


def test_a_product_of_unknown_material_feels_like_nothing_and_nothing_like_it() -> None:
    shop = made_of(suede_tote=(0.0, 0.0, 0.0))
    assert feels_like("suede tote", shop=shop) == []
    assert "suede tote" not in feels_like("suede wallet", shop=shop)
    model = untrained_model(shop)
    assert model.nearness(shopper(seeds=["suede wallet"]), rows("suede tote", "suede belt")).tolist() == [0.0, 1.0]
    beside = shopper(seeds=["suede tote", "suede wallet"])
    assert model.alike_in_view(beside, row("suede belt")) == row("suede wallet")


def test_a_shop_that_knows_no_materials_is_answered() -> None:
    shop = catalogue()
    for materials in (np.zeros_like(shop.materials), np.zeros((len(shop), 0), dtype=np.float32)):
        assert feels_like("suede tote", shop=replace(shop, materials=materials)) == []


def test_each_product_is_like_the_alike_in_view(serving: ServingModel) -> None:
    who = shopper(seeds=["suede tote", "pebbled tote"])
    assert serving.alike_in_view(who, row("pebbled belt")) == row("pebbled tote")
    assert serving.alike_in_view(who, row("suede belt")) == row("suede tote")
    assert serving.alike_in_view(who, row("smooth belt")) == -1


def test_a_new_product_is_found_without_a_training(model: Model) -> None:
    """The model has never heard of the channel, nor of the product."""
    assert "feel" not in model.channels
    grown = assemble(model, catalogue((*NAMES, "suede belt")))
    assert len(NAMES) in grown.recall("feel", shopper(seeds=["suede tote"]), k=3 + 1).rows
