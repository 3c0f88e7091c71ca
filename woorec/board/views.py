"""The placement board: what shoppers see, what the draft would change, and the way to publish it.

Mia the merchandiser opens it several times a day, because a campaign starts, a partner calls or a product sold out.
Petra opens it to put Mia's draft live; Vera opens it to understand why a list looks as it does.

The three things they do most:
1. Reserve places: slot 4 for the house brand, slot 10 for a partner; pin one product where they want it.
2. Look through other eyes: would Nora, who avoids nickel, or a Gold member in Asia still get a full, good page?
3. Publish: read what changes in plain sentences, see that every rule holds on a sample of real shoppers, press one
   button, and take it back with another.

Every list on these pages comes from `woorec.pipeline.recommend`, so a preview is the shop.
"""

from collections.abc import Callable, Mapping
from functools import wraps

from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event

from ranking.objectives import describe
from rules.audit import name_of
from rules.edits import steps
from rules.gate import never_filled, why_not_alone
from rules.models import Publication, RuleSet
from rules.services import changes_of
from woorec.board.agreement import agreement
from woorec.board.checks import Verdict, kept_probe, run_probe, verdict
from woorec.board.controls import controls, say_customer
from woorec.board.desk import Desk, Shown, open_desk, show, show_both
from woorec.board.diffs import diff_lines
from woorec.board.look import find_customers, find_products
from woorec.board.prices import cost_chips
from woorec.board.reading import Rules
from woorec.board.rule_stack import stages
from woorec.board.tabs import placement_tabs
from woorec.board.tiles import ListView, list_view
from woorec.board.words import KIND_WORDS, say_day
from woorec.studio import studio_store

PUBLICATIONS = 12
BACKEND = "django.contrib.auth.backends.ModelBackend"
OFFERED_PRODUCTS = 12
View = Callable[..., HttpResponse]


def board_view(view: View) -> View:
    """This will ask for a signed-in person, and keep fragments and pages apart in caches."""
    return wraps(view)(login_required(vary_on_headers("HX-Request")(view)))


def may(permission: str) -> Callable[[View], View]:
    return permission_required(permission, raise_exception=True)


