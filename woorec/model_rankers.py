"""Rankers, opened by whoever answers for a placement: which one orders its list, and would another one do it better.

They mostly read the answer at the top, and switch a placement with one click.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from ranking.figures import percent
from ranking.names import RANKERS
from ranking.objectives import OBJECTIVES
from ranking.queries import champion
from ranking.rankers import RANKERS as KNOWN
from rules.models import Placement
from rules.services import save_placement
from woorec.holder import SNAPSHOTS
from woorec.studio import studio_store

PLAIN = "logistic"
SENTENCES = {
    "logistic": "Adds up what speaks for a product. Learns from little, and its reasons can be read.",
    "deepfm": "Also learns which things belong together. Needs more clicks.",
    "esmm": "Learns clicks and purchases together, from every product shown. Needs purchases.",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One ranker of the ladder, as this shop's own events judge it."""

    name: str
    label: str
    sentence: str
    is_trained: bool
    why_not: str
    order: str
    took: str
    gain: str
    verdict: str  # better, worse, within chance, or nothing where that cannot be told
    is_recommended: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One placement with the ranker in use and the ones it could use."""

    code: str
    name: str
    goal: str
    ranker: str
    label: str
    is_served: bool
    others: tuple[tuple[str, str, bool], ...]  # name, label, whether it is the recommended one


@login_required
@require_safe
def rankers_page(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will answer which ranker to use, and show what each placement uses."""
    store = studio_store(request, store_code)
    serving = champion(store)
    metrics = serving.metrics if serving else {}
    rungs = list(ladder(metrics))
    trained = [rung.name for rung in rungs if rung.is_trained]
    recommended = next((rung.name for rung in rungs if rung.is_recommended), "")
    context = {
        "store": store,
        "champion": serving,
        "rungs": rungs,
        "answer": answer_of(metrics, trained=trained),
        "choices": [_choice(each, trained, recommended) for each in store.placements.order_by("name")],
        "may_switch": request.user.has_perm("rules.change_placement"),
    }
    return render(request, "woorec/model_rankers.html", context)


@require_POST
@login_required
@permission_required("rules.change_placement", raise_exception=True)
def switch_ranker(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will have a placement ordered by another ranker, unless somebody chose one meanwhile."""
    store = studio_store(request, store_code)
    wanted, was = request.POST.get("ranker", ""), request.POST.get("was", "")
    with transaction.atomic():
        placement = get_object_or_404(Placement.objects.select_for_update(), store=store, code=code)
        label = RANKERS.get(wanted, wanted)
        if wanted not in SNAPSHOTS.refresh(store).model.rankers:
            messages.warning(request, f"{label} is not in the model that serves. Train one that has it first.")
        elif placement.ranker != was:
            now = RANKERS.get(placement.ranker, placement.ranker)
            messages.warning(request, f"{placement.name} was switched to {now} meanwhile. Look again, then decide.")
        else:
            placement.ranker = wanted
            save_placement(placement, by=request.user)  # type: ignore[arg-type]  # login is required
            messages.success(request, f"{label} orders {placement.name} from the next request on.")
    return redirect("model-rankers", store.code)


def ladder(metrics: Mapping[str, Any]) -> Iterator[Rung]:
    """This will describe each ranker by the figures of a version; an older version knows fewer of them."""
    figures = _mapping(metrics.get("rankers")) or {PLAIN: metrics.get(PLAIN)}
    found = _mapping(metrics.get("ladder"))
    for name in [*RANKERS, *(name for name in figures if name not in RANKERS)]:
        each = _mapping(figures.get(name))
        clicks = _mapping(each.get("pctr"))
        is_trained = "auc" in clicks
        gain, verdict = _gain(name, _mapping(_mapping(found.get("against")).get(name)), is_trained=is_trained)
        yield Rung(
            name=name,
            label=RANKERS.get(name, name),
            sentence=SENTENCES.get(name, ""),
            is_trained=is_trained,
            why_not="" if is_trained else _why_not(name, each, clicks),
            order=percent(clicks.get("gauc")),
            took=f"{each['seconds']:.0f} s" if isinstance(each.get("seconds"), int | float) else "",
            gain=gain,
            verdict=verdict,
            is_recommended=is_trained and found.get("recommended") == name,
        )


def answer_of(metrics: Mapping[str, Any], *, trained: list[str]) -> tuple[str, str]:
    """This will answer which ranker to use: a name and why."""
    found = _mapping(metrics.get("ladder"))
    if found.get("recommended") in trained:
        return RANKERS.get(found["recommended"], found["recommended"]), str(found.get("because", ""))
    if not trained:
        return (
            "None yet",
            "No ranker has learned from this shop’s clicks yet. Lists keep the order of recall.",
        )
    if len(trained) == 1:
        return RANKERS.get(trained[0], trained[0]), "It is the only one that this model has learned."
    return "Cannot be told", "This model was trained before rankers were compared. Train again for an answer."


def _why_not(name: str, figures: Mapping[str, Any], clicks: Mapping[str, Any]) -> str:
    why = figures.get("missing") or clicks.get("missing")
    if why:
        return str(why)
    return "Not in this model." if name in KNOWN else "Not in this version of WooRec."


def _gain(name: str, against: Mapping[str, Any], *, is_trained: bool) -> tuple[str, str]:
    if name == PLAIN:
        return "the others are measured against it", ""
    if not is_trained or not all(isinstance(against.get(key), int | float) for key in ("gain", "low", "high")):
        return "", ""
    low, high = against["low"], against["high"]
    verdict = "better" if low > 0 else "worse" if high < 0 else "within chance"
    return f"{against['gain']:+.2f} for 1,000 shown ({low:+.2f} to {high:+.2f})", verdict


def _choice(placement: Placement, trained: list[str], recommended: str) -> Choice:
    objective = OBJECTIVES.get(placement.objective)
    return Choice(
        code=placement.code,
        name=placement.name,
        goal=objective.label if objective else placement.objective,
        ranker=placement.ranker,
        label=RANKERS.get(placement.ranker, placement.ranker),
        is_served=placement.ranker in trained,
        others=tuple(
            (name, RANKERS.get(name, name), name == recommended) for name in trained if name != placement.ranker
        ),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
