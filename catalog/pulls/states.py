"""What a pull may become next. Every change is one guarded update, so that two of them never run at once."""

import contextlib
from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.utils import timezone

from catalog.models import WooCommerceShop

State, Stage = WooCommerceShop.State, WooCommerceShop.Stage
STALE_AFTER = timedelta(seconds=120)
RESUMED_WITHIN = timedelta(hours=12)  # later too much has moved; it begins anew
MOST_RESTARTS = 5
ENDED = (State.NEW, State.STOPPED, State.DONE, State.FAILED)
MINUTE = Value(timedelta(minutes=1), output_field=DurationField())
NEXT = ExpressionWrapper(F("last_started_at") + F("every_minutes") * MINUTE, output_field=DateTimeField())
GAVE_UP = "The worker died {} times over this pull. Look into its log, then pull again."
ANEW = {
    **{"began_at": None, "stage": Stage.CATEGORIES, "pages_done": 0, "pages_total": 0, "products_done": 0},
    **{"listed": 0, "counts": {}, "notes": []},
}


class PullRefused(ValueError):
    """The shop cannot be pulled now. The message says what to do."""


def request_pull(shop: WooCommerceShop, *, full: bool = False, may_shrink: bool = False) -> None:
    """This will put a pull in the queue: what changed since the last one, or all where that is wanted or due.

    One that was stopped or failed goes on where it was. Raises PullRefused while one runs, and for a shop that is off.
    """
    now = timezone.now()
    change: dict[str, object] = {"state": State.QUEUED, "last_started_at": now, "may_shrink": may_shrink}
    if not _goes_on(shop, full=full or may_shrink, now=now):
        is_full = full or may_shrink or is_full_due(shop, now=now)
        change |= {**ANEW, "is_full": is_full, "number": shop.number + is_full}
    change |= {"error": "", "stop_requested": False, "heartbeat_at": None, "restarts": 0}
    ended = WooCommerceShop.objects.filter(pk=shop.pk, state=shop.state, is_active=True)
    moved = ended.filter(state__in=ENDED).update(**change)
    shop.refresh_from_db()
    if not moved:
        raise PullRefused(_why(shop))


def request_stop(shop: WooCommerceShop) -> None:
    """This will end a pull: at once while it waits, after the page at hand while it works."""
    rows = WooCommerceShop.objects.filter(pk=shop.pk)
    if not rows.filter(state=State.QUEUED).update(state=State.STOPPED):
        rows.filter(state=State.RUNNING).update(stop_requested=True)


def is_full_due(shop: WooCommerceShop, *, now: datetime) -> bool:
    was_wanted = shop.is_full and shop.state in (State.STOPPED, State.FAILED)
    if was_wanted or shop.modified_after is None or shop.last_full_at is None:
        return True
    return shop.last_full_at + timedelta(hours=shop.full_every_hours) <= now


def next_at(shop: WooCommerceShop) -> datetime | None:
    """This will say when the next pull is due by itself; None is at once."""
    return shop.last_started_at and shop.last_started_at + timedelta(minutes=shop.every_minutes)


def queue_due_pulls(*, now: datetime) -> int:
    """This will put the shops in the queue whose turn it is, and say how many."""
    turn = Q(last_started_at=None) | Q(next__lte=now)
    due = list(WooCommerceShop.objects.annotate(next=NEXT).filter(turn, is_active=True, state__in=ENDED))
    for shop in due:
        with contextlib.suppress(PullRefused):  # a person was quicker
            request_pull(shop)
    return len(due)


def waiting_pulls() -> list[int]:
    """This will name the shops whose pull waits; a beat job hands them out again."""
    return list(WooCommerceShop.objects.filter(state=State.QUEUED).values_list("pk", flat=True))


def recover_silent_pulls(*, now: datetime) -> int:
    """This will put pulls back into the queue whose worker has not been heard of; they go on where they were."""
    silent = WooCommerceShop.objects.filter(state=State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    return sum(_recover(shop) for shop in silent)


def _recover(shop: WooCommerceShop) -> int:
    restarts = shop.restarts + 1
    change: dict[str, object] = {"restarts": restarts, "heartbeat_at": None, "state": State.QUEUED}
    if shop.stop_requested:
        change["state"] = State.STOPPED
    elif restarts > MOST_RESTARTS:
        change |= {"state": State.FAILED, "error": GAVE_UP.format(restarts)}
    same = WooCommerceShop.objects.filter(pk=shop.pk, state=shop.state, heartbeat_at=shop.heartbeat_at)
    return same.update(**change)


def _goes_on(shop: WooCommerceShop, *, full: bool, now: datetime) -> bool:
    if shop.state not in (State.STOPPED, State.FAILED) or shop.began_at is None or shop.last_started_at is None:
        return False
    return (shop.is_full or not full) and shop.last_started_at > now - RESUMED_WITHIN


def _why(shop: WooCommerceShop) -> str:
    if not shop.is_active:
        return f"{shop.name} is switched off. Switch it on first."
    return f"{shop.name} is being pulled. Wait for it to end, or stop it."
