"""Hands a queued training to a worker, or leaves it for the beat job that looks for forgotten rows."""

from celery import current_app

from catalog import dispatch
from ranking.models import TrainingRun

TASK = "ranking.train"
# The trainer may be busy for long: what is handed out again does not pile up in its queue meanwhile.
HANDED_OUT_FOR = 60  # seconds
UNREACHABLE = "The worker is not reachable; the training starts as soon as one is."


def hand_out(run: TrainingRun) -> str:
    """This will send a run to the queue once and return what to tell the person: nothing, or that it has to wait.

    The row stays queued when the broker does not answer; `ranking.reconcile` hands it out later. A run that arrives
    twice is trained once.
    """
    return "" if dispatch.hand_out(TASK, run.pk) else UNREACHABLE


def hand_out_again(run_id: int) -> None:
    """This will send a waiting run to the queue once more, for as long as it takes until the next look."""
    current_app.send_task(TASK, args=[run_id], expires=HANDED_OUT_FOR)
