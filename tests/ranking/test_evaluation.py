from dataclasses import dataclass

import numpy as np
import pytest

from ranking.dataset import TrainingData
from ranking.evaluation import (
    Case,
    Histories,
    Pairs,
    choose_quotas,
    evaluate_recall,
    groups_of,
    later_purchases,
    middle_ranks,
    ranks_of,
)
from ranking.recall.base import Recalled, ShopperState, best
from tests.ranking.leather_shop import row, rows, shopper


@dataclass(frozen=True)
class Fixed:
    """Recall the same scores for everybody."""

    scores: np.ndarray
    name = "fixed"

    def recall(self, shopper: ShopperState, *, allowed, k: int) -> Recalled:
        return best(self.scores, allowed=allowed, excluded=np.zeros(0, dtype=np.int32), k=k)


def listed(*scores: float) -> Recalled:
    return Recalled(rows=np.arange(len(scores), dtype=np.int32), scores=np.array(scores, dtype=np.float32))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([3, 2, 1], [1, 2, 3]), ([3, 2, 2], [1, 2.5, 2.5]), ([1, 1, 1, 1], [2.5] * 4), ([], [])],
)
def test_equal_scores_share_their_middle_rank(scores: list[float], expected: list[float]) -> None:
    assert middle_ranks(np.array(scores, dtype=np.float32), cut=False).tolist() == expected


def test_a_tie_that_reaches_beyond_the_list_counts_as_not_found() -> None:
    assert middle_ranks(np.array([3, 1, 1], dtype=np.float32), cut=True).tolist() == [1, np.inf, np.inf]


def test_a_product_that_is_not_listed_has_no_rank() -> None:
    ranks = ranks_of(np.array([2, 7, 0], dtype=np.int32), listed(3.0, 2.0, 1.0), asked=10)
    assert ranks.tolist() == [3, np.inf, 1]


def test_recall_counts_pairs_and_masks_what_was_bought_for_the_new_case(data: TrainingData) -> None:
    """Customer 0 had the pebbled tote and wallet; later the tote again, and a suede belt for the first time."""
    pairs = Pairs(customer=np.array([0, 0]), product=rows("pebbled tote", "suede belt"))
    scores = np.zeros(12, dtype=np.float32)
    scores[rows("pebbled tote", "pebbled wallet", "suede belt")] = [3, 2, 1]
    figures = evaluate_recall(data, pairs, channels={"fixed": Fixed(scores)}, ks=(1, 3))
    assert figures["pairs"] == {"all": 2, "new": 1, "unknown_customers": 0}
    assert figures["channels"]["fixed"]["all"] == {
        "recall@1": 0.5,
        "customer_recall@1": 0.5,
        "recall@3": 1.0,
        "customer_recall@3": 1.0,
        "ndcg@10": pytest.approx((1 + 1 / 2) / (1 + 1 / np.log2(3))),  # found at places 1 and 3
    }
    assert figures["channels"]["fixed"]["new"] == {
        "recall@1": 1.0,
        "customer_recall@1": 1.0,
        "recall@3": 1.0,
        "customer_recall@3": 1.0,
        "ndcg@10": 1.0,
    }
    assert figures["channels"]["hybrid"]["all"]["recall@1"] == 0.5


def test_a_customer_nobody_knows_counts_as_missed(data: TrainingData) -> None:
    pairs = Pairs(customer=np.array([0, 99_999]), product=rows("pebbled tote", "pebbled tote"))
    scores = np.arange(12, 0, -1).astype(np.float32)
    figures = evaluate_recall(data, pairs, channels={"fixed": Fixed(scores)}, ks=(1,))
    assert figures["pairs"]["unknown_customers"] == 1
    assert figures["channels"]["fixed"]["all"]["recall@1"] == 0.5


