"""Takes up an import that waits and carries it out: a check, or an import.

A chunk and the count of rows done are one transaction. Whoever goes on after a stop or a kill therefore skips exactly
what was written. One import of a store runs at a time; a worker that was taken for dead finds its claim gone and ends.
"""

import logging

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from catalog.feeds.base import FeedError
from catalog.imports.applying import apply
from catalog.imports.checking import check
from catalog.imports.states import WAITS, State, running_imports
from catalog.imports.work import Lost, Stopped, Watch, Work
from catalog.models import FeedImport

log = logging.getLogger(__name__)
CLAIM_SPACE = 7102  # first half of the advisory lock, the second is the store


def run_import(import_id: int, *, watch: Watch | None = None) -> bool:
    """This will carry out a waiting import and say whether it was taken: not if another of its store runs.

    `watch` sees the row after each chunk. An unexpected error ends the import and is raised again.
    """
    row = _claim(import_id)
    if row is None:
        return False
    work = Work(row, watch=watch or (lambda _row: None))
    is_check = row.state == State.CHECKING
    stopped, failed = (State.UPLOADED, State.UPLOADED) if is_check else (State.STOPPED, State.FAILED)
    try:
        (check if is_check else apply)(work)
    except Lost:
        log.warning("Import %s was taken over by another worker", import_id)
    except Stopped:
        work.finish(stopped)
    except FeedError as error:
        work.finish(failed, error=str(error))
    except KeyboardInterrupt:
        work.finish(stopped)
        raise
    except OperationalError:
        raise  # the database went away; the row is found silent and taken up again
    except Exception:
        work.finish(failed, error=f"Something unexpected happened after row {row.rows_done}. The log says what.")
        raise
    return True


def _claim(import_id: int) -> FeedImport | None:
    now = timezone.now()
    with transaction.atomic():
        found = FeedImport.objects.filter(WAITS, pk=import_id).first()
        if found is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CLAIM_SPACE, found.store_id])
        if running_imports(now=now).filter(store_id=found.store_id).exists():
            return None
        state = State.CHECKING if found.state == State.CHECKING else State.APPLYING
        taken = FeedImport.objects.filter(WAITS, pk=import_id).update(state=state, heartbeat_at=now)
    return FeedImport.objects.select_related("store").get(pk=import_id) if taken else None
