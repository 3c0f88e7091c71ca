"""The new ranker and the one that serves are judged on what neither has seen."""

from dataclasses import replace

import pytest

from ranking import champion_check, features
from ranking.artifacts import Model
from ranking.champion_check import against_champion
from ranking.dataset import DAY, TrainingData
from ranking.rankers.ladder import RankersConfig, train_rankers
from ranking.recall import RECALLS
from ranking.recall.base import Names, align
from ranking.scoring import feature_space
from ranking.training import TrainingConfig


@pytest.fixture(autouse=True)
def _few_purchases_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last days of the small shop hold some thirty."""
    monkeypatch.setattr(champion_check, "FEWEST_POSITIVES", 10)


def judged(data: TrainingData, model: Model, champion: Model) -> dict:
    alignment = align(Names.of(data.catalogue), data.catalogue)
    loaded = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
    space = feature_space(features.fit(data, config=TrainingConfig().features), alignment, loaded)
    made = train_rankers(data, space, config=RankersConfig(names=("logistic",)), seed=0, report=silent)
    return against_champion(data, space, made.before, champion, figures=made.figures["rankers"])


def silent(*line: object, **more: object) -> None:
    """Report nothing."""


def test_a_champion_of_before_is_compared_on_the_lists_since(data: TrainingData, model: Model) -> None:
    found = judged(data, model, replace(model, trained_at=data.now - 1000 * DAY))["logistic"]
    assert 0.0 <= found["champion"] <= 1.0
    assert found["low"] <= found["challenger"] - found["champion"] <= found["high"]
    assert set(found["losses"]) == {"pctr", "pctcvr"}
    for each in found["losses"].values():
        assert each["low"] <= each["champion"] - each["challenger"] <= each["high"]
        assert each["rows"] == found["rows"]


def test_what_only_one_of_them_foretells_is_not_compared(data: TrainingData, model: Model) -> None:
    clicks = {name: values for name, values in model.rankers["logistic"].arrays.items() if name.startswith("pctr.")}
    champion = replace(model, trained_at=0.0, rankers={"logistic": replace(model.rankers["logistic"], arrays=clicks)})
    assert set(judged(data, model, champion)["logistic"]["losses"]) == {"pctr"}


def test_a_champion_that_has_seen_every_list_cannot_be_compared_yet(data: TrainingData, model: Model) -> None:
    assert "since the champion was trained" in judged(data, model, model)["logistic"]["missing"]


def test_a_champion_without_a_ranker_in_common_is_said_to_have_none(data: TrainingData, model: Model) -> None:
    assert "no ranker in common" in judged(data, model, replace(model, rankers={}))["missing"]


def test_a_champion_of_another_release_is_no_reason_to_fail(data: TrainingData, model: Model) -> None:
    foreign = replace(model.rankers["logistic"], arrays={"pctr.cross": model.rankers["logistic"].arrays["pctr.cross"]})
    odd = replace(model, trained_at=0.0, rankers={"logistic": foreign})
    assert "another release" in judged(data, model, odd)["logistic"]["missing"]
