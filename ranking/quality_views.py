"""Model quality, opened before a decision: is the new model better, where, and for whom.

They look at the curves of champion and challenger, then at the groups of shoppers.
"""

from collections.abc import Iterator, Mapping, Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.views import shop_of
from ranking.figures import HEADS, OF_THE_DATA, figures_of, took, verdict_of
from ranking.models import ModelVersion
from ranking.names import RANKERS
from ranking.quality import quality_of, rankers_of
from ranking.queries import challenger_of, champion
from ranking.reports import position_report, returns_report


@login_required
@require_safe
def quality(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will draw the champion and one other version side by side."""
    store = shop_of(request, store_code)
    serving = champion(store)
    others = list(store.model_versions.select_related("run").exclude(state=ModelVersion.State.CHAMPION))
    newest = challenger_of(others, serving)
    chosen = next((each for each in others if str(each.pk) == request.GET.get("version")), newest)
    sides = [("champion", serving)] if serving else []
    sides += [("challenger", chosen)] if chosen else []
    known = rankers_of([version for _, version in sides])
    context: dict[str, object] = {"store": store, "models_url": reverse("models", args=[store.code]), "quality": None}
    if known:
        ranker = _one_of(request.GET.get("ranker"), list(known))
        head = _one_of(request.GET.get("head"), known[ranker])
        context |= {
            "quality": quality_of(sides, ranker=ranker, head=head),
            "rankers": _options(known, chosen=ranker, labels=RANKERS),
            "heads": _options(known[ranker], chosen=head, labels=HEADS),
            "versions": _versions(others, chosen),
            "words": verdict_of(sides, ranker=ranker, head=head),
            "data": list(_data([version for _, version in sides])),
            "returns": returns_report(sides[0][1].metrics),
            "position": position_report(sides[0][1].metrics),
        }
    return render(request, "ranking/quality.html", context)


def _one_of(asked: str | None, known: Sequence[str]) -> str:
    return asked if asked in known else known[0]


def _options(
    codes: Sequence[str] | Mapping[str, object], *, chosen: str, labels: Mapping[str, str]
) -> list[dict[str, object]]:
    return [{"value": code, "label": labels.get(code, code), "active": code == chosen} for code in codes]


def _versions(others: Sequence[ModelVersion], chosen: ModelVersion | None) -> list[dict[str, object]]:
    return [
        {"value": each.pk, "label": f"{each.name}, {each.get_state_display().lower()}", "active": each == chosen}
        for each in others
    ]


def _data(versions: Sequence[ModelVersion]) -> Iterator[tuple[str, list[str]]]:
    known = [{figure.key: figure.text for figure in figures_of(version.metrics)} for version in versions]
    for key, label in OF_THE_DATA.items():
        if any(key in each for each in known):
            yield label, [each.get(key, "not kept") for each in known]
    yield "Training took", [took(version.run) if version.run else "not kept" for version in versions]
    yield "Put live by", [_promoter(version) for version in versions]


def _promoter(version: ModelVersion) -> str:
    if version.promoted_at is None:
        return "not yet"
    by = version.promoted_by
    return (by.get_full_name() or by.username) if by else "by itself"
