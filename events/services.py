"""Writes of served lists. What shops send is written by events.recording, their past by events.backfill."""

from django.db import IntegrityError

from catalog.database_door import answering
from events.list_stream import push
from events.models import RankedList


def log_ranked_list(served: RankedList) -> None:
    """This will keep a served list as it was shown: through the stream, or here when no keeper empties it."""
    if not push(served):
        with answering():
            _write(served)


def _write(served: RankedList) -> None:
    try:
        served.save(force_insert=True)
    except IntegrityError:
        # Redis took it without saying so in time, and a keeper was faster.
        if not RankedList.objects.filter(request_id=served.request_id, at=served.at).exists():
            raise
