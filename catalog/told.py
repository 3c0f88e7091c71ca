"""Tells whoever keeps a log that somebody changed what a shop decides: the layers above listen, this one knows none.

Sent inside the transaction of the write, so that the log and the write stay or go together.
"""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import models
from django.dispatch import Signal

from catalog.models import Store

changed = Signal()


def tell(
    action: str,
    row: models.Model,
    *,
    by: User | None,
    store: Store,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> None:
    """This will tell of one write; `before` and `after` are JSON, None stands for a row that was not there."""
    changed.send(type(row), action=action, row=row, by=by, store=store, before=before, after=after)
