"""Asks a shop from a few threads, while the one that owns the database gives signs of life."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self, TypeVar

from catalog.feeds.woocommerce_rest import WooCommerce

Answer = TypeVar("Answer")
AT_ONCE = 4  # questions; more would crowd out the shop's own customers
PULSE = 0.5  # seconds


class Crew:
    """A few threads that ask; none of them touches the database."""

    def __init__(self, shop: WooCommerce, *, pulse: Callable[[], None]) -> None:
        self.shop, self._pulse = shop, pulse
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pull")

    def ask(self, question: Callable[[], Answer]) -> Answer:
        return self.ask_all([question])[0]

    def ask_all(self, questions: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """This will ask side by side and give the answers in order. What the first failure raises is raised."""
        asked = [self._threads.submit(question) for question in questions]
        while wait(asked, timeout=PULSE, return_when=FIRST_EXCEPTION).not_done:
            _raise_first(asked)
            self._pulse()
        return [each.result() for each in asked]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shop.close()
        self._threads.shutdown(cancel_futures=True)


def _raise_first(asked: Sequence[Future]) -> None:
    for each in asked:
        if each.done() and (error := each.exception()):
            raise error