def test_recall_is_told_for_each_group_of_customers(data: TrainingData) -> None:
    """Customer 0 is a member in Germany and finds what they buy; customer 1, gold in the States, does not."""
    pairs = Pairs(customer=np.array([0, 1, 1]), product=rows("pebbled tote", "suede tote", "suede belt"))
    fixed = {"fixed": Fixed(np.arange(12, 0, -1).astype(np.float32))}
    found = evaluate_recall(data, pairs, channels=fixed, ks=(1,))["groups"]
    told = {name: (each["customers"], each["pairs"], each["recall@1"]) for name, each in found.items()}
    assert told == {
        "Known shoppers": (2, 3, 1 / 3),
        "Region de": (1, 1, 1.0),
        "Region us": (1, 2, 0.0),
        "Tier gold": (1, 2, 0.0),
        "Tier member": (1, 1, 1.0),
    }


@pytest.mark.parametrize(("events", "name"), [(5, "New shoppers"), (6, "Known shoppers")])
def test_a_customer_is_new_up_to_five_events(events: int, name: str) -> None:
    assert groups_of(shopper(*["suede tote"] * events, region=None, tier=None)) == (name,)


def test_no_new_pairs_is_not_computable(data: TrainingData) -> None:
    pairs = Pairs(customer=np.array([0]), product=rows("pebbled tote"))
    figures = evaluate_recall(data, pairs, channels={"fixed": Fixed(np.ones(12, np.float32))}, ks=(1,))
    assert figures["channels"]["fixed"]["new"]["recall@1"] is None


def test_a_mean_over_customers_gives_the_small_basket_the_same_voice(data: TrainingData) -> None:
    """Customer 0 buys one product and finds it; customer 1 buys three and finds none."""
    bought = rows("pebbled tote", "suede tote", "suede belt", "suede pouch")
    pairs = Pairs(customer=np.array([0, 1, 1, 1]), product=bought)
    figures = evaluate_recall(data, pairs, channels={"fixed": Fixed(np.arange(12, 0, -1).astype(np.float32))}, ks=(1,))
    assert figures["channels"]["fixed"]["all"] == {
        "recall@1": 0.25,
        "customer_recall@1": 0.5,
        "ndcg@10": 0.5,
    }


def test_chosen_quotas_follow_the_channel_that_finds_what_is_bought() -> None:
    good, bad = listed(3.0, 2.0, 1.0), Recalled(rows=rows("suede tote"), scores=np.ones(1, dtype=np.float32))
    cases = [Case(truth=np.array([0, 1], dtype=np.int32), listed={"good": good, "bad": bad})] * 3
    groups = np.full(12, -1, dtype=np.int32)
    assert choose_quotas(cases, channels=["bad", "good"], item_groups=groups, k=2) == {"bad": 0.0, "good": 1.0}


def test_chosen_quotas_share_when_each_channel_knows_something() -> None:
    one, two = listed(3.0, 2.0), Recalled(rows=np.array([5, 6], dtype=np.int32), scores=np.ones(2, dtype=np.float32))
    cases = [Case(truth=np.array([0, 5], dtype=np.int32), listed={"one": one, "two": two})]
    quotas = choose_quotas(cases, channels=["one", "two"], item_groups=np.full(12, -1, dtype=np.int32), k=2)
    assert min(quotas.values()) > 0
    assert sum(quotas.values()) == pytest.approx(1.0)


def test_a_history_is_newest_first(data: TrainingData) -> None:
    state = Histories(data, limit=100).state(0)
    assert len(state.history_rows) == 6
    assert (np.diff(state.history_ages) >= 0).all()
    assert (state.region, state.tier) == ("de", "member")
    assert set(Histories(data, limit=1).bought(0).tolist()) == {row("pebbled tote"), row("pebbled wallet")}


def test_later_purchases_are_those_of_known_customers_after_the_cut(data: TrainingData) -> None:
    events = data.interactions
    cut = float(np.median(events.at))
    earlier = type(events)(**{name: getattr(events, name)[events.at < cut] for name in events.__dataclass_fields__})
    pairs = later_purchases(events, cut=cut, earlier=earlier, most=1_000)
    assert np.isin(pairs.customer, earlier.customer).all()
    assert len(np.unique(np.stack([pairs.customer, pairs.product]), axis=1).T) == len(pairs.customer)
