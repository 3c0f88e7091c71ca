"""Reading ahead: while the database writes one chunk, the next one is read."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")


def ahead(parts: Iterable[Part]) -> Iterator[Part]:
    """This will take each part, none of which may be None, in a thread of its own, one part ahead of who uses them.

    Reading must not touch the database: the thread would have a connection of its own.
    """
    source = iter(parts)
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, source, None)
        while (part := coming.result()) is not None:
            coming = reader.submit(next, source, None)
            yield part
