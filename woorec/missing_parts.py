"""Parts of an installation without which a list was served, as the answer names them."""

from catalog.limits import is_silent
from events import list_stream

ALL = REDIS_MISSING, STREAM_MISSING, DATABASE_MISSING = "redis_missing", "stream_missing", "database_missing"


def missing_parts(*, is_stale: bool) -> tuple[str, ...]:
    """This will name what did not answer or take lists when this process last asked.

    `is_stale` says that the list was made from what was last known.
    """
    database = (DATABASE_MISSING,) if is_stale else ()
    if is_silent():
        return (*database, REDIS_MISSING)
    return (*database, STREAM_MISSING) if list_stream.is_missing() else database
