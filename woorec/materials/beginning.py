"""A new material, begun by Mia when a tannery sends a leather, or a caster an alloy, that no feed has brought yet.

She mostly begins from one that is there and changes its colour; what a laboratory measured stays with the one that was
tested. It is a draft that nobody else sees until a publisher puts it live.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from catalog.material_beginning import BeginForm, begin
from catalog.material_edits import Versions, versions_of
from catalog.models import Material, Store
from woorec.materials.editor import EDIT
from woorec.studio import studio_store

TEMPLATE = "catalog/materials/new.html"


@login_required
@permission_required(EDIT, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@vary_on_headers("HX-Request")
def material_new(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will ask what a new material is called and of which family it is, or like which one, and begin its draft."""
    store = studio_store(request, store_code)
    code = request.GET.get("from", "")
    like = versions_of(store, code) if slug_re.match(code) else None
    form = BeginForm(request.POST or None, store=store, like=like.shown if like else None)
    if request.method == "POST" and form.is_valid() and (draft := begin(store, form)):
        return _opened(request, store, draft)
    return _page(request, store, form, like=like)


def _opened(request: HttpRequest, store: Store, draft: Material) -> HttpResponse:
    messages.success(request, f"{draft.name} is begun. It is a draft: fill in its figures; a publisher puts it live.")
    to = reverse("material", args=[store.code, draft.code])
    return HttpResponseClientRedirect(to) if getattr(request, "htmx", False) else redirect(to)


def _page(request: HttpRequest, store: Store, form: BeginForm, *, like: Versions | None) -> HttpResponse:
    is_fragment = getattr(request, "htmx", False) and form.is_bound
    context = {"store": store, "form": form, "like": like.shown if like else None}
    template = f"{TEMPLATE}#material-begin" if is_fragment else TEMPLATE
    return render(request, template, context, status=422 if form.is_bound else 200)
