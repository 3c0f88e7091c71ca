"""Runs the processes of one installation side by side, as `manage.py up` does.

Each child's output is printed line by line with its name in front. A child that ends unasked is started again after a
pause that doubles each time. Ctrl-C, SIGTERM or a closed terminal ends the children in reverse order of their start; a
second one ends them at once.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import FrameType
from typing import TextIO

COLOURS = (36, 33, 35, 32, 34)
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NAME = "WOOREC_PROGRAM"  # environment variable that tells a child its name
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in Linux' prctl
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Program:
    """One child to keep running. `grace_seconds` is how long it may take to end after SIGTERM."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace_seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class Patience:
    """When to try again and when to give up.

    A child counts as settled after `settled_after` seconds. One that has never settled is given up after `attempts`
    tries, since its cause is likely to stay, such as a port in use; one that once did is started again without end.
    """

    first_pause: float = 0.5
    longest_pause: float = 30.0
    settled_after: float = 10.0
    attempts: int = 5


def supervise(
    programs: Sequence[Program], *, patience: Patience | None = None, out: TextIO | None = None, as_json: bool = False
) -> int:
    """This will run the programs until it is asked to stop and return the exit status.

    With `as_json` each line is one JSON object; what a child printed as one is passed on as it is. 0 when it was asked
    to stop; 1 when a program could not be kept running, after ending the others. Call it in the main thread, which
    alone may receive signals.
    """
    width = max(len(program.name) for program in programs)
    printer = _Printer(out or sys.stdout, width=width, as_json=as_json)
    return _Supervisor(programs, patience=patience or Patience(), printer=printer).run()


class _Supervisor:
    def __init__(self, programs: Sequence[Program], *, patience: Patience, printer: "_Printer") -> None:
        self.children = [
            _Child(program, patience=patience, printer=printer, colour=COLOURS[number % len(COLOURS)])
            for number, program in enumerate(programs)
        ]
        self.asked = 0
        self.wake = threading.Event()

    def run(self) -> int:
        previous = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            return self._watch()
        finally:
            self._end_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _watch(self) -> int:
        while not self.asked:
            for child in self.children:
                child.keep_running()
                if child.given_up:
                    return 1
            self.wake.wait(0.1)
        return 0

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        self.wake.set()

    def _end_all(self) -> None:
        for child in reversed(self.children):
            child.end(hurry=lambda: self.asked > 1)


class _Child:
    def __init__(self, program: Program, *, patience: Patience, printer: "_Printer", colour: int) -> None:
        self.program = program
        self.patience = patience
        self.printer = printer
        self.colour = colour
        self.process: subprocess.Popen[bytes] | None = None
        self.reader: threading.Thread | None = None
        self.failures = 0
        self.settled_once = False
        self.started_at = 0.0
        self.next_start = 0.0

    @property
    def given_up(self) -> bool:
        return not self.settled_once and self.failures >= self.patience.attempts

    def keep_running(self) -> None:
        now = time.monotonic()
        if self.process is None and now >= self.next_start:
            self._start(now)
        elif self.process is not None:
            self._look(now)

    def _start(self, now: float) -> None:
        self.started_at = now
        try:
            self.process = subprocess.Popen(
                list(self.program.command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1", NAME: self.program.name, **self.program.environment},
                start_new_session=True,  # Ctrl-C reaches us alone, and we end the children in order
                preexec_fn=_end_with_parent if _libc else None,
            )
        except OSError as error:
            self._failed(now, f"cannot be started: {error}")
            return
        self.reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self.reader.start()

    def _look(self, now: float) -> None:
        assert self.process is not None
        if now - self.started_at >= self.patience.settled_after:
            self.failures, self.settled_once = 0, True
        status = self.process.poll()
        if status is not None:
            self._sweep()
            self._failed(now, f"ended {_in_words(status)}")

    def _failed(self, now: float, what: str) -> None:
        self.process = None
        self.failures += 1
        pause = min(self.patience.first_pause * 2 ** (self.failures - 1), self.patience.longest_pause)
        self.next_start = now + pause
        self._say(f"{what}; {'giving up' if self.given_up else f'starting it again in {pause:g} s'}")

    def end(self, *, hurry: Callable[[], bool]) -> None:
        if self.process is None:
            return
        self.process.terminate()
        deadline = time.monotonic() + self.program.grace_seconds
        while self.process.poll() is None and time.monotonic() < deadline and not hurry():
            time.sleep(0.05)
        if self.process.poll() is None:
            self._say("does not end and is killed")
        self._sweep()
        self.process.wait()
        if self.reader:
            self.reader.join(timeout=2)
        self._say("stopped")
        self.process = None

    def _sweep(self) -> None:
        # What the child leaves behind would keep its port or its work.
        assert self.process is not None
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self._say(line.decode(errors="replace").rstrip())

    def _say(self, text: str) -> None:
        self.printer.say(self.program.name, text, colour=self.colour)


class _Printer:
    """Prints whole lines, with colour on a terminal unless NO_COLOR is set, or as JSON."""

    def __init__(self, out: TextIO, *, width: int, as_json: bool) -> None:
        self.out = out
        self.as_json = as_json
        self.width = width
        self.coloured = out.isatty() and not os.environ.get("NO_COLOR")
        self.lock = threading.Lock()

    def say(self, name: str, text: str, *, colour: int) -> None:
        if self.as_json and not text.strip():
            return
        line = _json_line(name, text) if self.as_json else self._text_line(name, text, colour=colour)
        with self.lock:
            self.out.write(f"{line}\n")
            self.out.flush()

    def _text_line(self, name: str, text: str, *, colour: int) -> str:
        front = f"{name:<{self.width}} |"
        return f"\x1b[{colour}m{front}\x1b[0m {text}" if self.coloured else f"{front} {text}"


def _json_line(name: str, text: str) -> str:
    if text.startswith("{") and _is_json(text):
        return text
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": at, "level": "INFO", "program": name, "logger": "output", "message": text})


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _end_with_parent() -> None:
    # Runs in the child before its program: should we be killed outright, it still gets SIGTERM and frees its port.
    assert _libc is not None
    _libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _in_words(status: int) -> str:
    return f"with status {status}" if status >= 0 else f"by {signal.Signals(-status).name}"
