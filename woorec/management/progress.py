"""One line in the terminal that tells how far a long job is."""

import time
from types import TracebackType
from typing import Self

from django.core.management.base import OutputWrapper


class ProgressLine:
    """Rewrites one line on a terminal; elsewhere it prints each new stage once."""

    def __init__(self, out: OutputWrapper, *, title: str) -> None:
        self.out, self.title = out, title
        self.stage, self.started, self.printed_at = "", time.monotonic(), 0.0

    def report(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage == self.stage and (not self.out.isatty() or now - self.printed_at < 0.2):
            return
        new_stage, self.stage, self.printed_at = stage != self.stage, stage, now
        share = f"{100 * done / total:3.0f} %" if total else f"{done:,}"
        text = f"{self.title}: {stage.replace('_', ' ')} {share}"
        if self.out.isatty():
            self.out.write(f"\r\x1b[K{text}", ending="")
        elif new_stage:
            self.out.write(text)
        self.out.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.stage:
            seconds = time.monotonic() - self.started
            start = "\r\x1b[K" if self.out.isatty() else ""
            self.out.write(f"{start}{self.title}: {'stopped' if error else 'done'} after {seconds:.0f} s")
