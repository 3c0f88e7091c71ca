"""The audit log, opened when somebody asks who changed what: by Petra after a surprise, by an auditor once a year.

They mostly look at what happened to one placement in the last days, narrow it to one person or kind of action, and take
the rows away as a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.address import AddressFilters
from catalog.csv_cells import BYTE_ORDER_MARK, csv_line
from catalog.models import Store
from rules.audit import ACTIONS
from rules.audit_words import sentences
from rules.engine.names import Names
from rules.models import AuditEntry, Placement
from rules.names import names_of
from woorec.studio import studio_store

PAGE_SIZE = 40
MOST_SENTENCES = 4  # of one entry, before they fold
COLUMNS = ("at (UTC)", "who", "action", "placement", "about", "what")


@dataclass(frozen=True, slots=True)
class Filters(AddressFilters):
    """What the address narrows the log to."""

    who: str = ""
    placement: str = ""
    action: str = ""
    since: str = ""
    until: str = ""

    def entries(self, store: Store) -> QuerySet[AuditEntry]:
        """This will find the entries of a shop, and those of the whole installation, newest first."""
        found = AuditEntry.objects.filter(Q(store=store) | Q(store=None))
        exact = {name: getattr(self, name) for name in ("who", "placement") if getattr(self, name)}
        if self.action:
            name = "action" if "." in self.action else "subject"
            exact[name] = self.action
        for lookup, text in (("at__date__gte", self.since), ("at__date__lte", self.until)):
            if day := _day(text):
                found = found.filter(**{lookup: day})
        return found.filter(**exact)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page prints it; `more` folds."""

    entry: AuditEntry
    action: str
    placement: str
    said: tuple[str, ...]
    more: tuple[str, ...]


@login_required
@require_safe
@vary_on_headers("HX-Request")
def audit_log(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list what was written, newest first, narrowed by the address."""
    store, filters = studio_store(request, store_code), Filters.from_query(request.GET)
    page = Paginator(filters.entries(store), PAGE_SIZE).get_page(request.GET.get("page"))
    called = names_of(store.pk)
    names = dict(Placement.objects.filter(store=store).values_list("code", "name"))
    context = {
        "store": store,
        "filters": filters,
        "page": page,
        "lines": [_line(entry, names, called=called) for entry in page.object_list],
        "query": f"&{filters.query()}" if filters.narrows else "",
        "choices": _choices(store, filters, names),
    }
    template = "woorec/audit_log.html#audit-entries" if request.headers.get("HX-Request") else "woorec/audit_log.html"
    return render(request, template, context)


@login_required
@require_safe
def audit_csv(request: HttpRequest, store_code: str) -> StreamingHttpResponse:
    """This will send the entries that the address lets through as a file."""
    store = studio_store(request, store_code)
    entries = Filters.from_query(request.GET).entries(store)
    answer = StreamingHttpResponse(_csv_lines(entries, names_of(store.pk)), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{store.code}-audit-log-{day}.csv"'
    return answer


def _line(entry: AuditEntry, names: dict[str, str], *, called: Names) -> Line:
    said = sentences(entry, names=called)
    kept = len(said) if len(said) <= MOST_SENTENCES else MOST_SENTENCES - 1
    name = names.get(entry.placement, entry.placement)
    placement = "" if entry.label.startswith(name) else name
    return Line(entry, ACTIONS.get(entry.action, entry.action), placement, said[:kept], said[kept:])


def _choices(store: Store, filters: Filters, names: dict[str, str]) -> dict[str, list[dict[str, object]]]:
    entries = AuditEntry.objects.filter(Q(store=store) | Q(store=None)).order_by()
    people = entries.values_list("who", flat=True).distinct().order_by("who")
    gone = entries.exclude(placement__in=["", *names]).values_list("placement", flat=True).distinct()
    placements = names | {code: f"{code} (gone)" for code in gone}
    return {
        "who": _options("Everybody", [(name, name) for name in people], filters.who),
        "placement": _options("All placements", placements.items(), filters.placement),
        "action": _options("Everything", ACTIONS.items(), filters.action),
    }


def _options(every: str, pairs: object, chosen: str) -> list[dict[str, object]]:
    named = [("", every), *pairs]  # type: ignore[misc]  # pairs of text
    return [{"value": value, "label": label, "selected": value == chosen} for value, label in named]


def _csv_lines(entries: QuerySet[AuditEntry], names: Names) -> Iterator[str]:
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    for entry in entries.iterator(chunk_size=500):
        action, said = ACTIONS.get(entry.action, entry.action), "\n".join(sentences(entry, names=names))
        cells = (entry.who, action, entry.placement, entry.label, said)
        yield csv_line([f"{entry.at:%Y-%m-%d %H:%M:%S}", *cells])


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


urls: list[URLPattern] = [path("", audit_log, name="audit-log"), path("csv/", audit_csv, name="audit-csv")]
