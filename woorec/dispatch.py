"""Hands a study or a comparison to a worker. When the broker does not answer, a beat job hands it out later."""

from catalog import dispatch
from ranking.dispatch import TASK as TRAIN

__all__ = ["CANARY", "STUDY", "TRAIN", "hand_out_canary", "hand_out_study"]

STUDY = "woorec.run_study"
CANARY = "woorec.compare_preview_and_shop"


def hand_out_study(study_id: int) -> bool:
    """This will send a study to the queue once, and say whether the broker took it."""
    return dispatch.hand_out(STUDY, study_id)


def hand_out_canary(publication_id: int) -> bool:
    """This will send the comparison of a publication to the queue once, and say whether the broker took it."""
    return dispatch.hand_out(CANARY, publication_id)
