"""Imports, opened by merchandisers with the week's price list and by integrators who try a new feed.

They mostly upload a file and see what it would change, read which rows fail and why, and apply it and see it end.
"""

import csv
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.dispatch import hand_out
from catalog.feeds import format_by_code
from catalog.feeds.base import FeedError
from catalog.import_forms import MappingForm, UploadForm
from catalog.imports import report
from catalog.imports.files import TooLarge, most_bytes, too_large
from catalog.imports.intake import receive, use_format
from catalog.imports.states import (
    MAY_BE_APPLIED,
    MAY_BE_CHECKED,
    ImportRefused,
    request_apply,
    request_check,
    request_stop,
)
from catalog.imports.work import MOST_ERRORS
from catalog.models import FeedImport, Store
from catalog.views import shop_of

TASK = "catalog.run_import"
UNREACHABLE = "The worker is not reachable; the file is taken up as soon as one is."
PAGE_SIZE = 25
ERRORS_A_PAGE = 50
WAITS_LONG = 30  # seconds
may_upload = permission_required("catalog.add_feedimport", raise_exception=True)
may_change = permission_required("catalog.change_feedimport", raise_exception=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list a store's imports, and take a new file."""
    store = shop_of(request, store_code)
    if request.method == "POST":
        return _upload(request, store)
    return _list(request, store, form=UploadForm())


@may_upload
def _upload(request: HttpRequest, store: Store) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if getattr(request, "upload_was_too_large", False):
        form.errors.clear()
        form.add_error("file", too_large())
    elif form.is_valid():
        file, code = form.cleaned_data["file"], form.cleaned_data["format"]
        try:
            feed_import = receive(store, file.chunks(), name=file.name, by=request.user, format_code=code)  # type: ignore[arg-type]  # login is required
        except (FeedError, TooLarge) as error:
            form.add_error("file", str(error))
        else:
            return _begin(request, feed_import, request_check)
    return _list(request, store, form=form, status=422)


def _list(request: HttpRequest, store: Store, *, form: UploadForm, status: int = 200) -> HttpResponse:
    found = store.feed_imports.select_related("uploaded_by")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "store": store,
        "form": form,
        "page": page,
        "imports": [(each, report.summary(each)) for each in page],
        "most_megabytes": most_bytes() // 1024**2,
    }
    return render(request, "catalog/imports/list.html", context, status=status)


@login_required
@require_safe
def feed_import(request: HttpRequest, store_code: str, import_id: int) -> HttpResponse:
    """This will show one import: how far it is, what it changes, which rows fail."""
    store = shop_of(request, store_code)
    return _page(request, store, _found(store, import_id))


@login_required
@require_safe
def progress(request: HttpRequest, store_code: str, import_id: int) -> HttpResponse:
    """This will show how far an import is, and reload the page when it has ended."""
    store = shop_of(request, store_code)
    found = _found(store, import_id)
    if not report.is_open(found):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "catalog/imports/import.html#import-progress", _progress(store, found))


@require_POST
@login_required
@may_change
def check(request: HttpRequest, store_code: str, import_id: int) -> HttpResponse:
    """This will check a file as its columns are mapped now."""
    store = shop_of(request, store_code)
    found = _found(store, import_id)
    form = MappingForm(found, format_by_code(found.format), request.POST)
    if not form.is_valid():
        return _page(request, store, found, form=form, status=422)
    found.mapping, found.options = form.mapping(), form.answers()
    return _begin(request, found, request_check)


@require_POST
@login_required
@may_change
def change_format(request: HttpRequest, store_code: str, import_id: int) -> HttpResponse:
    """This will read a file as another format, and check it so."""
    store = shop_of(request, store_code)
    found = _found(store, import_id)
    try:
        use_format(found, format_by_code(request.POST.get("format", "")))
    except FeedError as error:
        messages.error(request, f"It cannot be read so: {error}")
        return redirect("import", store.code, found.pk)
    return _begin(request, found, request_check)


@require_POST
@login_required
@may_change
def apply(request: HttpRequest, store_code: str, import_id: int) -> HttpResponse:
    """This will write what was checked, or go on with what was stopped."""
    store = shop_of(request, store_code)
    return _begin(request, _found(store, import_id), request_apply)


@require_POST
@login_required
@may_change
def stop(request: HttpRequest, store_code: str, import_id: int) -> HttpResponse:
    """This will end an import after the rows at hand; what is written stays."""
    store = shop_of(request, store_code)
    found = _found(store, import_id)
    request_stop(found)
    return redirect("import", store.code, found.pk)


@login_required
@require_safe
def download_report(request: HttpRequest, store_code: str, import_id: int) -> StreamingHttpResponse:
    """This will give counts and errors as a CSV file."""
    found = _found(shop_of(request, store_code), import_id)
    writer = csv.writer(_Echo())
    rows = (writer.writerow(row) for row in report.report_rows(found))
    name = f"import-{found.pk}-{slugify(found.file_name.rpartition('.')[0]) or 'report'}.csv"
    return StreamingHttpResponse(
        rows,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Echo:
    """Hands each written line on, so that a long report is streamed."""

    def write(self, line: str) -> str:
        return line


def _found(store: Store, import_id: int) -> FeedImport:
    return get_object_or_404(store.feed_imports.select_related("uploaded_by", "store"), pk=import_id)


def _begin(request: HttpRequest, found: FeedImport, ask: Callable[[FeedImport], None]) -> HttpResponse:
    """This will put an import in the queue and hand it to a worker."""
    try:
        ask(found)
    except ImportRefused as error:
        messages.warning(request, str(error))
    else:
        if not hand_out(TASK, found.pk):
            messages.warning(request, UNREACHABLE)
    return redirect("import", found.store.code, found.pk)


def _page(
    request: HttpRequest, store: Store, found: FeedImport, *, form: MappingForm | None = None, status: int = 200
) -> HttpResponse:
    errors = Paginator(found.row_errors.all(), ERRORS_A_PAGE).get_page(request.GET.get("page"))
    feed_format = format_by_code(found.format)
    upload = UploadForm(initial={"format": found.format})
    upload.fields["format"].choices = upload.fields["format"].choices[1:]  # type: ignore[attr-defined]
    context = _progress(store, found) | {
        "is_open": report.is_open(found),
        "may_check": found.state in MAY_BE_CHECKED,
        "may_apply": found.state in MAY_BE_APPLIED,
        "format": feed_format,
        "format_field": upload["format"],
        "form": form or MappingForm(found, feed_format),
        "errors": errors,
        "errors_total": found.counts.get("errors", 0),
        "errors_kept": MOST_ERRORS,
        "frequent": report.frequent_errors(found),
        "missing": found.counts.get("products_not_in_file", 0),
        "unknown_links": found.counts.get("links_unknown", 0),
        "sales_ended": found.counts.get("sales_ended", 0),
    }
    return render(request, "catalog/imports/import.html", context, status=status)


def _progress(store: Store, found: FeedImport) -> dict[str, Any]:
    now = timezone.now()
    in_the_way = report.in_the_way(found, now=now)
    return {
        "store": store,
        "import": found,
        "lines": report.lines(found),
        "totals": report.totals(found),
        "percent": report.percent(found),
        "waits": found.heartbeat_at is None,
        "in_the_way": in_the_way,
        "silent": int((now - found.heartbeat_at).total_seconds()) if found.heartbeat_at else None,
        "is_quiet": bool(found.heartbeat_at and (now - found.heartbeat_at).total_seconds() > WAITS_LONG),
    }
