"""What both peers with a model do alike: who asks, the rules in Python, the serializer, the log."""

import hashlib
import hmac
import os
from datetime import UTC, datetime
from uuid import uuid4

from django.db import connection
from rest_framework import serializers

from tests.benchmarks.serving.tables import Customer, RankedList

SHOWN, CANDIDATES, HISTORY = 20, 500, 50
HOUSE_SLOT, PARTNER_SLOT, MOST_OF_A_BRAND, MOST_IN_A_ROW = 4, 10, 4, 2


class Item(serializers.Serializer):
    sku = serializers.CharField()
    position = serializers.IntegerField()
    name = serializers.CharField()
    brand = serializers.CharField()
    price = serializers.FloatField()
    reason = serializers.CharField()
    score = serializers.FloatField()
    image_url = serializers.CharField(allow_blank=True)


def store_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM catalog_store WHERE code = %s", [os.environ["PEER_STORE"]])
        return int(cursor.fetchone()[0])


def customer_of(store: int, external_id: str) -> Customer | None:
    """Both know a customer by a pseudonym, as ours does."""
    message = f"{os.environ['PEER_STORE']}\x1f{external_id}".encode()
    name = hmac.new(os.environ["PEER_CUSTOMER_KEY"].encode(), message, hashlib.sha256).hexdigest()
    return Customer.objects.filter(store_id=store, pseudonym=name).first()


def boosted(score: float, facts: dict, *, today: datetime) -> float:
    """The boosts of the made shop, one after another, as a service written in house applies them."""
    if facts["brand_kind"] == "house":
        score += 5
    if facts["margin_rate"] is not None:
        score += 5 * min(1.0, max(0.0, (facts["margin_rate"] - 0.45) / 0.30))
    if facts["launched_on"] and (today.date() - facts["launched_on"]).days <= 30:
        score += 3
    if facts["stock"] <= 2:
        score -= 8
    return score


def arranged(candidates: list[dict]) -> list[dict]:
    """Slots 4 and 10, at most two of a category in a row, at most four of a brand: always the best that still fits."""
    waiting = sorted(candidates, key=lambda each: -each["score"])
    page: list[dict] = []
    while waiting and len(page) < SHOWN:
        chosen = next((each for each in waiting if _fits(each, page)), waiting[0])
        waiting.remove(chosen)
        page.append(chosen)
    return page


def _fits(candidate: dict, page: list[dict]) -> bool:
    position = len(page) + 1
    if position == HOUSE_SLOT and candidate["brand_kind"] != "house":
        return False
    if position == PARTNER_SLOT and candidate["brand_kind"] != "partner":
        return False
    before = page[-MOST_IN_A_ROW:]
    if len(before) == MOST_IN_A_ROW and all(each["category"] == candidate["category"] for each in before):
        return False
    if any(each["item_group"] == candidate["item_group"] for each in page):
        return False
    return sum(each["brand"] == candidate["brand"] for each in page) < MOST_OF_A_BRAND


def answered(page: list[dict], *, store: int, customer: Customer | None, model: str) -> dict:
    """Print the page through the serializer, and log it."""
    for position, each in enumerate(page, 1):
        each["position"], each["reason"] = position, "For you"
    RankedList.objects.create(
        request_id=uuid4(),
        store_id=store,
        at=datetime.now(UTC),
        placement="home",
        customer_id=customer.pk if customer else None,
        model=model,
        product_ids=[each["id"] for each in page],
        scores=[each["score"] for each in page],
        propensities=[1.0] * len(page),
        prices=[each["price"] for each in page],
    )
    return {"items": Item(page, many=True).data}
