"""A request's features are those of the definition, to the last bit: bins tell values apart at their very edges."""

from dataclasses import replace

import numpy as np
import pytest

from ranking import scoring
from ranking.artifacts import Model
from ranking.dataset import ADD_TO_CART, CLICK, PURCHASE, RETURN, VIEW
from ranking.features import FeatureSpace
from ranking.recall import RECALLS
from ranking.recall.base import Names, ShopperState, align
from ranking.request_features import RequestFeatures
from ranking.scoring import ServingModel, feature_space
from tests.ranking.leather_shop import NAMES, catalogue, moment_of, rows, shopper

EVERYTHING = np.arange(len(NAMES), dtype=np.int32)
GONE_BACK = replace(shopper("suede tote", "suede belt"), history_kinds=np.full(2, RETURN, np.int8))
BUSY = replace(
    shopper("suede tote", "pebbled tote", "suede tote", "smooth pouch", "suede wallet", cart=["smooth belt"]),
    history_kinds=np.array([VIEW, PURCHASE, PURCHASE, RETURN, CLICK], np.int8),
    history_ages=np.array([0.3, 1.7, 2.9, 40.0, 90.5], np.float32),
)
LONG = replace(
    shopper(*NAMES * 7, seeds=["pebbled tote"]), history_kinds=np.resize([VIEW, ADD_TO_CART, PURCHASE], 84).astype("i1")
)
EVERYBODY = pytest.mark.parametrize(
    "who",
    [shopper(), shopper("pebbled tote"), shopper(seeds=["suede pouch"]), GONE_BACK, BUSY, LONG],
    ids=["nobody", "one touch", "a page", "all gone back", "busy", "long"],
)


@pytest.fixture(scope="module")
def space(model: Model) -> FeatureSpace:
    """Return a shop with gaps: no category, no brand, no price, no first day, no material."""
    shop = catalogue()
    categories, brands, prices, launched = (
        getattr(shop, name).copy() for name in ("categories", "brands", "prices", "launched_days")
    )
    materials = shop.materials.copy()
    categories[8], brands[[0, 9]], prices[[0, 5]], launched[[1, 4]], materials[6] = -1, -1, np.nan, (np.nan, 20_050), 0
    shop = replace(
        shop, categories=categories, brands=brands, prices=prices, launched_days=launched, materials=materials
    )
    alignment = align(Names.of(shop), shop)
    channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
    return feature_space(model.features, alignment, channels)


@EVERYBODY
def test_a_request_has_the_features_of_the_definition(space: FeatureSpace, who: ShopperState) -> None:
    asked = EVERYTHING[::-1].copy()
    moments, owners = moment_of(who, limit=space.history_limit), np.zeros(len(asked), np.int64)
    request = RequestFeatures(space, who, asked)
    defined = space.cross(moments, owners=owners, rows=asked)
    assert request.cross.dtype == defined.dtype == np.float32
    assert request.cross.tolist() == defined.tolist()
    above = space.price_above_usual(moments, owners=owners, rows=asked)
    assert request.price_above.tolist() == above.tolist()


@EVERYBODY
def test_a_request_has_the_history_of_the_definition(space: FeatureSpace, who: ShopperState) -> None:
    request, defined = RequestFeatures(space, who, EVERYTHING), space.history(moment_of(who, limit=space.history_limit))
    assert request.history.rows.tolist() == defined.rows.tolist()
    assert np.allclose(request.history.weights, defined.weights, atol=1e-7)


def test_a_request_without_candidates_has_no_features(space: FeatureSpace) -> None:
    assert RequestFeatures(space, BUSY, EVERYTHING[:0]).cross.shape == (0, 11)


def test_a_list_is_looked_at_once_and_the_next_one_anew(serving: ServingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[ShopperState] = []

    def look(space: FeatureSpace, who: ShopperState, asked: np.ndarray) -> RequestFeatures:
        looks.append(who)
        return RequestFeatures(space, who, asked)

    monkeypatch.setattr(scoring, "RequestFeatures", look)
    for _ in range(2):
        serving.material_match(BUSY, EVERYTHING)
        serving.score("logistic", BUSY, EVERYTHING)
    assert len(looks) == 2


def test_what_a_thread_asked_before_never_answers_for_other_shoppers_or_rows(serving: ServingModel) -> None:
    """The match of a list is asked, then its scores: the second question may use the first one's work, no other may."""
    who, other = shopper("suede tote"), shopper("pebbled tote")
    apart = [serving.material_match(each, EVERYTHING.copy()).tolist() for each in (who, other)]
    assert apart[0] != apart[1]
    assert [serving.material_match(each, EVERYTHING).tolist() for each in (who, other)] == apart
    backwards = serving.material_match(other, EVERYTHING[::-1].copy()).tolist()
    assert backwards == apart[1][::-1]
    same = serving.score("esmm", other, EVERYTHING)["pctr"].tolist()
    assert serving.score("esmm", who, EVERYTHING)["pctr"].tolist() != same
    assert serving.score("esmm", replace(other), rows(*NAMES))["pctr"].tolist() == same
