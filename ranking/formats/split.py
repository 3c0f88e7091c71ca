"""What every format hands over: a past to learn from and a future to find."""

from dataclasses import dataclass

from catalog.feeds.base import FeedError
from ranking.dataset import TrainingData
from ranking.evaluation import CASES, Pairs

__all__ = ["FeedError", "Split"]


@dataclass(frozen=True, slots=True)
class Split:
    """What a model may learn from, and what happened afterwards.

    `held_back` is a slice of the training part in the same manner, on which shares of channels are chosen; None leaves
    the choice to the last days of training.
    """

    train: TrainingData
    test: Pairs
    protocol: str
    cases: tuple[str, ...] = CASES
    ks: tuple[int, ...] = (20, 50, 100)
    held_back: tuple[TrainingData, Pairs] | None = None
