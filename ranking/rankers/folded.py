"""Fold what a side adds to a network into as few numbers as serving needs.

Until the first bend a network is a sum (`network.py`). Of the second-order term, half the square of the summed vectors
less half the sum of their squares, the latter only adds up too: it joins the logit.
"""

from typing import NamedTuple

import numpy as np

from ranking.rankers.network import LINEAR, MACHINE, TABLE, Half, Shape, Weights
from ranking.recall.base import Floats, Rows


class Folded(NamedTuple):
    """Hold what S examples have added up before the first bend."""

    hidden: Floats  # [S, heads * width of the first layer]
    rest: Floats  # [S, heads + d]: what each head's logit gets, and the fields' vectors, added up

    def take(self, rows: Rows) -> "Folded":
        """Return copies of some rows."""
        return Folded(self.hidden.take(rows, axis=0), self.rest.take(rows, axis=0))


def fold(weights: Weights, shape: Shape, half: Half) -> Folded:
    """Return what a half adds; without a machine a head's logit gets nothing but what its tower says."""
    logits = half.linear - 0.5 * half.squares @ weights[MACHINE].T if shape.with_machine else 0.0 * half.linear
    rest = np.concatenate([logits, half.sums], axis=1)
    return Folded(np.asarray(half.hidden, dtype=np.float32), np.asarray(rest, dtype=np.float32))


def fold_field(weights: Weights, shape: Shape, name: str, place: int, *, first: int, count: int) -> Folded:
    """Return what each value of a side's single-valued field adds; they stand in the table from `first` on."""
    vectors, firsts = weights[TABLE][first : first + count], weights[LINEAR][first : first + count]
    inputs = weights[f"{name}.fields"][place * shape.dimension : (place + 1) * shape.dimension]
    return fold(weights, shape, Half(firsts, vectors, vectors**2, vectors @ inputs))
