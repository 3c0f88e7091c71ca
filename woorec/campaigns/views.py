"""Campaigns: what partners were promised, and proof of what they got.

Mia opens it in the morning to see whether a campaign is behind; Petra before she promises a partner more; a partner
gets the statement at the end.

The three things they do most:
1. See which campaigns are behind, and what would make them good.
2. Start a campaign: choose the placement, and the rule's form opens.
3. Download the statement with the count of each day and how it was counted.
"""

from uuid import UUID

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from catalog.csv_cells import csv_line
from rules.campaigns import days_of
from rules.engine.campaign import Campaign as CampaignKind
from rules.models import RuleSet
from woorec.campaigns.reading import Line, bars, ending, lines_of, make_good
from woorec.campaigns.statement import statement
from woorec.holder import SNAPSHOTS
from woorec.snapshot import Snapshot
from woorec.studio import studio_store

SHOWN = 100


@login_required
@never_cache
@require_GET
def campaigns(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list a store's campaigns: those that run or wait first, then those that are over."""
    store = studio_store(request, store_code)
    lines = lines_of(store, now=timezone.now())
    lines.sort(key=lambda line: (not line.runs, line.state != "behind"))
    context = {
        "store": store,
        "lines": [(line, ending(line)) for line in lines[:SHOWN]],
        "left_out": max(0, len(lines) - SHOWN),
        "stale": any(line.is_stale for line in lines),
        "placements": list(store.placements.order_by("name")),
    }
    return render(request, "woorec/campaigns/list.html", context)


@login_required
@permission_required("rules.add_rule", raise_exception=True)
@require_GET
def campaign_new(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will open the form of a campaign on the board of the chosen placement."""
    store = studio_store(request, store_code)
    placement = get_object_or_404(store.placements, code=request.GET.get("placement", "").replace("\0", ""))
    return redirect("rule-new", store.code, placement.code, "campaign")


@login_required
@never_cache
@require_GET
def campaign(request: HttpRequest, store_code: str, key: UUID) -> HttpResponse:
    """This will show one campaign: its days, how it ends, and what would make it good."""
    store = studio_store(request, store_code)
    line = _line(store, key)
    drawn, top = bars(line, days_of(store, key))
    context = {
        "store": store,
        "line": line,
        "ending": ending(line),
        "ways": make_good(line),
        "bars": drawn,
        "newest_first": drawn[::-1],
        "top": top,
        "width": len(drawn),
        "even": round(100 - 100 * min(line.today, top) / top, 2) if top and line.today else None,
        "products": _products(line, SNAPSHOTS.current(store)),
        "rule_url": _rule_url(line),
    }
    return render(request, "woorec/campaigns/detail.html", context)


@login_required
@never_cache
@require_GET
def campaign_statement(request: HttpRequest, store_code: str, key: UUID) -> HttpResponse:
    """This will write the statement for the partner as CSV."""
    store = studio_store(request, store_code)
    line = _line(store, key)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="campaign-{key}.csv"'
    response.writelines(map(csv_line, statement(line, days_of(store, key), shop=store.name)))
    return response


def _line(store, key: UUID) -> Line:
    found = lines_of(store, now=timezone.now(), key=key)
    if not found:
        raise Http404
    return found[0]


def _rule_url(line: Line) -> str:
    """An earlier version's rule has no editor any more."""
    if line.campaign.standing == RuleSet.State.SUPERSEDED:
        return ""
    placement = line.campaign.placement
    return reverse("rule-edit", args=[placement.store.code, placement.code, line.campaign.row.key])


def _products(line: Line, snapshot: Snapshot) -> dict[str, object]:
    """This will count the products that the promise is about in today's catalogue, and name their brands."""
    rule = line.campaign.rule
    if rule is None or not isinstance(rule.body, CampaignKind):
        return {"count": 0, "brands": ""}
    rows = [row for row, facts in enumerate(snapshot.static) if rule.body.admits(facts)]
    brands = sorted({snapshot.product(row).brand_name for row in rows})
    return {"count": len(rows), "brands": ", ".join(brands[:3]) + (" and others" if len(brands) > 3 else "")}
