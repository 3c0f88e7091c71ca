"""The list of a store's placements, and the settings of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from catalog.cards import Picture
from catalog.models import Store
from ranking.objectives import FORMULA, MOST_WEIGHT, OBJECTIVES, TERMS, describe
from rules.engine.collisions import slot_collisions
from rules.engine.diff import diff
from rules.forms import PlacementForm, RankingChoices
from rules.models import Placement
from rules.queries import draft_of, has_one_in_view, live_version
from rules.services import save_placement
from woorec.board.look import Look, viewpoint
from woorec.board.reading import Rules, read_rules
from woorec.board.tabs import placement_tabs
from woorec.board.tiles import picture_of
from woorec.board.views import board_view, may
from woorec.board.words import CHANNELS, say_day, say_fallback
from woorec.holder import SNAPSHOTS
from woorec.pipeline import UnsafePage, recommend
from woorec.scene import NoRegion, UnknownPlacement, UnreadableSafetyRule
from woorec.snapshot import Snapshot
from woorec.studio import studio_store

CHANNEL_SENTENCES = {
    "hot": "What many shoppers buy and look at now, with a fair start for new products.",
    "vector": "Close to the shopper's own taste in product and material.",
    "graph": "What shoppers look at in the same visit.",
    "complement": "What completes the product or basket in view: bought together, or of one style; no alternatives.",
    "feel": "Made of the material of the product in view, or of one like it, whoever is looking.",
    "again": "What the shopper bought before and may need again.",
}
PICTURES = 5
RANKER_LABELS = {"logistic": "Logistic regression", "deepfm": "DeepFM", "esmm": "ESMM"}


@dataclass(frozen=True, slots=True)
class PlacementCard:
    """A placement at a glance."""

    code: str
    name: str
    surface: str
    length: int
    live: int  # version, 0 for none
    published: str
    rules: int
    changes: int
    has_draft: bool
    goal: str
    warnings: tuple[str, ...]
    pictures: tuple[Picture, ...]


@board_view
@require_GET
def placements(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list the placements of a store with their state."""
    store = studio_store(request, store_code)
    snapshot = SNAPSHOTS.current(store)
    cards = [_card(placement, snapshot) for placement in store.placements.order_by("name")]
    context = {"store": store, "cards": cards, "has_products": bool(snapshot.facts.products)}
    return render(request, "woorec/placements.html", context)


@board_view
@may("rules.change_placement")
@require_http_methods(["GET", "POST"])
def placement_settings(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will show and change what a placement shows and optimises."""
    store = studio_store(request, store_code)
    placement = get_object_or_404(Placement, store=store, code=code)
    snapshot = SNAPSHOTS.current(store)
    form = PlacementForm(request.POST or None, instance=placement, choices=ranking_choices(snapshot, placement))
    if request.method == "POST" and form.is_valid():
        save_placement(form.save(commit=False), by=request.user)
        SNAPSHOTS.refresh(store)
        messages.success(request, "The settings are live: the next request follows them.")
        return redirect("board", store.code, placement.code)
    status = 422 if request.method == "POST" else 200
    name = Placement.objects.values_list("name", flat=True).get(pk=placement.pk)
    tabs = placement_tabs(placement, "placement-settings", can_configure=True)
    context = {"store": store, "placement": placement, "form": form, "title": name, "tabs": tabs}
    return render(request, "woorec/board/settings.html", context | _about_returns(snapshot), status=status)


def _about_returns(snapshot: Snapshot) -> dict[str, object]:
    """This will say whether goals that look at margin know what returns cost, and how likely one is."""
    store = Store.objects.get(pk=snapshot.store.pk)
    figures = snapshot.model.metrics.get("returns") or {}
    return {
        "returns_cost": store.return_parcel_cost or store.return_lost_percent,
        "knows_returns": snapshot.model.foretells_returns,
        "returns_missing": figures.get("missing", ""),
    }


def ranking_choices(snapshot: Snapshot, placement: Placement) -> RankingChoices:
    """This will say what ranking offers in plain words."""
    rankers = snapshot.model.rankers or (placement.ranker,)
    return RankingChoices(
        rankers=tuple((name, RANKER_LABELS.get(name, name)) for name in rankers),
        objectives=tuple((each.code, each.label, each.sentence) for each in OBJECTIVES.values()),
        terms=tuple((each.code, each.label, each.sentence) for each in TERMS.values()),
        formula=FORMULA,
        most_weight=MOST_WEIGHT,
        channels=tuple(
            (name, CHANNELS.get(name, name), CHANNEL_SENTENCES.get(name, "")) for name in snapshot.model.channels
        ),
    )


def _card(placement: Placement, snapshot: Snapshot) -> PlacementCard:
    names = snapshot.names
    live, draft = read_rules(live_version(placement), names=names), draft_of(placement)
    drafted = read_rules(draft, names=names) if draft else live
    last = placement.publications.select_related("by").first()
    by = (last.by.get_full_name() or last.by.username.capitalize()) if last and last.by else "WooRec"
    return PlacementCard(
        code=placement.code,
        name=placement.name,
        surface=placement.get_surface_display(),
        length=placement.length,
        live=live.engine.version,
        published=f"{by}, {say_day(last.at)}" if last else "",
        rules=sum(row.enabled for row in live.rows),
        changes=len(diff(live.engine, drafted.engine)) if draft else 0,
        has_draft=draft is not None,
        goal=describe(placement.objective, placement.formula),
        warnings=tuple(_warnings(placement, snapshot, live, drafted)),
        pictures=tuple(_pictures(placement, snapshot)),
    )


def _pictures(placement: Placement, snapshot: Snapshot) -> Iterator[Picture]:
    """This will draw the first products that a new visitor sees here now; without any, nothing."""
    if not snapshot.facts.products:
        return
    now = datetime.now(UTC)
    seen = viewpoint(Look(), snapshot, placement, now=now)
    try:
        answer = recommend(seen.request, snapshot, seen.live)
    except (NoRegion, UnknownPlacement, UnreadableSafetyRule, UnsafePage):
        return
    for item in answer.items[:PICTURES]:
        yield picture_of(snapshot.product(snapshot.row_of[item.product_id]))


def _warnings(placement: Placement, snapshot: Snapshot, live: Rules, drafted: Rules) -> list[str]:
    found = [f"“{row.label}” does not fit any more." for row in live.rows if str(row.key) in live.broken]
    collisions = slot_collisions(drafted.engine.rules, one_in_view=has_one_in_view(placement))
    found += [f"{collision.describe()}." for collision in collisions]
    if snapshot.model_problem:
        found.append(say_fallback(snapshot.model_problem))
    elif placement.ranker not in snapshot.model.rankers:
        found.append(say_fallback(f"ranker_{placement.ranker}_missing"))
    found += [say_fallback(problem) for problem in live.on(placement).problems]
    return found
