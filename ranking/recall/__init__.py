"""List the recall channels. One channel, one file, one entry here."""

from ranking.recall.again import Again
from ranking.recall.base import Recall
from ranking.recall.complement import Complement
from ranking.recall.graph import Graph
from ranking.recall.hot import Hot
from ranking.recall.vector import Vector

RECALLS: dict[str, type[Recall]] = {
    Hot.name: Hot,
    Vector.name: Vector,
    Graph.name: Graph,
    Complement.name: Complement,
    Again.name: Again,
}
