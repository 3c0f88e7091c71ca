"""Every ranker passes these before its own stories."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import TrainingData, subset
from ranking.rankers import RANKERS
from ranking.rankers.examples import collect, moments_before
from ranking.recall import RECALLS
from ranking.recall.base import Names, align
from ranking.scoring import ServingModel, assemble, feature_space
from tests.ranking.leather_shop import NAMES, catalogue, leather_of, rows, shopper

EVERY = pytest.mark.parametrize("ranker", sorted(RANKERS))
EVERYTHING = np.arange(len(NAMES), dtype=np.int32)


@EVERY
def test_every_head_is_a_probability_for_every_product(serving: ServingModel, ranker: str) -> None:
    heads = serving.score(ranker, shopper("pebbled tote"), EVERYTHING)
    assert set(heads) == set(serving.heads(ranker)) >= {"pctr"}
    for values in heads.values():
        assert values.dtype == np.float32
        assert values.shape == EVERYTHING.shape
        assert ((values > 0) & (values < 1)).all()


@EVERY
def test_a_click_that_ends_in_a_purchase_is_never_likelier_than_a_click(serving: ServingModel, ranker: str) -> None:
    heads = serving.score(ranker, shopper("pebbled tote"), EVERYTHING)
    assert (heads["pctcvr"] <= heads["pctr"]).all()
    assert np.allclose(heads["pctcvr"], heads["pctr"] * heads["pcvr"])


@EVERY
def test_the_leather_a_shopper_looks_at_is_the_likelier_click(serving: ServingModel, ranker: str) -> None:
    scores = serving.score(ranker, shopper("suede tote", "suede belt"), EVERYTHING)["pctr"]
    assert leather_of(int(scores.argmax())) == "suede"


@EVERY
def test_the_order_of_the_candidates_does_not_matter(serving: ServingModel, ranker: str) -> None:
    who = shopper("suede tote", "pebbled belt")
    forward = serving.score(ranker, who, EVERYTHING)["pctr"]
    backward = serving.score(ranker, who, EVERYTHING[::-1].copy())["pctr"][::-1]
    alone = serving.score(ranker, who, EVERYTHING[3:4])["pctr"]
    assert np.allclose(forward, backward, atol=1e-6)
    assert np.allclose(forward[3], alone[0], atol=1e-6)


@EVERY
def test_no_candidates_give_no_scores(serving: ServingModel, ranker: str) -> None:
    assert len(serving.score(ranker, shopper("suede tote"), EVERYTHING[:0])["pctr"]) == 0


@EVERY
def test_a_stranger_from_nowhere_is_scored(serving: ServingModel, ranker: str) -> None:
    scores = serving.score(ranker, shopper(region="atlantis", tier="emperor"), EVERYTHING)["pctr"]
    assert np.isfinite(scores).all()


@EVERY
def test_a_product_the_ranker_never_saw_is_judged_by_its_attributes(model: Model, ranker: str) -> None:
    grown = assemble(model, catalogue((*NAMES, "suede tote", "pebbled tote")))
    new = np.array([12, 13], dtype=np.int32)
    scores = grown.score(ranker, shopper("suede belt", "suede pouch"), new)["pctr"]
    assert scores[0] > scores[1]


@EVERY
def test_scores_follow_products_when_rows_shift(model: Model, ranker: str) -> None:
    before = assemble(model, catalogue()).score(ranker, shopper("suede tote"), EVERYTHING)["pctr"]
    shifted = assemble(model, catalogue(("pebbled tote", *NAMES), first_id=100))
    who = replace(shopper(), history_rows=rows("suede tote") + 1, history_kinds=np.zeros(1, np.int8))
    who = replace(who, history_ages=np.ones(1, np.float32))
    after = shifted.score(ranker, who, EVERYTHING + 1)["pctr"]
    assert np.allclose(before, after, atol=1e-6)


@EVERY
def test_a_shop_without_clicks_has_no_ranker_and_says_why(first_day: Model, data: TrainingData, ranker: str) -> None:
    serving = assemble(first_day, data.catalogue)
    assert serving.rankers == ()
    assert "clicked" in serving.metrics["rankers"][ranker]["missing"]


@EVERY
def test_a_logged_request_gets_the_scores_its_features_had_in_training(
    model: Model, data: TrainingData, serving: ServingModel, ranker: str
) -> None:
    """What training made of an impression, and what serving makes of the same shopper at the same moment."""
    alignment = align(Names.of(data.catalogue), data.catalogue)
    channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
    space = feature_space(model.features, alignment, channels)
    trained = RANKERS[ranker].load(model.rankers[ranker], space)
    examples = collect(data, space, most=600)
    newest = subset(data.impressions, np.arange(len(data.impressions))[-600:])
    moments, owners = moments_before(data.interactions, newest, limit=space.history_limit)
    for shown in np.unique(newest.list_id)[::20]:
        place = np.flatnonzero(newest.list_id == shown)
        one = int(owners[place[0]])
        part = slice(int(moments.indptr[one]), int(moments.indptr[one + 1]))
        who = replace(
            shopper(),
            history_rows=moments.rows[part],
            history_kinds=moments.kinds[part],
            history_ages=moments.ages[part],
            region=data.catalogue.region_codes[newest.region[place[0]]],
            tier=data.catalogue.tier_codes[newest.tier[place[0]]],
            at=float(newest.at[place[0]]),
        )
        then = trained.score(
            user=(int(examples.region[place[0]]), int(examples.tier[place[0]])),
            history=examples.history.take(np.array([one])),
            rows=newest.product[place],
            cross=examples.cross[place],
        )
        now = serving.score(ranker, who, newest.product[place])
        assert all(np.allclose(then[head], now[head], atol=1e-6) for head in then)
