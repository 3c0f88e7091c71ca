from dataclasses import replace

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import TrainingData
from ranking.rankers import examples, logistic_training
from ranking.rankers.base import Trained
from ranking.rankers.ladder import RankersConfig, too_little, train_rankers
from ranking.rankers.logistic import item_half, sigmoid
from ranking.rankers.logistic_training import Design, LogisticConfig, train
from ranking.rankers.slices import in_time
from ranking.recall import RECALLS
from ranking.recall.base import Names, align
from ranking.scoring import feature_space


@pytest.fixture(scope="module")
def collected(model: Model, data: TrainingData):
    alignment = align(Names.of(data.catalogue), data.catalogue)
    channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
    space = feature_space(model.features, alignment, channels)
    return examples.collect(data, space, most=100_000), space


BOTH = ("pctr", "pcvr")


@pytest.fixture(scope="module")
def trained(collected) -> Trained:
    shown, space = collected
    return train(shown, space, slices=slices_of(shown), heads=BOTH, config=LogisticConfig())


def slices_of(shown):
    return in_time(len(shown), middle_share=0.1, late_share=0.1)


def design_of(collected) -> Design:
    shown, space = collected
    return Design(
        attributes=logistic_training._matrix(space),
        popularity=space.popularity,
        regions=2,
        tiers=2,
        examples=shown,
        cross=shown.cross.astype(np.float64),
        with_position=True,
    )


def test_the_gradient_is_that_of_the_loss(collected) -> None:
    """Against finite differences, in every kind of weight."""
    design = design_of(collected)
    random = np.random.default_rng(0)
    weights = design.zeros().filled(random.normal(scale=0.1, size=len(design.zeros().flat())))
    target = collected[0].clicked.astype(float)

    def loss(flat: np.ndarray) -> float:
        logits = design.logits(design.zeros().filled(flat))
        return float(np.logaddexp(0, logits).sum() - (target * logits).sum())

    gradient = design.gradient(1 / (1 + np.exp(-design.logits(weights))) - target).flat()
    flat = weights.flat()
    for place in range(0, len(flat), 5):
        step = np.zeros(len(flat))
        step[place] = 1e-4
        slope = (loss(flat + step) - loss(flat - step)) / 2e-4
        assert gradient[place] == pytest.approx(slope, rel=1e-3, abs=1e-2)


def test_the_split_form_serves_the_logit_that_was_trained(collected, trained: Trained) -> None:
    """Item half plus user half plus pair, at the first position, is the full model."""
    _, space = collected
    arrays = trained.part.arrays
    weights = {name.removeprefix("pctr."): values for name, values in arrays.items() if name.startswith("pctr.")}
    full = (
        logistic_training._matrix(space) @ weights["attributes"]
        + weights["products"]
        + space.popularity * weights["popularity"][0]
    )
    assert np.abs(full - item_half(weights, space)).max() < 1e-5


def test_a_lower_place_is_clicked_less_and_the_ranker_learns_that(trained: Trained) -> None:
    assert trained.part.arrays["pctr.position"][0] < 0
    assert len(trained.part.arrays["pcvr.position"]) == 0


def test_a_head_without_evidence_is_left_out_and_says_why(collected) -> None:
    shown, _ = collected
    nobody_bought = replace(shown, bought=np.zeros(len(shown), dtype=bool))
    missing = too_little(nobody_bought, fewest=50)
    assert set(missing) == {"pcvr"}
    assert "at least 50" in missing["pcvr"]


def test_a_handful_of_clicks_trains_nothing(collected, data: TrainingData) -> None:
    _, space = collected
    few = np.zeros(len(data.impressions), dtype=bool)
    few[:10] = True
    shy = replace(data, impressions=replace(data.impressions, clicked=few, bought=few))
    made = train_rankers(shy, space, config=RankersConfig(), seed=0, report=lambda *line: None)
    assert not made.parts
    assert {name: "at least 50" in figures["missing"] for name, figures in made.figures["rankers"].items()} == {
        "logistic": True,
        "deepfm": True,
        "esmm": True,
    }


def test_very_large_logits_stay_finite() -> None:
    assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]
