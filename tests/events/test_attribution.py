"""Which list gets the credit for what was sold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Store
from events.attributed import attributed
from events.attribution import Credit, SoldLine, Touch, Windows, credits_of, sitting_since
from events.models import Customer, Interaction, Order, OrderLine, RankedList, Return, Visit

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
USUAL, WITH_LOOKS = Windows(), Windows(look=timedelta(hours=24))
HOME, CART = UUID(int=1), UUID(int=2)
TOTE, RED_TOTE, BELT = 1, 2, 3


def click(*, ago: timedelta = DAY, request: UUID = HOME, **fields: object) -> Touch:
    named: dict = {"store_id": 1, "product_id": TOTE, "group": "tote", "session": "v-1", **fields}
    return Touch(request_id=request, at=NOON - ago, **named)


def look(**fields: object) -> Touch:
    return replace(click(**fields), is_click=False)


def sold(**fields: object) -> SoldLine:
    named: dict = {"store_id": 1, "product_id": TOTE, "group": "tote", "session": "v-1", **fields}
    return SoldLine(**{"order_id": 1, "line_id": 1, "at": NOON, "quantity": 1, "unit_price": Decimal(420), **named})


def winner(*touches: Touch, line: SoldLine | None = None, windows: Windows = USUAL) -> Touch | None:
    found = credits_of([line or sold()], touches, windows=windows)
    return found[0].touch if found else None


@pytest.mark.parametrize(
    ("touch", "counts"),
    [
        (click(), True),
        (click(ago=7 * DAY), True),
        (click(ago=7 * DAY + timedelta(seconds=1)), False),
        (click(ago=timedelta(0)), True),
        (click(ago=-MINUTE), False),
        (click(product_id=RED_TOTE), True),
        (click(product_id=BELT, group="belt"), False),
        (click(product_id=BELT, group=""), False),
        (click(session="v-2"), False),
        (click(session=""), False),
        (click(store_id=2), False),
        (click(is_bot=True), False),
        (look(ago=MINUTE), False),
    ],
)
def test_a_click_counts_for_the_same_shopper_and_product_within_a_week(touch: Touch, counts: bool) -> None:
    assert winner(touch) == (touch if counts else None)


@pytest.mark.parametrize(
    ("touch", "line", "counts"),
    [
        ({"customer_id": 7, "session": "phone"}, {"customer_id": 7, "session": "desk"}, True),
        ({"customer_id": None}, {"customer_id": 7}, True),
        ({"customer_id": 7}, {"customer_id": None}, True),
        ({"customer_id": 7}, {"customer_id": 8}, False),  # two people at one machine
        ({"customer_id": None, "session": ""}, {"customer_id": None, "session": ""}, False),
        ({"session": "v-2"}, {"session": "", "request_id": HOME}, True),
        ({"session": "v-2"}, {"session": "", "request_id": CART}, False),
        ({"customer_id": 7, "session": ""}, {"customer_id": 8, "session": "", "request_id": HOME}, False),
    ],
)
def test_a_shopper_is_known_by_customer_browser_or_the_list_that_the_shop_names(
    touch: dict, line: dict, counts: bool
) -> None:
    assert (winner(click(**touch), line=sold(**line)) is not None) == counts


def test_products_without_a_group_are_not_taken_for_one_style() -> None:
    assert winner(click(product_id=BELT, group=""), line=sold(group="")) is None


@pytest.mark.parametrize(
    ("touches", "wins"),
    [
        ([click(ago=2 * DAY), click(ago=DAY, request=CART)], 1),
        ([click(ago=DAY), click(ago=2 * DAY, request=CART)], 0),
        ([click(product_id=RED_TOTE, request=CART), click()], 1),
        ([click(ago=2 * DAY), click(ago=DAY, product_id=RED_TOTE, request=CART)], 1),
        ([click(ago=8 * DAY, request=CART), click(ago=6 * DAY)], 1),
        ([click(ago=6 * DAY), look(ago=MINUTE, request=CART)], 0),
    ],
)
def test_the_last_click_wins_and_no_look_outranks_it(touches: Sequence[Touch], wins: int) -> None:
    assert winner(*touches, windows=WITH_LOOKS) == touches[wins]


@pytest.mark.parametrize(("ago", "counts"), [(timedelta(hours=24), True), (timedelta(hours=25), False)])
def test_a_look_counts_for_a_day_where_it_counts_and_is_called_assisted(ago: timedelta, counts: bool) -> None:
    found = credits_of([sold()], [look(ago=ago)], windows=WITH_LOOKS)
    assert [credit.is_assisted for credit in found] == [True] * counts


def test_a_bots_order_is_nobodys_success() -> None:
    assert winner(click(), line=sold(is_bot=True)) is None


@pytest.mark.parametrize(("returned", "kept", "revenue"), [(0, 3, 1260), (1, 2, 840), (3, 0, 0), (5, 0, 0)])
def test_what_came_back_is_taken_off(returned: int, kept: int, revenue: int) -> None:
    (credit,) = credits_of([sold(quantity=3, returned=returned)], [click()], windows=USUAL)
    assert (credit.kept, credit.revenue) == (kept, Decimal(revenue))


@pytest.mark.parametrize(
    ("touch", "since", "same"),
    [
        ({}, NOON - 2 * DAY, True),
        ({}, NOON - MINUTE, False),
        ({}, None, False),
        ({"session": "phone", "customer_id": 7}, NOON - 2 * DAY, False),
    ],
)
def test_the_same_session_is_one_sitting_at_one_browser(touch: dict, since: datetime | None, same: bool) -> None:
    line = sold(customer_id=7, sitting_since=since)
    (credit,) = credits_of([line], [click(**touch)], windows=USUAL)
    assert credit.same_session is same


@pytest.mark.parametrize(
    ("minutes", "began"),
    [([], 0), ([10], 10), ([10, 40], 40), ([10, 41], 10), ([31], 0), ([70, 20, 45], 70), ([-5, 10], 10)],
)
def test_a_sitting_ends_with_a_rest_of_more_than_half_an_hour(minutes: list[int], began: int) -> None:
    times = [NOON - each * MINUTE for each in minutes]
    assert sitting_since(times, at=NOON) == NOON - began * MINUTE


products = st.sampled_from([(TOTE, "tote"), (RED_TOTE, "tote"), (BELT, "belt"), (4, "")])
people = {"customer_id": st.sampled_from([None, 7, 8]), "session": st.sampled_from(["", "v-1", "v-2"])}
common = {"store_id": st.sampled_from([1, 2]), "is_bot": st.booleans(), **people}
requests = st.sampled_from([HOME, CART])


@st.composite
def touched(draw: st.DrawFn) -> Touch:
    product, group = draw(products)
    fields = {name: draw(strategy) for name, strategy in common.items()}
    at = NOON - draw(st.integers(-10, 10)) * DAY
    return Touch(
        request_id=draw(requests), product_id=product, group=group, at=at, is_click=draw(st.booleans()), **fields
    )


@st.composite
def bought(draw: st.DrawFn) -> list[SoldLine]:
    number = draw(st.integers(0, 6))
    return [draw(one_line(each)) for each in range(number)]


@st.composite
def one_line(draw: st.DrawFn, number: int) -> SoldLine:
    product, group = draw(products)
    fields = {name: draw(strategy) for name, strategy in common.items()}
    request = draw(st.one_of(st.none(), requests))
    return sold(line_id=number, product_id=product, group=group, request_id=request, **fields)


windows_of_any_length = st.builds(
    Windows, st.integers(1, 10).map(lambda n: n * DAY), st.none() | st.integers(1, 10).map(lambda n: n * DAY)
)


def may_count(touch: Touch, line: SoldLine, windows: Windows) -> bool:
    """The rule once more, said plainly: bots, stores, shoppers, products and times."""
    window = windows.click if touch.is_click else windows.look
    named = touch.customer_id and line.customer_id
    known_by = (
        bool(named),
        bool(touch.session) and touch.session == line.session,
        touch.request_id == line.request_id,
    )
    return (
        not (touch.is_bot or line.is_bot)
        and touch.store_id == line.store_id
        and (touch.product_id == line.product_id or bool(touch.group) and touch.group == line.group)
        and any(known_by)
        and not (named and touch.customer_id != line.customer_id)
        and window is not None
        and line.at - window <= touch.at <= line.at
    )


@given(bought(), st.lists(touched(), max_size=12), windows_of_any_length)
def test_each_line_is_credited_once_exactly_when_something_may_count(
    lines: list[SoldLine], touches: list[Touch], windows: Windows
) -> None:
    found = credits_of(lines, touches, windows=windows)
    expected = [line for line in lines if any(may_count(touch, line, windows) for touch in touches)]
    assert sorted(credit.line.line_id for credit in found) == [line.line_id for line in expected]
    for credit in found:
        rivals = [touch for touch in touches if may_count(touch, credit.line, windows)]
        assert credit.touch in rivals
        assert (credit.touch.is_click, credit.touch.at) == max((each.is_click, each.at) for each in rivals)


@given(bought(), st.lists(touched(), max_size=12), windows_of_any_length, st.randoms())
def test_neither_order_nor_repetition_of_the_input_matters(lines, touches, windows, rng) -> None:
    mixed_lines, mixed = rng.sample(lines * 2, len(lines) * 2), rng.sample(touches * 2, len(touches) * 2)
    assert credits_of(mixed_lines, mixed, windows=windows) == credits_of(lines, touches, windows=windows)


class Shop:
    """A store in which somebody is served a list, clicks in it and buys."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sku = {product.sku: product for product in store.products.all()}

    def serve(self, *skus: str, placement: str = "home", ago: timedelta = 2 * DAY) -> UUID:
        ids = [self.sku[sku].pk for sku in skus]
        blank = [""] * len(ids)
        numbers: list[int] = [1] * len(ids)
        served = RankedList.objects.create(
            request_id=uuid4(), store=self.store, at=NOON - ago, placement=placement, product_ids=ids, scores=numbers,
            propensities=numbers, slots=blank, reasons=blank, prices=numbers, stocks=numbers, margins=numbers,
        )  # fmt: skip
        return served.request_id

    def did(
        self, kind: str, request: UUID | None, sku: str | None = "TOTE-1", *, ago: timedelta = DAY, **fields
    ) -> None:
        product = self.sku[sku] if sku else None
        named = {"session": "v-1", **fields}
        Interaction.objects.create(
            store=self.store, kind=kind, request_id=request, product=product, at=NOON - ago, **named
        )

    def buy(self, sku: str = "TOTE-1", *, quantity: int = 1, ago: timedelta = timedelta(0), **fields) -> OrderLine:
        named = {"session": "v-1", "currency": "EUR", **fields}
        order = Order.objects.create(store=self.store, number=str(uuid4()), at=NOON - ago, **named)
        return order.lines.create(product=self.sku[sku], quantity=quantity, unit_price=420)

    def credits(self, **how) -> tuple[Credit, ...]:
        return attributed(self.store, since=NOON - 28 * DAY, until=NOON, **how)


