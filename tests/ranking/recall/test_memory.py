from dataclasses import replace

import numpy as np
import pytest

from ranking.dataset import RETURN, VIEW, TrainingData
from ranking.recall.base import Trail, best
from ranking.recall.graph_training import GraphConfig, fit
from ranking.recall.last_moments import without_last_moments
from ranking.recall.memory import MEMORIES
from tests.ranking.leather_shop import NAMES, empty_shop, rows
from tests.ranking.recall.test_hot import events


def trail(*names: str, kind: int = VIEW) -> Trail:
    ages = np.arange(len(names), dtype=np.float32)
    return Trail(rows=rows(*names), kinds=np.full(len(names), kind, dtype=np.int8), ages=ages)


@pytest.mark.parametrize("name", sorted(MEMORIES))
def test_the_newest_speaks_loudest_and_each_product_once(name: str) -> None:
    found, weights = MEMORIES[name].query(trail("suede tote", "smooth belt", "smooth pouch"))
    assert found[np.argsort(-weights)].tolist() == rows("suede tote", "smooth belt", "smooth pouch").tolist()


def test_a_long_memory_still_hears_what_a_short_one_has_nearly_forgotten() -> None:
    past = trail(*reversed(NAMES))  # the newest is the last of the catalogue
    oldest = {name: memory.query(past)[1][0] / memory.query(past)[1][-1] for name, memory in MEMORIES.items()}
    assert oldest["short"] < 1 / 4 < 1 / 2 < oldest["long"]


def test_in_a_long_memory_what_is_repeated_counts_less_each_time() -> None:
    once, twice = (MEMORIES["long"].query(trail(*["suede tote"] * times))[1][0] for times in (1, 2))
    assert once < twice < 2 * once


@pytest.mark.parametrize("name", sorted(MEMORIES))
def test_a_return_speaks_against(name: str) -> None:
    assert (MEMORIES[name].query(trail("suede tote", kind=RETURN))[1] < 0).all()


def shop(*happened: tuple[str, int, float, int], customers: list[int]) -> TrainingData:
    table = replace(events(*happened), customer=np.array(customers, dtype=np.int64))
    return replace(empty_shop(), interactions=table)


def test_the_last_moment_is_set_aside_with_what_came_before() -> None:
    data = shop(
        ("suede tote", VIEW, 9, 0), ("suede belt", VIEW, 4, 0), ("suede pouch", VIEW, 4, 0), customers=[1, 1, 1]
    )
    earlier, (moment,) = without_last_moments(data, most=10)
    assert earlier.interactions.product.tolist() == rows("suede tote").tolist() == moment.rows.tolist()
    assert sorted(moment.wanted.tolist()) == sorted(rows("suede belt", "suede pouch").tolist())
    assert moment.ages.tolist() == [5.0]


def test_who_came_once_or_touched_nothing_new_is_left_alone() -> None:
    data = shop(
        ("suede tote", VIEW, 9, 0), ("suede tote", VIEW, 4, 0), ("smooth belt", VIEW, 2, 0), customers=[1, 1, 2]
    )
    earlier, moments = without_last_moments(data, most=10)
    assert (moments, len(earlier.interactions)) == ([], 3)


def test_found_products_are_counted_among_those_never_touched() -> None:
    class InOrder:
        name = "in order"

        def recall(self, shopper, *, allowed, k: int):
            scores = np.arange(len(NAMES), 0, -1).astype(np.float32)
            return best(scores, allowed=allowed, excluded=np.zeros(0, dtype=np.int32), k=k)

    data = shop(("suede tote", VIEW, 9, 0), ("suede belt", VIEW, 4, 0), customers=[1, 1])
    assert without_last_moments(data, most=10)[1][0].found(InOrder()) == 1


def test_a_shop_with_few_shoppers_keeps_the_short_memory(data: TrainingData) -> None:
    few = replace(data, interactions=replace(data.interactions, customer=data.interactions.customer % 2))
    assert fit(few, config=GraphConfig(dimension=4), seed=0).facts["memory"] == "short"


def test_the_memory_can_be_set(data: TrainingData) -> None:
    assert fit(data, config=GraphConfig(dimension=4, memory="long"), seed=0).facts["memory"] == "long"
