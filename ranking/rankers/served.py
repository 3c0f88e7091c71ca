"""Score logged impressions as a ranker serves them: request by request, every product as if it stood first."""

from collections.abc import Sequence

import numpy as np

from ranking.features import FeatureSpace
from ranking.rankers.base import Examples, Heads, Ranker
from ranking.recall.base import Floats


def as_served(
    ranker: Ranker, shown: Examples, *, space: FeatureSpace, region_codes: Sequence[str], tier_codes: Sequence[str]
) -> Heads:
    """Return each head's chance for every example; the codes are those that the examples number."""
    alignment = space.alignment
    regions = np.array([0, *(alignment.regions.get(code, -1) + 1 for code in region_codes)])
    tiers = np.array([0, *(alignment.tiers.get(code, -1) + 1 for code in tier_codes)])
    found: dict[str, Floats] = {head: np.zeros(len(shown), dtype=np.float32) for head in ranker.heads}
    order = np.argsort(shown.owner, kind="stable")
    for of in np.split(order, np.flatnonzero(np.diff(shown.owner[order])) + 1) if len(order) else ():
        user = (int(regions[shown.region[of[0]]]), int(tiers[shown.tier[of[0]]]))
        history = shown.history.take(shown.owner[of[:1]])
        for head, chances in ranker.score(
            user=user, history=history, rows=shown.rows[of], cross=shown.cross[of]
        ).items():
            found[head][of] = chances
    return found
