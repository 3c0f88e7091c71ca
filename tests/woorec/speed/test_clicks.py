"""What the shoppers of a soak do with their lists is taken by the API as any shop's events are."""

import random

from rest_framework.test import APIClient

from events.models import Interaction
from woorec.speed.soak.clicks import BOUGHT, CLICKED, MOST, Clicks

WISH = {"placement": "home", "session": "soak-1"}


def seen(page: dict, *, times: int) -> Clicks:
    clicks, rng = Clicks(), random.Random(1)
    for _ in range(times):
        clicks.look_at(WISH, page, rng)
    return clicks


def test_clicks_and_orders_answer_the_list_that_was_shown(storefront: APIClient) -> None:
    page = storefront.post("/api/v1/recommendations", WISH, format="json").json()
    events = seen(page, times=300).take(500)
    said = storefront.post("/api/v1/events", {"events": events}, format="json").json()
    assert said["rejected"] == 0
    assert said["stored"] == len(events)
    kinds = Interaction.objects.filter(request_id=page["request_id"], session="soak-1").values_list("kind", flat=True)
    clicked, bought = list(kinds).count("select_item"), list(kinds).count("purchase")
    assert 0 < bought < clicked < 300
    assert abs(clicked / 300 - CLICKED) < 0.1
    assert abs(bought / clicked - BOUGHT) < 0.15


def test_first_places_are_clicked_more_than_last_ones() -> None:
    items = [{"sku": f"P-{place}", "price": 10.0} for place in range(6)]
    events = seen({"items": items, "request_id": "r", "currency": "EUR"}, times=2_000).take(MOST)
    places = [event["items"][0]["index"] for event in events if event["name"] == "select_item"]  # type: ignore[index]
    assert places.count(0) > 2 * places.count(5) > 0


def test_an_empty_list_has_no_clicks_and_the_oldest_of_too_many_are_forgotten() -> None:
    assert seen({"items": []}, times=100).take(10) == []
    page = {"items": [{"sku": "P", "price": 1.0}], "request_id": "r", "currency": "EUR"}
    waiting = seen(page, times=6 * MOST)
    assert len(waiting.take(2 * MOST)) == MOST
    assert waiting.take(1) == []
