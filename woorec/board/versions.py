"""Every version of a placement: who wrote it, who put it live, what it changed, and the way back to it.

Petra opens it after a surprise in the figures: which version was live then, and what was different?
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from rules.audit import name_of
from rules.engine.diff import diff
from rules.models import Placement, Publication, RuleSet, Waiver
from rules.names import names_of
from rules.queries import readable_ruleset
from woorec.board.agreement import Agreement, agreement
from woorec.board.diffs import diff_lines
from woorec.board.tabs import placement_tabs
from woorec.board.views import board_view
from woorec.numbers import whole
from woorec.studio import studio_store

PAGE_SIZE = 12


@dataclass(frozen=True, slots=True)
class Deed:
    """One publish or roll back of a version."""

    title: str
    who: str
    at: datetime
    note: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: RuleSet
    author: str
    deeds: tuple[Deed, ...]
    changes: tuple[Mapping[str, str], ...]
    waivers: tuple[Waiver, ...]
    is_live: bool
    is_past: bool


@board_view
@require_GET
def versions(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will list the versions, newest first, and compare two of them."""
    store = studio_store(request, store_code)
    placement = get_object_or_404(Placement, store=store, code=code)
    rows = placement.rulesets.exclude(state=RuleSet.State.DRAFT).select_related("created_by", "edited_by")
    rows = rows.prefetch_related("publications__by", "waivers__by").order_by("-version")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    numbers = list(placement.rulesets.order_by("-version").values_list("version", "state"))
    context = {
        "store": store,
        "placement": placement,
        "tabs": placement_tabs(placement, "versions", can_configure=request.user.has_perm("rules.change_placement")),
        "page": page,
        "lines": [_line(version) for version in page.object_list],
        "may_publish": request.user.has_perm("rules.publish_ruleset"),
        "comparison": _comparison(placement, request),
        "choices": [(number, f"{number}, {RuleSet.State(state).label.lower()}") for number, state in numbers],
    }
    return render(request, "woorec/board/versions_page.html", context)


def _line(version: RuleSet) -> VersionLine:
    publications = list(version.publications.all())
    first = publications[-1] if publications else None
    return VersionLine(
        version=version,
        author=name_of(version.edited_by or version.created_by),
        deeds=tuple(_deed(each) for each in publications),
        changes=tuple(diff_lines(first.changes)) if first else (),
        waivers=tuple(version.waivers.all()),
        is_live=version.state == RuleSet.State.PUBLISHED,
        is_past=version.state == RuleSet.State.SUPERSEDED,
    )


def _deed(publication: Publication) -> Deed:
    went_back = publication.action == Publication.Action.ROLLBACK
    return Deed(
        "Rolled back to" if went_back else "Published",
        name_of(publication.by),
        publication.at,
        publication.note,
        agreement(publication.canary),
    )


def _comparison(placement: Placement, request: HttpRequest) -> dict[str, object]:
    """This will say what is different from one version to another, once both are chosen."""
    numbers = [request.GET.get(name, "") for name in ("from", "to")]
    chosen = {"chosen_from": numbers[0], "chosen_to": numbers[1]}
    if any(whole(number) is None for number in numbers):
        return chosen
    found = [placement.rulesets.filter(version=whole(number)).first() for number in numbers]
    if None in found:
        return chosen | {"problem": "This placement has no such version."}
    lines = _difference([version for version in found if version is not None])
    return chosen | {"lines": lines, "is_made": True}


def _difference(pair: Sequence[RuleSet]) -> list[dict[str, str]]:
    names = names_of(pair[0].placement.store_id)
    (old, lost), (new, gone) = (readable_ruleset(version, names=names) for version in pair)
    unreadable = [f"“{each.label}” cannot be read any more and is left out." for each in {*lost, *gone}]
    return diff_lines([*diff(old, new), *sorted(unreadable)])
