"""Follows tasks: what a message carries besides its row, and whose the lines are that a task logs."""

import time
from contextlib import suppress
from typing import Any

import redis
from celery import Task
from celery.signals import after_task_publish, beat_init, before_task_publish, task_postrun, task_prerun

from woorec.queues import SENT_AT, note_beat
from woorec.tracing import Trace, current_trace, follow

REQUEST_ID = "woorec_request_id"


@before_task_publish.connect
def _stamp(headers: dict[str, Any], **_: Any) -> None:
    """This will say in a message when it was sent and which request asked for it."""
    headers[SENT_AT] = time.time()
    if trace := current_trace():
        headers[REQUEST_ID] = trace.request_id


@task_prerun.connect
def _begin(task_id: str, task: Task, **_: Any) -> None:
    follow(Trace(request_id=getattr(task.request, REQUEST_ID, None) or "", task_id=task_id, task=task.name))


@task_postrun.connect
def _end(**_: Any) -> None:
    follow(None)


@beat_init.connect
def _watch_beat(**_: Any) -> None:
    """This will make beat, and no other process, leave a sign of life with everything that it hands out."""
    after_task_publish.connect(_beat_lives)


def _beat_lives(**_: Any) -> None:
    with suppress(redis.RedisError):
        note_beat()
