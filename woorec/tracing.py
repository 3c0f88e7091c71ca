"""What is known of the request or task at hand, so that every line of the log can say whose it is."""

import re
from collections.abc import Container
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import uuid4

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
UNKNOWN = "unknown"


@dataclass(slots=True)
class Trace:
    """One request or task. `placement` and `list_id` are those of the list that it asked for, once they are known."""

    request_id: str = ""
    task_id: str = ""
    task: str = ""
    placement: str = UNKNOWN
    list_id: str = ""


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current_trace() -> Trace | None:
    return _current.get()


def follow(trace: Trace | None) -> None:
    """This will make a trace the one at hand; None ends it."""
    _current.set(trace)


def note_placement(code: str, *, among: Container[str]) -> None:
    """This will note which placement a list is for; a name that the store does not know is not repeated."""
    if code in among and (trace := _current.get()):
        trace.placement = code


def note_list(request_id: object) -> None:
    """This will note which list was made."""
    if trace := _current.get():
        trace.list_id = str(request_id)


def request_id_from(said: str) -> str:
    """This will take over a request id that is well-formed, and make one otherwise."""
    return said if WELL_FORMED.fullmatch(said) else uuid4().hex
