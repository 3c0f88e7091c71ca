from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import DAY, PURCHASE, VIEW, Catalogue, Interactions, Tokens, TrainingData, no_impressions
from ranking.first_day import first_day
from ranking.recall.base import NO_ROWS, ShopperState
from ranking.recall.complement import anchors_of
from ranking.recall.complement_training import ComplementConfig, fit
from ranking.recall.serving import Serving
from ranking.scoring import ServingModel, assemble, untrained_model
from tests.ranking.leather_shop import KINDS_OF_GOODS, LEATHERS, NAMES, NOW, catalogue, row, rows, shopper


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


def test_the_shops_word_on_a_new_product_comes_first_beside_a_full_cart_too() -> None:
    """Wallets are bought with totes and with pouches. With both in the cart they count no more than the shop does."""
    model = learned(catalogue(), (("tote", "wallet"), 300, 0), (("pouch", "wallet"), 300, 0))
    cart = ("suede tote", "suede pouch")
    assert listed(assemble(model, catalogue()), cart=cart, k=1) == ["suede wallet"]
    assert listed(assemble(model, linked(catalogue(), ("suede tote", "pebbled belt"))), cart=cart, k=1) == [
        "pebbled belt"
    ]


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


def kinds_of(*pairs: tuple[str, str], shop: Catalogue | None = None) -> Catalogue:
    """Return the shop with a thing of which both goods of each pair are kinds, as tote and pouch are bags."""
    shop = shop or catalogue()
    parents, codes = shop.category_parents.tolist(), list(shop.category_codes)
    for pair in pairs:
        parents.append(0)
        codes.append(f"{' or '.join(pair)}")
        for good in pair:
            parents[codes.index(good)] = len(codes) - 1
    return replace(shop, category_parents=np.array(parents, dtype=np.int32), category_codes=tuple(codes))


BAGS = kinds_of(("tote", "pouch"))


def listed(model: ServingModel, *, cart: tuple[str, ...], k: int = 12) -> list[str]:
    return [NAMES[each] for each in model.recall("complement", shopper(cart=cart), k=k).rows]


def test_on_the_first_day_another_kind_of_bag_comes_after_everything_else_of_the_leather() -> None:
    found = listed(untrained_model(BAGS), cart=("suede tote",))
    assert set(found[:2]) == {"suede wallet", "suede belt"}
    assert "pouch" not in {name.split()[1] for name in found[:6]}


def test_a_bag_completes_the_wallet_but_not_the_bag_beside_it() -> None:
    """The wallet alone would ask for a tote first; with a pouch in the cart nobody needs a second bag."""
    shop = untrained_model(BAGS)
    assert {name.split()[1] for name in listed(shop, cart=("suede wallet",), k=3)} >= {"tote"}
    both = listed(shop, cart=("suede wallet", "suede pouch"))
    assert {name.split()[1] for name in both[:3]} == {"belt"}


def test_how_dear_a_piece_is_counts_among_its_own_kind() -> None:
    """A belt costs less than any tote. To the dearest tote goes the dearest belt, not the one nearest in price."""
    prices = np.array([400, 80, 60, 50, 800, 80, 150, 50, 200, 80, 30, 50], dtype=np.float32)
    alike = replace(
        catalogue(),
        prices=prices,
        materials=np.ones((12, 3), np.float32),
        tokens=Tokens(np.zeros(13, np.int64), NO_ROWS),
    )
    belts = [name for name in listed(untrained_model(alike), cart=("smooth tote",)) if name.endswith("belt")]
    assert belts[0] == "smooth belt"
    belts = [name for name in listed(untrained_model(alike), cart=("suede tote",)) if name.endswith("belt")]
    assert belts[0] == "suede belt"


Habit = tuple[tuple[str, ...], int, int]  # goods, baskets with them all, and visits that looked at them and no more


def learned(shop: Catalogue, *habits: Habit, customers: Sequence[int] = ()) -> Model:
    """Return what is learned from habits, each among pieces of one leather in turn, and each of another customer."""
    visits = [(goods, kind) for goods, bought, looked in habits for kind in (PURCHASE,) * bought + (VIEW,) * looked]
    events = [
        (
            dict(enumerate(customers)).get(number, number),
            number,
            row(f"{LEATHERS[number % 3]} {good}"),
            kind,
            NOW - DAY + number,
            number,
        )
        for number, (goods, kind) in enumerate(visits)
        for good in goods
    ]
    customer, session, product, kind, at, order = (np.array(column) for column in zip(*events, strict=True))
    past = Interactions(
        customer=customer,
        session=session,
        product=product.astype(np.int32),
        kind=kind.astype(np.int8),
        at=at.astype(np.float64),
        region=np.zeros(len(events), np.int16),
        tier=np.zeros(len(events), np.int16),
        order=np.where(kind == PURCHASE, order, -1),
    )
    data = TrainingData(catalogue=shop, interactions=past, impressions=no_impressions(), now=NOW)
    made = first_day(shop)
    return replace(made, channels={**made.channels, "complement": fit(data, config=ComplementConfig())})


