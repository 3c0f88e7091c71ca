"""Hands a queued training to a worker, or leaves it for the beat job that looks for forgotten rows."""

import logging

from celery import current_app
from kombu.exceptions import KombuError, OperationalError

from ranking.models import TrainingRun

log = logging.getLogger(__name__)
TASK = "ranking.train"
UNREACHABLE = "The worker is not reachable; the training starts as soon as one is."
# A person waits for the answer: one attempt, where the usual connection would go on trying for seconds.
ONE_ATTEMPT = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CONNECT_SECONDS = 1


def hand_out(run: TrainingRun) -> str:
    """This will send a run to the queue once and return what to tell the person: nothing, or that it has to wait.

    The row stays queued when the broker does not answer; `ranking.reconcile` hands it out later. A run that arrives
    twice is trained once.
    """
    options = {**current_app.conf.broker_transport_options, **ONE_ATTEMPT}
    try:
        with current_app.connection_for_write(transport_options=options, connect_timeout=CONNECT_SECONDS) as broker:
            current_app.send_task(TASK, args=[run.pk], connection=broker, retry=False)
    except (OperationalError, KombuError, OSError) as error:
        log.warning("Training run %s waits for the broker: %s", run.pk, error)
        return UNREACHABLE
    return ""