@pytest.fixture
def shop(leather: Store) -> Shop:
    return Shop(leather)


def test_an_order_is_credited_to_the_list_that_was_clicked(shop: Shop) -> None:
    shop.did("select_item", shop.serve("TOTE-1", "TOTE-2", placement="cart"), ago=10 * MINUTE)
    line = shop.buy(quantity=2)
    shop.buy("BELT-1")
    Return.objects.create(line=line, at=NOON, quantity=1)
    (credit,) = shop.credits()
    assert (credit.line.line_id, credit.touch.placement, credit.same_session) == (line.pk, "cart", True)
    assert (credit.kept, credit.revenue) == (1, Decimal(420))


def test_a_click_of_yesterday_is_another_sitting(shop: Shop) -> None:
    shop.did("select_item", shop.serve("TOTE-1"), ago=DAY)
    shop.did("view_item", None, ago=5 * MINUTE)
    shop.buy()
    assert [credit.same_session for credit in shop.credits()] == [False]


def test_a_list_that_was_never_served_gets_no_credit(shop: Shop) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    elsewhere = shop.serve("TOTE-1")
    RankedList.objects.filter(request_id=elsewhere).update(store=other)
    for request in (uuid4(), elsewhere):
        shop.did("select_item", request)
    shop.buy()
    assert shop.credits() == ()