COMPARED = (("tote", "pouch"), 6, 600)
PAIRED = (("tote", "wallet"), 60, 600)


def test_who_compares_two_kinds_of_one_thing_buys_one_so_a_chance_basket_makes_no_companions() -> None:
    """Pouches are looked at with totes as often as wallets are. One in a hundred then takes both; of wallets nine."""
    model = assemble(learned(BAGS, COMPARED, PAIRED), BAGS)
    found = listed(model, cart=("suede tote",))
    assert found[0] == "suede wallet"
    strangers = assemble(learned(catalogue(), COMPARED, PAIRED), catalogue())
    assert _of_pouch(model) < _of_pouch(strangers) / 2


def _of_pouch(model: ServingModel) -> float:
    """Return the bond of tote and pouch, that of tote and wallet being 1."""
    return float(model.bond(shopper(cart=["suede tote"]), rows("suede pouch", "suede wallet"))[0])


def apart_in(model: Model) -> float:
    """Return what is left of the bond of tote and pouch."""
    part = model.channels["complement"]
    place = part.arrays["siblings"].tolist().index([1, 4])
    return float(part.arrays["apart"][place])


@pytest.mark.parametrize("looks", [1, 12, 40])
def test_the_first_looks_at_a_shop_that_brought_its_orders_undo_no_habit(looks: int) -> None:
    """Sixty baskets with a tote and a pouch are older than the first look at both."""
    orders = (("tote", "pouch"), 60, 0), (("tote", "wallet"), 60, 0), (("wallet", "belt"), 60, 0)
    before = apart_in(learned(BAGS, *orders))
    after = apart_in(learned(BAGS, *orders, (("tote", "pouch"), 0, looks)))
    assert after == pytest.approx(before)
    assert before > 0.5


def test_baskets_count_against_the_looks_of_their_own_time() -> None:
    """Of 300 visits that compared, three took both; older baskets are judged by chance and not by these visits."""
    looked = (("tote", "pouch"), 0, 297), (("tote", "pouch"), 3, 0)
    assert apart_in(learned(BAGS, *looked)) == pytest.approx((3 + 1) / (3 + 10))
    earlier = apart_in(learned(BAGS, (("wallet", "belt"), 300, 0), *looked))
    assert earlier == pytest.approx((3 + 1) / (3 + 10))


def test_where_baskets_say_otherwise_kinds_of_one_thing_are_companions() -> None:
    """Stacking rings are all rings, and bought by the handful."""
    model = assemble(learned(BAGS, (("tote", "pouch"), 60, 0)), BAGS)
    assert listed(model, cart=("suede tote",), k=1) == ["suede pouch"]


def test_what_was_learned_of_kinds_holds_when_the_shop_numbers_its_categories_anew() -> None:
    """A category came first in the tree and the belts are gone; totes and pouches are companions still."""
    model = learned(BAGS, (("tote", "pouch"), 60, 0))
    kept = [name for name in NAMES if not name.endswith("belt")]
    ids = np.array([101 + row(name) for name in kept], dtype=np.int64)
    left = replace(catalogue(kept), product_ids=ids)
    numbers = np.array([-1, 5, 4, -1, 3], dtype=np.int32)
    moved = replace(
        left,
        categories=numbers[left.categories],
        category_codes=("gifts", "goods", "tote or pouch", "pouch", "wallet", "tote"),
        category_parents=np.array([-1, -1, 1, 2, 1, 2], dtype=np.int32),
    )
    who = replace(shopper(), seeds=np.array([kept.index("suede tote")], dtype=np.int32))
    found = assemble(model, moved).recall("complement", who, k=1)
    assert kept[found.rows[0]] == "suede pouch"
    assert kept[untrained_model(moved).recall("complement", who, k=1).rows[0]] != "suede pouch"


def test_what_is_bought_together_is_said_to_be_and_what_only_suits_is_not(serving: ServingModel) -> None:
    who = shopper(seeds=["pebbled tote"])
    assert serving.goes_with(who, row("pebbled wallet")) == (row("pebbled tote"), True)
    assert serving.goes_with(who, row("pebbled belt")) == (row("pebbled tote"), False)
    assert serving.goes_with(who, row("pebbled tote")) == (-1, False)


ONE, ANOTHER, STRANGER = 7, 8, -1


