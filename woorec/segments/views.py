"""Segments: named groups of shoppers that rules are for.

Mia makes one when a rule should reach only some shoppers; Petra looks at which live rules an edit would touch; Vera
looks up what a group means and how many are in it.

The three things they do most:
1. Say who belongs to a group and see how many that are now.
2. Find which rules use a group before they change it.
3. Change a group; what is live follows within two seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from catalog.models import Store
from rules.engine.errors import RuleError
from rules.engine.names import Names, with_names
from rules.engine.shopper_facts import SHOPPER_FACTS
from rules.forms import ConditionBuilder, Option, SegmentForm, Vocabulary, plain_words
from rules.known_segments import engine_segment
from rules.models import Segment
from rules.names import names_of
from rules.segments import SegmentInUse, SegmentIsLive, Use, delete_segment, save_segment, uses_of, why_not_changed
from rules.services import Stale
from woorec.board.desk import name_of
from woorec.holder import SNAPSHOTS
from woorec.numbers import sent_revision, whole
from woorec.segments.counting import Asked, Count, count, customers_asked
from woorec.snapshot import Snapshot
from woorec.studio import studio_store

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Line:
    """One segment in the list."""

    row: Segment
    sentence: str
    problem: str
    count: Count | None
    uses: list[Use]


def segment_view(view: View) -> View:
    return wraps(view)(login_required(never_cache(vary_on_headers("HX-Request")(view))))


@segment_view
@require_GET
def segments(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list the segments of a store, with how many customers each has and which rules name it."""
    store = studio_store(request, store_code)
    rows, uses = list(store.segments.all()), uses_of(store)
    asked, names = customers_asked(store, SNAPSHOTS.current(store)) if rows else None, names_of(store.pk)
    lines = [_line(row, uses.get(row.code, []), asked, names=names) for row in rows]
    unknown = [(code, found) for code, found in uses.items() if code not in {row.code for row in rows}]
    return render(request, "woorec/segments/list.html", {"store": store, "lines": lines, "unknown": unknown})


