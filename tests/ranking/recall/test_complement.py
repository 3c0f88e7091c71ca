from dataclasses import replace

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import PURCHASE, VIEW, Catalogue, TrainingData
from ranking.first_day import first_day
from ranking.recall.base import ShopperState
from ranking.recall.complement import anchors_of
from ranking.scoring import ServingModel, assemble, untrained_model
from tests.ranking.leather_shop import KINDS_OF_GOODS, NAMES, NOW, catalogue, row, rows, shopper


@pytest.mark.parametrize("leather", ["pebbled", "smooth", "suede"])
def test_a_tote_is_completed_by_the_wallet_of_the_same_leather(serving: ServingModel, leather: str) -> None:
    found = serving.recall("complement", shopper(seeds=[f"{leather} tote"]), k=3)
    assert NAMES[found.rows[0]] == f"{leather} wallet"


def test_a_tote_never_completes_a_tote(serving: ServingModel) -> None:
    found = serving.recall("complement", shopper(seeds=["pebbled tote"]), k=12)
    assert "tote" not in {NAMES[product].split()[1] for product in found.rows}


def test_the_cart_asks_as_well_as_the_seed(serving: ServingModel) -> None:
    found = serving.recall("complement", shopper(cart=["suede wallet"]), k=1)
    assert NAMES[found.rows[0]] == "suede tote"


def test_a_new_tote_is_completed_in_its_own_leather(model: Model) -> None:
    """Nobody has bought the new tote; wallets go with totes and suede goes with suede."""
    grown = assemble(model, catalogue((*NAMES, "suede tote")))
    who = shopper()
    who = ShopperState(
        who.history_rows, who.history_kinds, who.history_ages, np.array([12], np.int32), who.cart, "de", "gold", NOW
    )
    assert NAMES[grown.recall("complement", who, k=1).rows[0]] == "suede wallet"


def test_a_new_wallet_can_complete_a_known_tote(model: Model) -> None:
    shop = catalogue((*NAMES, "suede wallet", "pebbled wallet"))
    new = np.arange(len(shop)) >= len(NAMES)
    found = assemble(model, shop).recall("complement", shopper(seeds=["pebbled tote"]), allowed=new, k=2)
    assert found.rows[0] == len(NAMES) + 1


@pytest.mark.parametrize("beside", ["suede belt", "smooth tote"], ids=["unlike it", "of its own category"])
def test_on_the_first_day_what_the_shop_puts_beside_comes_first(beside: str) -> None:
    shop = untrained_model(linked(catalogue(), ("pebbled tote", beside)))
    assert NAMES[shop.recall("complement", shopper(seeds=["pebbled tote"]), k=1).rows[0]] == beside
    assert NAMES[shop.recall("complement", shopper(cart=["suede pouch", "pebbled tote"]), k=1).rows[0]] == beside


def test_the_shops_word_holds_in_the_direction_that_it_has() -> None:
    shop = untrained_model(linked(catalogue(), ("pebbled tote", "suede belt")))
    assert NAMES[shop.recall("complement", shopper(seeds=["suede belt"]), k=1).rows[0]] != "pebbled tote"


def test_a_new_product_brings_what_the_shop_puts_beside_it_into_a_trained_model(model: Model) -> None:
    """Everybody buys wallets with totes; the shop wants a smooth belt beside the new suede tote, and with it around."""
    names = (*NAMES, "suede tote", "suede belt")
    new_tote, new_belt = len(NAMES), len(NAMES) + 1
    shop = catalogue(names)
    pairs = np.array([[new_tote, row("smooth belt")], [row("pebbled tote"), new_belt]], dtype=np.int32)
    grown = assemble(model, replace(shop, cross_sells=pairs))
    who = replace(shopper(), seeds=np.array([new_tote], dtype=np.int32))
    assert grown.recall("complement", who, k=1).rows[0] == row("smooth belt")
    assert grown.recall("complement", shopper(seeds=["pebbled tote"]), k=1).rows[0] == new_belt


def test_the_shops_word_fades_as_both_are_bought() -> None:
    """Ten purchases of the rarer one halve it, whatever else is bought."""
    shares = [word_of_the_shop(tote=tote, belt=belt) for tote, belt in ((0, 900), (10, 900), (900, 90))]
    assert shares == pytest.approx([1, 1 / 2, 1 / 10])


def word_of_the_shop(*, tote: float, belt: float) -> float:
    """Return what a link adds to the score of a belt beside a tote, each bought so often and never together."""
    first = _first_day(tote=tote, belt=belt)
    scores = []
    for shop in (catalogue(), linked(catalogue(), ("pebbled tote", "suede belt"))):
        found = assemble(first, shop).recall("complement", shopper(seeds=["pebbled tote"]), k=len(NAMES))
        listed = dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
        scores.append(listed.get(row("suede belt"), 0.0))
    return scores[1] - scores[0]


def _first_day(*, tote: float, belt: float) -> Model:
    made = first_day(catalogue())
    part = made.channels["complement"]
    support = np.zeros(len(NAMES), dtype=np.float32)
    support[[row("pebbled tote"), row("suede belt")]] = tote, belt
    changed = replace(part, arrays={**part.arrays, "support": support})
    return replace(made, channels={**made.channels, "complement": changed})


def test_what_is_bought_together_outweighs_a_word_that_nobody_follows(data: TrainingData, model: Model) -> None:
    """Of sixty pebbled totes each was bought with its wallet, none with the smooth wallet that the shop puts there."""
    serving = assemble(model, linked(data.catalogue, ("pebbled tote", "smooth wallet")))
    found = serving.recall("complement", shopper(seeds=["pebbled tote"]), k=2)
    assert [NAMES[each] for each in found.rows] == ["pebbled wallet", "smooth wallet"]


def linked(shop: Catalogue, *pairs: tuple[str, str]) -> Catalogue:
    return replace(shop, cross_sells=np.array([rows(*pair) for pair in pairs], dtype=np.int32))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (shopper("pebbled belt", seeds=["suede tote"]), ["suede tote"]),
        (shopper("pebbled belt", kind=PURCHASE), ["pebbled belt"]),
        (shopper("pebbled belt", "suede tote", kind=VIEW), ["pebbled belt"]),
        (shopper(), []),
    ],
)
def test_seed_and_cart_ask_first_then_the_last_purchase_then_the_last_view(
    who: ShopperState, expected: list[str]
) -> None:
    assert anchors_of(who).tolist() == [row(name) for name in expected]


def test_companions_come_from_other_categories(model: Model) -> None:
    neighbours = np.asarray(model.channels["complement"].arrays["neighbours"])
    for product, companions in enumerate(neighbours):
        assert product % len(KINDS_OF_GOODS) not in companions[companions >= 0] % len(KINDS_OF_GOODS)
