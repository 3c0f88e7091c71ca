"""What all settings pages share: who may change them, how a form comes back, and what is in use."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import ManyToOneRel, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from catalog.models import Store
from catalog.services import touch_catalogue

View = Callable[..., HttpResponse]
EDIT_PAGE = "catalog/settings/edit.html"


def settings_page(permission: str) -> Callable[[View], View]:
    """This will let everybody look who is signed in, and change only who holds the permission."""

    def decorate(view: View) -> View:
        changing = permission_required(permission, raise_exception=True)(view)

        @wraps(view)
        def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            response = (changing if request.method == "POST" else view)(request, *args, **kwargs)
            return response

        methods = require_http_methods(["GET", "HEAD", "POST"])
        return methods(login_required(never_cache(vary_on_headers("HX-Request")(page))))

    return decorate


def edit_page(request: HttpRequest, form: forms.BaseForm, **context: object) -> HttpResponse:
    """This will show a form on a page of its own; one with errors comes back as a fragment and with 422."""
    status = 422 if form.is_bound else 200
    template = f"{EDIT_PAGE}#settings-form" if getattr(request, "htmx", False) and form.is_bound else EDIT_PAGE
    return render(request, template, {"form": form, **context}, status=status)


def saved(request: HttpRequest, store: Store, *, to: str, sentence: str) -> HttpResponse:
    """This will make the shop follow a change at once and lead back with a word about it."""
    touch_catalogue(store)
    messages.success(request, sentence)
    return HttpResponseClientRedirect(to) if getattr(request, "htmx", False) else redirect(to)


def uses(row: Model, *, apart_from: tuple[str, ...] = ()) -> list[str]:
    """This will say what still points to a row, in any app, as in "1,564 tier prices"; names of tables are left out."""
    found = []
    for relation in row._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.related_model._meta.model_name in apart_from:
            continue
        meta = relation.related_model._meta
        count = relation.related_model._base_manager.filter(**{relation.field.name: row}).count()
        if count and meta.model_name == "store":
            found.append("the shop, as the region of visitors who name none")
        elif count:
            found.append(f"{count:,} {meta.verbose_name if count == 1 else meta.verbose_name_plural}")
    return sorted(set(found))


def changes_of(form: forms.ModelForm) -> tuple[dict[str, object], dict[str, object]]:
    """This will say what a valid form changes, as JSON under the words of its fields: before, and after."""
    fields = [(name, str(form.fields[name].label or name)) for name in form.changed_data]
    before = {label: _plain(form.get_initial_for_field(form.fields[name], name)) for name, label in fields}
    return before, {label: _plain(form.cleaned_data.get(name)) for name, label in fields}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
