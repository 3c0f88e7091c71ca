"""One file from the command line into the catalogue: checked, asked, applied, and stopped without harm."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from catalog.feeds import format_by_code
from catalog.feeds.base import FeedError
from catalog.imports.files import TooLarge
from catalog.imports.intake import named_mapping, receive
from catalog.imports.report import HEADER, lines, report_rows, totals
from catalog.imports.running import run_import
from catalog.imports.states import ImportRefused, State, request_apply, request_check, request_stop
from catalog.models import FeedImport, Store
from woorec.management.progress import ProgressLine

PART = 1 << 20
SHOWN_ERRORS = 20
INTERRUPTED = 130


def take_file(
    path: Path, *, store_code: str, format_code: str, mapping: Sequence[str], options: Sequence[str]
) -> FeedImport:
    """This will copy a file into the imports folder, with columns and options as named. Raises CommandError."""
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    store = Store.objects.filter(code=store_code).first()
    if store is None:
        codes = ", ".join(Store.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no store {store_code!r}. Name one with --store; there are: {codes}.")
    try:
        feed_import = receive(store, _parts(path), name=path.name, format_code=format_code)
        feed_format = format_by_code(feed_import.format)
        feed_import.mapping = named_mapping(feed_format, feed_import.mapping, _pairs(mapping, option="--map"))
        known = {option.code for option in feed_format.options}
        if unknown := _pairs(options, option="--option").keys() - known:
            raise FeedError(f"The format has no option {min(unknown)!r}. It has: {', '.join(sorted(known)) or 'none'}.")
        feed_import.options = {**feed_import.options, **_pairs(options, option="--option")}
    except (FeedError, TooLarge) as error:
        raise CommandError(str(error)) from error
    feed_import.save()
    return feed_import


def check_file(feed_import: FeedImport, *, out: OutputWrapper) -> FeedImport:
    """This will carry out the dry run here and print what it found."""
    request_check(feed_import)
    return _run(feed_import, out=out)


def apply_file(feed_import: FeedImport, *, out: OutputWrapper) -> FeedImport:
    """This will write what is left of a file and print what became of it."""
    try:
        request_apply(feed_import, unchecked=True)
    except ImportRefused as refused:
        raise CommandError(str(refused)) from refused
    return _run(feed_import, out=out)


def is_clean(feed_import: FeedImport) -> bool:
    return not (feed_import.error or totals(feed_import)["rejected"])


def _run(feed_import: FeedImport, *, out: OutputWrapper) -> FeedImport:
    stage = "checking" if feed_import.state == State.CHECKING else "applying"
    try:
        with ProgressLine(out, title=feed_import.file_name) as line:
            taken = run_import(feed_import.pk, watch=lambda row: line.report(stage, row.rows_done, row.rows_total))
    except KeyboardInterrupt:
        feed_import.refresh_from_db()
        out.write(_stopped(feed_import, stage=stage))
        sys.exit(INTERRUPTED)
    feed_import.refresh_from_db()
    if not taken:
        raise CommandError(_not_taken(feed_import))
    _print(feed_import, out=out)
    return feed_import


def _stopped(feed_import: FeedImport, *, stage: str) -> str:
    if stage == "checking":
        return "Stopped. Nothing was written."
    return (
        f"Stopped: {feed_import.rows_done:,} rows are written and stay. "
        f"Go on with: manage.py import --resume {feed_import.pk}"
    )


def _not_taken(feed_import: FeedImport) -> str:
    if feed_import.heartbeat_at:
        return f"A worker has taken import {feed_import.pk}. Follow it in the Studio, under Data."
    request_stop(feed_import)
    return (
        f"Another import of {feed_import.store.name} runs. When it has ended, go on with: "
        f"manage.py import --resume {feed_import.pk}"
    )


def _print(feed_import: FeedImport, *, out: OutputWrapper) -> None:
    if feed_import.error:
        out.write(feed_import.error)
    for line in lines(feed_import):
        parts = {name: getattr(line, name) for name in ("new", "changed", "unchanged", "outdated", "rejected")}
        out.write(f"{line.label}: {', '.join(f'{count:,} {name}' for name, count in parts.items() if count)}")
    if ended := feed_import.counts.get("sales_ended", 0):
        out.write(f"Sales that end: {ended:,}")
    errors = (row for row in report_rows(feed_import) if row[0] == "error")
    for _, (_, row, column, value, reason, remedy) in zip(range(SHOWN_ERRORS), errors, strict=False):
        out.write(f"  row {row}{f', {column}' if column else ''}: {reason} {remedy}{f' ({value})' if value else ''}")
    more = feed_import.counts.get("errors", 0) - SHOWN_ERRORS
    if more > 0:
        out.write(f"  and {more:,} errors more; the report in the Studio has {', '.join(HEADER[1:])} of each.")


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(PART), b"")


def _pairs(texts: Sequence[str], *, option: str) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, sign, value = text.rpartition("=") if option == "--map" else text.partition("=")
        if not sign:
            raise CommandError(f"{option} {text}: write it as {option} name=value.")
        pairs[name] = value
    return pairs
