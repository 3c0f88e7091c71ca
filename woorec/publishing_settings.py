"""How a shop puts rules live, opened by Petra when the team changes: alone, or with a second pair of eyes.

She mostly looks who may do what, and switches the second pair of eyes on before the season.
"""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from catalog.settings_page import settings_page
from rules.gate import PUBLISH
from rules.models import RuleSet
from rules.shop_settings import set_four_eyes
from woorec.roles import ROLES, role_of
from woorec.studio import studio_store

BACKEND = "django.contrib.auth.backends.ModelBackend"


@settings_page("catalog.change_store")
def publishing(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show and change whether one person may publish alone."""
    store = studio_store(request, store_code)
    if request.method == "POST":
        on = request.POST.get("four_eyes") == "on"
        set_four_eyes(store, on=on, by=request.user)
        words = "A second person approves each draft from now on" if on else "One person may publish alone from now on"
        messages.success(request, f"{words}. The change is in the audit log.")
        return redirect("settings-publishing", store.code)
    publishers = User.objects.with_perm(PUBLISH, backend=BACKEND).order_by("username")
    context = {
        "store": store,
        "may_change": request.user.has_perm("catalog.change_store"),
        "publishers": [(user.get_full_name() or user.username, role_of(user)) for user in publishers],
        "drafts": RuleSet.objects.filter(placement__store=store, state=RuleSet.State.DRAFT).count(),
        "roles": ROLES,
    }
    return render(request, "woorec/publishing.html", context)


urls: list[URLPattern] = [path("", publishing, name="settings-publishing")]
