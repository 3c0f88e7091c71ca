"""Integrations: Petra connects a shop system and mends what failed, Mia and Vera look."""

import re
from datetime import timedelta

import orjson
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product, Store, Warehouse
from events.models import Order, WebhookDelivery, WebhookSource
from events.webhooks import shopify, woocommerce
from events.webhooks.content import Call
from events.webhooks.process import process, settle_open
from events.webhooks.refused import forget_refused
from events.webhooks.sources import add_source, rotate_secret
from events.webhooks.topics import BY_SYSTEM
from tests.conftest import StudioDoor
from tests.events.shop_calls import (
    Caller,
    shopify_order,
    shopify_product,
    shopify_refund,
    shopify_variant,
    signature,
    source_of,
    woo_line,
    woo_order,
    woo_product,
)

HTMX = {"HTTP_HX_REQUEST": "true"}
SHOPIFYS = "5e884898da28047151d0e56f8dc62927"


@pytest.fixture
def woo(leather: Store) -> Caller:
    source = source_of(leather)
    forget_refused(source)  # Redis outlives the database of a test
    return Caller(source)


@pytest.fixture
def petras(studio: StudioDoor, petra: User) -> Client:
    return studio(petra)


def url(name: str, source: WebhookSource, *more: object) -> str:
    return reverse(name, args=[source.store.code, source.pk, *more])


def page_of(client: Client, source: WebhookSource, query: str = "", **headers: str) -> str:
    answer = client.get(url("integration", source) + query, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(**changes: str) -> dict[str, str]:
    return {"system": "woocommerce", "name": "Web shop", "warehouse_code": "florence", "secret": "", **changes}


def shown_secret(html: str) -> str:
    found = re.search(r'id="hook-secret" value="([^"]+)"', html)
    return found.group(1) if found else ""


def failing(woo: Caller) -> WebhookDelivery:
    """An order that waited a week for a product of which nothing was heard."""
    delivery = woo.tell("order.created", woo_order(lines=[woo_line("TOTE-NEW", number=1)]))
    WebhookDelivery.objects.filter(pk=delivery.pk).update(received_at=timezone.now() - timedelta(days=8))
    process(delivery.pk, now=timezone.now())
    delivery.refresh_from_db()
    assert delivery.message.startswith("Given up")
    return delivery


def new_product(woo: Caller) -> None:
    Product.objects.filter(sku="TOTE-2").update(sku="TOTE-NEW")


def test_an_empty_page_says_what_can_be_connected(petras: Client, leather: Store) -> None:
    html = petras.get("/studio/leather/data/integrations/").content.decode()
    assert "No shop system is connected" in html
    assert reverse("integration-new", args=["leather"]) in html
    assert reverse("settings-keys", args=["leather"]) in html
    assert re.search(r'<a class="tab"[^>]*aria-current="page">Integrations', html)


def test_petra_connects_woocommerce_and_its_first_call_is_let_in(petras: Client, leather: Store) -> None:
    answer = petras.post(reverse("integration-new", args=["leather"]), form_of(), **HTMX)
    html, source = answer.content.decode(), WebhookSource.objects.get()

    assert (answer.status_code, "<html" in html, source.warehouse_code) == (200, False, "florence")
    assert f"http://testserver/hooks/{source.token}/" in html
    assert all(topic.code in html for topic in BY_SYSTEM["woocommerce"])
    secret = shown_secret(html)
    assert Caller(source).send("product.updated", woo_product(regular_price="399.00"), secret=secret).status_code == 200
    assert Product.objects.get(sku="TOTE-1").price == 399


def test_a_secret_is_shown_once_and_is_kept_by_no_browser(petras: Client, leather: Store) -> None:
    answer = petras.post(reverse("integration-new", args=["leather"]), form_of())
    secret = shown_secret(answer.content.decode())

    assert len(secret) > 30
    assert "no-store" in answer["Cache-Control"]
    assert secret not in page_of(petras, WebhookSource.objects.get())


def test_shopify_gives_its_own_secret_which_is_never_shown(petras: Client, leather: Store) -> None:
    answer = petras.post(reverse("integration-new", args=["leather"]), form_of(system="shopify", secret=SHOPIFYS))
    source, html = WebhookSource.objects.get(), answer.content.decode()

    assert SHOPIFYS not in html
    assert "inventory_levels/update" in html
    assert Caller(source).send("orders/create", shopify_order(), secret=SHOPIFYS).status_code == 200


def test_shopify_may_be_told_the_address_before_it_shows_its_secret(petras: Client, leather: Store) -> None:
    petras.post(reverse("integration-new", args=["leather"]), form_of(system="shopify"))
    source = WebhookSource.objects.get()
    assert Caller(source).send("orders/create", shopify_order(), secret="").status_code == 401
    assert "No secret yet" in page_of(petras, source)

    petras.post(url("integration-secret", source), {"secret": f" {SHOPIFYS} "})
    source.refresh_from_db()
    assert Caller(source).send("orders/create", shopify_order(), secret=SHOPIFYS).status_code == 200
    assert source.sealed_next_secret is None
    assert "No secret yet" not in page_of(petras, source)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Give it a name"),
        ({"warehouse_code": ""}, "Choose the warehouse"),
        ({"name": "Our Woocommerce"}, "already"),
        ({"warehouse_code": "atlantis"}, "valid choice"),
        ({"system": "magento"}, "valid choice"),
        ({"system": "shopify", "secret": "too short"}, "no secret of Shopify"),
    ],
)
def test_a_form_with_an_error_comes_back_as_a_fragment(petras: Client, woo: Caller, wrong: dict, said: str) -> None:
    answer = petras.post(reverse("integration-new", args=["leather"]), form_of(**wrong), **HTMX)
    html = answer.content.decode()
    assert (answer.status_code, "<html" in html, said in html) == (422, False, True)
    assert WebhookSource.objects.count() == 1


