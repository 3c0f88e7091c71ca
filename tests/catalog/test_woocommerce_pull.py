"""Products pulled from a WooCommerce shop: whole, in parts, again, while it changes, and when it misbehaves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog import tasks
from catalog.feeds import web
from catalog.models import Category, Product, StockLevel, Store, TierPrice, WooCommerceShop
from catalog.pulls import applying, gone, pages, running, work
from catalog.pulls.report import missing, sentence
from catalog.pulls.running import run_pull
from catalog.pulls.shops import add_shop, change_shop, keys_of, switch
from catalog.pulls.states import (
    MOST_RESTARTS,
    STALE_AFTER,
    PullRefused,
    queue_due_pulls,
    recover_silent_pulls,
    request_pull,
    request_stop,
    waiting_pulls,
)
from catalog.pulls.work import Lost
from tests.catalog.woocommerce_shop import (
    API,
    KEY,
    SECRET,
    FakeShop,
    opened,
    product,
    status,
    variable,
    variation,
)

TREE = [{"id": 2, "name": "Bags", "parent": 0}, {"id": 9, "name": "Totes", "parent": 2}]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeShop]:
    monkeypatch.setattr(web, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(running, "hand_out", lambda _task, _row: True)
    with opened(FakeShop(products=[product(1, "A"), product(2, "B")], categories=TREE)) as found:
        yield found


@pytest.fixture
def connected(leather: Store, shop: FakeShop) -> WooCommerceShop:
    return add_shop(leather, name="Atelier", url=shop.url, key=KEY, secret=SECRET, warehouse_code="florence")


def pull(row: WooCommerceShop, *, full: bool = False, may_shrink: bool = False, **more: Any) -> WooCommerceShop:
    request_pull(row, full=full, may_shrink=may_shrink)
    assert run_pull(row.pk, **more)
    row.refresh_from_db()
    return row


def found(sku: str) -> Product:
    return Product.objects.select_related("category").get(sku=sku)


def soon(minutes: int = 1) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).replace(tzinfo=None, microsecond=0).isoformat()


def many(count: int) -> list[dict[str, Any]]:
    return [product(number, f"P-{number}") for number in range(1, count + 1)]


def only_pulled() -> Any:
    return Product.objects.exclude(external_id="")


def test_a_first_pull_brings_products_with_category_stock_and_sale(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products[1] |= {"sale_price": "80.00", "manage_stock": False}
    row = pull(connected)

    assert (row.state, row.error, row.counts) == ("done", "", {"created": 2})
    assert (found("A").category.path, found("A").price, found("A").external_id) == ("Bags > Totes", 100, "1")
    assert StockLevel.objects.get(product__sku="A", warehouse__code="florence").quantity == 7
    assert not StockLevel.objects.filter(product__sku="B").exists()
    assert TierPrice.objects.get(product__sku="B", region__code="eu").amount == 80
    assert sentence(row) == "2 new."


def test_a_variable_product_comes_with_all_its_variations(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products.append(variable(3, "WEEKENDER", name="Weekender"))
    shop.variations[3] = [variation(300 + number, f"WE-{number}", option=f"Hue {number}") for number in range(120)]
    row = pull(connected)

    assert (row.counts, row.products_done, row.pages_total) == ({"created": 123}, 123, 1)
    one = found("WE-119")
    assert (one.item_group, one.category.path, one.name, one.visible) == (
        *("WEEKENDER", "Bags > Totes", "Weekender - Hue 119"),
        True,
    )
    assert found("WEEKENDER").visible is False


def test_pages_are_read_to_the_last_one(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products = many(250)
    seen: list[tuple[int, int | None]] = []
    row = pull(connected, watch=lambda row: seen.append((row.pages_done, row.percent)))

    assert only_pulled().count() == 250
    assert (row.pages_done, row.pages_total, row.products_done) == (3, 3, 250)
    assert {(1, 33), (2, 66), (3, 100)} <= set(seen)


def test_the_next_pull_asks_only_for_changes(connected: WooCommerceShop, shop: FakeShop) -> None:
    pull(connected)
    began = connected.modified_after
    assert began is not None
    assert abs(began - timezone.now()) < timedelta(seconds=10)
    shop.products[1] |= {"name": "Changed", "stock_quantity": 2, "date_modified_gmt": soon()}
    row = pull(connected)

    asked = datetime.fromisoformat(shop.pages()[-1]["modified_after"]).replace(tzinfo=UTC)
    assert began - asked == timedelta(minutes=5)
    assert (row.counts, row.is_full) == ({"changed": 1}, False)
    assert (found("B").name, StockLevel.objects.get(product__sku="B").quantity) == ("Changed", 2)
    assert row.modified_after is not None
    assert row.modified_after >= began


def test_a_pull_without_changes_changes_nothing(connected: WooCommerceShop, leather: Store) -> None:
    pull(connected)
    leather.refresh_from_db()
    revision = leather.catalogue_revision
    row = pull(connected)

    leather.refresh_from_db()
    assert (row.counts, leather.catalogue_revision) == ({}, revision)
    assert sentence(row) == "Nothing had changed in the shop."


def test_a_failed_pull_keeps_the_time_and_goes_on_where_it_was(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products = many(250)

    def break_third(path: str, query: dict[str, str]) -> None:
        if query.get("page") == "3" and path == f"{API}/products":
            shop.faults = [status(500)] * 4

    shop.before = break_third
    row = pull(connected)
    assert (row.state, row.pages_done, row.modified_after) == ("failed", 2, None)
    assert "answers 500" in row.error
    assert only_pulled().count() == 200

    shop.before = lambda _path, _query: None
    asked = len(shop.asked)
    row = pull(connected)
    assert (row.state, row.counts, row.products_done) == ("done", {"created": 250}, 250)
    assert [query["page"] for path, query in shop.asked[asked:] if path == f"{API}/products"] == ["3"]


def test_a_page_that_fails_is_not_half_there(
    connected: WooCommerceShop, shop: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(applying, "_remember", fail)
    request_pull(connected)
    with pytest.raises(RuntimeError):
        run_pull(connected.pk)
    connected.refresh_from_db()
    assert (connected.state, connected.pages_done, only_pulled().count()) == ("failed", 0, 0)
    assert "log says what" in connected.error


def test_stopping_ends_after_the_page_at_hand(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products = many(250)

    def stop(row: WooCommerceShop) -> None:
        if row.pages_done == 1 and row.state == "running":
            request_stop(row)

    row = pull(connected, watch=stop)
    assert (row.state, row.pages_done, row.modified_after, row.stop_requested) == ("stopped", 1, None, False)
    assert pull(connected).counts == {"created": 250}


def test_a_pull_that_only_waits_is_stopped_at_once(connected: WooCommerceShop) -> None:
    request_pull(connected)
    request_stop(connected)
    assert not run_pull(connected.pk)
    connected.refresh_from_db()
    assert connected.state == "stopped"


def test_ctrl_c_stops_cleanly(connected: WooCommerceShop, shop: FakeShop, capsys: pytest.CaptureFixture) -> None:
    shop.products = many(150)
    asked = []

    def interrupt(row: WooCommerceShop) -> None:
        asked.append(row.pages_done)
        if row.pages_done == 1:
            raise KeyboardInterrupt

    request_pull(connected)
    with pytest.raises(KeyboardInterrupt):
        run_pull(connected.pk, watch=interrupt)
    connected.refresh_from_db()
    assert (connected.state, connected.pages_done, connected.heartbeat_at) == ("stopped", 1, None)


def test_two_workers_never_pull_one_shop(connected: WooCommerceShop) -> None:
    request_pull(connected)
    taken = []

    def second(row: WooCommerceShop) -> None:
        if row.state == "running":
            taken.append(run_pull(row.pk))
            with pytest.raises(PullRefused, match="is being pulled"):
                request_pull(WooCommerceShop.objects.get(pk=row.pk))

    assert run_pull(connected.pk, watch=second)
    assert taken
    assert not any(taken)


def test_a_worker_that_lost_its_claim_writes_nothing_more(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products = many(150)

    def take_over(row: WooCommerceShop) -> None:
        if row.pages_done == 1:
            WooCommerceShop.objects.filter(pk=row.pk).update(heartbeat_at=timezone.now() + timedelta(seconds=1))

    request_pull(connected)
    assert run_pull(connected.pk, watch=take_over)
    connected.refresh_from_db()
    assert (connected.state, connected.pages_done, only_pulled().count()) == ("running", 1, 100)
    with pytest.raises(Lost):
        work.Work(
            WooCommerceShop(pk=connected.pk, store=connected.store, heartbeat_at=timezone.now()), watch=print
        ).note()


def test_a_silent_pull_is_taken_up_again_and_given_up_in_the_end(connected: WooCommerceShop) -> None:
    request_pull(connected)
    rows = WooCommerceShop.objects.filter(pk=connected.pk)
    for restart in range(1, MOST_RESTARTS + 2):
        rows.update(state="running", heartbeat_at=timezone.now() - STALE_AFTER)
        assert recover_silent_pulls(now=timezone.now()) == 1
        assert rows.get().state == ("queued" if restart <= MOST_RESTARTS else "failed")
    assert "The worker died" in rows.get().error
    assert recover_silent_pulls(now=timezone.now()) == 0


def test_a_long_pull_lets_others_have_their_turn(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products = many(250)
    request_pull(connected)
    turns = 0
    while run_pull(connected.pk, seconds=0):
        connected.refresh_from_db()
        turns += 1
    assert (turns, connected.state, only_pulled().count()) == (3, "done", 250)


def test_a_deleted_product_leaves_the_lists_with_the_next_pull_of_all(
    connected: WooCommerceShop, shop: FakeShop
) -> None:
    shop.products.append(variable(3, "WEEKENDER"))
    shop.variations[3] = [variation(31, "WE-TAN")]
    pull(connected)
    shop.products = shop.products[:1]

    assert pull(connected).counts == {}
    assert found("B").status == "active"
    row = pull(connected, full=True)
    assert row.counts == {"unchanged": 1, "gone": 3}
    assert {sku: found(sku).status for sku in ("A", "B", "WEEKENDER", "WE-TAN")} == {
        **{"A": "active", "B": "archived", "WEEKENDER": "archived", "WE-TAN": "archived"}
    }
    assert found("TOTE-1").status == "active", "what the shop never had is none of its business"


def test_a_pull_that_did_not_end_archives_nothing(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products = many(150)
    pull(connected)
    shop.products = shop.products[1:]
    shop.before = lambda _path, query: setattr(shop, "faults", [status(500)] * 9) if query.get("page") == "2" else None
    assert pull(connected, full=True).state == "failed"
    assert found("P-1").status == "active"


def test_a_variation_that_its_product_does_not_name_any_more_is_gone(
    connected: WooCommerceShop, shop: FakeShop
) -> None:
    shop.products = [variable(3, "WEEKENDER")]
    shop.variations[3] = [variation(31, "WE-TAN"), variation(32, "WE-RED")]
    pull(connected)
    shop.products[0]["date_modified_gmt"] = soon()
    shop.variations[3].pop()

    assert pull(connected).counts["gone"] == 1
    assert (found("WE-TAN").status, found("WE-RED").status) == ("active", "archived")


def test_a_product_that_comes_back_unchanged_is_sold_again(connected: WooCommerceShop, shop: FakeShop) -> None:
    pull(connected)
    taken_out = shop.products.pop()
    pull(connected, full=True)
    assert found("B").status == "archived"

    shop.products.append(taken_out)
    pull(connected, full=True)
    assert found("B").status == "active"
    shop.products.pop()
    pull(connected, full=True)
    assert found("B").status == "archived"


def test_products_that_move_up_while_others_are_deleted_are_not_missed(
    connected: WooCommerceShop, shop: FakeShop
) -> None:
    shop.products = many(250)

    def delete_first(path: str, query: dict[str, str]) -> None:
        if query.get("page") == "2" and len(shop.products) == 250:
            del shop.products[:3]

    shop.before = delete_first
    row = pull(connected)
    assert only_pulled().count() == 250
    assert row.state == "done"
    assert [query["page"] for query in shop.pages()] == ["1", "2", "1", "2", "3"]


def test_what_only_changed_its_place_is_not_archived(
    connected: WooCommerceShop, shop: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.products = many(150)
    pull(connected)
    whole = list(shop.products)
    shop.before = lambda _path, query: setattr(shop, "products", whole if "include" in query else whole[:149])
    row = pull(connected, full=True)
    assert row.counts == {"unchanged": 150}
    assert found("P-150").status == "active"


def test_a_shop_that_lists_hardly_anything_archives_only_what_somebody_agrees_to(
    connected: WooCommerceShop, shop: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gone, "FEW", 2)
    shop.products = many(6)
    pull(connected)
    del shop.products[2:]
    row = pull(connected, full=True)
    assert (row.state, missing(row), only_pulled().filter(status="active").count()) == ("done", 4, 6)

    row = pull(connected, may_shrink=True)
    assert (row.state, missing(row), row.counts["gone"], row.may_shrink) == ("done", 0, 4, False)
    assert only_pulled().filter(status="active").count() == 2


def test_what_webhooks_told_since_is_newer_than_the_page(connected: WooCommerceShop, shop: FakeShop) -> None:
    pull(connected)
    Product.objects.filter(sku="A").update(name="Newer", source_updated_at=timezone.now())
    row = pull(connected, full=True)
    assert (found("A").name, row.counts) == ("Newer", {"outdated": 1, "unchanged": 1})


def test_one_bad_product_does_not_stop_the_others(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.products += [
        product(0, "NO-NUMBER", name="Nameless"),
        product(5, "NEGATIVE", regular_price="-4"),
        variable(6, "x" * 90, name="Long"),
        product(7, "LAST"),
    ]
    shop.variations[6] = [variation(61, "LONG-1")]
    row = pull(connected)

    assert (row.state, found("LAST").external_id) == ("done", "7")
    assert row.counts == {"created": 3, "rejected": 1, "unreadable": 1} | {"rejected": row.counts["rejected"]}
    words = " ".join(row.notes)
    assert "Nameless: The body has no usable 'id'" in words
    assert "NEGATIVE" in words
    assert "LONG-1: left out, because their product 6 was not taken" in words


def test_wrong_keys_end_the_pull_with_a_word_on_what_to_do(connected: WooCommerceShop) -> None:
    change_shop(connected, secret="cs_wrong")
    row = pull(connected)
    assert row.state == "failed"
    assert "401" in row.error
    assert "Settings > Advanced > REST API" in row.error


def test_keys_that_cannot_be_opened_are_asked_for_again(connected: WooCommerceShop, settings: Any) -> None:
    settings.SECRET_KEY = "another one"
    assert "Enter them again" in pull(connected).error


def test_a_shop_in_another_currency_is_refused(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.currency = "JPY"
    row = pull(connected)
    assert (row.state, only_pulled().count()) == ("failed", 0)
    assert "JPY" in row.error


def test_keys_that_may_not_ask_for_the_currency_are_enough(connected: WooCommerceShop, shop: FakeShop) -> None:
    def forbid(path: str, _query: dict[str, str]) -> None:
        if "currencies" in path:
            shop.faults = [status(403)]

    shop.before = forbid
    assert pull(connected).state == "done"


def test_signs_of_life_go_on_while_the_shop_is_slow(
    connected: WooCommerceShop, shop: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PULSE", 0.0)
    shop.faults = [status(429, Retry_After="2")]
    beats: list[datetime] = []
    pull(
        connected,
        watch=lambda row: beats.append(row.heartbeat_at) if row.pages_done == 0 and row.heartbeat_at else None,
    )
    assert len(beats) >= 3


def test_stopping_does_not_wait_for_a_slow_shop(
    connected: WooCommerceShop, shop: FakeShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PULSE", 0.0)
    shop.faults = [status(429, Retry_After="60")] * 4
    began = timezone.now()
    row = pull(connected, watch=lambda row: request_stop(row) if row.state == "running" else None)
    assert row.state == "stopped"
    assert timezone.now() - began < timedelta(seconds=20)


def test_a_shop_is_pulled_when_its_turn_comes(connected: WooCommerceShop) -> None:
    now = timezone.now()
    assert queue_due_pulls(now=now) == 1
    assert waiting_pulls() == [connected.pk]
    assert queue_due_pulls(now=now) == 0
    run_pull(connected.pk)
    assert queue_due_pulls(now=now + timedelta(minutes=59)) == 0
    assert queue_due_pulls(now=now + timedelta(minutes=61)) == 1
    run_pull(connected.pk)

    switch(connected, is_active=False)
    assert queue_due_pulls(now=now + timedelta(days=9)) == 0
    with pytest.raises(PullRefused, match="switched off"):
        request_pull(connected)


def test_all_is_read_once_a_day(connected: WooCommerceShop) -> None:
    assert pull(connected).is_full
    assert not pull(connected).is_full
    WooCommerceShop.objects.update(last_full_at=timezone.now() - timedelta(hours=25))
    connected.refresh_from_db()
    assert pull(connected).is_full


def test_a_pull_of_all_that_never_began_is_not_forgotten(connected: WooCommerceShop, shop: FakeShop) -> None:
    pull(connected)
    shop.faults = [status(403)] * 3
    assert pull(connected, full=True).began_at is None
    shop.faults = []
    assert pull(connected).is_full
    assert not pull(connected).is_full


def test_the_beat_job_hands_out_what_waits(connected: WooCommerceShop, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks, "hand_out", lambda task, row: handed.append((task, row)) or True)
    tasks.reconcile_pulls()
    assert handed == [("catalog.pull", connected.pk)]
    tasks.pull(connected.pk)
    connected.refresh_from_db()
    assert connected.state == "done"


def test_another_address_begins_anew(connected: WooCommerceShop, shop: FakeShop) -> None:
    pull(connected)
    with opened(FakeShop(products=[product(2, "OTHER")])) as other:
        change_shop(connected, url=other.url)
        assert (connected.modified_after, connected.pulled.count()) == (None, 0)
        row = pull(connected)
    assert row.is_full
    assert found("A").status == "active"


def test_keys_are_sealed_and_kept_when_none_are_given(connected: WooCommerceShop) -> None:
    assert KEY.encode() not in bytes(connected.sealed_key)
    change_shop(connected, name="Atelier, new")
    assert (connected.name, keys_of(connected)) == ("Atelier, new", (KEY, SECRET))


def test_the_command_pulls_and_says_what_came_of_it(
    connected: WooCommerceShop, shop: FakeShop, capsys: pytest.CaptureFixture
) -> None:
    call_command("pull", "woocommerce", "leather")
    assert "2 new." in capsys.readouterr().out
    shop.products.pop()
    call_command("pull", "woocommerce", "leather", "--all")
    assert "1 archived, as the shop no longer has them" in capsys.readouterr().out


def test_the_command_says_why_it_cannot(connected: WooCommerceShop, shop: FakeShop) -> None:
    with pytest.raises(CommandError, match="There is no store"):
        call_command("pull", "woocommerce", "nowhere")
    shop.faults = [status(403)] * 9
    with pytest.raises(CommandError, match="answers 403"):
        call_command("pull", "woocommerce", "leather")
    WooCommerceShop.objects.all().delete()
    with pytest.raises(CommandError, match="Connect it in the Studio"):
        call_command("pull", "woocommerce", "leather")


def test_the_command_can_be_interrupted(
    connected: WooCommerceShop, shop: FakeShop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    shop.products = many(150)
    real = pages.take_page

    def interrupted(*args: Any, **more: Any) -> None:
        real(*args, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(pages, "take_page", interrupted)
    with pytest.raises(SystemExit) as left:
        call_command("pull", "woocommerce", "leather")
    assert left.value.code == 130
    assert "Stopped: 100 products are written and stay" in capsys.readouterr().out
    connected.refresh_from_db()
    assert connected.state == "stopped"


def test_a_category_keeps_its_place_however_deep(connected: WooCommerceShop, shop: FakeShop) -> None:
    shop.categories.append({"id": 11, "name": "Small", "parent": 9})
    shop.products[0]["categories"] = [{"id": 2, "name": "Bags"}, {"id": 11, "name": "Small"}]
    pull(connected)
    assert Category.objects.get(products__sku="A").path == "Bags > Totes > Small"
