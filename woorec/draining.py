"""How a web process takes leave: it says that it ends, serves whoever still comes for a while, and then ends.

A process that is replaced, as SIGHUP does with all of them, ends without that: its successors take requests from the
same port, and to say there that it ends would take the whole machine out of a load balancer.
"""

import mmap
import time
from collections.abc import Callable

FINISHING = 10  # seconds for what is being answered
SAME_WORD = 2.0  # a supervisor may tell a whole group of processes, and the server then its own


class Leave:
    """What one web process knows of its end. Processes that are forked from it share the count of replacements."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._replacements = mmap.mmap(-1, 1)
        self._seen = 0
        self._ends_at = float("inf")
        self.has_begun, self._told_at = False, 0.0

    def replace(self) -> None:
        """This will tell all processes made so far that successors are on their way."""
        self._replacements[0] = (self._replacements[0] + 1) % 256

    def arrive(self) -> None:
        """This will make this process one that no successor is on its way for."""
        self._seen = self._replacements[0]

    def take(self, *, seconds: float) -> None:
        """This will begin to end: in so many seconds, or at once where that was said before or it is replaced.

        Who is told twice within two seconds was told once.
        """
        if self.has_begun and self._clock() - self._told_at < SAME_WORD:
            return
        self._told_at = self._clock()
        is_replaced = self._seen != self._replacements[0]
        self._ends_at = self._clock() + (0.0 if is_replaced or self.has_begun else seconds)
        self.has_begun = self.has_begun or not is_replaced

    def is_over(self) -> bool:
        """This will say whether the process is to serve nobody any more."""
        return self._clock() >= self._ends_at


LEAVE = Leave()