def test_a_secret_that_is_none_comes_back_with_what_to_do(petras: Client, leather: Store) -> None:
    source = source_of(leather, "shopify")
    for wrong, said in (("", "Paste the secret"), ("shpss", "Copy it once more")):
        answer = petras.post(url("integration-secret", source), {"secret": wrong}, **HTMX)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    source.refresh_from_db()
    assert source.sealed_next_secret is None


def test_a_shop_with_one_warehouse_is_offered_that_one(petras: Client, leather: Store) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    Warehouse.objects.create(store=other, code="lyon", name="Lyon")
    for shop, first in (("other", "lyon"), ("leather", "")):
        form = petras.get(reverse("integration-new", args=[shop])).context["form"]
        assert form.fields["warehouse_code"].choices[0][0] == first
        assert form["warehouse_code"].value() is None


def test_a_shop_may_leave_stock_figures_out(petras: Client, leather: Store) -> None:
    petras.post(reverse("integration-new", args=["leather"]), form_of(warehouse_code="*"))
    source = WebhookSource.objects.get()
    assert source.warehouse_code == ""
    assert petras.get(url("integration-edit", source)).context["form"]["warehouse_code"].value() == "*"


def test_every_webhook_that_the_page_asks_for_is_one_that_something_is_learned_from(leather: Store) -> None:
    bodies = {
        "product": (woo_product(), shopify_product()),
        "order": (woo_order(), shopify_order()),
        "refund": (None, shopify_refund()),
        "inventory": (None, {"inventory_item_id": 210, "location_id": 1, "available": 2}),
    }
    for place, (system, module) in enumerate((("woocommerce", woocommerce), ("shopify", shopify))):
        for topic in BY_SYSTEM[system]:
            body = next(both[place] for kind, both in bodies.items() if topic.code.startswith(kind))
            body = {"id": 7} if topic.code.endswith(("deleted", "/delete")) else body
            kept = module.reduce(Call(leather, topic.code, body, timezone.now()))
            assert (kept.ignored, bool(kept.content)) == ("", True), topic.code


def test_vera_and_mia_see_everything_and_no_button(studio: StudioDoor, vera: User, mia: User, woo: Caller) -> None:
    delivery, rows = failing(woo), (url("integration", woo.source), url("integration", woo.source) + "?state=failed")
    for person in (vera, mia):
        door = studio(person)
        for path in ("/studio/leather/data/integrations/", *rows, url("integration-delivery", woo.source, delivery.pk)):
            html = door.get(path).content.decode()
            main = html[html.index('id="main"') :]
            assert "<form" not in main, path
            assert reverse("integration-new", args=["leather"]) not in main


