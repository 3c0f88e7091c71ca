"""Hands traffic control what the snapshot already knows of the candidates of a request."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from rules.compiled import KnownJudgements
from rules.engine.candidate import Candidate
from woorec.snapshot import Snapshot, facts_of_the_request


def judgements(candidates: Sequence[Candidate], snapshot: Snapshot, *, at: datetime) -> KnownJudgements:
    """This will answer what rules ask from the snapshot's arrays, and from the candidates what it cannot know."""
    rows = np.array([snapshot.row_of[candidate.product_id] for candidate in candidates], dtype=np.int32)
    unknown = facts_of_the_request(same_day=at.date() == snapshot.loaded_at.date())
    return KnownJudgements(snapshot.compiled, candidates, rows=rows, unknown=unknown)
