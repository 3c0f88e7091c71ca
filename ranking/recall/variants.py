"""Find the other variants of a style without looking through the catalogue."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import NO_ROWS, Mask, Rows


@dataclass(frozen=True, slots=True)
class Variants:
    """Hold the rows of each item group as CSR rows; made once for a catalogue."""

    groups: Rows  # [P], -1 for a product that stands alone
    indptr: NDArray[np.int64]  # [G + 1]
    members: Rows  # ascending within a group

    @classmethod
    def of(cls, item_groups: Rows) -> "Variants":
        """Return the variants of a catalogue by its item groups [P]."""
        order = np.argsort(item_groups, kind="stable").astype(np.int32)
        count = int(item_groups.max(initial=-1)) + 1
        indptr = np.searchsorted(item_groups[order], np.arange(count + 1)).astype(np.int64)
        return cls(groups=item_groups, indptr=indptr, members=order)

    def families(self, rows: Rows) -> Rows:
        """Return every row of the groups of `rows`, themselves included, in the order in which groups come first."""
        groups = self.groups[rows]
        groups = np.array(list(dict.fromkeys(groups[groups >= 0].tolist())), dtype=np.int64)
        if not len(groups):
            return NO_ROWS
        starts, counts = self.indptr[groups], self.indptr[groups + 1] - self.indptr[groups]
        ends = np.cumsum(counts)
        places = np.arange(ends[-1]) + np.repeat(starts - ends + counts, counts)
        return np.asarray(self.members[places], dtype=np.int32)

    def others(self, rows: Rows, *, allowed: Mask, limit: int) -> Rows:
        """Return at most `limit` allowed variants of `rows` that are not among them, those of the first rows first."""
        found = self.families(rows)
        found = found[allowed[found]]
        return np.asarray(found[~np.isin(found, rows)][:limit], dtype=np.int32)
