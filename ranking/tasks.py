"""Background work of the models. A message only says which row to look at."""

from celery import shared_task
from django.utils import timezone

from ranking import services

# The trainer may be busy for long: what is handed out again does not pile up in its queue meanwhile.
HANDED_OUT_FOR = 60  # seconds


@shared_task(name="ranking.train")
def train(run_id: int) -> None:
    services.train(run_id)


@shared_task(name="ranking.reconcile")
def reconcile() -> None:
    """This will end runs whose worker died, and hand out runs whose message was lost."""
    services.fail_stale_runs(now=timezone.now())
    for run_id in services.queued_runs():
        train.apply_async((run_id,), expires=HANDED_OUT_FOR)


@shared_task(name="ranking.train_all")
def train_all() -> None:
    """This will put a run in the queue for every store that has none open; the reconciler hands them out."""
    services.request_nightly_trainings()
