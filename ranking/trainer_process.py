"""The trainer as a process of its own: started at low priority, listened to line by line, ended on request."""

import ctypes
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from ranking.failures import failure_of
from ranking.low_priority import give_way
from ranking.models import TrainingRun

LOG_LINES = 40
END_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG
log = logging.getLogger(__name__)


class StoppedOnRequest(RuntimeError):
    """Somebody asked the run to stop, or it was given to another worker."""


def held(run: TrainingRun) -> QuerySet[TrainingRun]:
    """This will find the run while it is this process's to write; one that was ended as silent no longer is."""
    return TrainingRun.objects.filter(
        pk=run.pk, state=TrainingRun.State.RUNNING, lease=run.lease, attempts=run.attempts
    )


def progress_lines(run: TrainingRun, arguments: Sequence[str | Path]) -> Iterator[dict]:
    """This will run the trainer and yield what it reports, while its log can be read on the run.

    Raises TrainerFailed when it ends badly, and StoppedOnRequest.
    """
    process = _started(arguments)
    tail: deque[str] = deque(maxlen=LOG_LINES)
    heart = Heartbeat(run, tail=tail, on_stop=lambda: process.send_signal(signal.SIGTERM))
    assert process.stdout is not None
    with heart:
        try:
            for text in process.stdout:
                tail.append(text.rstrip())
                if (line := parsed(text)) is not None:
                    yield line
            code = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            TrainingRun.objects.filter(pk=run.pk).update(log_tail=readable(tail))
    # A trainer faster than the next beat ends before it can be signalled: asked to stop is stopped all the same.
    if heart.stopped or TrainingRun.objects.filter(pk=run.pk, cancel_requested=True).exists():
        raise StoppedOnRequest("Stopped on request.")
    if code != 0:
        last = next((line for text in reversed(tail) if "error" in (line := parsed(text) or {})), {})
        raise failure_of(code, told=str(last.get("error", "")), kind=str(last.get("kind", "")), tail=list(tail))


def readable(tail: Sequence[str] | deque[str]) -> str:
    """This will write the log for people: a report as "stage 40 %: message", anything else as it came."""
    return "\n".join(map(_readable, list(tail)))


def _readable(text: str) -> str:
    line = parsed(text)
    if line is None or "stage" not in line:
        return str(line["error"]) if line and "error" in line else text
    return f"{line['stage']} {line.get('percent', 0)} %: {line.get('message', '')}"


def _started(arguments: Sequence[str | Path]) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k not in {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}}
    end_with_parent = _end_with_parent()

    def prepare() -> None:
        give_way()  # the shop's requests come first
        end_with_parent()

    return subprocess.Popen(
        [sys.executable, "-m", "ranking.training", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
        preexec_fn=prepare,
    )


def _end_with_parent() -> Callable[[], object]:
    """A worker that is killed takes its trainer with it on Linux; elsewhere the trainer ends at its next report."""
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(END_WITH_PARENT, signal.SIGKILL)


def parsed(text: str) -> dict | None:
    """A figure that ran away (NaN, Infinity) is no figure; PostgreSQL would refuse the whole line for it."""
    try:
        line = json.loads(text, parse_constant=lambda _name: None)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


class Heartbeat:
    """Keeps a run's heartbeat and log fresh from a thread while the work is silent, and watches for a stop request."""

    def __init__(
        self,
        run: TrainingRun,
        *,
        tail: deque[str] | None = None,
        on_stop: Callable[[], object] | None = None,
        every: float = 2.0,
    ) -> None:
        self.run, self.tail, self.on_stop, self.every = run, tail, on_stop, every
        self.stopped = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._ended.wait(self.every):
                try:
                    self._once()
                except Error:  # the next beat tries again; silent for long, the run goes to another worker
                    log.warning("The heartbeat of run %s could not be written", self.run.pk, exc_info=True)
                    connection.close()
        finally:
            connection.close()

    def _once(self) -> None:
        fields: dict[str, object] = {"heartbeat_at": timezone.now()}
        if self.tail is not None:
            fields["log_tail"] = readable(self.tail)
        held(self.run).update(**fields)
        if self.on_stop and not self.stopped and self._is_over():
            self.stopped = True
            self.on_stop()

    def _is_over(self) -> bool:
        """This will say whether somebody asked the run to stop, or it is no longer this process's."""
        still = Q(state=TrainingRun.State.RUNNING, lease=self.run.lease, attempts=self.run.attempts)
        return TrainingRun.objects.filter(Q(cancel_requested=True) | ~still, pk=self.run.pk).exists()
