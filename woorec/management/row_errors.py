"""Rows of a file that could not be read: the first ones on the screen, all of them in a file to mend."""

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.core.management.base import OutputWrapper

from catalog.feeds.base import CellError

SHOWN = 20
COLUMNS = ("file", "row", "column", "value", "reason", "remedy")


class RowErrors:
    """Counts what was left out, prints the first, and writes all to `path` if there is one."""

    def __init__(self, out: OutputWrapper, *, path: Path | None) -> None:
        self.out, self.path, self.count = out, path, 0
        self._stack, self._writer = ExitStack(), None

    def __enter__(self) -> Self:
        if self.path is not None:
            self._writer: Any = csv.writer(self._stack.enter_context(self.path.open("w", newline="", encoding="utf-8")))
            self._writer.writerow(COLUMNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, errors: Sequence[CellError], *, file: Path) -> None:
        for error in errors:
            self.count += 1
            if self.count <= SHOWN:
                self.out.write(f"{file.name}, row {error.row}: {_said(error)}")
            if self._writer is not None:
                cells = (error.column, _harmless(error.value), error.reason, error.remedy)
                self._writer.writerow((file.name, error.row, *cells))

    def summary(self) -> str:
        where = (
            f" All are in {self.path}."
            if self.path
            else " Add --errors FILE to list all."
            if self.count > SHOWN
            else ""
        )
        return f"{self.count:,} row{'' if self.count == 1 else 's'} could not be read and were left out.{where}"


def _said(error: CellError) -> str:
    subject = f"{error.column} {error.value!r}" if error.value else error.column
    return f"{subject} {error.reason}. {error.remedy}".strip()


def _harmless(value: str) -> str:
    """This will keep a spreadsheet from taking a cell for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
