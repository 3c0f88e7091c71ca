"""Works of a bench that go on at the same time, each in a thread of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def together(works: Sequence[Callable[[], Result]]) -> list[Result]:
    """This will do all works at once and return what each gave; raises what the first of them raised."""
    with ThreadPoolExecutor(len(works)) as threads:
        return [begun.result() for begun in [threads.submit(work) for work in works]]
