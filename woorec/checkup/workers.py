"""The programs behind the web: whether somebody takes work from each queue, hands it out, and how long it waits."""

import time
from collections.abc import Iterator

import redis
from celery import current_app
from kombu.exceptions import OperationalError

from woorec.checkup.finding import Finding
from woorec.queues import QUEUES, beat_seen, waiting

TIMEOUT = 1.5
BEAT_SILENT = 120.0  # seconds; it hands out something every 15
TOO_LONG = 300.0  # seconds; trainings and studies may wait for hours behind another
PROGRAMS = {"work": "worker", "training": "trainer", "studies": "analyst"}


def look_at_workers() -> Iterator[Finding]:
    """This will ask all workers what they take, and Redis what waits."""
    try:
        taken, queues = _taken() or _taken(), {each.name: each for each in waiting()}
        seen = beat_seen()
    except (OperationalError, redis.RedisError, OSError) as error:
        yield Finding("Workers", f"cannot be asked: {error}", "Look at REDIS_URL, and run this again.")
        return
    for name in QUEUES:
        yield _queue(PROGRAMS[name], name, is_taken=name in taken, count=queues[name].waiting)
    yield _beat(seen)
    age = queues["work"].age()
    if age > TOO_LONG and "work" in taken:
        state = f"the first of {queues['work'].waiting} tasks has waited for {age / 60:.0f} min"
        yield Finding("Work", state, "One job takes long. Data > Imports in the Studio shows what runs; stop it there.")


def _queue(program: str, queue: str, *, is_taken: bool, count: int) -> Finding:
    state = f"{count} waiting in the queue {queue}"
    if is_taken:
        return Finding(program.title(), f"answers; {state}")
    remedy = f"Start it with manage.py up, or with celery -A woorec worker --queues {queue}."
    return Finding(program.title(), f"nobody takes work; {state}", remedy)


def _beat(seen: float | None) -> Finding:
    remedy = "Start it with manage.py up, or with celery -A woorec beat; exactly one for the installation."
    if seen is None:
        return Finding("Beat", "has never handed out anything", remedy)
    silent = max(0.0, time.time() - seen)
    if silent > BEAT_SILENT:
        state = f"last handed out work {silent / 60:.0f} min ago"
        return Finding("Beat", state, f"{remedy} Until then nothing is trained, pulled or counted at its hour.")
    return Finding("Beat", "hands out work")


def _taken() -> set[str]:
    replies = current_app.control.inspect(timeout=TIMEOUT).active_queues() or {}
    return {queue["name"] for queues in replies.values() for queue in queues}
