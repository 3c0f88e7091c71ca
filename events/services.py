"""Writes of served lists. What shops send is written by events.recording, their past by events.backfill."""

from events.models import RankedList


def log_ranked_list(served: RankedList) -> None:
    """This will keep a served list as it was shown."""
    served.save(force_insert=True)
