"""Decisions about a model: put it live, go back, have it asked in the shadow first, or let good ones go live alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from catalog.models import Store
from catalog.views import shop_of
from ranking.artifacts import ArtifactError
from ranking.figures import compare
from ranking.models import ModelVersion
from ranking.queries import champion
from ranking.services import CannotPromote, promote, put_in_shadow, set_policy, take_out_of_shadow

MAY_BE_PROMOTED = (ModelVersion.State.CHALLENGER, ModelVersion.State.RETIRED)
may_decide = permission_required("ranking.promote_model", raise_exception=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@may_decide
@vary_on_headers("HX-Request")
def promotion(request: HttpRequest, store_code: str, version_id: int) -> HttpResponse:
    """This will ask before a version goes live, and put it live when confirmed."""
    store = shop_of(request, store_code)
    version = get_object_or_404(store.model_versions, pk=version_id, state__in=MAY_BE_PROMOTED)
    if request.method != "POST":
        return _question(request, store, version)
    reason = request.POST.get("reason", "")
    try:
        promote(version, by=request.user, reason=reason)  # type: ignore[arg-type]  # login is required
    except CannotPromote as error:
        return _question(request, store, version, error=str(error), reason=reason)
    except ArtifactError as error:
        messages.error(request, f"{version.name} was not put live: {error}")
    else:
        messages.success(request, f"{version.name} is live. Lists follow within a few seconds.")
    return redirect("models", store.code)


@require_POST
@login_required
@may_decide
def shadow(request: HttpRequest, store_code: str, version_id: int) -> HttpResponse:
    """This will have live requests asked of a challenger as well, or stop that."""
    store = shop_of(request, store_code)
    version = get_object_or_404(store.model_versions, pk=version_id, state__in=MAY_BE_PROMOTED)
    if version.shadow_since:
        take_out_of_shadow(version, by=request.user)  # type: ignore[arg-type]  # login is required
        messages.info(request, f"{version.name} is no longer asked beside the champion. What was found is kept.")
    else:
        put_in_shadow(version, by=request.user)  # type: ignore[arg-type]  # login is required
        messages.success(request, f"{version.name} is asked beside the champion from now on. Shoppers see none of it.")
    return redirect("models", store.code)


@require_POST
@login_required
@may_decide
def policy(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will say whether new models that pass every check go live by themselves."""
    store = shop_of(request, store_code)
    alone = request.POST.get("promotes_itself") == "on"
    set_policy(store, promotes_itself=alone, by=request.user)  # type: ignore[arg-type]  # login is required
    words = "A new model that passes every check goes live by itself" if alone else "New models wait for a person"
    messages.success(request, f"{words} from now on.")
    return redirect("models", store.code)


def _question(
    request: HttpRequest, store: Store, version: ModelVersion, *, error: str = "", reason: str = ""
) -> HttpResponse:
    serving = champion(store)
    context = {
        "store": store,
        "version": version,
        "champion": serving,
        "lines": [line for line in compare(serving.metrics, version.metrics) if line.headline] if serving else [],
        "is_rollback": version.state == ModelVersion.State.RETIRED,
        "gates": version.open_questions if version.state == ModelVersion.State.CHALLENGER else [],
        "needs_reason": version.state == ModelVersion.State.CHALLENGER and bool(version.failed_checks),
        "error": error,
        "reason": reason,
    }
    part = "#promotion-dialog" if request.headers.get("HX-Request") else ""
    return render(request, f"ranking/promotion.html{part}", context, status=422 if error else 200)
