"""gunicorn's threaded worker, which also knows how long each request waited for a thread, and leaves nobody behind."""

import signal
from typing import Any

from django.conf import settings
from gunicorn.workers.gthread import ThreadWorker

from woorec.draining import LEAVE
from woorec.overload import LINE


class LineWorker(ThreadWorker):
    """Stamps what joins the line. One that ends still takes up whoever has knocked, then closes its door at once."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        LEAVE.take(seconds=settings.WEB_DRAIN_SECONDS)
        if LEAVE.is_over():
            super().handle_exit(sig, frame)

    def notify(self) -> None:
        """The loop says every second that it lives; no thread may be started where a signal is handled."""
        super().notify()
        if self.alive and LEAVE.is_over():
            super().handle_exit(signal.SIGTERM, None)

    def enqueue_req(self, conn: Any) -> None:
        conn.joined_at = LINE.joined()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        LINE.left(conn.joined_at)
        return super().handle(conn)

    def set_accept_enabled(self, enabled: bool) -> None:
        is_last_time = self._accepting and not enabled and not self.alive
        if is_last_time:
            self._take_up_who_knocked()
        super().set_accept_enabled(enabled)
        if is_last_time:
            # What connects from now on reaches another process, or is refused; else it would be cut off at the end.
            for listener in self.sockets:
                listener.close()

    def _take_up_who_knocked(self) -> None:
        for listener in self.sockets:
            before = -1
            while self.nr_conns != before:
                before = self.nr_conns
                self.accept(listener)
