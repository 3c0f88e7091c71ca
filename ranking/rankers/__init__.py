"""List the rankers. One ranker, one file, one entry here."""

from ranking.rankers.base import Ranker
from ranking.rankers.logistic import Logistic

RANKERS: dict[str, type[Ranker]] = {
    Logistic.name: Logistic,
}
