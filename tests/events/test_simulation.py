"""The simulated storefront keeps the rules of a real log. What it earns is never asserted."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from catalog.demo import DEMO_STORES
from catalog.feeds.rows import StoreRows
from catalog.materials.allergy import GRADES
from events.rows import CustomerRow, History, InteractionRow, OrderRow, RankedListRow
from events.simulation import CatalogueFacts, facts_of_store, simulate
from events.simulation.browsing import Looks
from events.simulation.buying import chance_to_stay
from events.simulation.log import KINDS
from events.simulation.policy import draw_lists
from events.simulation.world import stream

END = datetime(2026, 9, 1, 6, tzinfo=UTC)
DAYS = 45
START = END - timedelta(days=DAYS)


@dataclass(frozen=True)
class Past:
    """A history, read."""

    shop: StoreRows
    facts: CatalogueFacts
    counts: dict[str, int]
    customers: list[CustomerRow]
    lists: list[RankedListRow]
    interactions: list[InteractionRow]
    orders: list[OrderRow]


def read(shop: StoreRows, *, seed: int = 3, **arguments: object) -> Past:
    facts = facts_of_store(shop, on=END.date())
    settings = {"customers": 1500, "days": DAYS, "scale": 0.25, **arguments}
    history: History = simulate(facts, seed=seed, end=END, **settings)
    parts = (history.customers, history.ranked_lists, history.interactions, history.orders)
    return Past(shop, facts, history.counts, *(list(part) for part in parts))


@pytest.fixture(scope="module", params=sorted(DEMO_STORES))
def past(request) -> Past:
    return read(DEMO_STORES[request.param](seed=7, today=END.date()))


def test_a_seed_always_gives_the_same_history():
    shop = DEMO_STORES["jewel"](seed=7, today=END.date())
    small = {"days": 5, "scale": 0.1, "customers": 200}
    first, again, other = read(shop, **small), read(shop, **small), read(shop, seed=4, **small)
    assert first.customers == again.customers
    assert first.lists == again.lists
    assert first.interactions == again.interactions
    assert first.orders == again.orders
    assert first.interactions != other.interactions


def test_rows_can_be_streamed_and_their_number_is_known_before():
    facts = facts_of_store(DEMO_STORES["leather"](seed=7, today=END.date()), on=END.date())
    history = simulate(facts, seed=1, end=END, customers=100, days=3, scale=0.1)
    assert next(iter(history.interactions)) is not None
    assert iter(history.ranked_lists) is history.ranked_lists


def test_the_counts_hold(past):
    assert past.counts["customers"] == len(past.customers)
    assert past.counts["ranked_lists"] == len(past.lists)
    assert past.counts["interactions"] == len(past.interactions)
    assert past.counts["orders"] == len(past.orders) > 0
    assert past.counts["impressions"] == sum(len(shown.skus) for shown in past.lists)


def test_everything_happens_in_order_and_within_the_window(past):
    for rows in (past.lists, past.interactions, past.orders):
        times = [row.at for row in rows]
        assert times == sorted(times)
        assert times[0] >= START
        assert times[-1] <= END


def test_every_name_exists(past):
    skus, customers = set(past.facts.skus), {customer.external_id for customer in past.customers} | {""}
    tiers, regions = {tier.code for tier in past.shop.tiers}, {region.code for region in past.shop.regions}
    lists = {shown.request_id for shown in past.lists}
    assert {customer.tier for customer in past.customers} <= tiers
    assert {customer.region for customer in past.customers} <= regions
    for event in past.interactions:
        assert event.sku in skus
        assert event.customer in customers
        assert event.kind in KINDS
        assert event.request_id is None or event.request_id in lists
    for shown in past.lists:
        assert {*shown.skus, *shown.seed_skus} <= skus
        assert shown.region in regions
        assert shown.placement in {"home", "product", "cart"}
    assert {order.region for order in past.orders} <= regions


def test_only_visible_launched_and_priced_products_are_shown(past):
    products = {product.sku: product for product in past.shop.products}
    for shown in past.lists:
        for sku in shown.skus:
            assert products[sku].visible
            assert products[sku].launched_on <= shown.at.date()
            assert shown.region not in products[sku].not_sold_in


def test_a_list_holds_each_style_once_and_never_its_own_seed(past):
    groups = {product.sku: product.item_group for product in past.shop.products}
    for shown in past.lists:
        styles = [groups[sku] for sku in (*shown.skus, *shown.seed_skus)]
        assert len(styles) == len(set(styles))
        assert len(shown.skus) == {"home": 12, "product": 8, "cart": 8}[shown.placement]
        assert bool(shown.seed_skus) == (shown.placement != "home")


def test_propensities_are_chances(past):
    for shown in past.lists:
        assert len(shown.skus) == len(shown.scores) == len(shown.propensities) == len(shown.prices)
        assert all(0 < propensity <= 1 for propensity in shown.propensities)
        assert all(price > 0 for price in shown.prices)


def test_propensities_are_the_chances_with_which_products_are_drawn():
    shop = DEMO_STORES["leather"](seed=7, today=END.date())
    few = replace(shop, products=shop.products[:9], stock=(), prices=())
    facts = facts_of_store(few, on=END.date())
    assert len(set(facts.item_groups.tolist())) >= 3
    logits = np.linspace(0, 2, 9, dtype=np.float32)[None, :]
    lists = draw_lists(facts, logits=logits, allowed=np.ones((40_000, 9), dtype=bool), size=2, rng=stream(5, 1))
    for product in range(9):
        # Position 1 has one marginal chance. At position 2 the mean of 1 / chance over the draws of a product is the
        # number of prefixes that still allow it, each weighed by its own chance.
        first = lists.rows[:, 0] == product
        assert first.mean() == pytest.approx(lists.propensities[first, 0][0], abs=0.01)
        second = lists.rows[:, 1] == product
        still_possible = facts.item_groups[lists.rows[:, 0]] != facts.item_groups[product]
        estimate = (second / np.where(second, lists.propensities[:, 1], 1)).mean()
        assert estimate == pytest.approx(still_possible.mean(), abs=0.06)


def test_a_click_names_the_list_and_the_position_where_the_product_stood(past):
    lists = {shown.request_id: shown for shown in past.lists}
    clicks = [event for event in past.interactions if event.kind == "select_item"]
    assert clicks
    for event in clicks:
        shown = lists[event.request_id]
        assert shown.skus[event.position - 1] == event.sku
        assert (shown.session, shown.customer) == (event.session, event.customer)
        assert event.at > shown.at


def test_shoppers_click_more_at_the_top(past):
    clicks = Counter(event.position for event in past.interactions if event.kind == "select_item")
    assert clicks[1] + clicks[2] > clicks[7] + clicks[8]


def test_a_session_belongs_to_one_shopper_and_two_in_five_have_no_name(past):
    owners: dict[str, set[str]] = {}
    for event in past.interactions:
        owners.setdefault(event.session, set()).add(event.customer)
    assert all(len(names) == 1 for names in owners.values())
    visitors = sum(names == {""} for names in owners.values())
    assert 0.33 < visitors / len(owners) < 0.47


def test_a_purchase_is_one_event_with_a_line_in_an_order(past):
    bought = Counter((e.session, e.sku, e.quantity) for e in past.interactions if e.kind == "purchase")
    ordered = Counter((order.session, line.sku, line.quantity) for order in past.orders for line in order.lines)
    assert bought == ordered
    events: dict[object, set[str]] = {}
    for event in past.interactions:
        if event.kind == "purchase":
            events.setdefault(event.event_id, set()).add(event.session)
    assert all(len(sessions) == 1 for sessions in events.values())
    assert len(events) == len(past.orders)
    others = [event.event_id for event in past.interactions if event.kind != "purchase"]
    assert len(others) == len(set(others))


def test_order_lines_are_unique_priced_and_attributed_to_lists_of_their_session(past):
    prices = {(row.sku, row.region, row.tier): row.amount for row in past.shop.prices}
    tiers = {customer.external_id: customer.tier for customer in past.customers} | {"": "regular"}
    sessions = {shown.request_id: shown.session for shown in past.lists}
    assert len({order.number for order in past.orders}) == len(past.orders)
    for order in past.orders:
        assert len({line.sku for line in order.lines}) == len(order.lines)
        for line in order.lines:
            assert line.unit_price == prices[line.sku, order.region, tiers[order.customer]]
            assert line.request_id is None or sessions[line.request_id] == order.session


def test_what_comes_back_was_bought_5_to_20_days_before(past):
    lines = [(order, line) for order in past.orders for line in order.lines]
    returned = [(order, line) for order, line in lines if line.returned_at]
    assert returned
    for order, line in returned:
        assert timedelta(days=5) <= line.returned_at - order.at <= timedelta(days=20)
        assert line.return_reason
    assert all(not line.return_reason for _, line in lines if not line.returned_at)
    refunds = Counter((e.at, e.sku) for e in past.interactions if e.kind == "refund")
    assert refunds == Counter((line.returned_at, line.sku) for _, line in returned)


def test_skin_reacts_only_to_what_is_not_known_to_be_low(past):
    grades = dict(zip(past.facts.skus, (GRADES[grade] for grade in past.facts.nickel), strict=True))
    lines = [line for order in past.orders for line in order.lines]
    assert all(grades[line.sku] in "CDX" for line in lines if line.return_reason == "skin")


def test_what_nora_must_avoid_stands_in_her_profile_and_nowhere_else(past):
    avoiding = [customer for customer in past.customers if customer.avoids]
    assert avoiding
    assert {customer.avoids for customer in avoiding} == {("nickel",)}
    skus = re.compile("|".join(map(re.escape, sorted(past.facts.skus, key=len, reverse=True))))
    for rows in (past.lists, past.interactions, past.orders):
        assert "nickel" not in skus.sub("", repr(rows)).lower()


def test_the_logging_policy_does_not_know_who_avoids_what(past):
    grades = dict(zip(past.facts.skus, (GRADES[grade] for grade in past.facts.nickel), strict=True))
    avoiding = {customer.external_id for customer in past.customers if customer.avoids}
    shown = [sku for row in past.lists if row.customer in avoiding for sku in row.skus]
    assert {grades[sku] for sku in shown} & set("DX")


def test_everything_says_that_it_is_simulated(past):
    assert all(row.model.startswith("simulated") for row in past.lists)
    assert all(order.number.startswith("SIM-") and order.session.startswith("sim-") for order in past.orders)
    assert all(customer.external_id.startswith("sim-") for customer in past.customers)


def test_baskets_hold_things_that_go_together():
    past = read(DEMO_STORES["jewel"](seed=7, today=END.date()), scale=0.5)
    roots = {row.code: row.path.split(" > ")[0] for row in past.shop.categories}
    category = {product.sku: product.category for product in past.shop.products}
    baskets = [{roots[category[line.sku]] for line in order.lines} for order in past.orders]
    assert any({"Earrings", "Necklaces"} <= basket for basket in baskets)


def test_an_end_without_a_time_zone_is_refused():
    facts = facts_of_store(DEMO_STORES["jewel"](seed=7, today=date(2026, 9, 1)), on=date(2026, 9, 1))
    with pytest.raises(ValueError, match="aware"):
        simulate(facts, seed=1, end=datetime(2026, 9, 1))


def test_of_two_totes_in_a_cart_the_one_liked_less_seldom_stays():
    """Tote, tote, hobo, wallet, and the tote of somebody else; the first tote is liked best."""
    facts = SimpleNamespace(
        categories=np.array([0, 0, 1, 2], dtype=np.int32), category_roots=("Bags", "Bags", "Small Leather Goods")
    )
    carts = Looks(np.array([0, 0, 0, 0, 1]), np.array([0, 1, 2, 3, 1]), np.zeros(5), np.full(5, -1))
    chances = chance_to_stay(SimpleNamespace(facts=facts), carts=carts, liking=np.array([4.0, 2.0, 1.0, 3.0, 0.0]))
    best, tote, hobo, wallet, another = chances.tolist()
    assert best == another == 1
    assert tote < hobo < wallet < 1
