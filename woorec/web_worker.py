"""gunicorn's threaded worker, which also knows how long each request waited for a thread, and leaves nobody behind."""

from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from woorec.overload import LINE


class LineWorker(ThreadWorker):
    """Stamps what joins the line. One that ends still takes up whoever has knocked, then closes its door at once."""

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
