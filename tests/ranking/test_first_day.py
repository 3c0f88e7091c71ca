"""A shop that nobody has visited yet recommends by what its products are."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.dataset import Catalogue
from ranking.recall.base import Recalled
from ranking.scoring import ServingModel, untrained_model
from tests.ranking.leather_shop import KINDS_OF_GOODS, LEATHERS, NAMES, catalogue, row, shopper


@pytest.fixture(scope="module")
def model() -> ServingModel:
    return untrained_model(catalogue())


def named(found: Recalled) -> list[str]:
    return [NAMES[each] for each in found.rows]


def test_it_says_that_nothing_is_trained(model: ServingModel) -> None:
    assert model.version == "untrained"
    assert model.rankers == ()


@pytest.mark.parametrize("leather", LEATHERS)
@pytest.mark.parametrize("good", KINDS_OF_GOODS)
def test_a_product_is_near_its_kind_and_its_leather(model: ServingModel, leather: str, good: str) -> None:
    near = named(model.recall("vector", shopper(seeds=[f"{leather} {good}"]), k=5))
    assert len(near) == 5
    assert all(leather in name or good in name for name in near)


def test_the_first_click_of_a_visitor_is_answered(model: ServingModel) -> None:
    near = named(model.recall("vector", shopper("suede belt", tier=None), k=3))
    assert near[0] == "suede belt"
    assert all("suede" in name or "belt" in name for name in near)


@pytest.mark.parametrize("leather", LEATHERS)
def test_a_cart_is_completed_from_other_kinds_in_the_same_leather(model: ServingModel, leather: str) -> None:
    found = named(model.recall("complement", shopper(cart=[f"{leather} tote"]), k=3))
    assert set(found) == {f"{leather} {good}" for good in KINDS_OF_GOODS if good != "tote"}


def test_products_without_a_known_material_are_completed_too() -> None:
    plain = untrained_model(replace(catalogue(), materials=np.zeros((len(NAMES), 3), dtype=np.float32)))
    assert "suede" in named(plain.recall("complement", shopper(cart=["suede tote"]), k=1))[0]


def test_home_page_product_page_and_cart_differ(model: ServingModel) -> None:
    home = named(model.recall("hot", shopper(), k=4))
    beside = named(model.recall("vector", shopper(seeds=["suede tote"]), k=4))
    cart = named(model.recall("complement", shopper(cart=["suede tote"]), k=4))
    assert len({tuple(sorted(page)) for page in (home, beside, cart)}) == 3


def test_what_was_bought_is_bought_again(model: ServingModel) -> None:
    found = model.recall("again", shopper("suede belt", kind=3), k=3)
    assert found.rows.tolist() == [row("suede belt")]


def test_a_branch_of_the_tree_stays_together() -> None:
    """Women's totes go with women's wallets before they go with men's belts of the same leather and price."""
    parents = np.array([-1, 5, 5, 6, 6, -1, -1, 1], dtype=np.int32)
    codes = ("goods", *KINDS_OF_GOODS, "women", "men", "hobo")
    even = np.full(len(NAMES), 80.0, dtype=np.float32)
    shop = replace(catalogue(), category_parents=parents, category_codes=codes, prices=even)
    assert _first_beside("suede tote", shop) == "suede belt"  # totes and wallets look like kinds of one thing here
    names = ("", "Bags", "Wallets", "Belts", "Bags", "Women", "Men", "Hobos")
    assert _first_beside("suede tote", replace(shop, category_names=names)) == "suede wallet"


def _first_beside(seed: str, shop: Catalogue) -> str:
    return named(untrained_model(shop).recall("complement", shopper(seeds=[seed]), k=3))[0]


def test_a_catalogue_of_more_facts_than_numbers_keeps_like_beside_like() -> None:
    """Eight hundred products with six hundred names of collections: the basis has to leave something out."""
    size, collections = 800, 600
    random = np.random.default_rng(3)
    shop = _collections(size, of=collections, random=random)
    model = untrained_model(shop)
    hits = 0
    for product in range(0, size, 40):
        who = replace(shopper(), seeds=np.array([product], dtype=np.int32))
        near = model.recall("vector", who, k=10).rows
        hits += int((shop.categories[near] == shop.categories[product]).sum())
    assert hits > 0.9 * 10 * 20


def _collections(size: int, *, of: int, random: np.random.Generator):
    base = catalogue((NAMES * (size // len(NAMES) + 1))[:size])
    own = random.integers(0, of, size).astype(np.int32)
    tokens = replace(base.tokens, indices=own)
    return replace(base, tokens=tokens, token_names=tuple(f"collection:{number}" for number in range(of)))


def test_a_renewed_model_knows_the_new_product() -> None:
    grown = untrained_model(catalogue()).renewed(catalogue((*NAMES, "suede tote")))
    new = len(NAMES)
    assert new in grown.recall("vector", shopper(seeds=["suede tote"]), k=3).rows
    assert new in grown.recall("complement", shopper(cart=["suede wallet"]), k=4).rows
    assert new in grown.recall("hot", shopper(), k=13).rows


@pytest.mark.parametrize("channel", ["hot", "vector", "complement", "again"])
def test_an_empty_shop_is_answered_with_nothing(channel: str) -> None:
    assert len(untrained_model(catalogue(())).recall(channel, shopper(), k=3)) == 0
