"""Putting a draft live, throwing it away, and putting an earlier version live again: each asks first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from rules.models import RuleSet
from rules.services import CannotPublish, Stale, changes_of, discard_draft, publish, roll_back
from woorec.board.checks import Verdict, run_probe
from woorec.board.data import diff_lines, read_rules
from woorec.board.desk import Desk, open_desk, show
from woorec.board.views import board_view, changes, dialog, judge, leave, may
from woorec.holder import SNAPSHOTS


@board_view
@may("rules.publish_ruleset")
@require_http_methods(["GET", "POST"])
def board_publish(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will show what publishing changes, and publish."""
    desk = open_desk(request, store_code, code)
    run_probe(desk.draft, desk.snapshot, desk.placement, now=desk.now)
    judged = judge(desk, show(desk, desk.draft))
    context = {"desk": desk, "back": desk.url("board"), "changes": changes(desk), "verdict": judged}
    if request.method == "GET":
        return dialog(request, "woorec/board/publish.html", context)
    context |= {"note": _note(request), "waived": request.POST.get("waive") == "on"}
    status, context["error"] = _try_publish(request, desk, judged, note=context["note"], waived=context["waived"])
    return (
        dialog(request, "woorec/board/publish.html", context, status=status) if status != 200 else leave(request, desk)
    )


def _try_publish(request: HttpRequest, desk: Desk, judged: Verdict, *, note: str, waived: bool) -> tuple[int, str]:
    if not desk.has_draft or not changes(desk):
        return 422, "There is nothing to publish: the draft changes nothing."
    if judged.state == "failed" and not (waived and note):
        return 422, "A check failed. To publish all the same, tick the box and say why in the note."
    if judged.state == "failed":
        note = f"Failed checks waived by {request.user.get_full_name() or request.user.username}: {note}"
    try:
        publish(desk.draft.version, by=request.user, note=note, revision=_revision(request))
    except Stale as error:
        return 409, str(error)
    except CannotPublish as error:
        return 422, str(error)
    SNAPSHOTS.refresh(desk.store)
    messages.success(request, f"Version {desk.draft.engine.version} is live. The next request is answered with it.")
    return 200, ""


@board_view
@may("rules.change_rule")
@require_http_methods(["GET", "POST"])
def board_discard(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will throw the draft away, after asking."""
    desk = open_desk(request, store_code, code)
    context = {"desk": desk, "back": desk.url("board"), "changes": changes(desk)}
    if request.method == "GET":
        return dialog(request, "woorec/board/discard.html", context)
    if _revision(request) != desk.revision:
        context["error"] = "Somebody changed the draft meanwhile. Look at what would be lost, then discard it again."
        return dialog(request, "woorec/board/discard.html", context, status=409)
    discard_draft(desk.placement)
    messages.success(request, "The draft is discarded. What is live did not change.")
    return leave(request, desk)


@board_view
@may("rules.publish_ruleset")
@require_http_methods(["GET", "POST"])
def board_restore(request: HttpRequest, store_code: str, code: str, version: int) -> HttpResponse:
    """This will put an earlier version live again, after asking."""
    desk = open_desk(request, store_code, code)
    ruleset = get_object_or_404(RuleSet, placement=desk.placement, version=version)
    context = {"desk": desk, "back": desk.url("board"), "ruleset": ruleset} | _going_back(ruleset)
    if request.method == "GET":
        return dialog(request, "woorec/board/restore.html", context)
    try:
        roll_back(ruleset, by=request.user, note=_note(request))
    except CannotPublish as error:
        return dialog(request, "woorec/board/restore.html", context | {"error": str(error)}, status=422)
    SNAPSHOTS.refresh(desk.store)
    messages.success(request, f"Version {version} is live again.")
    return leave(request, desk)


def _going_back(ruleset: RuleSet) -> dict[str, object]:
    """This will say what rolling back would change, or why it cannot be done."""
    if broken := read_rules(ruleset).broken:
        error = f"{len(broken)} of its rules cannot be read any more, so this version cannot go live again as it was."
        return {"changes": [], "error": f"{error} Write a draft instead.", "refused": True}
    return {"changes": diff_lines(changes_of(ruleset))}


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").replace("\0", "").strip()[:300]


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision") or request.GET.get("revision") or ""
    return int(text) if text.isdecimal() else None
