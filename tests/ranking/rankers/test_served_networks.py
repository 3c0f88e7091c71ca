"""What serving takes apart adds up to what `network.py` says, within a hundred-thousandth."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import Catalogue
from ranking.features import FeatureSpace
from ranking.rankers import RANKERS
from ranking.rankers.network import Shape, add, finish, halve
from ranking.rankers.shop_table import HISTORY, PAIR, PRODUCT, SHOPPER, ShopTable
from ranking.recall import RECALLS
from ranking.recall.base import Part, ShopperState, align
from ranking.request_features import RequestFeatures
from ranking.scoring import feature_space
from tests.ranking.leather_shop import NAMES, catalogue, rows, shopper

EVERYTHING = np.arange(len(NAMES), dtype=np.int32)
OFTEN = np.tile(EVERYTHING, 25)  # 300 candidates: what one in twelve says is set right one by one
NETWORKS = pytest.mark.parametrize("ranker", ["deepfm", "esmm"])
STRANGER = shopper(region="atlantis", tier="emperor")
BUYER = shopper("suede tote", "pebbled belt", "suede tote", cart=["smooth pouch"], tier="gold")


@pytest.fixture(scope="module")
def space(model: Model) -> FeatureSpace:
    """Return the shop with two products that the model never saw."""
    shop = catalogue((*NAMES, "suede tote", "pebbled tote"))
    alignment = align(model.names, shop)
    channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
    return feature_space(model.features, alignment, channels)


def defined(part: Part, space: FeatureSpace, request: RequestFeatures) -> dict[str, np.ndarray]:
    """Return each head's chances by the definition: four halves, added up and finished."""
    shop, count, found = ShopTable.load(part, space), len(request.rows), {}
    sides = {
        PRODUCT: shop.products().take(request.rows),
        SHOPPER: shop.shoppers(np.array(request.user[:1]), np.array(request.user[1:])),
        HISTORY: shop.histories(request.history),
        PAIR: shop.pairs(request.cross, np.zeros(count, np.float32)),
    }
    for name, facts in part.facts["networks"].items():
        weights = {key.removeprefix(f"{name}."): values for key, values in part.arrays.items()}
        slopes = np.atleast_2d(weights["calibration"])
        shape = Shape(len(slopes), facts["dimension"], tuple(facts["hidden"]), facts["with_machine"])
        logits = finish(weights, shape, add([halve(weights, side, own) for side, own in sides.items()]))
        for head, logit, (slope, offset) in zip(facts["heads"], logits, slopes, strict=True):
            found[head] = 1 / (1 + np.exp(-(slope * logit + offset)))
    return found


def served(ranker: str, part: Part, space: FeatureSpace, request: RequestFeatures) -> dict[str, np.ndarray]:
    trained = RANKERS[ranker].load(part, space)
    return dict(
        trained.score(user=request.user, history=request.history, rows=request.rows, cross=request.cross.copy())
    )


def farthest(ranker: str, part: Part, space: FeatureSpace, request: RequestFeatures) -> float:
    chances = served(ranker, part, space, request)
    return max(float(np.abs(chances[head] - each).max()) for head, each in defined(part, space, request).items())


@NETWORKS
@pytest.mark.parametrize("who", [STRANGER, shopper("pebbled tote"), BUYER], ids=["stranger", "visitor", "buyer"])
@pytest.mark.parametrize("asked", [np.array([13, 2, 12], np.int32), EVERYTHING[:1], EVERYTHING, OFTEN])
def test_a_served_chance_is_the_defined_one(
    model: Model, space: FeatureSpace, ranker: str, who: ShopperState, asked: np.ndarray
) -> None:
    request = RequestFeatures(space, who, asked)
    assert farthest(ranker, model.rankers[ranker], space, request) <= 1e-5


@NETWORKS
def test_a_network_without_a_machine_is_its_towers_alone(model: Model, space: FeatureSpace, ranker: str) -> None:
    part = model.rankers[ranker]
    networks = {name: dict(facts) | {"with_machine": False} for name, facts in part.facts["networks"].items()}
    plain = replace(part, facts=dict(part.facts) | {"networks": networks})
    request = RequestFeatures(space, BUYER, OFTEN)
    assert farthest(ranker, plain, space, request) <= 1e-5
    machine = served(ranker, part, space, request)["pctr"]
    assert not np.allclose(served(ranker, plain, space, request)["pctr"], machine, atol=1e-5)


@NETWORKS
def test_an_unknown_number_is_served_as_it_was_learned(model: Model, space: FeatureSpace, ranker: str) -> None:
    request = RequestFeatures(space, BUYER, OFTEN)
    request.cross[[0, 5, 77], [1, 4, 10]] = np.nan
    assert farthest(ranker, model.rankers[ranker], space, request) <= 1e-5


def test_the_shop_of_these_stories_has_columns_that_are_set_right(space: FeatureSpace) -> None:
    """Otherwise the stories above would not tell what they are there for."""
    seen = RequestFeatures(space, shopper("pebbled tote"), OFTEN).cross[:, 5]
    assert 0 < np.count_nonzero(seen) < 0.1 * len(OFTEN)
    assert rows("pebbled tote")[0] in OFTEN


@NETWORKS
def test_a_network_serves_materials_that_are_described_further_since_it_was_trained(model: Model, ranker: str) -> None:
    def chances(shop: Catalogue) -> dict[str, np.ndarray]:
        alignment = align(model.names, shop)
        channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
        space = feature_space(model.features, alignment, channels)
        return served(ranker, model.rankers[ranker], space, RequestFeatures(space, STRANGER, EVERYTHING))

    shop = catalogue()
    further = replace(shop, materials=np.pad(shop.materials, ((0, 0), (0, 2))))
    before, after = chances(shop), chances(further)

    for head, values in before.items():
        np.testing.assert_allclose(after[head], values, rtol=1e-5)
