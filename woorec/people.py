"""Who may sign in, opened by an administrator when somebody joins, changes desks or leaves.

A new person gets a link with which they choose their own password: it works once, and for three days.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from rules.audit import record
from woorec.roles import PEOPLE, ROLES, ensure_roles, give_role, role_of
from woorec.studio import studio_store

ROLE_CHOICES = [(role.code, f"{role.label}: {role.sentence}") for role in ROLES]
TEMPLATE = "woorec/people.html"


class PersonForm(forms.ModelForm):
    """Somebody new, with the role that they start in."""

    role = forms.ChoiceField(label="Role", choices=ROLE_CHOICES, widget=forms.RadioSelect, initial="viewer")

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name"]
        labels = {"username": "Name to sign in with", "first_name": "First name", "last_name": "Last name"}
        help_texts = {"username": "Letters, digits and @ . + - _"}


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    role: str
    role_code: str
    is_me: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@vary_on_headers("HX-Request")
def people(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list everybody for administrators, and add somebody; others see their own role."""
    store = studio_store(request, store_code)
    if not request.user.has_perm(PEOPLE):
        if request.method == "POST":
            raise PermissionDenied
        return render(request, TEMPLATE, {"store": store, "roles": ROLES})
    form = PersonForm(request.POST or None)
    added = _add(form, by=request.user) if request.method == "POST" and form.is_valid() else None
    return _page(request, store, PersonForm() if added else form, invited=added, status=422 if form.errors else 200)


@login_required
@require_POST
@never_cache
def person(request: HttpRequest, store_code: str, user_id: int) -> HttpResponse:
    """This will change somebody's role, let them in or out, or make a new link for their password."""
    if not request.user.has_perm(PEOPLE):
        raise PermissionDenied
    store = studio_store(request, store_code)
    user = get_object_or_404(User, pk=user_id)
    if user.is_superuser and not request.user.is_superuser:
        messages.warning(request, "This account runs the installation; only another one like it may change it.")
        return redirect("settings-people", store.code)
    if user == request.user:
        messages.warning(request, "Somebody else has to change your own account, so that nobody locks themselves out.")
        return redirect("settings-people", store.code)
    action = request.POST.get("action", "")
    if action == "link" and user.is_active:
        return _page(request, store, PersonForm(), invited=user)
    _carry_out(request, user, action)
    return redirect("settings-people", store.code)


class ChoosePassword(PasswordResetConfirmView):
    """The page behind the link: whoever opens it chooses their password."""

    template_name = "registration/choose_password.html"
    success_url = reverse_lazy("login")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        messages.success(self.request, "Your password is set. Sign in with it.")
        return super().form_valid(form)


def _carry_out(request: HttpRequest, user: User, action: str) -> None:
    name = _name(user)
    if action == "role" and request.POST.get("role") in dict(ROLE_CHOICES) and not user.is_superuser:
        _change(user, by=request.user, role=request.POST["role"])
        messages.success(request, f"{name} is {role_of(user)} from now on.")
    elif action in ("deactivate", "activate"):
        _change(user, by=request.user, active=action == "activate")
        words = "may sign in again" if user.is_active else "is signed out and may not sign in any more"
        messages.success(request, f"{name} {words}.")


@transaction.atomic
def _change(user: User, *, by: User, role: str = "", active: bool | None = None) -> None:
    before = _says(user)
    if role:
        ensure_roles()
        give_role(user, role=role)
    if active is not None:
        user.is_active = active
        user.save(update_fields=["is_active"])
    record("person.changed", user, by=by, store=None, label=_name(user), before=before, after=_says(user))


@transaction.atomic
def _add(form: PersonForm, *, by: User) -> User:
    user = form.save(commit=False)
    user.set_unusable_password()
    user.save()
    ensure_roles()
    give_role(user, role=form.cleaned_data["role"])
    record("person.added", user, by=by, store=None, label=_name(user), after=_says(user))
    return user


def _says(user: User) -> dict[str, object]:
    return {"role": role_of(user), "may sign in": user.is_active}


def _page(
    request: HttpRequest, store: object, form: PersonForm, *, invited: User | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "store": store,
        "form": form,
        "people": [_person(user, me=request.user) for user in User.objects.order_by("-is_active", "username")],
        "roles": ROLES,
        "invited": _name(invited) if invited else "",
        "link": _link(request, invited) if invited else "",
    }
    template = f"{TEMPLATE}#people" if getattr(request, "htmx", False) else TEMPLATE
    return render(request, template, context, status=status)


def _person(user: User, *, me: object) -> Person:
    names = set(user.groups.values_list("name", flat=True))
    strongest = next((role.code for role in reversed(ROLES) if role.code in names), "")
    return Person(user, role_of(user), strongest, user == me)


def _link(request: HttpRequest, user: User) -> str:
    """This will make the address at which a person chooses a password; their next one makes it worthless."""
    number = urlsafe_base64_encode(force_bytes(user.pk))
    where = reverse("choose-password", args=[number, default_token_generator.make_token(user)])
    return request.build_absolute_uri(where)


def _name(user: User) -> str:
    return user.get_full_name() or user.username


urls: list[URLPattern] = [
    path("", people, name="settings-people"),
    path("<int:user_id>/", person, name="settings-person"),
]
