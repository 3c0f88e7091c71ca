"""Who gets through which door of the Studio: every address, every role, every other store."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.urls.resolvers import RoutePattern

from catalog.models import Product, Store
from catalog.services import load_store
from rules.models import Placement, RuleTest, Study
from rules.segments import SegmentFields, save_segment
from rules.services import ensure_draft, publish, save_rule
from tests.conftest import StudioDoor
from tests.factories import small_shop
from tests.woorec.test_board import HOUSE, slot
from woorec.urls import studio as studio_urls

ANYBODY, EDITS, PUBLISHES = "viewer", "merchandiser", "publisher"
# Who may send something to an address of the rules; all others may only look. An address that is not here and takes a
# POST fails the test below, so that nobody forgets to say who may.
MAY_POST = {
    "board-publish": PUBLISHES,
    "board-run-tests": PUBLISHES,
    "board-restore": PUBLISHES,
    "placement-settings": PUBLISHES,
    "board-submit": EDITS,
    "board-discard": EDITS,
    "board-reserve": EDITS,
    "board-undo": EDITS,
    "board-redo": EDITS,
    "board-act": EDITS,
    "rule-new": EDITS,
    "rule-edit": EDITS,
    "rule-switch": EDITS,
    "rule-delete": EDITS,
    "feasibility": EDITS,
    "apply-fix": EDITS,
    "study-stop": EDITS,
    "rule-tests-run": EDITS,
    "rule-test-new": EDITS,
    "rule-test": EDITS,
    "rule-test-delete": EDITS,
    "replay": EDITS,
    "segment-new": EDITS,
    "segment": EDITS,
    "segment-delete": EDITS,
    "rule-preview": ANYBODY,  # these two only work something out
    "segment-count": ANYBODY,
}
OWN_PLACES = ("placements/", "campaigns/", "segments/", "rules/", "audit/")
WEAKER = {ANYBODY: (), EDITS: ("vera",), PUBLISHES: ("vera", "mia")}


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    for each in patterns:
        route = each.pattern._route if isinstance(each.pattern, RoutePattern) else ""
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, before + route)
        else:
            yield each.name or "", before + route


ALL = sorted(set(routes(studio_urls)))
BELOW = tuple(f"<slug:store_code>/{place}" for place in OWN_PLACES)
OF_RULES = [(name, route) for name, route in ALL if route.startswith(BELOW)]


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop with one of everything that an address may name."""

    store: Store
    parts: dict[str, object]

    def address(self, route: str, **other: object) -> str:
        path = route
        for name, value in (self.parts | {"store_code": self.store.code} | other).items():
            for kind in ("slug", "int", "uuid", "list_name", "str"):
                path = path.replace(f"<{kind}:{name}>", str(value))
        return f"/studio/{re.sub('<[a-z]+:[a-z0-9_]+>', '1', path)}"


def shop_of(store: Store) -> Shop:
    placement = store.placements.get(code="home")
    draft = ensure_draft(placement, by=None)
    key = save_rule(draft, slot(2, HOUSE, owner="Mia"), by=None).key
    publish(draft, by=None)
    again = ensure_draft(placement, by=None)
    save_rule(again, slot(3, HOUSE, owner="Mia"), by=None)
    condition = {"fact": "signed_in", "op": "is", "value": True}
    save_segment(store, SegmentFields("Loyal", condition, "Mia", "Try", code=f"loyal-{store.code}"), by=None)
    test = RuleTest.objects.create(placement=placement, name="House", owner="Mia")
    study = Study.objects.create(
        placement=placement,
        ruleset=again,
        revision=1,
        digest="x",
        kind="replay",
        state="running",
        params={"since": "2026-03-01T00:00:00+00:00", "until": "2026-03-02T00:00:00+00:00"},
    )
    parts: dict[str, object] = {
        "code": "home", "key": key, "kind": "slot", "which": "live", "position": 1, "version": 1, "tier": "gold",
        "product_id": Product.objects.filter(store=store).first().pk, "study_id": study.pk, "test_id": test.pk,
    }  # fmt: skip
    return Shop(store, parts)


@pytest.fixture
def shop(home_page: Placement) -> Shop:
    return shop_of(home_page.store)


def parts_of(shop: Shop, name: str) -> dict[str, object]:
    """A segment's code stands where a placement's does elsewhere."""
    return {"code": f"loyal-{shop.store.code}"} if name in ("segment", "segment-delete") else {}


def test_every_address_that_takes_something_says_who_may_send_it(shop: Shop, petra: User, studio: StudioDoor) -> None:
    client = studio(petra)
    taking = {
        name for name, route in OF_RULES if client.post(shop.address(route, **parts_of(shop, name))).status_code != 405
    }
    assert taking == set(MAY_POST)


