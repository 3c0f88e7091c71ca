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


def foretold(
    *, people: int, visitors: int = 0, lists: int = 3, idle: range = range(0), thrifty: range = range(0)
) -> dict[str, np.ndarray]:
    """Every shopper sees lists of five products, clicks the likeliest and buys it; the idle and thrifty do not."""
    count = (people + visitors) * lists
    customer = np.repeat(np.concatenate([np.arange(people), np.full(visitors, -1)]), lists * 5)
    size, clicked = count * 5, np.tile([True, False, False, False, False], count)
    clicked &= ~np.isin(customer, idle)
    bought = clicked & ~np.isin(customer, thrifty)
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
        bought=bought,
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


def test_figures_of_clicks_hang_on_who_clicked() -> None:
    """Of 117 who avoid something two clicked: what they clicked and bought is told of nobody."""
    found = with_avoiders(metrics(), foretold(people=260, idle=range(2, 117)), avoiding=range(117))
    few = {"positives", "auc", "calibration", "recall@4", "recall@10"}
    for head in ("pctr", "pctcvr"):
        assert {name for name, value in group(found, head).items() if value is None} == few
        assert (group(found, head)["shoppers"], group(found, head)["rows"]) == (110, 1700)
    assert group(found, "pcvr") is None


def test_figures_of_purchases_hang_on_who_bought() -> None:
    """All of them clicked and two bought, or all but two bought: an order needs enough of both."""
    two_bought = with_avoiders(metrics(), foretold(people=260, thrifty=range(2, 117)), avoiding=range(117))
    assert group(two_bought, "pctr")["recall@4"] == 1.0
    assert group(two_bought, "pctcvr")["recall@4"] is None
    of_clicks = group(two_bought, "pcvr")
    assert (of_clicks["shoppers"], of_clicks["rows"], of_clicks["positives"], of_clicks["auc"]) == (
        110,
        300,
        None,
        None,
    )
    two_did_not = with_avoiders(metrics(), foretold(people=260, thrifty=range(2)), avoiding=range(117))
    assert (group(two_did_not, "pcvr")["positives"], group(two_did_not, "pcvr")["auc"]) == (340, None)


def test_too_few_others_who_clicked_are_as_telling() -> None:
    found = with_avoiders(metrics(), foretold(people=260, idle=range(119, 260)), avoiding=range(117))
    assert group(found, "pctr")["auc"] is None
    assert group(found, "pcvr") is None


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
