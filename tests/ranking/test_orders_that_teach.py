"""Which order lines, returns and swapped products a training reads."""

from uuid import uuid4

import numpy as np
import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from catalog.models import Product, Store
from events.models import Order, RankedList
from ranking.dataset import TrainingData
from ranking.queries import training_data
from rules.models import Placement
from tests.ranking.test_what_teaches import send
from woorec.holder import SNAPSHOTS


def learned(store: Store) -> TrainingData:
    return training_data(store, now=timezone.now(), days=None)


def test_one_of_two_pieces_came_back(backend: APIClient, leather: Store) -> None:
    send(backend, "purchase", items=[{"item_id": "TOTE-1", "quantity": 2}, {"item_id": "BELT-1"}])
    send(backend, "return", items=[{"item_id": "TOTE-1", "quantity": 1}], reason="feel")
    lines = learned(leather).order_lines
    assert sorted(zip(lines.pieces.tolist(), lines.returned.tolist(), strict=True)) == [(1, 0), (2, 1)]
    assert len(set(lines.order.tolist())) == 1


def test_a_refund_that_names_no_product_takes_back_the_order_here_too(backend: APIClient, leather: Store) -> None:
    send(backend, "purchase", items=[{"item_id": "TOTE-1"}])
    send(backend, "refund", items=[])
    assert learned(leather).order_lines.returned.tolist() == [1]


def test_a_cancelled_order_was_never_bought(backend: APIClient, leather: Store) -> None:
    send(backend, "purchase", items=[{"item_id": "TOTE-1"}])
    Order.objects.update(cancelled_at=timezone.now())
    assert len(learned(leather).order_lines) == 0


def test_a_visitors_list_and_events_and_order_find_each_other(backend: APIClient, leather: Store) -> None:
    for session in ("first", "second"):
        send(backend, "view_item", items=[{"item_id": "BELT-1"}], customer=None, session=session)
    logged(leather, session="second")
    send(backend, "purchase", items=[{"item_id": "TOTE-1"}], customer=None, session="second")
    data = learned(leather)
    second = data.interactions.session[1]
    assert second != data.interactions.session[0]
    assert data.impressions.session[0] == data.order_lines.session[0] == second


def logged(store: Store, **fields: object) -> RankedList:
    ids = list(Product.objects.order_by("sku").values_list("pk", flat=True)[:2])
    values = {"request_id": uuid4(), "store": store, "at": timezone.now(), "placement": "home", "product_ids": ids}
    lists = {"scores": [1, 0], "propensities": [0.9, 0.9], "slots": ["", ""], "reasons": ["", ""]}
    money = {"prices": [1, 1], "stocks": [1, 1], "margins": [1, 1]}
    return RankedList.objects.create(**values | lists | money | fields)


@pytest.mark.parametrize("clicked", [True, False])
def test_a_pair_that_may_change_places_is_read_both_ways(backend: APIClient, leather: Store, clicked: bool) -> None:
    first, second = Product.objects.order_by("sku").values_list("pk", flat=True)[:2]
    shown = logged(leather, alternatives=[[1, second, 0.1], [2, first, 0.1]])
    if clicked:
        sku = Product.objects.get(pk=first).sku
        send(backend, "select_item", items=[{"item_id": sku}], request_id=str(shown.request_id))
    swaps = learned(leather).swaps
    assert sorted(swaps.is_upper.tolist()) == [False, True]
    assert swaps.upper.tolist() == [1, 1]
    assert swaps.chance.tolist() == pytest.approx([0.9, 0.9])
    assert swaps.clicked[swaps.is_upper].tolist() == [clicked]
    assert not swaps.clicked[~swaps.is_upper].any()


def test_lists_that_explore_teach_what_a_place_is_worth(
    storefront: APIClient, leather: Store, home_page: Placement
) -> None:
    Placement.objects.filter(pk=home_page.pk).update(exploration_share=0.5)
    SNAPSHOTS.refresh(leather)
    storefront.post("/api/v1/recommendations", {"placement": "home"}, format="json")
    shown = RankedList.objects.get()
    swaps = learned(leather).swaps
    toss = 0.5 / (2 * 5)  # a page of six has five pairs of neighbours
    # A pair that chance swapped in this very list stands two places off what its outer neighbours would swap with.
    swapped = [place for place, chance in enumerate(shown.propensities, 1) if chance == pytest.approx(toss)]
    assert len(swaps) == 10 - sum(1 < place < 6 for place in swapped)
    assert set(swaps.upper.tolist()) == {1, 2, 3, 4, 5}
    assert min(shown.propensities) >= toss
    assert np.isin(swaps.chance, np.array(shown.propensities, dtype=np.float32)).all()