@pytest.mark.parametrize(
    ("customers", "expected"),
    [
        ([ONE], False),
        ([ONE, ANOTHER, ANOTHER, ONE], False),
        ([ONE, ANOTHER, ANOTHER, ANOTHER], True),
        ([STRANGER, ONE, ONE, STRANGER], True),
    ],
    ids=["one basket", "two baskets of one customer", "two customers", "two visits of strangers"],
)
def test_what_one_person_bought_is_nobodys_habit(customers: list[int], expected: bool) -> None:
    """Of four baskets with a tote and a belt the first and the fourth are of pebbled leather."""
    model = assemble(learned(catalogue(), (("tote", "belt"), len(customers), 0), customers=customers), catalogue())
    found = model.goes_with(shopper(seeds=["pebbled tote"]), row("pebbled belt"))
    assert found == (row("pebbled tote"), expected)


def test_an_alternative_is_not_said_to_go_with_anything() -> None:
    """In a cart it may go with the other piece; where the shop puts it beside the one in view, the shop has said so."""
    bags = untrained_model(BAGS)
    assert bags.goes_with(shopper(seeds=["suede tote"]), row("suede pouch")) == (-1, False)
    assert bags.goes_with(shopper(cart=["suede tote", "suede wallet"]), row("suede pouch"))[0] == row("suede wallet")
    word = untrained_model(linked(BAGS, ("suede tote", "suede pouch")))
    assert word.goes_with(shopper(seeds=["suede tote"]), row("suede pouch")) == (row("suede tote"), False)


def test_an_alternative_that_was_bought_along_is_said_to_be() -> None:
    model = assemble(learned(BAGS, (("tote", "pouch"), 6, 600)), BAGS)
    assert model.goes_with(shopper(seeds=["suede tote"]), row("suede pouch")) == (row("suede tote"), True)
    assert model.goes_with(shopper(seeds=["suede tote"]), row("smooth pouch")) == (-1, False)


def test_in_a_cart_each_piece_names_the_one_it_goes_with_best() -> None:
    shop = untrained_model(catalogue())
    who = shopper(cart=["suede tote", "pebbled wallet"])
    assert shop.goes_with(who, row("suede belt"))[0] == row("suede tote")
    assert shop.goes_with(who, row("pebbled belt"))[0] == row("pebbled wallet")


def test_the_bond_is_strongest_for_the_first_companion_and_none_without_an_anchor(serving: ServingModel) -> None:
    everything = np.arange(len(NAMES), dtype=np.int32)
    who = shopper(seeds=["pebbled tote"])
    bond = serving.bond(who, everything)
    assert NAMES[int(bond.argmax())] == "pebbled wallet"
    assert (bond.max(), bond[row("smooth tote")]) == (1.0, 0.0)
    assert not serving.bond(shopper(), everything).any()
    assert len(serving.bond(who, everything[:0])) == 0


def test_a_piece_that_sells_well_still_has_companions_by_style(serving: ServingModel) -> None:
    """Sixty bought the tote with its wallet. The belt of its leather follows, though nobody bought it along."""
    assert listed(serving, cart=("suede tote",), k=1) == ["suede wallet"]
    assert "suede belt" in listed(serving, cart=("suede tote",), k=4)


def test_in_a_shop_too_large_to_compare_only_baskets_speak_of_what_sells_well(model: Model) -> None:
    """Its new pieces, which no basket knows, are compared as in any other shop."""
    large = assemble(model, catalogue((*NAMES, "suede pouch")), serving=Serving(exact_products=12))
    who = shopper(seeds=["suede tote"])
    found = large.recall("complement", who, k=len(NAMES)).rows.tolist()
    assert row("suede wallet") in found
    assert len(NAMES) in found
    assert row("pebbled belt") not in found
    assert large.goes_with(who, row("pebbled belt")) == (-1, False)
    assert large.goes_with(who, len(NAMES)) == (row("suede tote"), False)


def test_only_what_is_recalled_goes_with_something(serving: ServingModel) -> None:
    who = shopper(seeds=["smooth wallet"])
    recalled = set(serving.recall("complement", who, k=len(NAMES)).rows.tolist())
    everything = set(range(len(NAMES)))
    assert {each for each in everything - {row("smooth wallet")} if serving.goes_with(who, each)[0] >= 0} == recalled
    assert recalled < everything


def test_a_model_from_before_buyers_were_counted_still_recalls_and_claims_nothing(model: Model) -> None:
    part = model.channels["complement"]
    known = {name: array for name, array in part.arrays.items() if name not in {"buyers", "siblings", "apart"}}
    older = replace(model, channels={**model.channels, "complement": replace(part, arrays=known)})
    serving = assemble(older, catalogue())
    assert listed(serving, cart=("suede tote",), k=1) == ["suede wallet"]
    who = shopper(seeds=["pebbled tote"])
    assert serving.goes_with(who, row("pebbled wallet")) == (row("pebbled tote"), False)
