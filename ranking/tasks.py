"""Background work of the models. A message only says which row to look at.

`ranking.train` itself asks the shop's own pipeline, so it is wired in `woorec/tasks.py`.
"""

from celery import shared_task
from django.utils import timezone

from ranking import services
from ranking.dispatch import hand_out_again


@shared_task(name="ranking.reconcile")
def reconcile() -> None:
    """This will put back runs whose worker died, and hand out runs whose message was lost."""
    services.recover_silent_runs(now=timezone.now())
    for run_id in services.queued_runs():
        hand_out_again(run_id)


@shared_task(name="ranking.train_all")
def train_all() -> None:
    """This will put a run in the queue for every store that has none open; the reconciler hands them out."""
    services.request_nightly_trainings()
