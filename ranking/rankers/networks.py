"""Rank by a network: DeepFM with a network for each head, ESMM with one for both."""

from typing import ClassVar, Self

import numpy as np

from ranking.features import FeatureSpace, History
from ranking.rankers.base import CLICK_HEAD, CONVERSION_HEAD, with_both
from ranking.rankers.network import Shape
from ranking.rankers.served_network import ServedNetwork
from ranking.rankers.served_pairs import Columns
from ranking.rankers.shop_table import ShopTable
from ranking.recall.base import Floats, Part, Rows


class NetworkRanker:
    """Predict click and purchase; what a product adds to the first layer is computed once for a catalogue."""

    name: ClassVar[str]
    networks: ClassVar[tuple[tuple[str, ...], ...]]  # the heads of each

    def __init__(self, table: ShopTable, networks: list[ServedNetwork]) -> None:
        self._table, self._networks = table, networks

    @property
    def heads(self) -> tuple[str, ...]:
        nothing = np.zeros(0, np.float32)
        return tuple(with_both({head: nothing for served in self._networks for head in served.heads}))

    @classmethod
    def load(cls, part: Part, space: FeatureSpace) -> Self:
        """Return the ranker; a product it never saw is judged by its attributes."""
        table = ShopTable.load(part, space)
        networks = part.facts["networks"]
        return cls(table, [_served(part, name, facts, table) for name, facts in networks.items()])

    def score(self, *, user: tuple[int, int], history: History, rows: Rows, cross: Floats) -> dict[str, Floats]:
        """Return calibrated probabilities as if every product stood at the first position."""
        found: dict[str, Floats] = {}
        if not len(rows):
            return {head: np.zeros(0, np.float32) for head in self.heads}
        touched, columns = self._table.touched(history), Columns.of(self._table.numbers, cross)
        for network in self._networks:
            found |= network.chances(user=user, touched=touched, rows=rows, columns=columns)
        return with_both(found)


class DeepFM(NetworkRanker):
    """Two networks: clicks from all impressions, purchases from the clicked ones (Guo et al., IJCAI 2017)."""

    name: ClassVar[str] = "deepfm"
    networks = ((CLICK_HEAD,), (CONVERSION_HEAD,))


class Esmm(NetworkRanker):
    """One network with two heads, taught over all impressions (Ma et al., SIGIR 2018)."""

    name: ClassVar[str] = "esmm"
    networks = ((CLICK_HEAD, CONVERSION_HEAD),)


def _served(part: Part, name: str, facts: dict[str, object], table: ShopTable) -> ServedNetwork:
    start = f"{name}."
    arrays = {key.removeprefix(start): np.asarray(part.arrays[key]) for key in part.arrays if key.startswith(start)}
    calibration = np.atleast_2d(arrays.pop("calibration"))
    shape = Shape(
        heads=len(calibration),
        dimension=int(facts["dimension"]),  # type: ignore[call-overload]
        hidden=tuple(int(width) for width in facts["hidden"]),  # type: ignore[attr-defined]
        with_machine=bool(facts["with_machine"]),
    )
    heads: tuple[str, ...] = tuple(facts["heads"])  # type: ignore[arg-type]
    return ServedNetwork(heads=heads, shape=shape, weights=arrays, table=table, calibration=calibration)
