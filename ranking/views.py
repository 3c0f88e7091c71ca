"""Models, opened by whoever answers for the quality of the lists: is a newer model there, is it better, may it serve.

They mostly look whether the champion is fresh, start a training and watch it, and put the challenger live or go back.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.views import shop_of
from ranking.dispatch import hand_out
from ranking.figures import compare, figures_of, heartbeat_seconds, stage_label, steps, summary, time_left, took
from ranking.model_folders import can_be_taken_up
from ranking.models import TrainingRun
from ranking.queries import challenger_of, champion, open_run, usual_seconds
from ranking.services import (
    STALE_AFTER,
    TrainingError,
    promotes_itself,
    request_stop,
    request_training,
    take_up_again,
)
from ranking.unlocks import unlocks_of

HISTORY = 20
QUIET_AFTER = 30  # seconds without a sign of life that are worth a word


@login_required
@require_safe
@vary_on_headers("HX-Request")
def models_page(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show what serves, what could, and what is being trained."""
    store = shop_of(request, store_code)
    serving, run = champion(store), open_run(store)
    versions = list(store.model_versions.select_related("run", "promoted_by"))
    challenger = challenger_of(versions, serving)
    lines = compare(serving.metrics, challenger.metrics) if serving and challenger else []
    context = {
        "store": store,
        "champion": serving,
        "champion_summary": summary(serving) if serving else "",
        "challenger": challenger,
        "challenger_summary": summary(challenger) if challenger else "",
        "lines": lines,
        "headlines": [line for line in lines if line.headline],
        "figures": figures_of(serving.metrics) if serving and not challenger else [],
        "versions": [(version, summary(version)) for version in versions],
        "promotes_itself": promotes_itself(store),
        "shadow": next((version for version in versions if version.shadow_since), None),
        "runs": [
            (run, took(run)) for run in store.training_runs.select_related("requested_by", "model_version")[:HISTORY]
        ],
        **unlocks_of(store),
        **(_progress(run) if run else {"run": None}),
    }
    return render(request, "ranking/models.html", context)


@require_POST
@login_required
@permission_required("ranking.start_training", raise_exception=True)
def start(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will put a training in the queue and hand it to a worker."""
    store = shop_of(request, store_code)
    try:
        run = request_training(store, by=request.user)  # type: ignore[arg-type]  # login is required
    except TrainingError as error:
        messages.warning(request, str(error))
    else:
        problem = hand_out(run)
        (messages.warning if problem else messages.success)(request, problem or "The training has been queued.")
    return redirect("models", store.code)


@require_POST
@login_required
@permission_required("ranking.start_training", raise_exception=True)
def stop(request: HttpRequest, store_code: str, run_id: int) -> HttpResponse:
    """This will ask a training to end; what serves stays as it is."""
    store = shop_of(request, store_code)
    request_stop(get_object_or_404(store.training_runs, pk=run_id))
    messages.info(request, "The training is being stopped. The champion serves on.")
    return redirect("models", store.code)


@login_required
@require_safe
@vary_on_headers("HX-Request")
def progress(request: HttpRequest, store_code: str, run_id: int) -> HttpResponse:
    """This will show how far a training is; once it has ended, the page around it is loaded anew."""
    store = shop_of(request, store_code)
    run = get_object_or_404(store.training_runs.select_related("requested_by"), pk=run_id)
    if not request.headers.get("HX-Request"):
        return redirect("run", store.code, run.pk)
    if run.state not in (TrainingRun.State.QUEUED, TrainingRun.State.RUNNING):
        return HttpResponse(headers={"HX-Refresh": "true"})
    part = "ranking/run.html#run-log" if "log" in request.GET else "ranking/models.html#run-progress"
    return render(request, part, {"store": store, **_progress(run)})


@login_required
@require_safe
def run_page(request: HttpRequest, store_code: str, run_id: int) -> HttpResponse:
    """This will show one training: what it did, why it failed, the end of its log."""
    store = shop_of(request, store_code)
    run = get_object_or_404(store.training_runs.select_related("requested_by", "model_version"), pk=run_id)
    context = {
        "store": store,
        "figures": figures_of(run.metrics),
        "can_be_taken_up": can_be_taken_up(run),
        **_progress(run),
    }
    return render(request, "ranking/run.html", context)


@require_POST
@login_required
@permission_required("ranking.start_training", raise_exception=True)
def take_up(request: HttpRequest, store_code: str, run_id: int) -> HttpResponse:
    """This will go on with a training that failed, where it stopped."""
    store = shop_of(request, store_code)
    run = get_object_or_404(store.training_runs, pk=run_id)
    try:
        take_up_again(run, by=request.user)  # type: ignore[arg-type]  # login is required
    except TrainingError as error:
        messages.warning(request, str(error))
        return redirect("run", store.code, run.pk)
    problem = hand_out(run)
    words = "The training goes on where it stopped."
    (messages.warning if problem else messages.success)(request, problem or words)
    return redirect("models", store.code)


def _progress(run: TrainingRun) -> dict[str, Any]:
    now = timezone.now()
    age = heartbeat_seconds(run, now=now)
    is_running = run.state == TrainingRun.State.RUNNING
    waited = int((now - run.created_at).total_seconds())
    return {
        "run": run,
        "took": took(run),
        "time_left": time_left(run, now=now, usual=usual_seconds(run.store) if is_running else None),
        "steps": steps(run),
        "stage": stage_label(run),
        "percent": run.percent,
        "heartbeat": age,
        "is_quiet": is_running and age is not None and age > QUIET_AFTER,
        "gives_up_after": int(STALE_AFTER.total_seconds()),
        "waits_long": run.state == TrainingRun.State.QUEUED and waited > QUIET_AFTER,
    }
