"""Which events a training learns from, and as what."""

from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import Store
from ranking.dataset import KINDS
from ranking.queries import training_data


def send(backend: APIClient, name: str, **fields: object) -> None:
    event = {"event_id": str(uuid4()), "name": name, "customer": "10027", "transaction_id": "A-1", **fields}
    answer = backend.post("/api/v1/events", {"events": [event]}, format="json")
    assert answer.json()["rejected"] == 0, answer.content


@pytest.mark.parametrize("name", ["refund", "return"])
def test_what_came_back_teaches_alike_whatever_the_shop_calls_it(backend: APIClient, leather: Store, name: str) -> None:
    items = [{"item_id": "TOTE-1"}]
    send(backend, "purchase", items=items)
    send(backend, name, items=items, reason="feel")
    kinds = training_data(leather, now=timezone.now(), days=None).interactions.kind
    assert [KINDS[kind] for kind in kinds] == ["purchase", "return"]


def test_a_refund_of_money_alone_teaches_nothing(backend: APIClient, leather: Store) -> None:
    send(backend, "purchase", items=[{"item_id": "TOTE-1"}])
    send(backend, "refund", items=[], value=20)
    kinds = training_data(leather, now=timezone.now(), days=None).interactions.kind
    assert [KINDS[kind] for kind in kinds] == ["purchase"]
