import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import PURCHASE, VIEW
from ranking.recall.base import ShopperState
from ranking.recall.complement import anchors_of
from ranking.scoring import ServingModel, assemble
from tests.ranking.leather_shop import KINDS_OF_GOODS, NAMES, NOW, catalogue, row, shopper


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
