"""A variant stands by for its style: it is ranked only where the one that recall found may not be shown."""

from datetime import timedelta

import pytest

from catalog.models import Product, StockLevel, Store
from catalog.services import touch_catalogue
from events.customers import ensure_customer
from events.models import Order, OrderLine
from rules.models import Placement
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.conftest import NOON
from tests.woorec.test_pipeline import ask
from woorec.answers import Answer

SUEDE = {"all": [{"fact": "grain", "op": "is", "value": "suede"}]}
PEBBLED = {"all": [{"fact": "grain", "op": "is", "value": "pebbled"}]}


@pytest.fixture
def style(leather: Store, home_page: Placement) -> Store:
    """The pebbled and the suede tote are two colours of one style."""
    leather.products.filter(sku__in=["TOTE-1", "TOTE-2"]).update(item_group="TOTE")
    touch_catalogue(leather)
    home_page.length = 12
    home_page.save()
    return leather


def candidates(store: Store, answer: Answer) -> set[str]:
    return set(store.products.filter(pk__in=answer.candidate_ids).values_list("sku", flat=True))


def totes(store: Store, answer: Answer) -> set[str]:
    return {"TOTE-1", "TOTE-2"} & candidates(store, answer)


def leader(store: Store) -> str:
    (found,) = totes(store, ask(store))
    return found


def other(store: Store) -> str:
    return "TOTE-2" if leader(store) == "TOTE-1" else "TOTE-1"


def grain(sku: str) -> dict:
    return PEBBLED if sku == "TOTE-1" else SUEDE


def put_live(page: Placement, kind: str, params: dict, *, severity: str = "taste") -> None:
    draft = ensure_draft(page, by=None)
    fields = RuleFields(kind=kind, label=kind, params=params, owner="Mia", reason="Because.", severity=severity)
    save_rule(draft, fields, by=None)
    publish(draft, by=None)


def test_a_store_of_many_styles_and_sorts_is_told_apart_by_sorting_with_the_same_result(
    style: Store, home_page: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_live(home_page, "cap", {"limit": 1, "condition": {"fact": "price", "op": "at_least", "value": 1}})
    usual = ask(style)
    monkeypatch.setattr("woorec.variants.MOST_CELLS", 0)
    assert candidates(style, ask(style)) == candidates(style, usual)
    assert [item.sku for item in ask(style).items] == [item.sku for item in usual.items]


def test_where_the_found_one_can_be_shown_its_variants_are_not_ranked(style: Store) -> None:
    assert len(totes(style, ask(style))) == 1
    assert len(candidates(style, ask(style))) == 11


@pytest.mark.parametrize("gone", ["sold out", "hidden"])
def test_where_it_cannot_the_other_stands_in(style: Store, gone: str) -> None:
    first, second = leader(style), other(style)
    if gone == "sold out":
        StockLevel.objects.filter(product__sku=first).update(quantity=0)
    else:
        Product.objects.filter(sku=first).update(visible=False)
    shown = [item.sku for item in ask(style).items]
    assert second in shown
    assert first not in shown


def test_where_a_rule_keeps_it_off_the_other_stands_in(style: Store, home_page: Placement) -> None:
    first, second = leader(style), other(style)
    put_live(home_page, "eligibility", {"condition": grain(first)})
    shown = [item.sku for item in ask(style).items]
    assert second in shown
    assert first not in shown


def test_a_rule_that_hangs_on_the_moment_may_keep_it_off(style: Store, home_page: Placement) -> None:
    low = {"all": [{"fact": "stock", "op": "at_most", "value": 5}]}
    put_live(home_page, "eligibility", {"condition": low})
    assert len(totes(style, ask(style))) == 2


def test_a_slot_that_wants_the_other_colour_gets_it(style: Store, home_page: Placement) -> None:
    second = other(style)
    put_live(home_page, "slot", {"positions": [4], "condition": grain(second)})
    answer = ask(style)
    assert answer.items[3].sku in ({"TOTE-2", "CLUTCH-1", "WALLET-3"} if second == "TOTE-2" else {"TOTE-1", "CLUTCH-2"})
    assert second in candidates(style, answer)


def test_a_scatter_that_only_the_other_colour_can_keep_is_kept(style: Store, home_page: Placement) -> None:
    """The found tote and the clutch are of one grain; the tote's other colour may stand beside it."""
    first, second = leader(style), other(style)
    clutch = "CLUTCH-2" if first == "TOTE-1" else "CLUTCH-1"
    others = style.products.exclude(sku__in=[first, second, clutch]).values_list("pk", flat=True)
    put_live(home_page, "scatter", {"fact": "grain", "limit": 1, "window": 2})
    answer = ask(style, excluded=frozenset(others), limit=2)
    assert {item.sku for item in answer.items} == {clutch, second}
    assert answer.relaxed == ()


def test_a_boost_for_the_other_colour_brings_it_forward(style: Store, home_page: Placement) -> None:
    first, second = leader(style), other(style)
    put_live(home_page, "boost", {"points": 100, "condition": grain(second)})
    shown = [item.sku for item in ask(style).items]
    assert second in shown
    assert first not in shown


def test_a_boost_that_takes_both_for_the_same_ranks_one(style: Store, home_page: Placement) -> None:
    totes_of_the_house = {"all": [{"fact": "category", "op": "is", "value": "totes"}]}
    put_live(home_page, "boost", {"points": 100, "condition": totes_of_the_house})
    assert len(totes(style, ask(style))) == 1


def test_who_bought_one_colour_is_shown_the_other(style: Store, home_page: Placement) -> None:
    first, second = leader(style), other(style)
    home_page.exclude_bought = True
    home_page.save()
    customer = ensure_customer(style, external_id="nora")
    order = Order.objects.create(
        store=style, number="A-1", customer_id=customer, at=NOON - timedelta(days=9), currency="EUR"
    )
    OrderLine.objects.create(order=order, product=style.products.get(sku=first), quantity=1, unit_price=1)
    shown = [item.sku for item in ask(style, customer_id=customer).items]
    assert second in shown
    assert first not in shown
