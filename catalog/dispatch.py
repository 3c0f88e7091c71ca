"""Hands a row to a worker, or leaves it for the beat job that looks for forgotten rows."""

import logging

from celery import current_app
from kombu.exceptions import KombuError, OperationalError

log = logging.getLogger(__name__)
# A person waits for the answer: one attempt, where the usual connection would go on trying for seconds.
ONE_ATTEMPT = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CONNECT_SECONDS = 1


def hand_out(task: str, row_id: int) -> bool:
    """This will send the number of a row to the queue once, and say whether the broker took it.

    When it did not, the row stays as it is and a beat job hands it out later. What arrives twice must be done once.
    """
    options = {**current_app.conf.broker_transport_options, **ONE_ATTEMPT}
    try:
        with current_app.connection_for_write(transport_options=options, connect_timeout=CONNECT_SECONDS) as broker:
            current_app.send_task(task, args=[row_id], connection=broker, retry=False)
    except (OperationalError, KombuError, OSError) as error:
        log.warning("%s of row %s waits for the broker: %s", task, row_id, error)
        return False
    return True
