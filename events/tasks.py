"""Background work of the logs: room for the coming months, and letting go of what is too old."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from events.partitions import keep_coming_months
from events.retention import retain
from events.webhooks.process import forget_old, settle_open


@shared_task(name="events.keep_partitions")
def keep_partitions() -> None:
    keep_coming_months(today=timezone.now().date())


@shared_task(name="events.retain")
def retain_events() -> None:
    retain(now=timezone.now())


@shared_task(name="events.settle_deliveries")
def settle_deliveries() -> None:
    """This will act on calls of shop systems that were kept and are not settled."""
    settle_open(now=timezone.now())


@shared_task(name="events.forget_deliveries")
def forget_deliveries() -> None:
    forget_old(now=timezone.now())


@worker_ready.connect
def begin(**_circumstances: Any) -> None:
    """This will make room when a worker starts: an installation that slept over a month's end has none."""
    keep_partitions.delay()