@board_view
@require_GET
def board(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will show the board, or the part of it that the controls change."""
    return render_board(request, open_desk(request, store_code, code))


@board_view
@require_GET
def board_checks(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will run the sample and show the checks with what it found."""
    desk = open_desk(request, store_code, code)
    shown = show(desk, desk.draft)
    run_probe(desk.draft, desk.snapshot, desk.placement, now=desk.now)
    context = checks_context(request, desk, shown)
    if request.htmx:
        return render(request, "woorec/board/checks.html#board-checks-alone", context)
    return redirect(desk.url("board"))


@board_view
@require_GET
def board_products(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will suggest products for the search field of the controls."""
    desk = open_desk(request, store_code, code)
    found = find_products(desk.snapshot, desk.look.seed, limit=OFFERED_PRODUCTS)
    return render(request, "woorec/board/controls.html#seed-options", {"products": found})


@board_view
@may("events.view_customer")
@require_GET
def board_shoppers(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will find real shoppers for the combobox; the answer is a group of options."""
    store = studio_store(request, store_code)
    get_object_or_404(store.placements, code=code)
    found = find_customers(store, request.GET.get("q", "").replace("\0", "")[:80], limit=OFFERED_PRODUCTS)
    options = [(f"c{each.pk}", say_customer(each)) for each in found]
    return render(request, "woorec/board/controls.html#shopper-hits", {"options": options})


def render_board(
    request: HttpRequest,
    desk: Desk,
    *,
    status: int = 200,
    alert: str = "",
    told: Mapping[str, object] | None = None,
    toast: str = "",
) -> HttpResponse:
    """This will render the whole page, or for htmx the board alone with a toast."""
    template = "woorec/board/board.html#placement-board" if request.htmx else "woorec/board/board.html"
    context = board_context(request, desk) | {"alert": alert, "told": told or {}}
    response = render(request, template, context, status=status)
    if request.htmx:
        retarget(response, "#placement-board")
        reswap(response, "outerHTML show:none")
        if request.method == "POST":
            trigger_client_event(response, "dialog-close", {})
    if toast and request.htmx:
        trigger_client_event(response, "toast", {"level": "success", "message": toast})
    return response


def board_context(request: HttpRequest, desk: Desk) -> dict[str, object]:
    live, draft = show_both(desk)
    may_edit = request.user.has_perm("rules.change_rule")
    lists = _lists(desk, live, draft, movable=may_edit)
    answer = draft.answer or live.answer
    return checks_context(request, desk, draft) | {
        "lists": lists,
        "answer": answer,
        "region": desk.snapshot.region(answer.region) if answer else None,
        "stages": stages(
            desk.draft,
            desk.live,
            answer=draft.answer,
            exclude_bought=desk.placement.exclude_bought,
            now=desk.now,
            costs=cost_chips(desk),
        ),
        "kinds": [(kind, label, desk.url("rule-new", kind)) for kind, label in KIND_WORDS.items()],
        "can_edit": may_edit,
        "versions": _timeline(request, desk),
        "controls": controls(desk, may_see_customers=request.user.has_perm("events.view_customer")),
        "breadcrumbs": breadcrumbs(desk, "")[:1],
        "steps": steps(desk.draft.version, by=request.user),
        "tabs": placement_tabs(
            desk.placement, "board", query=desk.query, can_configure=request.user.has_perm("rules.change_placement")
        ),
        "goal": describe(desk.placement.objective, desk.placement.formula),
        "can_configure": request.user.has_perm("rules.change_placement"),
    }


def checks_context(request: HttpRequest, desk: Desk, shown: Shown) -> dict[str, object]:
    """This will gather what the right side prints: checks, changes, and whether this person may publish."""
    may_publish = request.user.has_perm("rules.publish_ruleset")
    return {
        "desk": desk,
        "verdict": judge(desk, shown),
        "changes": (found := changes(desk)),
        "changes_label": f"{len(found)} unpublished change{'' if len(found) == 1 else 's'}",
        "can_publish": may_publish,
        "can_edit": request.user.has_perm("rules.change_rule"),
        "publishers": [] if may_publish else _publishers(),
    } | _approval(request, desk)


def _approval(request: HttpRequest, desk: Desk) -> dict[str, object]:
    """This will say where the draft stands when the shop asks for a second person."""
    version = desk.draft.version
    if not desk.store.four_eyes or not desk.has_draft or version is None:
        return {"approval": None}
    handed_in = version.submitted_at and f"{name_of(version.submitted_by)}, {say_day(version.submitted_at)}"
    return {"approval": {"handed_in": handed_in, "alone": why_not_alone(version, by=request.user)}}


def judge(desk: Desk, shown: Shown) -> Verdict:
    return verdict(
        desk.draft,
        answer=shown.answer,
        problem=shown.problem,
        shopper=desk.viewpoint.shopper_name,
        probe=kept_probe(desk.draft, desk.snapshot, desk.placement),
        board_url=desk.plain_url,
        length=desk.placement.length,
        collisions=desk.collisions(desk.draft),
        never_filled=never_filled(desk.draft.engine, can_fill=desk.can_fill),
        now=timezone.now(),
    )


def changes(desk: Desk) -> list[dict[str, str]]:
    """This will say what publishing would change; a rule that cannot be read is named by the checks instead."""
    if not desk.has_draft or desk.draft.broken:
        return []
    return diff_lines(changes_of(desk.draft.version))


def dialog(request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """This will show a question or an explanation: in a dialog for htmx, else as a page of its own."""
    if not request.htmx:
        return render(request, template, context, status=status)
    response = render(request, f"{template}#dialog", context, status=status)
    return reswap(retarget(response, "#board-dialog"), "innerHTML")


def breadcrumbs(desk: Desk, here: str) -> list[dict[str, str]]:
    return [
        {"label": "Placements", "url": reverse("placements", args=[desk.store.code])},
        {"label": desk.placement.name, "url": desk.url("board") if here else ""},
        {"label": here, "url": ""},
    ]


def leave(request: HttpRequest, desk: Desk) -> HttpResponse:
    """This will go back to the board."""
    url = desk.url("board")
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _lists(desk: Desk, live: Shown, draft: Shown, *, movable: bool) -> dict[str, ListView]:
    return {
        "live": _list(desk, desk.base_title, live, desk.base, before=None, which="live"),
        "draft": _list(desk, "Draft", draft, desk.draft, before=live, which="draft", movable=movable),
    }


def _list(
    desk: Desk, title: str, shown: Shown, rules: Rules, *, before: Shown | None, which: str, movable: bool = False
) -> ListView:
    if shown.answer is None:
        return ListView(title, (), problem=shown.problem)
    return list_view(
        title,
        shown.answer,
        before=before.answer if before else None,
        rules=rules,
        viewpoint=desk.viewpoint,
        look=desk.look,
        snapshot=desk.snapshot,
        address=lambda product_id: desk.url("board-why", which, product_id),
        pin_scope=desk.pin_scope,
        reserve=(lambda position: desk.url("board-reserve", position)) if movable else None,
        movable=movable,
        brief=desk.list_mode == "both",
    )


def _timeline(request: HttpRequest, desk: Desk) -> list[dict[str, object]]:
    publications = desk.placement.publications.select_related("by", "ruleset")[:PUBLICATIONS]
    may_publish = request.user.has_perm("rules.publish_ruleset")
    seen: set[int] = set()
    entries = []
    for publication in publications:
        is_latest = publication.ruleset_id not in seen
        seen.add(publication.ruleset_id)
        entries.append(_timeline_entry(publication, is_latest=is_latest, may_publish=may_publish, desk=desk))
    return entries


def _timeline_entry(publication: Publication, *, is_latest: bool, may_publish: bool, desk: Desk) -> dict[str, object]:
    ruleset = publication.ruleset
    is_past = is_latest and ruleset.state == RuleSet.State.SUPERSEDED
    back = publication.action == Publication.Action.ROLLBACK
    return {
        "number": ruleset.version,
        "state": "live" if is_latest and ruleset.state == RuleSet.State.PUBLISHED else "",
        "title": f"Rolled back to version {ruleset.version}" if back else f"Version {ruleset.version}",
        "meta": f"{name_of(publication.by)}, {say_day(publication.at)}",
        "note": publication.note,
        "agreement": agreement(publication.canary),
        "changes": diff_lines(publication.changes),
        "restore_url": desk.url("board-restore", ruleset.version) if is_past and may_publish else "",
    }


def _publishers() -> list[str]:
    found = User.objects.with_perm("rules.publish_ruleset", include_superusers=False, backend=BACKEND)
    return [user.get_full_name() or user.username.capitalize() for user in found.order_by("username")[:3]]
