"""List the recall channels. One channel, one file, one entry here."""

from collections.abc import Mapping

from ranking.recall.again import Again
from ranking.recall.base import Part, Recall
from ranking.recall.complement import Complement
from ranking.recall.feel import Feel
from ranking.recall.graph import Graph
from ranking.recall.hot import Hot
from ranking.recall.vector import Vector

RECALLS: dict[str, type[Recall]] = {
    Hot.name: Hot,
    Vector.name: Vector,
    Graph.name: Graph,
    Complement.name: Complement,
    Feel.name: Feel,
    Again.name: Again,
}
# Those that go by the catalogue alone: every model serves them, also one that was trained before there were any.
UNTAUGHT: Mapping[str, Part] = {Feel.name: Part(arrays={}, facts={})}