def test_vera_and_mia_may_change_nothing(studio: StudioDoor, vera: User, mia: User, woo: Caller) -> None:
    delivery = failing(woo)
    paths = [
        reverse("integration-new", args=["leather"]),
        *(url(f"integration-{name}", woo.source) for name in ("edit", "secret", "retire", "switch", "all-again")),
        url("integration-again", woo.source, delivery.pk),
    ]
    for person in (vera, mia):
        for path in paths:
            assert studio(person).post(path, form_of()).status_code == 403, path
    woo.source.refresh_from_db()
    assert (woo.source.is_active, woo.source.sealed_next_secret, WebhookSource.objects.count()) == (True, None, 1)


def test_a_stranger_is_asked_to_sign_in(client: Client, woo: Caller) -> None:
    for path in ("/studio/leather/data/integrations/", url("integration", woo.source)):
        assert client.get(path).status_code == 302
    assert client.post(url("integration-all-again", woo.source)).status_code == 302


def test_another_shops_source_cannot_be_opened_from_this_one(petras: Client, woo: Caller) -> None:
    delivery = woo.tell("product.updated", woo_product())
    other = source_of(Store.objects.create(code="other", name="Other", currency="EUR"), warehouse="")
    for path in (
        reverse("integration", args=["other", woo.source.pk]),
        reverse("integration-delivery", args=["other", other.pk, delivery.pk]),
    ):
        assert petras.get(path).status_code == 404
    assert petras.post(reverse("integration-again", args=["other", other.pk, delivery.pk])).status_code == 404


def test_the_list_tells_what_came_of_the_last_day(petras: Client, woo: Caller) -> None:
    woo.tell("product.updated", woo_product())
    woo.tell("order.created", woo_order(lines=[woo_line("NOWHERE")]))
    woo.send("product.updated", b"no json")
    old = woo.send("product.updated", b"no json either", delivery="old")
    assert old.status_code == 400
    WebhookDelivery.objects.filter(delivery_id="old").update(received_at=timezone.now() - timedelta(hours=25))

    line = petras.get("/studio/leather/data/integrations/").context["lines"][0][0]
    assert (line.calls, line.failed, line.waiting) == (3, 1, 1)
    assert timezone.now() - line.last_at < timedelta(minutes=1)


def test_calls_that_were_refused_are_told_until_the_secret_is_new(petras: Client, woo: Caller) -> None:
    body = orjson.dumps(woo_product())
    for _ in range(2):
        woo.post(body, headers={"X-WC-Webhook-Signature": signature(body, "guessed")})
    assert petras.get("/studio/leather/data/integrations/").context["lines"][0][1].count == 2
    assert "2 calls refused" in page_of(petras, woo.source)

    petras.post(url("integration-secret", woo.source))
    assert "calls refused" not in page_of(petras, woo.source)


def test_deliveries_come_newest_first_by_pages_and_by_state(petras: Client, woo: Caller) -> None:
    now = timezone.now()
    rows = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(source=woo.source, delivery_id=str(each), topic="order.updated", finished_at=now,
                        state="failed" if each % 10 == 0 else "done", message=f"Order {each}.")
        for each in range(60)
    )  # fmt: skip
    for number, row in enumerate(rows):
        WebhookDelivery.objects.filter(pk=row.pk).update(received_at=now - timedelta(minutes=number))
    waits = woo.tell("order.created", woo_order(lines=[woo_line("NOWHERE")]))

    def shown(query: str) -> list[str]:
        return re.findall(r"Order (\d+)\.", page_of(petras, woo.source, query))

    assert shown("") == [str(each) for each in range(24)]
    assert shown("?page=3") == [str(each) for each in range(49, 60)]
    assert shown("?state=failed") == ["0", "10", "20", "30", "40", "50"]
    assert f"delivery-{waits.pk}" in page_of(petras, woo.source, "?state=waiting")
    assert shown("?state=waiting") == []
    assert shown("?state=nonsense&page=x") == shown("")


