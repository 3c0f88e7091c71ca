"""A preview is the shop: what the board shows is what the API answers, list and trace, whoever looks."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import Store
from events.customers import ensure_customer
from events.models import Customer
from rules.models import Placement
from rules.queries import live_version
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.woorec.test_campaign_counts import campaign, put_live, set_count
from woorec.api import page_json
from woorec.board.desk import open_desk, show
from woorec.canary import compare
from woorec.holder import SNAPSHOTS

CONTEXTS = 200
OF_THE_REQUEST = ("request_id", "stages_ms", "warnings")
RULES = (
    ("slot", {"positions": [4], "condition": {"fact": "brand_kind", "op": "is", "value": "partner"}}, {}),
    ("boost", {"points": 12.0, "condition": {"fact": "category", "op": "is", "value": "clutches"}}, {}),
    ("scatter", {"fact": "category", "limit": 1, "window": 2}, {}),
    ("cap", {"fact": "brand", "limit": 3}, {"regions": ["eu"]}),
    ("pin", {"position": 2, "sku": "TOTE-4"}, {"seeds": ["TOTE-1"]}),
    ("eligibility", {"condition": {"fact": "sku", "op": "is", "value": "WALLET-2"}}, {"categories": ["totes"]}),
)


@pytest.fixture
def busy_leather(leather: Store) -> Store:
    """The leather house with every kind of rule live on every placement, and three customers of its own."""
    for placement in leather.placements.all():
        draft = ensure_draft(placement, by=None)
        for kind, params, scope in RULES:
            save_rule(
                draft, RuleFields(kind=kind, label="", params=params, owner="Mia", reason="So.", scope=scope), by=None
            )
        publish(draft, by=None)
    for number, tier in enumerate([*leather.tiers.all(), None][:3]):
        pk = ensure_customer(leather, external_id=f"c-{number}")
        Customer.objects.filter(pk=pk).update(tier=tier, region=leather.regions.order_by("?").first())
    SNAPSHOTS.clear()
    return leather


def contexts(store: Store) -> list[dict[str, str]]:
    """Random shoppers, tiers, regions, moments and products in view, the same ones every time."""
    draw = random.Random(20260302)
    tiers = ["", *store.tiers.order_by("pk").values_list("code", flat=True)]
    regions = ["", *store.regions.order_by("pk").values_list("code", flat=True)]
    skus = sorted(store.products.values_list("sku", flat=True))
    shoppers = ["", "", "nickel", "c-0", "c-1", "c-2"]
    now = timezone.now()
    return [
        {
            "placement": draw.choice(["home", "product", "cart"]),
            "shopper": draw.choice(shoppers),
            "tier": draw.choice(tiers),
            "region": draw.choice(regions),
            "at": (now + timedelta(hours=draw.randint(-4000, 4000))).isoformat(),
            "seed": draw.choice(skus),
        }
        for _ in range(CONTEXTS)
    ]


def wish_of(context: dict[str, str]) -> dict[str, object]:
    """The same context in the words of the API."""
    wish: dict[str, object] = {"placement": context["placement"], "at": context["at"], "debug": True}
    wish |= {name: context[name] for name in ("tier", "region") if context[name]}
    if context["placement"] != "home":
        wish["cart" if context["placement"] == "cart" else "seed_products"] = [context["seed"]]
    if context["shopper"] == "nickel":
        wish["avoid"] = ["nickel"]
    elif context["shopper"]:
        wish["customer"] = context["shopper"]
    return wish


def preview_of(context: dict[str, str], store: Store, person: User) -> dict[str, object]:
    """What the board shows for the context, written as the API writes a page."""
    shopper = {"": "visitor", "nickel": "nora"}.get(context["shopper"])
    if shopper is None:
        shopper = f"c{ensure_customer(store, external_id=context['shopper'])}"
    look = QueryDict(mutable=True)
    look.update({name: context[name] for name in ("tier", "region", "at")} | {"shopper": shopper})
    if context["placement"] != "home":
        look["seed"] = context["seed"]
    request = RequestFactory().get("/", look)
    request.user = person
    desk = open_desk(request, store.code, context["placement"])
    shown = show(desk, desk.live)
    assert shown.answer is not None, shown.problem
    return page_json(shown.answer, debug=True)


def without_the_request(page: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in page.items() if name not in OF_THE_REQUEST}


def test_the_board_and_the_api_answer_two_hundred_contexts_alike(
    busy_leather: Store, petra: User, backend: APIClient
) -> None:
    lists = set()
    for context in contexts(busy_leather):
        answered = backend.post("/api/v1/recommendations", wish_of(context), format="json")
        assert answered.status_code == 200, (context, answered.content)
        shop = without_the_request(answered.json())
        preview = without_the_request(preview_of(context, busy_leather, petra))
        assert preview == shop, context
        lists.add(tuple(item["sku"] for item in shop["items"]))
    assert len(lists) >= 8, "contexts that all give one list would prove little"


def test_a_draft_preview_is_what_the_shop_answers_once_it_is_live(
    busy_leather: Store, petra: User, backend: APIClient
) -> None:
    placement = Placement.objects.get(store=busy_leather, code="home")
    draft = ensure_draft(placement, by=petra)
    save_rule(
        draft,
        RuleFields(kind="pin", label="", params={"position": 1, "sku": "TOTE-3"}, owner="Mia", reason="So."),
        by=None,
    )
    request = RequestFactory().get("/", {"at": "2026-03-02T12:00"})
    request.user = petra
    desk = open_desk(request, "leather", "home")
    drafted = without_the_request(page_json(show(desk, desk.draft).answer, debug=True))

    publish(draft, by=petra)
    SNAPSHOTS.clear()
    wish = {"placement": "home", "at": "2026-03-02T12:00:00Z", "debug": True}
    shop = backend.post("/api/v1/recommendations", wish, format="json")

    assert drafted["items"][0]["sku"] == "TOTE-3"
    assert without_the_request(shop.json()) == drafted


def test_what_a_campaign_is_owed_by_chance_is_no_difference(home_page: Placement) -> None:
    rule = put_live(home_page, campaign(params={"impressions": 500}))
    set_count(home_page.store, rule.key, delivered=250, lists_per_day=50.0)  # each list owes half a place
    found = compare(home_page, live_version(home_page), now=timezone.now())
    assert found["agree"] == found["asked"] > 0
