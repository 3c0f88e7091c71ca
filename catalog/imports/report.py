"""What an import says about itself: counts in words, progress, and the report to download."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from catalog.feeds.cells import guarded
from catalog.imports.chunks import KINDS, STATES
from catalog.imports.states import RUNS, WAITS, running_imports
from catalog.models import FeedImport

HEADER = ("what", "row", "column", "value", "reason", "remedy")
FREQUENT = 5


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one kind of row."""

    label: str
    new: int
    changed: int
    unchanged: int
    outdated: int
    rejected: int


def lines(feed_import: FeedImport) -> list[Line]:
    """This will count the rows by kind and by what became of them, leaving out kinds that do not occur."""
    counts = feed_import.counts
    found = [
        Line(kind.capitalize(), *(counts.get(f"{kind}_{state}", 0) for state in STATES.values()))
        for kind in KINDS.values()
        if any(counts.get(f"{kind}_{state}") for state in STATES.values())
    ]
    if unread := counts.get("rows_rejected", 0):
        found.append(Line("Rows that cannot be read", 0, 0, 0, 0, unread))
    return found


def totals(feed_import: FeedImport) -> dict[str, int]:
    """This will add up what became of the rows over all kinds."""
    found = lines(feed_import)
    return {state: sum(getattr(line, state) for line in found) for state in STATES.values()}


def summary(feed_import: FeedImport) -> str:
    """This will say in a few words what became of the rows."""
    return ", ".join(f"{count:,} {state}" for state, count in totals(feed_import).items() if count)


def percent(feed_import: FeedImport) -> int | None:
    """This will say how far it is; None while it waits, and when the file turned out longer than it looked."""
    if not feed_import.rows_done or feed_import.rows_done >= feed_import.rows_total:
        return None
    return min(99, 100 * feed_import.rows_done // feed_import.rows_total)


def is_open(feed_import: FeedImport) -> bool:
    """This will say whether it waits or runs, so that the page asks again."""
    return FeedImport.objects.filter(WAITS | RUNS, pk=feed_import.pk).exists()


def in_the_way(feed_import: FeedImport, *, now: datetime) -> FeedImport | None:
    """This will find the import of the same store that must end before this one begins."""
    if not FeedImport.objects.filter(WAITS, pk=feed_import.pk).exists():
        return None
    return running_imports(now=now).filter(store=feed_import.store).first()


def frequent_errors(feed_import: FeedImport) -> list[dict[str, object]]:
    """This will count the reasons that come most often, where there are several errors of a kind."""
    found = feed_import.row_errors.order_by().values("column", "reason").annotate(count=Count("pk"))
    return list(found.filter(count__gt=1).order_by("-count", "column", "reason")[:FREQUENT])


def report_rows(feed_import: FeedImport) -> Iterator[tuple[str, ...]]:
    """This will write the report: first the counts, then the errors, as cells that no spreadsheet runs."""
    yield HEADER
    for name, count in sorted(feed_import.counts.items()):
        yield (name, "", "", str(count), "", "")
    for error in feed_import.row_errors.iterator():
        cells = (error.column, error.value, error.reason, error.remedy)
        yield ("error", str(error.row), *map(guarded, cells))
