"""How a product fares and what stands beside it, on its page."""

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product, StockLevel, Store
from events.models import Interaction, Order, OrderLine, RankedList, Return
from rules.models import Placement
from tests.conftest import StudioDoor
from woorec.company import company_of
from woorec.product_figures import ProductFigures, product_figures

HTMX = {"HX-Request": "true"}


def tote(store: Store) -> Product:
    return store.products.get(sku="TOTE-1")


def figures(store: Store) -> ProductFigures:
    return product_figures(tote(store), now=timezone.now())


def stood(store: Store, *, model: str = "leather-1", days_ago: float = 1) -> None:
    product = tote(store)
    RankedList.objects.create(
        request_id=uuid4(), store=store, at=timezone.now() - timedelta(days=days_ago), placement="home", model=model,
        product_ids=[product.pk], scores=[1], propensities=[1], slots=[""], reasons=[""], prices=[1], stocks=[1],
        margins=[1],
    )  # fmt: skip


def did(store: Store, kind: str, *, days_ago: float = 1, **fields: object) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    Interaction.objects.create(store=store, kind=kind, product=tote(store), at=at, **fields)


def sold(store: Store, quantity: int, *, days_ago: float = 1, **fields: object) -> OrderLine:
    at = timezone.now() - timedelta(days=days_ago)
    order = Order.objects.create(store=store, number=str(uuid4()), at=at, currency="EUR", **fields)
    return OrderLine.objects.create(order=order, product=tote(store), quantity=quantity, unit_price=420)


def panel(studio: StudioDoor, person: User, store: Store, name: str) -> str:
    address = reverse(name, args=[store.code, tote(store).pk])
    return studio(person).get(address, headers=HTMX).content.decode()


def test_places_clicks_and_sales_of_four_weeks_are_counted(leather: Store) -> None:
    for days_ago in (1, 2, 27, 29):
        stood(leather, days_ago=days_ago)
    did(leather, "select_item", days_ago=2)
    did(leather, "view_item", days_ago=0.5)
    did(leather, "view_item", days_ago=30)
    did(leather, "view_item", is_bot=True)
    sold(leather, 2)
    sold(leather, 5, days_ago=40)
    sold(leather, 9, cancelled_at=timezone.now())
    found = figures(leather)
    assert (found.impressions, found.clicks, found.click_rate, found.views) == (3, 1, "33.3 %", 1)
    assert (found.sales.units, found.sales.orders, found.sales.money) == (2, 1, ("€840.00",))
    assert found.views_by_day[-1] == 1
    assert found.clicks_by_day[-3] == 1
    assert found.evidence == "measured"


def test_returns_say_why_and_whether_the_material_is_blamed(leather: Store) -> None:
    line, now = sold(leather, 4), timezone.now()
    Return.objects.create(line=line, at=now - timedelta(hours=2), quantity=2, reason="feel", is_about_material=True)
    Return.objects.create(line=line, at=now - timedelta(hours=1), quantity=1, reason="size")
    found = figures(leather)
    assert (found.returned, found.about_material) == (3, 2)
    assert found.reasons == (("Did not feel as it looked", 2), ("Size", 1))


def test_simulated_lists_are_named_as_such(leather: Store) -> None:
    stood(leather, model="simulated-v1")
    assert figures(leather).evidence == "simulated"
    stood(leather)
    assert figures(leather).evidence == "partly simulated"


def test_a_product_without_lists_in_a_simulated_store_is_simulated_too(leather: Store) -> None:
    stood(leather, model="simulated-v1")
    other = leather.products.get(sku="TOTE-2")
    assert product_figures(other, now=timezone.now()).evidence == "simulated"


def test_days_of_cover_follow_the_pace_of_sales(leather: Store) -> None:
    assert figures(leather).cover.sentence == "20 left; none was sold in 28 days."
    sold(leather, 10)
    cover = figures(leather).cover
    assert (cover.sentence, cover.state) == ("20 left last 56 days at the pace of the last 28 days.", "fine")
    sold(leather, 60)
    assert figures(leather).cover.state == "low"
    StockLevel.objects.filter(product=tote(leather)).update(quantity=0)
    assert figures(leather).cover.sentence == "Nothing is left in any warehouse."
    StockLevel.objects.filter(product=tote(leather)).delete()
    assert figures(leather).cover.state == "none"


def test_the_panel_of_a_product_that_nobody_saw_says_so(studio: StudioDoor, vera: User, leather: Store) -> None:
    html = panel(studio, vera, leather, "product-activity")
    assert html.strip().startswith('<section class="panel" id="product-activity"')
    assert "It stood in no list" in html
    assert "20 left; none was sold" in html


def test_the_panel_says_its_period_and_where_the_figures_come_from(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    stood(leather)
    did(leather, "add_to_cart")
    html = panel(studio, vera, leather, "product-activity")
    assert "28 days, measured" in html
    assert "Put in the cart" in html


def test_what_stands_beside_a_product_is_what_the_shop_would_show(leather: Store) -> None:
    company = company_of(leather, tote(leather), now=timezone.now())
    ids = [each.item.product_id for each in company.neighbours]
    assert len(ids) == 6
    assert tote(leather).pk not in ids
    assert company.placement == leather.placements.get(code="product")


def test_looking_at_the_company_logs_nothing(studio: StudioDoor, vera: User, leather: Store) -> None:
    html = panel(studio, vera, leather, "product-company")
    assert 'class="company__item"' in html
    assert not RankedList.objects.exists()


def test_a_store_without_product_pages_says_what_is_missing(studio: StudioDoor, vera: User, leather: Store) -> None:
    Placement.objects.filter(store=leather, surface="product").delete()
    html = panel(studio, vera, leather, "product-company")
    assert "no placement on product pages yet" in html
    assert reverse("placements", args=["leather"]) in html


def test_a_store_without_regions_says_so_instead_of_failing(studio: StudioDoor, vera: User, leather: Store) -> None:
    leather.regions.all().delete()
    assert "no selling region yet" in panel(studio, vera, leather, "product-company")


def test_another_stores_product_has_no_panels_here(studio: StudioDoor, vera: User, leather: Store) -> None:
    Store.objects.create(code="other", name="Other", currency="EUR")
    for name in ("product-activity", "product-company"):
        assert studio(vera).get(reverse(name, args=["other", tote(leather).pk])).status_code == 404


def test_what_was_sold_after_a_click_in_a_list_is_counted_less_what_came_back(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    stood(leather, days_ago=3)
    did(leather, "select_item", days_ago=2, request_id=RankedList.objects.get().request_id, session="v-1")
    sold(leather, 4)
    Return.objects.create(line=sold(leather, 3, session="v-1"), at=timezone.now(), quantity=1)
    found = figures(leather).from_lists
    assert (found.kept, found.orders, found.same_session, found.money) == (2, 1, 0, ("€840.00",))
    html = panel(studio, vera, leather, "product-activity")
    assert "in 1 order, €840.00 kept; 0 in the same visit" in html
    assert "bought at most 7 days after a click" in html


def test_a_panel_without_a_sale_from_lists_says_so(studio: StudioDoor, vera: User, leather: Store) -> None:
    sold(leather, 4)
    assert "no order after a click there" in panel(studio, vera, leather, "product-activity")
