"""Pages of other hosts: which may ask, with which key, and what they may read."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from catalog.models import ApiKey, Store
from catalog.services import issue_key, origin_of
from events.models import RankedList

SHOP, STRANGER = "https://shop.example.com", "https://stranger.example.com"
LISTS = "/api/v1/recommendations"


def page_of(origin: str, key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}", HTTP_ORIGIN=origin)
    return client


def ask(client: APIClient):
    return client.post(LISTS, {"placement": "home"}, format="json")


@pytest.mark.parametrize("name", ["recommendations", "explanation", "events", "avoidances", "membership"])
def test_a_browser_is_told_beforehand_what_it_may_send(client: Client, name: str) -> None:
    answer = client.options(f"/api/v1/{name}", HTTP_ORIGIN=SHOP, HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST")
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Visitor-Avoidances" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("name", ["products", "prices", "stock", "customers", "shopper-tokens"])
def test_what_only_servers_call_is_closed_to_browsers(client: Client, db: None, name: str) -> None:
    answer = client.options(f"/api/v1/{name}", HTTP_ORIGIN=SHOP, HTTP_ACCESS_CONTROL_REQUEST_METHOD="PUT")
    assert "Access-Control-Allow-Origin" not in answer


def test_a_key_of_pages_is_for_any_page_unless_it_is_bound(leather: Store, browser_key: str) -> None:
    answer = ask(page_of(SHOP, browser_key))
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == SHOP
    assert "X-Request-Id" in answer["Access-Control-Expose-Headers"]
    assert "Origin" in answer["Vary"]


def test_a_bound_key_is_for_its_shop_alone(leather: Store) -> None:
    key = issue_key(leather, name="Pages", scopes=["recommend", "events"], origins=[SHOP])
    assert ask(page_of(SHOP, key)).status_code == 200
    refused = ask(page_of(STRANGER, key))
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("#origin-not-allowed")
    assert "Access-Control-Allow-Origin" not in refused
    assert RankedList.objects.count() == 1


def test_a_bound_key_still_works_on_the_apis_own_host_and_from_no_page(leather: Store) -> None:
    key = issue_key(leather, name="Pages", scopes=["recommend"], origins=[SHOP])
    assert ask(page_of("http://testserver", key)).status_code == 200
    server = APIClient()
    server.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    assert ask(server).status_code == 200


def test_the_apis_own_host_over_another_scheme_is_another_origin(leather: Store) -> None:
    key = issue_key(leather, name="Pages", scopes=["recommend"], origins=[SHOP])
    assert ask(page_of("https://testserver", key)).status_code == 403


@pytest.mark.parametrize("origin", ["http://[", "null", "https://shop.example.com:99999"])
def test_an_origin_that_is_none_is_a_strangers(leather: Store, origin: str) -> None:
    key = issue_key(leather, name="Pages", scopes=["recommend"], origins=[SHOP])
    refused = ask(page_of(origin, key))
    assert (refused.status_code, refused.json()["type"]) == (403, "/api/v1/problems#origin-not-allowed")


def test_a_shop_with_an_international_name_may_use_its_key(leather: Store) -> None:
    key = issue_key(leather, name="Pages", scopes=["recommend"], origins=["https://müller.example"])
    assert ask(page_of("https://xn--mller-kva.example", key)).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": SHOP}])
def test_a_cache_keeps_answers_to_different_pages_apart(storefront: APIClient, headers: dict[str, str]) -> None:
    for name in ("explanation?placement=home", "membership", "avoidances"):
        assert "Origin" in storefront.get(f"/api/v1/{name}", headers=headers)["Vary"]


def test_a_beacon_of_a_stranger_is_refused_and_counts_nothing(leather: Store) -> None:
    key = issue_key(leather, name="Pages", scopes=["events"], origins=[SHOP])
    body = {"key": key, "events": [{"event_id": "1", "name": "view_item_list"}]}
    answer = APIClient().post("/api/v1/events", body, format="json", HTTP_ORIGIN=STRANGER)
    assert answer.status_code == 403


def test_what_a_servers_key_opens_can_be_read_in_no_page(leather: Store, server_key: str) -> None:
    answer = ask(page_of(SHOP, server_key))
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer


def test_a_page_may_read_why_its_key_is_refused(leather: Store) -> None:
    answer = ask(page_of(SHOP, "wr_wrong"))
    assert answer.status_code == 401
    assert answer["Access-Control-Allow-Origin"] == SHOP


@pytest.mark.parametrize(
    ("said", "origin"),
    [
        ("https://Shop.example.com/", "https://shop.example.com"),
        ("https://shop.example.com:443/cart?x=1", "https://shop.example.com"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://MÜLLER.de/", "https://xn--mller-kva.de"),
        ("https://shop.例え.jp:8443", "https://shop.xn--r8jz45g.jp:8443"),
        ("https://straße.de", "https://xn--strae-oqa.de"),
        (f"https://{'a.' * 90}example.com", f"https://{'a.' * 90}example.com"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(said: str, origin: str) -> None:
    assert origin_of(said) == origin


@pytest.mark.parametrize(
    "said",
    [
        "shop.example.com",
        "",
        "ftp://shop.example.com",
        "https://",
        "*",
        "https://[",
        "https://shop.example.com:99999",
        f"https://{'a.' * 100}example.com",
    ],
)
def test_what_is_no_origin_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="no origin"):
        origin_of(said)


def test_anna_binds_a_key_when_she_issues_it(leather: Store, anna, studio) -> None:
    form = {"name": "Pages", "scopes": ["recommend"], "origins": f"{SHOP}/\nhttps://www.example.com"}
    page = studio(anna).post("/studio/leather/settings/keys/", form)
    assert page.status_code == 200
    assert ApiKey.objects.get(name="Pages").allowed_origins == [SHOP, "https://www.example.com"]
    assert SHOP in page.content.decode()


def test_anna_is_told_what_is_no_origin(leather: Store, anna, studio) -> None:
    form = {"name": "Pages", "scopes": ["recommend"], "origins": "shop"}
    page = studio(anna).post("/studio/leather/settings/keys/", form)
    assert page.status_code == 422
    assert "is no origin" in page.content.decode()
    assert not ApiKey.objects.filter(name="Pages").exists()


def test_the_command_binds_a_key_too(leather: Store) -> None:
    call_command("issue_key", "leather", "Pages", "--scope", "recommend", "--origin", SHOP)
    assert ApiKey.objects.get(name="Pages").allowed_origins == [SHOP]
    with pytest.raises(CommandError, match="is no origin"):
        call_command("issue_key", "leather", "Other", "--scope", "recommend", "--origin", "shop")
