"""The secrets that a shop's backend signs shopper tokens with, opened by Petra when the backend is connected.

She mostly makes the first one and copies it to the backend, makes a second one to replace it, and revokes the old one.
"""

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from catalog.models import SigningSecret, Store
from catalog.settings_forms import SigningSecretForm
from catalog.settings_page import settings_page
from catalog.signing import MOST_ACTIVE, TooManySecrets, issue_signing_secret, revoke_signing_secret
from catalog.views import shop_of

TEMPLATE = "catalog/settings/signing.html"


@settings_page("catalog.add_signingsecret")
def secrets(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list a store's signing secrets, and make one that is shown in the answer and never again."""
    store = shop_of(request, store_code)
    form = SigningSecretForm(request.POST or None)
    issued = _issued(store, form) if request.method == "POST" and form.is_valid() else None
    row, secret = issued or (None, "")
    context = {
        "store": store,
        "form": SigningSecretForm() if row else form,
        "issued": row,
        "secret": secret,
        "secrets": store.signing_secrets.order_by(F("revoked_at").asc(nulls_first=True), "-created_at"),
        "most_active": MOST_ACTIVE,
    }
    # The secret is in the answer to the POST alone: reloading the page shows the list without it.
    name = f"{TEMPLATE}#signing" if request.htmx else TEMPLATE  # type: ignore[attr-defined]
    return render(request, name, context, status=422 if form.errors else 200)


@settings_page("catalog.change_signingsecret")
def secret_revoke(request: HttpRequest, store_code: str, secret_id: int) -> HttpResponse:
    """This will ask before a secret is revoked, and revoke it when confirmed."""
    store = shop_of(request, store_code)
    row = get_object_or_404(store.signing_secrets, pk=secret_id, revoked_at=None)
    back = reverse("settings-signing", args=[store.code])
    if request.method == "POST":
        revoke_signing_secret(row)
        messages.success(request, f"“{row.name}” is revoked. No token that it signed counts any more.")
        return redirect(back)
    may_change = request.user.has_perm("catalog.change_signingsecret")
    context = {"store": store, "secret": row, "back": back, "may_change": may_change}
    return render(request, "catalog/settings/revoke_secret.html", context)


def _issued(store: Store, form: SigningSecretForm) -> tuple[SigningSecret, str] | None:
    try:
        return issue_signing_secret(store, name=form.cleaned_data["name"])
    except TooManySecrets as error:
        form.add_error(None, str(error))
        return None