def test_a_shop_that_sends_too_much_to_list_is_told_so(
    petras: Client, woo: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("events.webhooks.deliveries", "events.integration_page"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    for _ in range(2):
        woo.tell("product.updated", woo_product())
    assert "newest 2 are listed" not in page_of(petras, woo.source)
    woo.tell("product.updated", woo_product())
    html = page_of(petras, woo.source)
    assert ("The newest 2 are listed" in html, "All over 2" in html, html.count('id="delivery-')) == (True, True, 2)


def test_a_source_that_never_called_shows_its_steps_first_and_looks_for_the_first_call(
    petras: Client, woo: Caller
) -> None:
    html = page_of(petras, woo.source)
    assert html.index('id="connection"') < html.index('id="source-deliveries"')
    assert 'hx-trigger="every 5s"' in html

    woo.tell("product.updated", woo_product())
    part = page_of(petras, woo.source, **HTMX)
    assert ("<html" in part, "every 5s" in part, "product.updated" in part) == (False, False, True)
    html = page_of(petras, woo.source)
    assert html.index('id="source-deliveries"') < html.index('id="connection"')


def test_petra_has_a_failed_order_processed_again_once_its_product_is_there(petras: Client, woo: Caller) -> None:
    delivery = failing(woo)
    new_product(woo)

    for _ in range(2):
        answer = petras.post(url("integration-again", woo.source, delivery.pk), **HTMX)
        html = answer.content.decode()
        assert (answer.status_code, f'id="delivery-{delivery.pk}"' in html, "Done" in html) == (200, True, True)
        assert orjson.loads(answer["HX-Trigger"])["toast"]["level"] == "success"
    assert Order.objects.get().lines.get().product.sku == "TOTE-NEW"


def test_without_javascript_the_page_of_the_delivery_says_what_came_of_it(petras: Client, woo: Caller) -> None:
    delivery = failing(woo)
    answer = petras.post(url("integration-again", woo.source, delivery.pk), follow=True)
    assert answer.redirect_chain[-1][0] == url("integration-delivery", woo.source, delivery.pk)
    assert "It failed again. Given up after 7 days." in answer.content.decode()


def test_a_database_that_is_busy_leaves_the_delivery_to_be_tried_by_itself(
    petras: Client, woo: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = failing(woo)
    new_product(woo)

    def busy(*_args: object, **_more: object) -> bool:
        raise OperationalError("Too busy.")

    with monkeypatch.context() as patch:
        patch.setattr("events.webhooks.process.process", busy)
        answer = petras.post(url("integration-again", woo.source, delivery.pk), **HTMX)
    assert "too busy" in orjson.loads(answer["HX-Trigger"])["toast"]["message"]
    assert settle_open(now=timezone.now()) == 1
    assert Order.objects.get().lines.count() == 1


def test_a_call_that_could_not_be_read_keeps_its_reason_and_offers_no_button(petras: Client, woo: Caller) -> None:
    woo.send("product.updated", b"no json")
    delivery = woo.source.deliveries.get()
    assert url("integration-again", woo.source, delivery.pk) not in page_of(petras, woo.source)

    petras.post(url("integration-again", woo.source, delivery.pk))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.message) == ("failed", "The body is no JSON in UTF-8.")
    html = petras.get(url("integration-delivery", woo.source, delivery.pk)).content.decode()
    assert "Nothing was kept of it" in html


def test_all_that_failed_is_processed_again_in_the_background(petras: Client, woo: Caller) -> None:
    first, second = failing(woo), failing(woo)
    woo.send("product.updated", b"no json")
    assert url("integration-all-again", woo.source) in page_of(petras, woo.source, "?state=failed")
    new_product(woo)

    answer = petras.post(url("integration-all-again", woo.source), follow=True)
    assert "2 deliveries are processed again" in answer.content.decode()
    assert settle_open(now=timezone.now()) == 2
    states = WebhookDelivery.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)
    assert sorted(states) == ["done", "done"]
    assert woo.source.deliveries.filter(state="failed").count() == 1
    assert Order.objects.count() == 1


def test_a_delivery_shows_what_was_kept_and_nothing_about_a_person(petras: Client, woo: Caller) -> None:
    delivery = woo.tell("order.created", woo_order(lines=[woo_line("<b>NOWHERE</b>")]))
    html = petras.get(url("integration-delivery", woo.source, delivery.pk)).content.decode()

    for said in ("Not in the catalogue", "&quot;kind&quot;: &quot;order&quot;", "&lt;b&gt;NOWHERE", "After seven days"):
        assert said in html
    for left_out in ("Nora", "Lind", "nora@example.com", "192.0.2.7", "<b>NOWHERE", "waits_for"):
        assert left_out not in html


def test_a_large_delivery_is_shown_in_part(petras: Client, woo: Caller) -> None:
    variants = [shopify_variant(number, f"TOTE-{number}") for number in range(100, 300)]
    shop = Caller(source_of(woo.source.store, "shopify"))
    delivery = shop.tell("products/create", shopify_product(variants=variants))
    html = petras.get(url("integration-delivery", shop.source, delivery.pk)).content.decode()
    assert "more letters are not shown" in html
    assert len(html) < 100_000


def test_a_new_secret_is_shown_once_and_the_old_one_is_retired_when_confirmed(petras: Client, woo: Caller) -> None:
    html = petras.post(url("integration-secret", woo.source), **HTMX).content.decode()
    secret = shown_secret(html)
    assert (len(secret) > 30, "<html" in html, "Two in use" in html) == (True, False, True)
    assert woo.send("product.updated", woo_product()).status_code == 200
    assert woo.send("product.updated", woo_product(), secret=secret).status_code == 200

    assert "Retire the old secret of" in petras.get(url("integration-retire", woo.source)).content.decode()
    assert woo.send("product.updated", woo_product()).status_code == 200
    petras.post(url("integration-retire", woo.source))
    assert woo.send("product.updated", woo_product()).status_code == 401
    assert woo.send("product.updated", woo_product(), secret=secret).status_code == 200
    assert "no old one to retire" in petras.get(url("integration-retire", woo.source)).content.decode()


def test_a_secret_that_no_longer_opens_is_replaced_at_once(petras: Client, woo: Caller, settings) -> None:
    WebhookSource.objects.filter(pk=woo.source.pk).update(sealed_secret=b"sealed with another key altogether")
    assert "cannot be read" in page_of(petras, woo.source)
    assert "Secret unreadable" in petras.get("/studio/leather/data/integrations/").content.decode()

    html = petras.post(url("integration-secret", woo.source), **HTMX).content.decode()
    assert ("Two in use" in html, "cannot be read" in html) == (False, False)
    assert woo.send("product.updated", woo_product(), secret=shown_secret(html)).status_code == 200


def test_a_reload_of_the_answer_with_a_secret_shows_the_source(petras: Client, woo: Caller) -> None:
    answer = petras.get(url("integration-secret", woo.source))
    assert (answer.status_code, answer.url) == (302, url("integration", woo.source))


def test_petra_switches_a_source_off_after_a_word_of_warning_and_on_again(petras: Client, woo: Caller) -> None:
    assert "turned away" in petras.get(url("integration-switch", woo.source)).content.decode()
    assert woo.send("product.updated", woo_product()).status_code == 200
    html = petras.post(url("integration-switch", woo.source), {"active": "off"}, follow=True).content.decode()
    assert "Switched off" in html
    assert woo.send("product.updated", woo_product()).status_code == 410
    petras.post(url("integration-switch", woo.source), {"active": "on"})
    assert woo.send("product.updated", woo_product()).status_code == 200


def test_petra_gives_a_source_the_warehouse_it_lacks(petras: Client, leather: Store) -> None:
    source, _ = add_source(leather, name="Shop", system="woocommerce", secret=SHOPIFYS)
    assert "no warehouse was chosen" in page_of(petras, source)
    answer = petras.post(url("integration-edit", source), {"name": "Shop", "warehouse_code": "newark"}, follow=True)
    assert "Stock counts in Newark" in answer.content.decode()
    answer = petras.post(url("integration-edit", source), {"name": "", "warehouse_code": ""}, **HTMX)
    assert (answer.status_code, "<html" in answer.content.decode()) == (422, False)


@pytest.mark.parametrize(
    ("host", "secure", "said"),
    [
        ("localhost:8000", False, "only this network knows"),
        ("192.168.1.20:8000", True, "only this network knows"),
        ("[::1]:8000", False, "only this network knows"),
        ("studio.example.com", False, "begins with http"),
        ("studio.example.com", True, ""),
    ],
)
def test_an_address_that_shop_systems_cannot_call_is_named(
    petras: Client, woo: Caller, settings, host: str, secure: bool, said: str
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    answer = petras.get(url("integration", woo.source), headers={"Host": host}, secure=secure)
    html = answer.content.decode()
    assert f"://{host}/hooks/{woo.source.token}/" in html
    assert ("This address may not work" in html) is bool(said)
    assert said in html


def test_the_page_works_while_redis_is_gone(petras: Client, woo: Caller, settings) -> None:
    from catalog.limits import KeyThrottle

    KeyThrottle._silent_until = float("inf")
    assert "Our woocommerce" in petras.get("/studio/leather/data/integrations/").content.decode()
    rotate_secret(woo.source)
    assert "Two in use" in page_of(petras, woo.source)
