"""The shop's settings: Petra changes them, Vera looks, and only an administrator manages people."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import ApiKey, MembershipTier, Product, Region, Store, TierPrice, Warehouse
from catalog.places import moved, serving
from catalog.signing import issue_signing_secret
from events.models import Customer
from events.shopper_tokens import TokenError, read, sign
from rules.models import AuditEntry

HTMX = {"HTTP_HX_REQUEST": "true"}
PAGES = (
    *("settings-shop", "settings-tiers", "settings-places", "settings-keys", "settings-signing", "settings-people"),
    "settings-publishing",
)


def url(name: str, store: Store, *more: object) -> str:
    return reverse(name, args=[store.code, *more])


@pytest.fixture
def admin_person(db: None) -> User:
    return User.objects.create_superuser("ada", password="a long enough word", first_name="Ada")


@pytest.mark.parametrize("page", PAGES)
def test_vera_sees_every_page_of_the_settings(studio, vera: User, leather: Store, page: str) -> None:
    answer = studio(vera).get(url(page, leather))
    assert answer.status_code == 200
    assert "aria-current" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in(client: Client, leather: Store, page: str) -> None:
    assert client.get(url(page, leather)).status_code == 302


def test_vera_may_change_nothing(studio, vera: User, leather: Store, server_key: str) -> None:
    door, gold, europe = studio(vera), leather.tiers.get(code="gold"), leather.regions.get(code="eu")
    key, florence = leather.api_keys.get(), leather.warehouses.get(code="florence")
    secret, _ = issue_signing_secret(leather, name="Backend")
    for path in (
        url("settings-shop", leather),
        url("settings-tier-new", leather),
        url("settings-tier", leather, gold.pk),
        url("settings-tier-move", leather, gold.pk),
        url("settings-tier-delete", leather, gold.pk),
        url("settings-region-new", leather),
        url("settings-region", leather, europe.pk),
        url("settings-serves", leather, europe.pk),
        url("settings-region-delete", leather, europe.pk),
        url("settings-warehouse", leather, florence.pk),
        url("settings-warehouse-delete", leather, florence.pk),
        url("settings-keys", leather),
        url("settings-key-revoke", leather, key.pk),
        url("settings-signing", leather),
        url("settings-signing-revoke", leather, secret.pk),
        url("settings-publishing", leather),
        url("settings-people", leather),
        url("settings-person", leather, vera.pk),
    ):
        assert door.post(path, {"name": "Vera was here"}).status_code == 403, path
    assert not ApiKey.objects.exclude(pk=key.pk).exists()
    assert list(leather.signing_secrets.values_list("name", "revoked_at")) == [("Backend", None)]


def test_pages_that_vera_looks_at_have_no_buttons_to_save(studio, vera: User, leather: Store) -> None:
    gold = leather.tiers.get(code="gold")
    page = studio(vera).get(url("settings-tier", leather, gold.pk)).content.decode()
    assert "<fieldset" in page
    assert " disabled>" in page
    assert ">Save<" not in page


def shop_form(**changes: object) -> dict[str, object]:
    return {"name": "Leather", "stock_trusted_minutes": "", "low_stock_quantity": 2, **changes}


def test_petra_decides_how_long_stock_figures_are_believed(studio, petra: User, leather: Store) -> None:
    before = leather.catalogue_revision
    answer = studio(petra).post(url("settings-shop", leather), shop_form(stock_trusted_minutes=45))
    leather.refresh_from_db()
    assert (answer.status_code, leather.stock_trusted_minutes, leather.name) == (302, 45, "Leather")
    assert leather.catalogue_revision == before + 1


def test_the_currency_stays_once_products_are_priced_in_it(studio, petra: User, leather: Store) -> None:
    studio(petra).post(url("settings-shop", leather), shop_form(currency="JPY"))
    leather.refresh_from_db()
    assert leather.currency == "EUR"


def test_a_new_shop_may_still_choose_its_currency(studio, petra: User, leather: Store) -> None:
    Product.objects.filter(store=leather).delete()
    studio(petra).post(url("settings-shop", leather), shop_form(currency="jpy"))
    leather.refresh_from_db()
    assert leather.currency == "JPY"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"stock_trusted_minutes": "0"}, {"low_stock_quantity": "-1"}, {"default_region": "999999"}]
)
def test_a_form_with_an_error_comes_back_as_a_fragment(studio, petra: User, leather: Store, wrong: dict) -> None:
    answer = studio(petra).post(url("settings-shop", leather), shop_form(**wrong), **HTMX)
    page = answer.content.decode()
    assert (answer.status_code, "could not be saved" in page, "<html" in page) == (422, True, False)


def test_another_shops_region_is_no_choice(studio, petra: User, leather: Store) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    theirs = Region.objects.create(store=other, code="eu", name="Theirs", currency="EUR")
    answer = studio(petra).post(url("settings-shop", leather), shop_form(default_region=theirs.pk))
    assert answer.status_code == 422


def tier_form(**changes: object) -> dict[str, object]:
    return {"name": "Silver", "code": "silver", "discount_percent": "", "minimum_spend": "", **changes}


def test_petra_adds_a_tier_on_top(studio, petra: User, leather: Store) -> None:
    answer = studio(petra).post(url("settings-tier-new", leather), tier_form(discount_percent="12.5"))
    made = leather.tiers.get(code="silver")
    assert (answer.status_code, made.rank, made.discount_percent) == (302, 2, Decimal("12.5"))


def test_the_first_tier_pays_the_regular_price(studio, petra: User, leather: Store) -> None:
    Customer.objects.all().delete()
    MembershipTier.objects.filter(store=leather).delete()
    studio(petra).post(url("settings-tier-new", leather), tier_form(discount_percent="50"))
    made = leather.tiers.get()
    assert (made.rank, made.discount_percent) == (0, None)


def test_the_code_of_a_tier_cannot_be_changed(studio, petra: User, leather: Store) -> None:
    gold = leather.tiers.get(code="gold")
    studio(petra).post(url("settings-tier", leather, gold.pk), tier_form(name="Or", code="or"))
    gold.refresh_from_db()
    assert (gold.name, gold.code) == ("Or", "gold")


@pytest.mark.parametrize(
    "wrong", [{"discount_percent": "101"}, {"code": "gold"}, {"code": "no spaces"}, {"spend_months": "12"}]
)
def test_a_tier_that_makes_no_sense_is_not_saved(studio, petra: User, leather: Store, wrong: dict) -> None:
    answer = studio(petra).post(url("settings-tier-new", leather), tier_form(**wrong), **HTMX)
    assert (answer.status_code, leather.tiers.count()) == (422, 2)


def test_a_discount_is_shown_on_examples_before_it_is_saved(studio, petra: User, leather: Store) -> None:
    TierPrice.objects.filter(tier__code="gold").delete()
    gold = leather.tiers.get(code="gold")
    answer = studio(petra).post(
        url("settings-tier-effect", leather, gold.pk), tier_form(name="Gold", code="gold", discount_percent="20")
    )
    page = answer.content.decode()
    gold.refresh_from_db()
    assert "20 % off the regular price" in page
    assert "€76.00" in page  # BELT-1 costs 95
    assert gold.discount_percent is None


def test_customers_are_counted_per_tier(studio, vera: User, leather: Store) -> None:
    gold = leather.tiers.get(code="gold")
    for number in range(3):
        Customer.objects.create(store=leather, pseudonym=f"{number:064}", tier=gold)
    page = studio(vera).get(url("settings-tiers", leather)).content.decode()
    assert re.search(r"Gold</a>.*?numeric\">3<", page, re.DOTALL)


def test_tiers_change_places_but_the_first_one_stays(studio, petra: User, leather: Store) -> None:
    silver = MembershipTier.objects.create(store=leather, code="silver", name="Silver", rank=2)
    door = studio(petra)
    door.post(url("settings-tier-move", leather, silver.pk), {"action": "up"})
    door.post(url("settings-tier-move", leather, silver.pk), {"action": "up"})
    assert list(leather.tiers.order_by("rank").values_list("code", flat=True)) == ["guest", "silver", "gold"]


def test_a_tier_in_use_is_not_deleted_and_says_by_what(studio, petra: User, leather: Store) -> None:
    gold = leather.tiers.get(code="gold")
    Customer.objects.create(store=leather, pseudonym="0" * 64, tier=gold)
    answer = studio(petra).post(url("settings-tier-delete", leather, gold.pk))
    page = answer.content.decode()
    assert (answer.status_code, leather.tiers.filter(code="gold").exists()) == (409, True)
    assert "1 customer" in page
    assert "12 tier prices" in page


def test_a_tier_that_nobody_uses_is_deleted(studio, petra: User, leather: Store) -> None:
    silver = MembershipTier.objects.create(store=leather, code="silver", name="Silver", rank=2)
    assert studio(petra).post(url("settings-tier-delete", leather, silver.pk)).status_code == 302
    assert not leather.tiers.filter(code="silver").exists()


@pytest.mark.parametrize(
    ("warehouse", "action", "order"),
    [
        (2, "up", [2, 1, 3]),
        (1, "up", [1, 2, 3]),
        (2, "down", [1, 3, 2]),
        (3, "down", [1, 2, 3]),
        (2, "remove", [1, 3]),
        (4, "add", [1, 2, 3, 4]),
        (2, "add", [1, 2, 3]),
    ],
)
def test_a_warehouse_moves_by_one_place(warehouse: int, action: str, order: list[int]) -> None:
    assert moved([1, 2, 3], warehouse=warehouse, action=action) == order


def test_petra_lets_newark_ship_first(studio, petra: User, leather: Store) -> None:
    europe, newark = leather.regions.get(code="eu"), leather.warehouses.get(code="newark")
    studio(petra).post(url("settings-serves", leather, europe.pk), {"warehouse": newark.pk, "action": "up"})
    assert serving(europe)[0] == newark.pk


def test_another_shops_warehouse_cannot_serve_a_region(studio, petra: User, leather: Store) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    theirs = Warehouse.objects.create(store=other, code="theirs", name="Theirs")
    europe = leather.regions.get(code="eu")
    sent = {"warehouse": theirs.pk, "action": "add"}
    assert studio(petra).post(url("settings-serves", leather, europe.pk), sent).status_code == 404


def test_a_region_is_added_and_its_currency_stays_with_its_prices(studio, petra: User, leather: Store) -> None:
    door = studio(petra)
    door.post(url("settings-region-new", leather), {"name": "Japan", "code": "jp", "currency": "jpy"})
    japan, states = leather.regions.get(code="jp"), leather.regions.get(code="us")
    door.post(url("settings-region", leather, states.pk), {"name": "States", "currency": "CAD"})
    states.refresh_from_db()
    assert (japan.currency, states.name, states.currency) == ("JPY", "States", "USD")


@pytest.mark.parametrize("currency", ["", "EURO", "€", "E1R"])
def test_a_currency_is_three_letters(studio, petra: User, leather: Store, currency: str) -> None:
    sent = {"name": "Japan", "code": "jp", "currency": currency}
    assert studio(petra).post(url("settings-region-new", leather), sent).status_code == 422


def test_the_default_region_is_not_deleted(studio, petra: User, leather: Store) -> None:
    TierPrice.objects.all().delete()
    europe = leather.regions.get(code="eu")
    answer = studio(petra).post(url("settings-region-delete", leather, europe.pk))
    assert answer.status_code == 409
    assert "visitors who name none" in answer.content.decode()


def test_a_region_that_nothing_needs_goes_with_its_order_of_warehouses(studio, petra: User, leather: Store) -> None:
    japan = Region.objects.create(store=leather, code="jp", name="Japan", currency="JPY")
    door = studio(petra)
    florence = leather.warehouses.get(code="florence")
    door.post(url("settings-serves", leather, japan.pk), {"warehouse": florence.pk, "action": "add"})
    assert door.post(url("settings-region-delete", leather, japan.pk)).status_code == 302
    assert not Region.objects.filter(pk=japan.pk).exists()


def test_a_warehouse_that_serves_a_region_is_not_deleted(studio, petra: User, leather: Store) -> None:
    florence = leather.warehouses.get(code="florence")
    assert studio(petra).post(url("settings-warehouse-delete", leather, florence.pk)).status_code == 409


def issue(door: Client, store: Store, **sent: object) -> tuple[int, str]:
    answer = door.post(url("settings-keys", store), {"name": "Checkout", "scopes": ["recommend"], **sent}, **HTMX)
    found = re.search(r'value="(wr_[^"]+)"', answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, found.group(1) if found else ""


def test_a_key_is_shown_once_and_works(studio, anna: User, leather: Store) -> None:
    door = studio(anna)
    status, key = issue(door, leather)
    shop = APIClient()
    shop.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert (status, shop.get("/api/v1/membership").status_code) == (200, 200)
    page = door.get(url("settings-keys", leather)).content.decode()
    assert key not in page
    assert key[:10] in page
    assert not ApiKey.objects.filter(digest=key).exists()


def test_a_key_without_a_scope_is_not_issued(studio, anna: User, leather: Store) -> None:
    status, key = issue(studio(anna), leather, scopes=[])
    assert (status, key, leather.api_keys.count()) == (422, "", 0)


def test_a_revoked_key_is_refused(studio, anna: User, leather: Store) -> None:
    door = studio(anna)
    _, key = issue(door, leather)
    revoke = url("settings-key-revoke", leather, leather.api_keys.get().pk)
    assert "Revoke it" in door.get(revoke).content.decode()
    door.post(revoke)
    shop = APIClient()
    shop.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert shop.get("/api/v1/membership").status_code == 401
    assert door.get(revoke).status_code == 404


def make_secret(door: Client, store: Store, *, name: str = "Backend") -> tuple[int, str]:
    answer = door.post(url("settings-signing", store), {"name": name}, **HTMX)
    found = re.search(r'value="(ws_[^"]+)"', answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, found.group(1) if found else ""


def token_of(store: Store, secret: str) -> str:
    begins = int(timezone.now().timestamp())
    claims = {"sub": "nora", "session": "v-1", "aud": store.code, "iat": begins, "exp": begins + 60, "jti": "t-1"}
    return sign(claims, secret=secret, key_id=str(store.signing_secrets.latest("created_at").pk))


def test_a_signing_secret_is_shown_once_and_signs(studio, anna: User, leather: Store) -> None:
    door = studio(anna)
    status, secret = make_secret(door, leather)
    assert (status, read(leather, token_of(leather, secret), now=timezone.now()).customer) == (200, "nora")
    assert secret not in door.get(url("settings-signing", leather)).content.decode()


def test_a_third_signing_secret_waits_for_an_old_one_to_be_revoked(studio, anna: User, leather: Store) -> None:
    door = studio(anna)
    for name in ("Old backend", "New backend"):
        make_secret(door, leather, name=name)
    answer = door.post(url("settings-signing", leather), {"name": "Third"}, **HTMX)
    assert answer.status_code == 422
    assert "Revoke the older one first" in answer.content.decode()
    assert leather.signing_secrets.count() == 2


def test_a_token_of_a_revoked_secret_counts_no_more(studio, anna: User, leather: Store) -> None:
    door = studio(anna)
    _, secret = make_secret(door, leather)
    token = token_of(leather, secret)
    revoke = url("settings-signing-revoke", leather, leather.signing_secrets.get().pk)
    assert "Revoke it" in door.get(revoke).content.decode()
    door.post(revoke)
    with pytest.raises(TokenError, match="no such active secret"):
        read(leather, token, now=timezone.now())
    assert door.get(revoke).status_code == 404


def test_people_are_an_administrators_business(studio, petra: User, vera: User, leather: Store) -> None:
    page = studio(petra).get(url("settings-people", leather)).content.decode()
    assert "vera" not in page
    assert studio(petra).post(url("settings-person", leather, vera.pk), {"action": "deactivate"}).status_code == 403
    vera.refresh_from_db()
    assert vera.is_active


def test_an_administrator_is_a_role_with_an_entry_for_each_change(
    studio, anna: User, vera: User, leather: Store
) -> None:
    studio(anna).post(url("settings-person", leather, vera.pk), {"action": "role", "role": "merchandiser"})
    studio(anna).post(url("settings-person", leather, vera.pk), {"action": "deactivate"})

    given, shut = AuditEntry.objects.order_by("id")
    assert (given.who, given.label, given.before["role"], given.after["role"]) == (
        "Anna", "Vera", "Viewer", "Merchandiser",
    )  # fmt: skip
    assert (shut.before["may sign in"], shut.after["may sign in"]) == (True, False)


@pytest.mark.parametrize("action", ["link", "deactivate"])
def test_an_administrator_has_no_power_over_who_runs_the_installation(
    studio, anna: User, admin_person: User, leather: Store, action: str
) -> None:
    answer = studio(anna).post(url("settings-person", leather, admin_person.pk), {"action": action}, follow=True)
    admin_person.refresh_from_db()
    assert "runs the installation" in answer.content.decode()
    assert "/welcome/" not in answer.content.decode()
    assert admin_person.is_active


def test_a_publisher_issues_no_key_and_gives_no_role(studio, petra: User, vera: User, leather: Store) -> None:
    assert studio(petra).post(url("settings-keys", leather), {"name": "Mine"}).status_code == 403
    assert studio(petra).post(url("settings-signing", leather), {"name": "Mine"}).status_code == 403
    promoted = {"action": "role", "role": "admin"}
    assert studio(petra).post(url("settings-person", leather, vera.pk), promoted).status_code == 403


@pytest.mark.parametrize("page", ["home", "placements", "settings-people", "data-health", "products"])
def test_who_has_no_role_sees_no_page_and_reads_whom_to_ask(studio, anna: User, leather: Store, page: str) -> None:
    stranger = User.objects.create_user("new", password="a long enough word", first_name="Noa")
    answer = studio(stranger).get(url(page, leather))
    assert answer.status_code == 403
    assert "Ask Anna for one" in answer.content.decode()


def test_a_second_pair_of_eyes_is_asked_for_and_dropped_in_the_open(studio, petra: User, leather: Store) -> None:
    door, here = studio(petra), url("settings-publishing", leather)
    door.post(here, {"four_eyes": "on"})
    leather.refresh_from_db()
    assert leather.four_eyes
    door.post(here, {"four_eyes": "on"})
    door.post(here, {})
    leather.refresh_from_db()

    assert not leather.four_eyes
    entries = AuditEntry.objects.filter(action="store.changed").order_by("id")
    assert [(entry.who, entry.after) for entry in entries] == [
        ("Petra", {"four_eyes": True}),
        ("Petra", {"four_eyes": False}),
    ]


def test_a_new_person_chooses_a_password_behind_a_link_that_works_once(
    studio, admin_person: User, leather: Store, client: Client
) -> None:
    sent = {"username": "mara", "first_name": "Mara", "role": "merchandiser"}
    page = studio(admin_person).post(url("settings-people", leather), sent).content.decode()
    link = re.search(r'value="(http://testserver/welcome/[^"]+)"', page).group(1)
    chosen = {"new_password1": "calfskin-tote-17", "new_password2": "calfskin-tote-17"}
    form = client.get(link)
    assert client.post(form.url, chosen).status_code == 302
    assert client.login(username="mara", password="calfskin-tote-17")
    assert "no longer works" in Client().get(link).content.decode()
    mara = User.objects.get(username="mara")
    assert mara.has_perm("rules.change_rule")
    assert not mara.has_perm("catalog.change_store")


def test_a_name_that_is_taken_is_refused(studio, admin_person: User, vera: User, leather: Store) -> None:
    sent = {"username": "vera", "role": "viewer"}
    answer = studio(admin_person).post(url("settings-people", leather), sent, **HTMX)
    assert (answer.status_code, User.objects.filter(username="vera").count()) == (422, 1)


def test_vera_is_promoted_and_then_shut_out(studio, admin_person: User, vera: User, leather: Store) -> None:
    door, her = studio(admin_person), studio(vera)
    door.post(url("settings-person", leather, vera.pk), {"action": "role", "role": "publisher"})
    assert User.objects.get(pk=vera.pk).has_perm("catalog.change_store")
    door.post(url("settings-person", leather, vera.pk), {"action": "deactivate"})
    assert her.get(url("settings-shop", leather)).status_code == 302
    door.post(url("settings-person", leather, vera.pk), {"action": "activate"})
    assert User.objects.get(pk=vera.pk).is_active


def test_an_administrator_cannot_lock_themselves_out(studio, admin_person: User, leather: Store) -> None:
    studio(admin_person).post(url("settings-person", leather, admin_person.pk), {"action": "deactivate"})
    assert User.objects.get(pk=admin_person.pk).is_active


def test_an_empty_shop_says_what_to_do_on_every_page(studio, admin_person: User) -> None:
    empty = Store.objects.create(code="empty", name="Empty", currency="EUR")
    door = studio(admin_person)
    pages = {name: door.get(url(name, empty)).content.decode() for name in PAGES}
    assert "sells nowhere yet" in pages["settings-places"]
    assert "No warehouse yet" in pages["settings-places"]
    assert "No tier yet" in pages["settings-tiers"]
    assert "No key yet" in pages["settings-keys"]
    assert "€" not in door.get(url("settings-tier-new", empty)).content.decode()


def test_a_warehouse_says_when_it_was_last_heard_of(studio, vera: User, leather: Store) -> None:
    leather.warehouses.update(heard_at=None)
    leather.warehouses.filter(code="newark").update(heard_at=timezone.now() - timedelta(hours=3))
    page = studio(vera).get(url("settings-places", leather)).content.decode()
    assert "3\xa0hours ago" in page
    assert page.count(">never<") == 2
