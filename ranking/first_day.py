"""Make what a shop serves before its first training: the parts of a model from the catalogue alone."""

import numpy as np

from ranking.artifacts import Model
from ranking.dataset import Catalogue, TrainingData, no_impressions, no_interactions
from ranking.features import FeatureConfig
from ranking.recall import again, hot
from ranking.recall.again import AgainConfig
from ranking.recall.attributes import fit_price_edges
from ranking.recall.base import Names, Part
from ranking.recall.content import content_part
from ranking.recall.hot import HotConfig
from ranking.thresholds import JOINT_EVENTS

UNTRAINED = "untrained"


def first_day(catalogue: Catalogue) -> Model:
    """Return a model that knows products and no shoppers; it has no ranker and no graph, which need people."""
    nobody = TrainingData(catalogue, no_interactions(), no_impressions(), now=0.0)
    return Model(
        names=Names.of(catalogue),
        channels={
            "hot": hot.fit(nobody, config=HotConfig()),
            "vector": content_part(catalogue),
            "complement": _no_companions(catalogue),
            "again": again.fit(nobody, config=AgainConfig()),
        },
        rankers={},
        features=_features(catalogue),
        metrics={"rankers": {"logistic": {"missing": "No model has been trained yet."}}},
        trained_at=0.0,
        version=UNTRAINED,
    )


def _features(catalogue: Catalogue) -> Part:
    config = FeatureConfig()
    arrays = {
        "popularity": np.zeros(len(catalogue), dtype=np.float32),
        "price_edges": fit_price_edges(catalogue.prices),
    }
    return Part(arrays=arrays, facts={"half_life": config.half_life, "history_limit": config.history_limit})


def _no_companions(catalogue: Catalogue) -> Part:
    size, categories = len(catalogue), catalogue.category_count
    arrays = {
        "neighbours": np.zeros((size, 0), dtype=np.int32),
        "scores": np.zeros((size, 0), dtype=np.float32),
        "buyers": np.zeros((size, 0), dtype=np.float32),
        "support": np.zeros(size, dtype=np.float32),
        "linked": np.zeros((categories, 0), dtype=np.int32),
        "links": np.zeros((categories, 0), dtype=np.float32),
        "siblings": np.zeros((0, 2), dtype=np.int32),
        "apart": np.zeros(0, dtype=np.float32),
    }
    return Part(arrays=arrays, facts={"shrinkage": JOINT_EVENTS})
