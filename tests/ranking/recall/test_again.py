from dataclasses import replace

import numpy as np

from ranking.dataset import PURCHASE, RETURN, TrainingData, no_impressions
from ranking.recall.again import Again, AgainConfig, fit
from ranking.recall.base import Names, align
from tests.ranking.leather_shop import catalogue, row, rows, shopper
from tests.ranking.recall.test_hot import events


def again(*happened: tuple[str, int, float, int], customers: list[int]) -> Again:
    """Return the channel after these events of these customers, in the order of time."""
    table = replace(events(*happened), customer=np.array(customers, dtype=np.int64))
    data = TrainingData(catalogue=catalogue(), interactions=table, impressions=no_impressions(), now=1.8e9)
    return Again.load(fit(data, config=AgainConfig(shrinkage=1.0)), align(Names.of(data.catalogue), data.catalogue))


NOBODY_YET = again(customers=[])


def test_what_was_bought_often_comes_before_what_was_bought_once() -> None:
    who = shopper("suede belt", "suede tote", "suede tote", kind=PURCHASE)
    assert NOBODY_YET.recall(who, allowed=None, k=2).rows.tolist() == rows("suede tote", "suede belt").tolist()


def test_views_are_not_habits() -> None:
    assert len(NOBODY_YET.recall(shopper("suede belt"), allowed=None, k=2)) == 0


def test_a_product_that_went_back_is_not_offered_again() -> None:
    who = replace(shopper("suede belt", "suede belt"), history_kinds=np.array([RETURN, PURCHASE], dtype=np.int8))
    assert len(NOBODY_YET.recall(who, allowed=None, k=2)) == 0


def test_a_product_people_rebuy_beats_one_they_buy_once() -> None:
    """Three customers rebuy the pouch, three buy the tote once; who has bought both is offered the pouch."""
    pouches = [("suede pouch", PURCHASE, days, 0) for days in (30.0, 29.0, 28.0, 20.0, 19.0, 18.0)]
    totes = [("suede tote", PURCHASE, days, 0) for days in (10.0, 9.0, 8.0)]
    channel = again(*pouches, *totes, customers=[0, 1, 2, 0, 1, 2, 3, 4, 5])
    found = channel.recall(shopper("suede tote", "suede pouch", kind=PURCHASE), allowed=None, k=2)
    assert found.rows[0] == row("suede pouch")
