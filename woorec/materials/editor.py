"""One material, opened by Mia to make it read as it feels, and by Petra to put that live.

She mostly changes its figures and watches it in 3D while she does, compares old and new, and publishes, knowing which
products and rules follow it.
"""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from catalog.looks.draft import draft_look
from catalog.looks.library import keep_poster
from catalog.looks.posters import poster_of
from catalog.looks.shapes import SET_SHAPES, shape_label
from catalog.material_edits import (
    Versions,
    affected_products,
    catch_up,
    changed_fields,
    differences,
    discard_draft,
    save_changes,
    versions_of,
)
from catalog.material_forms import MaterialEdit
from catalog.material_versions import MaterialError, NotPublishable, faults_of, publish_material
from catalog.materials.vocabulary import FAMILIES
from catalog.models import Material, Store
from catalog.queries import material_row
from catalog.services import touch_catalogue
from catalog.told import tell
from woorec.materials.affected import affected_rules
from woorec.studio import studio_store

EDIT, PUBLISH = "catalog.change_material", "catalog.publish_material"
TEMPLATE = "catalog/materials/editor.html"
ANOTHER_DRAFT = "Somebody has saved another draft since you opened this page. Look at it before it is thrown away."
ANOTHER_LOOK = "The saved version looks otherwise than this picture. Save the draft, or open the page anew."
SHAPES_OF = {
    "leather": ("drape", "tote", "hobo", "wallet", "belt"),
    "textile": ("drape", "wallet"),
    "metal": ("ring", "hoop", "chain", "bangle"),
    "pearl": ("pearls", *SET_SHAPES),
    "enamel": SET_SHAPES,
    "gem": SET_SHAPES,
    "other": ("drape", "ring"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@vary_on_headers("HX-Request")
def material(request: HttpRequest, store_code: str, material_code: str) -> HttpResponse:
    """This will show one material with its draft, and save, publish or discard that."""
    store, versions = _found(request, store_code, material_code)
    if request.method != "POST":
        return _page(request, store, versions, _edit(store, versions))
    return ACTIONS.get(request.POST.get("action", ""), _save)(request, store, versions)


@permission_required(EDIT, raise_exception=True)
def _save(request: HttpRequest, store: Store, versions: Versions) -> HttpResponse:
    draft = _kept(request, store, versions)
    if isinstance(draft, HttpResponse):
        return draft
    messages.success(request, f"{draft.name} is saved as a draft. Shoppers see nothing of it until it is published.")
    return _back(request, store, draft.code)


@permission_required(PUBLISH, raise_exception=True)
def _publish(request: HttpRequest, store: Store, versions: Versions) -> HttpResponse:
    draft = _kept(request, store, versions)
    if isinstance(draft, HttpResponse):
        return draft
    before = versions.published and {"version": versions.published.version}
    try:
        with transaction.atomic():
            live = publish_material(draft, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # login is required
            after = {"version": live.version}
            tell("material.published", live, by=request.user, store=store, before=before, after=after)  # type: ignore[arg-type]
    except (NotPublishable, MaterialError) as error:
        now = versions_of(store, draft.code) or versions
        problems = [fault.sentence for fault in getattr(error, "faults", ())] or [str(error)]
        return _page(request, store, now, _edit(store, now), problems=problems)
    touch_catalogue(store)
    messages.success(request, f"{live.name} is live as version {live.version}. The next list follows it.")
    return _back(request, store, live.code)


@permission_required(EDIT, raise_exception=True)
def _catch_up(request: HttpRequest, store: Store, versions: Versions) -> HttpResponse:
    edit = _edit(store, versions, sent=request)
    if not edit.is_valid:
        return _page(request, store, versions, edit, problems=edit.errors)
    try:
        draft, merged = catch_up(store, edit.row, seen=_seen(request))
    except MaterialError as error:
        return _page(request, store, versions, edit, problems=[str(error)])
    messages.success(
        request, "The draft follows the live version now. Look at where the two differ before it goes live."
    )
    if merged.overruled:
        messages.warning(request, OVERRULED.format(names="; ".join(merged.overruled)))
    if merged.left_out:
        messages.warning(request, LEFT_OUT.format(names="; ".join(merged.left_out)))
    return _back(request, store, draft.code)


@permission_required(EDIT, raise_exception=True)
def _discard(request: HttpRequest, store: Store, versions: Versions) -> HttpResponse:
    if versions.draft:
        if _seen(request) != versions.draft.pk:
            return _page(request, store, versions, _edit(store, versions), problems=[ANOTHER_DRAFT])
        discard_draft(versions.draft)
        messages.success(request, KEPT if versions.published else f"{versions.draft.name} is thrown away.")
    return _back(request, store, versions.shown.code if versions.published else "")


OVERRULED = (
    "You and the feed differ in what it is made of or what was measured. The draft has what is live. You had entered: "
    "{names}. If yours is right, enter it again."
)
LEFT_OUT = (
    "These live figures are not in the draft, because they may not hold for it: {names}. If one does, enter it again."
)
KEPT = "The draft is gone. What is published stays as it was."
UNDONE = {"publish": "published", "discard": "thrown away", "catch-up": "brought up to date"}
ACTIONS = {"save": _save, "publish": _publish, "discard": _discard, "catch-up": _catch_up}


def _kept(request: HttpRequest, store: Store, versions: Versions) -> Material | HttpResponse:
    """This will save what was sent, or give the page that says why not, with everything that was typed."""
    edit = _edit(store, versions, sent=request)
    if not edit.is_valid:
        return _page(request, store, versions, edit, problems=edit.errors)
    seen = _seen(request)
    is_same = versions.draft is not None and versions.draft.pk == seen and edit.row == material_row(versions.draft)
    if versions.draft and is_same and not versions.is_overtaken:
        return versions.draft
    try:
        return save_changes(store, edit.row, seen=seen)
    except MaterialError as error:
        return _page(request, store, versions, edit, problems=[str(error)])


def _seen(request: HttpRequest) -> int:
    """This will read which version the person had before their eyes; 0 is none."""
    said = request.POST.get("seen", "")[:18]  # a longer one names no version
    return int(said) if said.isdecimal() else 0


@login_required
@require_POST
@permission_required(EDIT, raise_exception=True)
def look(request: HttpRequest, store_code: str, material_code: str) -> JsonResponse:
    """This will answer what was typed as a look with small maps, for the editor's picture; nothing is kept."""
    store, versions = _found(request, store_code, material_code)
    edit = _edit(store, versions, sent=request)
    if not edit.is_valid and edit.slips:
        return JsonResponse({"errors": list(edit.slips)}, status=422)
    return JsonResponse(draft_look(edit.row), headers={"Cache-Control": "no-store"})


@login_required
@require_POST
@permission_required(EDIT, raise_exception=True)
def poster(request: HttpRequest, store_code: str, material_code: str) -> HttpResponse:
    """This will keep the picture that somebody took in the editor as the poster of the version shown there."""
    _, versions = _found(request, store_code, material_code)
    digest = versions.shown.look_digest
    if request.GET.get("look") != digest:
        return JsonResponse({"errors": [ANOTHER_LOOK]}, status=422)
    try:
        keep_poster(digest, request.GET.get("shape", ""), poster_of(request.body))
    except ValueError as error:
        return JsonResponse({"errors": [str(error)]}, status=422)
    return HttpResponse(status=204)


def _found(request: HttpRequest, store_code: str, material_code: str) -> tuple[Store, Versions]:
    store = studio_store(request, store_code)
    versions = versions_of(store, material_code)
    if versions is None:
        raise Http404
    return store, versions


def _edit(store: Store, versions: Versions, *, sent: HttpRequest | None = None) -> MaterialEdit:
    metals = store.materials.filter(family="metal", state=Material.State.PUBLISHED).order_by("name")
    data = sent.POST if sent else None
    return MaterialEdit(material_row(versions.shown), metals=dict(metals.values_list("code", "name")), data=data)


def _page(
    request: HttpRequest, store: Store, versions: Versions, edit: MaterialEdit, *, problems: Sequence[str] = ()
) -> HttpResponse:
    shown, draft = versions.shown, versions.draft
    context = {
        "store": store,
        "versions": versions,
        "shown": shown,
        "family": FAMILIES.get(shown.family, shown.family),
        "edit": edit,
        # Who is told that somebody else was quicker has still not seen their version: pressing again changes nothing.
        "seen": request.POST.get("seen", "") if edit.own.is_bound else shown.pk,
        "problems": problems,
        "undone": UNDONE.get(request.POST.get("action", ""), "saved") if not edit.own.is_bound else "saved",
        "faults": faults_of(draft, on=timezone.localdate()) if draft and not problems else (),
        "differences": differences(versions),
        "products": affected_products(store, shown.code),
        "rules": affected_rules(store, changed_fields(versions)),
        "may_edit": request.user.has_perm(EDIT),
        "may_publish": request.user.has_perm(PUBLISH),
        "shapes": [(shape, shape_label(shape)) for shape in SHAPES_OF.get(shown.family, SHAPES_OF["other"])],
    }
    is_fragment = getattr(request, "htmx", False) and bool(problems)
    template = f"{TEMPLATE}#material-editor" if is_fragment else TEMPLATE
    return render(request, template, context, status=422 if problems else 200)


def _back(request: HttpRequest, store: Store, code: str) -> HttpResponse:
    to = reverse("material", args=[store.code, code]) if code else reverse("materials", args=[store.code])
    return HttpResponseClientRedirect(to) if getattr(request, "htmx", False) else redirect(to)