@segment_view
@permission_required("rules.add_segment", raise_exception=True)
@require_http_methods(["GET", "POST"])
def segment_new(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will write a new segment."""
    store = studio_store(request, store_code)
    first = {"owner": name_of(request.user)}
    form = SegmentForm(request.POST or None, vocabulary=vocabulary(SNAPSHOTS.current(store)), initial=first)
    return _save(request, store, form, row=None) if request.method == "POST" else _editor(request, store, form)


@segment_view
@require_http_methods(["GET", "POST"])
def segment_edit(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will show a segment, and save it for who may change it."""
    store = studio_store(request, store_code)
    row = get_object_or_404(store.segments, code=code)
    form = SegmentForm(request.POST or None, vocabulary=vocabulary(SNAPSHOTS.current(store)), row=row)
    if request.method == "GET":
        return _editor(request, store, form, row=row)
    if not request.user.has_perm("rules.change_segment"):
        return _editor(
            request, store, form, row=row, status=403, alert="Your role may look at segments, not change them."
        )
    return _save(request, store, form, row=row)


@segment_view
@permission_required("rules.delete_segment", raise_exception=True)
@require_http_methods(["GET", "POST"])
def segment_delete(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will delete a segment that no rule names, after asking."""
    store = studio_store(request, store_code)
    row = get_object_or_404(store.segments, code=code)
    context = {"store": store, "row": row, "used": uses_of(store).get(row.code, [])}
    if request.method == "GET":
        return render(request, "woorec/segments/delete.html", context)
    try:
        delete_segment(row, by=request.user)
    except SegmentInUse:
        return render(request, "woorec/segments/delete.html", context | {"refused": True}, status=409)
    SNAPSHOTS.refresh(store)
    messages.success(request, f"“{row.name}” is deleted.")
    return redirect("segments", store.code)


@segment_view
@require_POST
def segment_preview(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will count the customers that what is being written would hold. Nothing is saved."""
    store = studio_store(request, store_code)
    form = SegmentForm(request.POST, vocabulary=vocabulary(SNAPSHOTS.current(store)))
    form.is_valid()
    return render(request, "woorec/segments/editor.html#segment-count", _preview(store, form))


@segment_view
@require_GET
def segment_row(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will render one row of the condition again: with the operators and values of the chosen fact."""
    store = studio_store(request, store_code)
    index = whole(request.GET.get("index", "")) or 0
    name = f"condition-{index}"
    builder = ConditionBuilder(vocabulary(SNAPSHOTS.current(store)))
    row = builder.row(
        index,
        request.GET.get(f"{name}-fact", ""),
        request.GET.get(f"{name}-op", ""),
        request.GET.getlist(f"{name}-value") if request.GET.get("keep") else (),
    )
    context = {"row": row, "next_index": row.index + 1, "grow": request.GET.get("grow"), "condition_url": request.path}
    return render(request, "rules/condition.html#condition-row", context)


def vocabulary(snapshot: Snapshot) -> Vocabulary:
    """This will gather what a condition on shoppers chooses from."""
    facts, products = snapshot.facts, snapshot.facts.products
    categories = _options({product.category: product.category_path for product in products})
    families = {product.material_family: product.material_family.replace("_", " ") for product in products}
    values = {
        "tier": tuple(Option(tier.code, tier.name) for tier in facts.tiers),
        "region": tuple(Option(region.code, region.name) for region in facts.regions),
        "viewed_categories": categories,
        "bought_categories": categories,
        "material_taste": _options(families),
    }
    return Vocabulary(values=values, declared=SHOPPER_FACTS, names=snapshot.names)


def _options(labels: dict[str, str]) -> tuple[Option, ...]:
    return tuple(sorted((Option(code, label) for code, label in labels.items() if code), key=lambda each: each.label))


def _line(row: Segment, uses: list[Use], asked: Asked | None, *, names: Names) -> Line:
    try:
        segment = with_names(engine_segment(row), names)
    except RuleError as error:
        return Line(row, "", plain_words(error), None, uses)
    return Line(row, segment.describe(), "", count(segment, asked) if asked else None, uses)


def _save(request: HttpRequest, store: Store, form: SegmentForm, *, row: Segment | None) -> HttpResponse:
    if not form.is_valid():
        return _editor(request, store, form, row=row, status=422)
    revision = sent_revision(request) or 0
    try:
        saved = save_segment(store, form.segment_fields(), by=request.user, row=row, revision=revision)
    except RuleError as error:
        form.take(error)
        return _editor(request, store, form, row=row, status=422)
    except SegmentIsLive as error:
        return _editor(request, store, form, row=row, status=403, alert=str(error))
    except Stale as error:
        return _editor(request, store, form, row=row, status=409, alert=str(error))
    SNAPSHOTS.refresh(store)
    messages.success(request, f"“{saved.name}” is saved. Rules for it follow at once.")
    url = reverse("segments", args=[store.code])
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _editor(
    request: HttpRequest,
    store: Store,
    form: SegmentForm,
    *,
    row: Segment | None = None,
    status: int = 200,
    alert: str = "",
) -> HttpResponse:
    may_change = request.user.has_perm("rules.add_segment" if row is None else "rules.change_segment")
    live_words = why_not_changed(row, by=request.user) if row and may_change else ""
    context = {
        "form": form,
        "builder": form.condition,
        "row": row,
        "title": row.name if row else "New segment",
        "may_change": may_change and not live_words,
        "live_words": live_words,
        "revision": _shown_revision(request, row, status=status),
        "uses": uses_of(store).get(row.code, []) if row else [],
        "condition_url": reverse("segment-row", args=[store.code]),
        "alert": alert,
    }
    template = "woorec/segments/editor.html#segment-form" if request.htmx else "woorec/segments/editor.html"
    return render(request, template, context | _preview(store, form), status=status)


def _shown_revision(request: HttpRequest, row: Segment | None, *, status: int) -> int:
    """After a stale save the newest revision goes along, so that saving again is a decision and not a dead end."""
    if row is None:
        return 0
    if status == 409:
        return Segment.objects.values_list("revision", flat=True).get(pk=row.pk)
    return sent_revision(request) or row.revision


def _preview(store: Store, form: SegmentForm) -> dict[str, object]:
    segment = form.segment if form.is_bound else form.stored()
    found = None if segment is None else count(segment, customers_asked(store, SNAPSHOTS.current(store)))
    return {"store": store, "segment": segment, "count": found}
