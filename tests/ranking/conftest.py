"""Train the small leather shop once for all ranking stories."""

import pytest

from ranking.artifacts import Model
from ranking.dataset import TrainingData
from ranking.scoring import ServingModel, assemble
from ranking.training import train
from tests.ranking.leather_shop import empty_shop, quick_config, training_data


def silent(*line: object, **more: object) -> None:
    """Report nothing."""


@pytest.fixture(scope="session")
def data() -> TrainingData:
    return training_data()


@pytest.fixture(scope="session")
def model(data: TrainingData) -> Model:
    return train(data, config=quick_config(), report=silent)


@pytest.fixture(scope="session")
def serving(model: Model, data: TrainingData) -> ServingModel:
    return assemble(model, data.catalogue)


@pytest.fixture(scope="session")
def first_day() -> Model:
    return train(empty_shop(), config=quick_config(), report=silent)
