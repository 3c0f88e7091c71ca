"""How rankers fare with shoppers who avoid something: one rounded sum of enough people, which no file ever holds."""

from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from catalog.models import Store
from catalog.services import load_store
from events.avoidances import keep_avoidances
from events.customers import ensure_customer
from events.models import Customer
from events.queries import avoiding_customers
from ranking.avoiders import NAME, STEPS, customers_in, with_avoiders
from ranking.dataset import Impressions
from ranking.rankers.foretold import keep
from tests.factories import small_shop


def foretold(*, people: int, visitors: int = 0, lists: int = 3) -> dict[str, np.ndarray]:
    """Every shopper sees lists of five products and clicks the likeliest one."""
    count = (people + visitors) * lists
    customer = np.repeat(np.concatenate([np.arange(people), np.full(visitors, -1)]), lists * 5)
    size, clicked = count * 5, np.tile([True, False, False, False, False], count)
    zeros = np.zeros(size)
    shown = Impressions(
        list_id=np.repeat(np.arange(count), 5),
        product=np.zeros(size, np.int32),
        position=np.ones(size, np.int16),
        at=zeros,
        customer=customer.astype(np.int64),
        session=np.zeros(size, np.int64),
        region=np.zeros(size, np.int16),
        tier=np.zeros(size, np.int16),
        clicked=clicked,
        bought=clicked,
        propensity=np.ones(size, np.float32),
    )
    chances = np.tile([0.5, 0.2, 0.2, 0.2, 0.2], count).astype(np.float32)
    heads = {"logistic": {"pctr": chances, "pcvr": chances}}
    return dict(keep(shown, late=heads, served=heads).arrays)


def metrics() -> dict:
    heads = {head: {"auc": 0.7, "segments": {"Tier gold": {"rows": 9}}} for head in ("pctr", "pcvr", "pctcvr")}
    return {"rankers": {"logistic": {**heads, "seconds": 2.0}}, "seconds": 9}


def group(found: dict, head: str = "pctr") -> dict | None:
    return found["rankers"]["logistic"][head]["segments"].get(NAME)


def test_a_hundred_people_are_one_rounded_sum() -> None:
    found = group(with_avoiders(metrics(), foretold(people=260), avoiding=range(117)))
    assert found == {
        "shoppers": 110,
        "rows": 1700,
        "positives": 350,
        "auc": 1.0,
        "log_loss": 0.315,
        "calibration": 1.3,
        "recall@4": 1.0,
        "recall@10": None,
    }


@pytest.mark.parametrize("avoiding", [99, 161], ids=["too few of them", "too few of the others"])
def test_a_group_in_which_people_could_be_told_apart_is_absent(avoiding: int) -> None:
    found = with_avoiders(metrics(), foretold(people=260, lists=9), avoiding=range(avoiding))
    assert found == metrics()


def test_people_count_and_not_what_they_were_shown() -> None:
    """Two people with many lists are two people; who has a record and saw no list is nobody here."""
    shown = foretold(people=2, visitors=300, lists=100)
    assert customers_in(shown) == [0, 1]
    assert with_avoiders(metrics(), shown, avoiding=range(500)) == metrics()


def test_other_groups_and_figures_stay_as_they_are() -> None:
    found = with_avoiders(metrics(), foretold(people=260), avoiding=range(120))
    assert found["rankers"]["logistic"]["pctr"]["segments"]["Tier gold"] == {"rows": 9}
    assert (found["seconds"], found["rankers"]["logistic"]["seconds"]) == (9, 2.0)
    assert "recall@4" not in group(found, "pcvr")
    assert set(group(found, "pctcvr")) == set(STEPS)


def test_a_training_that_learned_nothing_says_nothing_of_anybody() -> None:
    assert with_avoiders({"rankers": {}}, {}, avoiding=range(500)) == {"rankers": {}}


def test_only_that_there_is_a_record_of_this_shop_is_looked_up(leather: Store, settings) -> None:
    """Another key than the one that sealed the records makes no difference: nothing is opened."""
    load_store(small_shop(code="elsewhere"))
    other = Store.objects.get(code="elsewhere")
    nora, ada = (ensure_customer(leather, external_id=name) for name in ("nora", "ada"))
    stranger = ensure_customer(other, external_id="nora")
    for customer in Customer.objects.filter(pk__in=[nora, stranger]):
        keep_avoidances(customer, allergens=["nickel"], at=timezone.now(), source="test")
    settings.AVOIDANCE_KEY = "lost"
    assert avoiding_customers(leather, among=[nora, ada, stranger]) == {nora}
    assert avoiding_customers(leather, among=[ada]) == frozenset()


def test_the_trainer_is_told_nothing_of_avoidances() -> None:
    """What is written of the newest lists is what the export holds already."""
    assert {name.split(".")[0] for name in foretold(people=2)} == {
        "customer", "list_id", "clicked", "bought", "late", "served",
    }  # fmt: skip
    assert "avoid" not in Path("ranking/training.py").read_text().lower()
