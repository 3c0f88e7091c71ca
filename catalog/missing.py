"""The missing-data report: sentences with a number, each leading to exactly the products that were counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count

from catalog.gaps import Gap, gaps_of
from catalog.listing import Filters, narrowed
from catalog.models import Store
from catalog.moment import StoreMoment

MOST_DEPARTMENTS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, as in "214 products have no valid nickel figure", and the query of the list it leads to."""

    code: str
    about: str
    count: int
    sentence: str
    why: str
    query: str
    name: str = ""
    departments: tuple["Line", ...] = ()

    @property
    def elsewhere(self) -> int:
        """This will count the products of departments that are not listed one by one."""
        return self.count - sum(part.count for part in self.departments)


@dataclass(frozen=True, slots=True)
class MissingReport:
    """What is missing, what hurts most first, and the labels of what is complete."""

    shown: int
    lines: tuple[Line, ...]
    complete: tuple[str, ...]

    @property
    def others(self) -> int:
        return len(self.lines) - 1


def missing_report(store: Store, *, now: datetime) -> MissingReport:
    """This will count what the products that may be shown lack."""
    moment = StoreMoment(store, now=now)
    shown = narrowed(moment, Filters(status="shown")).count()
    found = [(gap, _line(moment, gap)) for gap in gaps_of(moment)] if shown else []
    return MissingReport(
        shown=shown,
        lines=tuple(line for _, line in found if line is not None),
        complete=tuple(gap.label for gap, line in found if line is None),
    )


def missing_count(store: Store, code: str, *, now: datetime) -> int:
    """This will count the products that may be shown and have one gap."""
    return narrowed(StoreMoment(store, now=now), Filters(status="shown", missing=code)).count()


def gap_query(code: str, **more: str) -> str:
    """This will write the query of the list that a gap leads to."""
    return urlencode({"status": "shown", "missing": code, **more})


def _line(moment: StoreMoment, gap: Gap) -> Line | None:
    found = narrowed(moment, Filters(status="shown", missing=gap.code))
    if gap.by_department:
        by_category = dict(found.values_list("category").annotate(count=Count("pk")))
        count, departments = sum(by_category.values()), tuple(_departments(moment, gap, by_category))
    else:
        count, departments = found.count(), ()
    if not count:
        return None
    noun = "product" if count == 1 else "products"
    sentence = f"{count:,} {noun} {gap.words(count)}"
    return Line(gap.code, gap.about, count, sentence, gap.why, gap_query(gap.code), departments=departments)


def _departments(moment: StoreMoment, gap: Gap, by_category: dict[int, int]) -> Iterator[Line]:
    """This will sum the counts up by the topmost category, the largest first."""
    counts: Counter[str] = Counter()
    paths = dict(moment.store.categories.filter(pk__in=list(by_category)).values_list("pk", "path"))
    for category, count in by_category.items():
        counts[paths[category].split(" > ")[0]] += count
    codes = dict(moment.store.categories.filter(path__in=list(counts)).values_list("path", "code"))
    for path, count in counts.most_common(MOST_DEPARTMENTS) if len(counts) > 1 else ():
        if path in codes:
            noun = "product" if count == 1 else "products"
            sentence = f"{count:,} {path} {noun} {gap.words(count)}"
            query = gap_query(gap.code, category=codes[path])
            yield Line(gap.code, gap.about, count, sentence, gap.why, query, name=path)