def test_whose_role_is_too_weak_sends_nothing(shop: Shop, mia: User, vera: User, studio: StudioDoor) -> None:
    clients = {"mia": studio(mia), "vera": studio(vera)}
    refused = {
        (name, who): clients[who].post(shop.address(dict(OF_RULES)[name], **parts_of(shop, name))).status_code
        for name, right in MAY_POST.items()
        for who in WEAKER[right]
    }
    assert set(refused.values()) == {403}, refused


def test_what_another_site_sends_is_refused(shop: Shop, petra: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(petra)
    for name in MAY_POST:
        assert client.post(shop.address(dict(OF_RULES)[name], **parts_of(shop, name))).status_code == 403, name


def test_a_stranger_is_asked_to_sign_in_and_who_has_no_role_is_told_so(shop: Shop, studio: StudioDoor) -> None:
    nobody = studio(User.objects.create_user("nobody", password="a long enough word"))
    for name, route in ALL:
        address = shop.address(route, **parts_of(shop, name))
        for stranger in (Client().get(address), Client().post(address)):
            door = stranger.headers.get("Location", "").startswith("/login/") or "HX-Refresh" in stranger.headers
            assert door or stranger.status_code == 405, name
        assert {nobody.get(address).status_code, nobody.post(address).status_code} == {403}, name


NAMES_SOMETHING = [
    (name, route, part)
    for name, route in OF_RULES
    for part in ("code", "key", "study_id", "test_id", "product_id")
    if f":{part}>" in route and not (part == "key" and name == "rule-preview")
]


def test_what_belongs_to_another_store_is_not_found(shop: Shop, anna: User, studio: StudioDoor) -> None:
    """The other shop has one of everything too, under numbers, keys and codes of its own."""
    jewel = load_store(small_shop("jewel"))
    Placement.objects.create(store=jewel, code="home", name="Home", surface="home", length=6, exploration_share=0)
    other, client = shop_of(jewel), studio(anna)
    Placement.objects.filter(store=jewel).update(code="elsewhere")
    Study.objects.update(state="done")
    for name, route, part in NAMES_SOMETHING:
        theirs = {"code": parts_of(other, name).get("code", "elsewhere")}.get(part, other.parts.get(part))
        address = shop.address(route, **(parts_of(shop, name) | {part: theirs}))
        found = {client.get(address, HTTP_HX_REQUEST="true").status_code, client.post(address).status_code}
        assert found <= {404, 405}, (name, part)


def test_a_campaign_of_another_store_is_not_found(shop: Shop, anna: User, studio: StudioDoor) -> None:
    for name in ("campaign", "campaign-statement"):
        assert studio(anna).get(reverse(name, args=["leather", uuid4()])).status_code == 404


NASTY = ("\0", "9" * 5000, "-1", "٣", "nan", "<script>alert(1)</script>", "'; DROP TABLE x; --", "%00", "é" * 3000)
ASKED = (
    "shopper", "tier", "region", "at", "seed", "version", "show", "q", "page", "figure", "study", "from", "to", "base",
    "position", "index", "placement", "who", "action", "since", "until", "look", "owner", "kind", "sku", "rows", "live",
    "condition-0-fact", "condition-0-op", "condition-0-value", "revision",
)  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nothing_in_an_address_breaks_a_page_or_is_run_by_it(
    shop: Shop, petra: User, studio: StudioDoor, nasty: str
) -> None:
    client = studio(petra)
    for name, route in OF_RULES:
        page = client.get(shop.address(route, **parts_of(shop, name)), dict.fromkeys(ASKED, nasty))
        assert page.status_code < 500
        assert page.streaming or "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nothing_that_is_sent_breaks_a_page_or_is_run_by_it(
    shop: Shop, petra: User, studio: StudioDoor, nasty: str
) -> None:
    client = studio(petra)
    fields = (
        *ASKED, "label", "severity", "reason", "starts_at", "ends_at", "tiers", "regions", "segments", "categories",
        "seeds", "positions", "pool", "skus", "impressions", "share", "points", "by_from", "limit", "window", "fact",
        "name", "lists", "count", "first", "quantity", "condition-kept", "next_kept", "product", "shoppers", "set",
        "fix", "note", "waive", "key", "on",
    )  # fmt: skip
    for name in sorted(MAY_POST):
        route = dict(OF_RULES)[name]
        kinds = ("slot", "pin", "campaign", "boost", "bury", "scatter", "cap", "eligibility")
        for kind in kinds if "<slug:kind>" in route else ("slot",):
            address = shop.address(route, **(parts_of(shop, name) | {"kind": kind}))
            page = client.post(address, dict.fromkeys(fields, nasty))
            assert page.status_code < 500
            assert "<script>alert" not in page.content.decode()
