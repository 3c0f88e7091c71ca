"""Looks at the lists that wait in Redis to be stored."""

import redis
from django.conf import settings

from events.list_stream import waiting
from woorec.checkup.finding import Finding

LONGEST_WAIT = 60  # seconds that a served list may lie in Redis


def look_at_served_lists() -> Finding:
    """This will look at the lists on their way from the web to the log: a second is usual."""
    subject = "Served lists"
    try:
        found = waiting(redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1))
    except redis.RedisError:
        return Finding(subject, "go straight to the database: Redis does not answer")
    if found.lists and found.seconds > LONGEST_WAIT:
        many = f"{found.lists} wait in Redis, the oldest" if found.lists > 1 else "1 waits in Redis"
        start = "Start one: manage.py up runs it, or manage.py keep_lists alone. Until then no figure counts them."
        stuck = "The keeper runs but stores nothing. Read its log: the database may refuse what it writes."
        return Finding(subject, f"{many} for {found.seconds / 60:.0f} min", stuck if found.keeper else start)
    if found.aside:
        state = f"{found.aside} could not be stored and {'was' if found.aside == 1 else 'were'} set aside"
        return Finding(subject, state, "The keeper's log says why. They are deleted a week after the last one.")
    if not found.keeper:
        return Finding(subject, "go straight to the database: no keeper runs")
    return Finding(subject, f"{found.lists} on their way to the database")