def test_another_stores_orders_are_not_looked_at(shop: Shop) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    shop.did("select_item", shop.serve("TOTE-1"))
    Order.objects.filter(pk=shop.buy().order_id).update(store=other)
    assert shop.credits() == ()


def test_bots_and_cancelled_orders_do_not_count(shop: Shop) -> None:
    request = shop.serve("TOTE-1")
    shop.did("select_item", request, is_bot=True)
    shop.buy()
    shop.did("select_item", request, session="v-2")
    shop.buy(session="v-2", cancelled_at=NOON)
    shop.did("select_item", request, session="v-3")
    Visit.objects.create(store=shop.store, session="v-3", started_at=NOON, is_bot=True)
    shop.buy(session="v-3")
    assert shop.credits() == ()


def test_a_customer_who_clicks_on_the_phone_and_buys_at_the_desk_is_one_shopper(shop: Shop) -> None:
    nora = Customer.objects.create(store=shop.store, pseudonym="nora")
    shop.did("select_item", shop.serve("TOTE-1"), session="phone", customer=nora)
    shop.buy(session="desk", customer=nora)
    assert len(shop.credits()) == 1


def test_a_look_at_a_whole_list_assists_only_where_looks_count(shop: Shop) -> None:
    shop.did("list_seen", shop.serve("TOTE-2", "TOTE-1"), sku=None, ago=MINUTE)
    shop.buy()
    assert shop.credits() == ()
    assert [credit.is_assisted for credit in shop.credits(windows=WITH_LOOKS)] == [True]


def test_the_windows_are_settings(shop: Shop, settings) -> None:
    shop.did("select_item", shop.serve("TOTE-1", ago=9 * DAY), ago=8 * DAY)
    shop.buy()
    assert shop.credits() == ()
    settings.ATTRIBUTION_CLICK_DAYS = 8
    assert len(shop.credits()) == 1


def test_only_the_orders_of_the_period_and_the_products_are_credited(shop: Shop) -> None:
    for sku in ("TOTE-1", "TOTE-2"):
        shop.did("select_item", shop.serve(sku, ago=31 * DAY), sku, ago=30 * DAY)
        shop.did("select_item", shop.serve(sku), sku)
        shop.buy(sku)
        shop.buy(sku, ago=28 * DAY)
    tote = shop.sku["TOTE-1"].pk
    assert len(shop.credits()) == 2
    assert [credit.line.product_id for credit in shop.credits(product_ids=[tote])] == [tote]


def test_a_click_before_the_period_counts_for_an_order_in_it(shop: Shop) -> None:
    shop.did("select_item", shop.serve("TOTE-1", ago=30 * DAY), ago=29 * DAY)
    shop.buy(ago=25 * DAY)
    assert len(shop.credits()) == 1
