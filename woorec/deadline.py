"""How long a request may take, and what is left out when it would take longer.

Nothing inside numpy or FAISS can be stopped, so a step is not begun when its share of the time is spent, or when it
took longer than what is left the last times. A step that was left out for that is tried again now and then. What keeps
shoppers safe is never left out.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

from woorec.overload import LINE

# Up to which share of the whole time a step may go on, or begin where it cannot be stopped.
VISITOR, RECALL, RANK, CUSTOMER, RULES, EXTRAS, FACTS = 0.4, 0.6, 0.75, 0.75, 0.8, 0.85, 0.95
TRY_AGAIN = 5.0  # seconds
MEMORY = 0.3  # weight of the newest time in what a step is expected to take


class Pace:
    """How long the steps took lately, in seconds, by name."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, float]] = {}  # expected seconds, when it was last begun
        self._lock = threading.Lock()

    def fits(self, step: str, *, within: float, now: float) -> bool:
        """This will say whether a step may be begun; one that was always too slow may after a while, once."""
        expected, begun_at = self._known.get(step, (0.0, now))
        if expected <= within:
            return True
        if now - begun_at < TRY_AGAIN:
            return False
        with self._lock:
            is_ours = self._known.get(step) == (expected, begun_at)
            if is_ours:
                self._known[step] = (expected, now)
        return is_ours

    def took(self, step: str, seconds: float, *, now: float) -> None:
        """This will remember it; a step that became twice as quick is taken at its word."""
        expected = self._known.get(step, (seconds, now))[0]
        weight = 1.0 if seconds < expected / 2 else MEMORY
        self._known[step] = (expected + weight * (seconds - expected), now)

    def clear(self) -> None:
        self._known.clear()


PACE = Pace()


class Deadline:
    """The time of one request, in seconds from now."""

    def __init__(
        self, seconds: float, *, spent: float = 0.0, clock: Callable[[], float] = time.monotonic, pace: Pace = PACE
    ) -> None:
        """`spent` is what of it was over before now."""
        self._seconds, self._clock, self._pace = seconds, clock, pace
        self._began = clock() - spent

    def left(self, share: float) -> float | None:
        """This will tell the seconds until a share of the time is over; None is for ever."""
        return self._began + share * self._seconds - self._clock()

    def is_over(self, share: float) -> bool:
        left = self.left(share)
        return left is not None and left <= 0

    def has_time_for(self, step: str, share: float) -> bool:
        """This will say whether a step that cannot be stopped may be begun."""
        left = self.left(share)
        return left is None or (left > 0 and self._pace.fits(step, within=left, now=self._clock()))

    @contextmanager
    def timing(self, step: str) -> Iterator[None]:
        """This will remember how long the block took, also when it failed."""
        began = self._clock()
        try:
            yield
        finally:
            self._pace.took(step, self._clock() - began, now=began)


def deadline_now() -> Deadline:
    """This will start the time of a storefront's request; what it stood in line is spent."""
    budget = settings.RECOMMENDATION_BUDGET_MS / 1000
    return Deadline(budget, spent=LINE.waited()) if budget else NO_DEADLINE


class _NoDeadline(Deadline):
    """For previews, checks and studies: they are to be right, however long it takes."""

    def __init__(self) -> None:
        super().__init__(0.0)

    def left(self, share: float) -> float | None:
        return None

    @contextmanager
    def timing(self, step: str) -> Iterator[None]:
        yield


NO_DEADLINE = _NoDeadline()
