"""What gunicorn does around the web processes."""

from typing import Any


def post_fork(server: Any, worker: Any) -> None:
    """This will give each worker its own database connections and its own watch over snapshots."""
    from django.db import connections

    from woorec.holder import SNAPSHOTS

    connections.close_all()
    SNAPSHOTS.watch()
