"""What a ranker's figures say of the newest lists, and for whom."""

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import TrainingData
from ranking.rankers import RANKERS
from ranking.rankers.examples import collect
from ranking.rankers.reordered import traits_of
from ranking.rankers.served import as_served
from ranking.recall import RECALLS
from ranking.recall.attributes import Attributes
from ranking.recall.base import Names, align
from ranking.scoring import feature_space

EVERY = pytest.mark.parametrize("ranker", sorted(RANKERS))


@EVERY
def test_a_trained_ranker_is_judged_by_the_top_of_its_lists(model: Model, ranker: str) -> None:
    """The shop's lists hold six products, so that their first four tell something and their first ten do not."""
    head = model.metrics["rankers"][ranker]["pctr"]
    assert 4 / 6 < head["recall@4"] <= 1  # half the clicked are of the leather the shopper likes
    assert head["recall@10"] is None
    assert 0 < head["coverage@4"] <= 1
    assert 0 < head["diversity@4"] < 1


@EVERY
def test_each_group_of_shoppers_has_the_same_figures(model: Model, ranker: str) -> None:
    of_all = model.metrics["rankers"][ranker]["pctr"]
    of_gold = of_all["segments"]["Tier gold"]
    assert {"auc", "log_loss", "calibration", "ndcg@10", "recall@4", "coverage@4", "diversity@4"} <= set(of_gold)
    assert of_gold["rows"] < of_all["rows"]


@EVERY
def test_there_is_one_ndcg_and_it_is_of_lists_in_the_rankers_order(model: Model, ranker: str) -> None:
    heads = model.metrics["rankers"][ranker]
    for head in ("pctr", "pctcvr"):
        assert [name for name in heads[head] if "ndcg" in name] == ["ndcg@10"]


def test_no_list_is_ordered_by_what_only_the_clicked_tell(model: Model) -> None:
    assert "recall@4" not in model.metrics["rankers"]["logistic"]["pcvr"]
    assert not any("ndcg" in name for name in model.metrics["rankers"]["logistic"]["pcvr"])
    assert "recall@4" in model.metrics["rankers"]["logistic"]["pctcvr"]


@EVERY
def test_lists_are_ordered_as_if_everything_stood_first(model: Model, data: TrainingData, ranker: str) -> None:
    """Shown the other way round, the same products get the same chances."""
    alignment = align(Names.of(data.catalogue), data.catalogue)
    channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
    space = feature_space(model.features, alignment, channels)
    trained = RANKERS[ranker].load(model.rankers[ranker], space)
    shown = collect(data, space, most=60)
    codes = {"region_codes": data.catalogue.region_codes, "tier_codes": data.catalogue.tier_codes}
    one = as_served(trained, shown, space=space, **codes)["pctr"]
    backwards = np.arange(len(shown))[::-1]
    other = as_served(trained, shown.take(backwards), space=space, **codes)["pctr"]
    assert np.allclose(one[backwards], other, atol=1e-6)


def test_two_products_are_as_alike_as_the_facts_they_share() -> None:
    facts = Attributes(indptr=np.array([0, 2, 4, 4]), indices=np.array([0, 1, 1, 2], dtype=np.int32), count=3)
    traits = traits_of(facts).toarray()
    assert traits[0] @ traits[1] == pytest.approx(0.5)
    assert traits[0] @ traits[0] == pytest.approx(1)
    assert not traits[2].any()
