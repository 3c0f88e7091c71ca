"""What a training has finished is not trained twice."""

from pathlib import Path

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.checkpoints import Checkpoints, Diverged
from ranking.dataset import TrainingData
from ranking.recall.base import Names, Part
from ranking.training import train
from tests.ranking.leather_shop import quick_config


def part(value: float = 1.0) -> Part:
    return Part(arrays={"weights": np.array([value], dtype=np.float32)}, facts={"half_life": 14.0})


def never() -> Part:
    raise AssertionError("It was trained a second time.")


@pytest.fixture
def kept(data: TrainingData, tmp_path: Path) -> Checkpoints:
    return Checkpoints(tmp_path / "finished", names=Names.of(data.catalogue), made_with="these settings")


def test_a_finished_step_is_read_back(kept: Checkpoints) -> None:
    kept.part("hot", part)
    again = kept.part("hot", never)
    assert again.arrays["weights"].tolist() == [1.0]
    assert again.facts == {"half_life": 14.0}


def test_a_step_of_other_settings_is_trained_anew(kept: Checkpoints, data: TrainingData, tmp_path: Path) -> None:
    kept.part("hot", part)
    others = Checkpoints(tmp_path / "finished", names=Names.of(data.catalogue), made_with="others")
    assert others.part("hot", lambda: part(2.0)).arrays["weights"].tolist() == [2.0]
    assert others.part("hot", never).arrays["weights"].tolist() == [2.0]


def test_a_damaged_step_is_trained_anew(kept: Checkpoints, tmp_path: Path) -> None:
    kept.part("hot", part)
    victim = next((tmp_path / "finished" / "hot").glob("*weights.npy"))
    victim.write_bytes(victim.read_bytes()[:-1])
    assert kept.part("hot", lambda: part(3.0)).arrays["weights"].tolist() == [3.0]


def test_a_step_that_ran_away_is_named_and_not_kept(kept: Checkpoints) -> None:
    with pytest.raises(Diverged, match="vector ran away"):
        kept.part("vector", lambda: part(np.nan))
    assert not kept.has("vector")


def test_a_step_whose_figures_ran_away_is_named_as_well(kept: Checkpoints) -> None:
    with pytest.raises(Diverged, match="figures are not finite"):
        kept.part("vector", lambda: Part(arrays={}, facts={"held_out_loss": [1.0, float("nan")]}))


def test_a_training_taken_up_again_makes_the_same_model(kept: Checkpoints, model: Model, data: TrainingData) -> None:
    silent = lambda *line, **more: None  # noqa: E731
    train(data, config=quick_config(), report=silent, kept=kept)
    again = train(data, config=quick_config(), report=silent, kept=kept)
    ours, theirs = again.channels["vector"].arrays["products"], model.channels["vector"].arrays["products"]
    assert np.array_equal(ours, theirs)
    assert again.rankers["logistic"].facts == model.rankers["logistic"].facts
