"""A pull in the hands of one worker: its claim, its progress, and how it ends."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import WooCommerceShop
from catalog.pulls.states import State
from catalog.services import touch_catalogue

Watch = Callable[[WooCommerceShop], None]
PULSE = 2.0  # seconds between signs of life
MOST_NOTES = 100


class Stopped(Exception):
    """Somebody asked for it."""


class Lost(Exception):
    """Another worker has the pull, because this one was silent for too long."""


class Work:
    """A claimed pull. The claim is the moment of the last sign of life: whoever wrote it last holds the pull."""

    def __init__(self, row: WooCommerceShop, *, watch: Watch) -> None:
        self.row, self.store, self._watch = row, row.store, watch
        self._noted: dict[str, object] = {}
        self._next_pulse = 0.0

    def note(self, **change: object) -> None:
        """This will store progress and a sign of life. Raises Lost when the claim is gone."""
        now = max(timezone.now(), self.row.heartbeat_at + timedelta(microseconds=1))
        if not self._mine().update(heartbeat_at=now, **change):
            raise Lost
        self._noted = {"heartbeat_at": now, **change}

    def noted(self) -> None:
        """This will take over what `note` stored, once that is committed. Raises Stopped when somebody asked."""
        for name, value in self._noted.items():
            setattr(self.row, name, value)
        self._next_pulse = time.monotonic() + PULSE
        self._watch(self.row)
        if WooCommerceShop.objects.filter(pk=self.row.pk, stop_requested=True).exists():
            raise Stopped

    def step(self, **change: object) -> None:
        """This will store progress that belongs to no other write."""
        with transaction.atomic():
            self.note(**change)
        self.noted()

    def pulse(self) -> None:
        """This will give a sign of life now and then, while others are waited for."""
        if time.monotonic() >= self._next_pulse:
            self.step()

    def notes(self, more: list[str]) -> list[str]:
        """This will add what went wrong to what is known, each once, as many as are shown."""
        known = dict.fromkeys([*self.row.notes, *(_shown(each) for each in more)])
        return list(known)[:MOST_NOTES]

    def finish(self, state: str, *, error: str = "", **change: object) -> None:
        """This will let go of the pull."""
        self._mine().update(state=state, error=error, heartbeat_at=None, stop_requested=False, **change)
        if self.row.products_done:
            touch_catalogue(self.store)
        self.row.refresh_from_db()
        self._watch(self.row)

    def _mine(self) -> QuerySet[WooCommerceShop]:
        return WooCommerceShop.objects.filter(pk=self.row.pk, state=State.RUNNING, heartbeat_at=self.row.heartbeat_at)


def _shown(text: str) -> str:
    """This will cut a text to length and mark what PostgreSQL cannot store."""
    text = text.replace("\0", "\ufffd").encode(errors="replace").decode()
    return text if len(text) <= 300 else f"{text[:299]}…"
