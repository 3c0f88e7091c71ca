"""List the rankers. One ranker, one entry here."""

from ranking.rankers.base import Ranker
from ranking.rankers.logistic import Logistic
from ranking.rankers.networks import DeepFM, Esmm

RANKERS: dict[str, type[Ranker]] = {ranker.name: ranker for ranker in (Logistic, DeepFM, Esmm)}
