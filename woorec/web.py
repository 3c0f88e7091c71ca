"""What gunicorn does around the web processes."""

import gc
import logging
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woorec.settings")

from django.conf import settings  # noqa: E402  (it must be known which settings)

from woorec.draining import FINISHING, LEAVE  # noqa: E402
from woorec.metrics_folder import FOLDER, claim, reserve  # noqa: E402

# Before anything that counts is imported: prometheus_client looks once whether several processes count together.
if folder := claim(settings.HOME):
    os.environ[FOLDER] = str(folder)

log = logging.getLogger(__name__)
worker_class = "woorec.web_worker.LineWorker"
graceful_timeout = FINISHING + settings.WEB_DRAIN_SECONDS


def when_ready(server: Any) -> None:
    """This will load every store before the first worker is made, so that workers share what was loaded.

    It runs in the process that only makes workers. Without a database, workers load what they are asked for.
    """
    from django.db import Error, connections

    from catalog.limits import KeyThrottle
    from woorec.holder import SNAPSHOTS
    from woorec.metrics import forget_worker

    try:
        SNAPSHOTS.refresh_all()
    except Error:
        log.warning("The database does not answer; web processes load their stores when they are asked", exc_info=True)
    forget_worker(os.getpid())  # it serves nothing: only workers say what they answer from
    # Sockets cannot be shared with a child. What is frozen is never walked through again, here or in a worker, and
    # stays on pages that all workers share.
    connections.close_all()
    KeyThrottle.forget_connection()
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """This will give each worker its own database connections, room to count, and its own watch over snapshots."""
    from django.db import connections

    from woorec.holder import SNAPSHOTS

    connections.close_all()
    LEAVE.arrive()
    if folder:
        os.environ[FOLDER] = str(reserve(folder, pid=os.getpid()))
    SNAPSHOTS.note_inherited()
    SNAPSHOTS.watch()


def on_reload(server: Any) -> None:
    """This will let the web processes that are replaced now end without a word to the load balancer."""
    LEAVE.replace()


def child_exit(server: Any, worker: Any) -> None:
    """This will forget what only a living worker can say; what it counted stays counted."""
    from woorec.metrics import forget_worker

    forget_worker(worker.pid)
