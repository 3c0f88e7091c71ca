"""Handing a draft in, putting it live, throwing it away, and putting an earlier version live again: each asks first."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rules.gate import (
    COLLISION,
    SEGMENT,
    TEST,
    UNREADABLE,
    CannotPublish,
    Obstacle,
    RunOfTests,
    Waived,
    obstacles,
    run_of_tests,
    why_not_alone,
)
from rules.known_segments import lost_rules
from rules.models import Publication, RuleSet, Study
from rules.names import names_of
from rules.queries import engine_ruleset
from rules.services import Stale, changes_of, discard_draft, publish, roll_back, submit_draft, withdraw_draft
from rules.studies import StudyRefused, request_study
from woorec.board.checks import Verdict, run_probe
from woorec.board.desk import Desk, open_desk, show
from woorec.board.diffs import diff_lines
from woorec.board.reading import read_rules
from woorec.board.risk import risk_of
from woorec.board.views import board_view, changes, dialog, judge, leave, may
from woorec.dispatch import hand_out_canary, hand_out_study
from woorec.holder import SNAPSHOTS
from woorec.numbers import needed_revision, whole

PUBLISH = "woorec/board/publish.html"


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that holds a draft back, in the dialog; only some may be waived."""

    code: str
    title: str
    text: str
    url: str = ""
    link: str = ""
    waivable: bool = True


@board_view
@may("rules.publish_ruleset")
@require_http_methods(["GET", "POST"])
def board_publish(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will show what publishing changes and what holds it back, and publish."""
    desk = open_desk(request, store_code, code)
    context = _publish_context(request, desk)
    if request.method == "GET":
        return dialog(request, PUBLISH, context)
    context |= {"note": _text(request, "note"), "reason": _text(request, "reason")}
    ticked = set(request.POST.getlist("waive"))
    status, context["error"] = _try_publish(request, desk, context["failures"], ticked=ticked, reason=context["reason"])
    return (
        leave(request, desk) if status == 200 else dialog(request, PUBLISH, context | {"ticked": ticked}, status=status)
    )


@board_view
@may("rules.publish_ruleset")
@require_POST
def board_run_tests(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will start the rule tests of the draft, and come back to the question whether to publish."""
    desk = open_desk(request, store_code, code)
    if desk.has_draft and not desk.draft.broken:
        _start_tests(request, desk)
    return redirect(desk.url("board-publish"))


@board_view
@may("rules.publish_ruleset")
@require_GET
def board_test_progress(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will say how far the rule tests are; the end of them loads the whole question anew."""
    desk = open_desk(request, store_code, code)
    return render(request, f"{PUBLISH}#tests", {"desk": desk, "tests": _tests(desk)})


@board_view
@may("rules.change_rule")
@require_POST
def board_submit(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will hand the draft in, or take it back (`action` is withdraw)."""
    desk = open_desk(request, store_code, code)
    withdraws = request.POST.get("action") == "withdraw"
    if not desk.has_draft:
        messages.warning(request, "There is no draft to hand in.")
        return leave(request, desk)
    try:
        (withdraw_draft if withdraws else submit_draft)(
            desk.draft.version, by=request.user, revision=needed_revision(request)
        )
    except Stale as error:
        messages.warning(request, str(error))
        return leave(request, desk)
    done = "The draft is yours again." if withdraws else "The draft is handed in. Somebody else can put it live now."
    messages.success(request, done)
    return leave(request, desk)


@board_view
@may("rules.change_rule")
@require_http_methods(["GET", "POST"])
def board_discard(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will throw the draft away, after asking."""
    desk = open_desk(request, store_code, code)
    context = {"desk": desk, "back": desk.url("board"), "changes": changes(desk)}
    if request.method == "GET":
        return dialog(request, "woorec/board/discard.html", context)
    try:
        discard_draft(desk.placement, by=request.user, revision=needed_revision(request))
    except Stale:
        fresh = open_desk(request, store_code, code)
        error = "Somebody changed the draft meanwhile. Look at what would be lost, then discard it again."
        context |= {"desk": fresh, "changes": changes(fresh), "error": error}
        return dialog(request, "woorec/board/discard.html", context, status=409)
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
    seen = whole(request.POST.get("live", ""))
    try:
        _went_live(desk, roll_back(ruleset, by=request.user, note=_text(request, "note"), live=seen or 0))
    except Stale as error:
        return dialog(request, "woorec/board/restore.html", context | {"error": str(error)}, status=409)
    except CannotPublish as error:
        return dialog(request, "woorec/board/restore.html", context | {"error": str(error)}, status=422)
    messages.success(request, f"Version {version} is live again.")
    return leave(request, desk)


def _publish_context(request: HttpRequest, desk: Desk) -> dict[str, object]:
    """Board checks are asked on a sample first: what they find is part of the question."""
    run_probe(desk.draft, desk.snapshot, desk.placement, now=desk.now)
    judged, said = judge(desk, show(desk, desk.draft)), changes(desk)
    alone = why_not_alone(desk.draft.version, by=request.user) if desk.has_draft else ""
    tests = _tests(desk)
    return {
        "desk": desk,
        "back": desk.url("board"),
        "changes": said,
        "verdict": judged,
        "tests": tests,
        "failures": _failures(desk, judged) if desk.has_draft else [],
        "alone": alone,
        "risk": risk_of(desk) if said else None,
        "can_go": bool(said) and not alone and not tests.waits,
    }


def _tests(desk: Desk) -> RunOfTests:
    if not desk.has_draft or desk.draft.broken or desk.draft.version is None:
        return RunOfTests("none")
    return run_of_tests(desk.draft.version, digest=desk.draft.engine.ruleset_hash)


def _failures(desk: Desk, judged: Verdict) -> list[Failure]:
    """The board's failed checks, then the failing rule tests; what the gate never lets pass cannot be waived."""
    found = [
        Failure(check.code, check.title, check.text, check.url, check.link, not check.code.startswith(FIRM))
        for check in judged.failures
    ]
    return found + [_failure(desk, each) for each in obstacles(desk.draft.version) if each.code.startswith(OWN_WORDS)]


def _failure(desk: Desk, obstacle: Obstacle) -> Failure:
    if obstacle.rule:
        url = desk.url("rule-edit", obstacle.rule)
        return Failure(obstacle.code, obstacle.title, obstacle.text, url, "Open the rule", obstacle.waivable)
    return Failure(obstacle.code, obstacle.title, obstacle.text, desk.url_of("rule-tests"), "Look at the test")


FIRM = (UNREADABLE, COLLISION)
OWN_WORDS = (SEGMENT, TEST)  # what no check of the board says


def _try_publish(
    request: HttpRequest, desk: Desk, failures: list[Failure], *, ticked: set[str], reason: str
) -> tuple[int, str]:
    if not desk.has_draft or not changes(desk):
        return 422, "There is nothing to publish: the draft changes nothing."
    firm = [each for each in failures if not each.waivable]
    if firm:
        return 422, f"{firm[0].title}. {firm[0].text}"
    if any(each.code not in ticked for each in failures):
        return 422, "A check failed. To publish all the same, tick each one that you let pass, and say why."
    if failures and not reason:
        return 422, "Say why these checks may be let pass. The reason stays with the version, under your name."
    waived = [Waived(each.code, f"{each.title}. {each.text}"[:300], reason) for each in failures]
    try:
        _went_live(
            desk,
            publish(
                desk.draft.version, by=request.user, note=_text(request, "note"), revision=needed_revision(request),
                waived=waived, can_fill=desk.can_fill,
            ),
        )  # fmt: skip
    except Stale as error:
        return 409, str(error)
    except CannotPublish as error:
        return 422, str(error)
    messages.success(request, f"Version {desk.draft.engine.version} is live. The next request is answered with it.")
    return 200, ""


def _went_live(desk: Desk, publication: Publication) -> None:
    SNAPSHOTS.refresh(desk.store)
    hand_out_canary(publication.pk)


def _start_tests(request: HttpRequest, desk: Desk) -> None:
    """Tests of an earlier state that still run are waited for: the worker refuses rules that moved on by itself."""
    try:
        study = request_study(desk.draft.version, Study.Kind.RULE_TESTS, by=request.user)
    except StudyRefused as error:
        messages.warning(request, str(error))
        return
    hand_out_study(study.pk)


def _going_back(ruleset: RuleSet) -> dict[str, object]:
    """This will say what rolling back would change, or why it cannot be done."""
    names = names_of(ruleset.placement.store_id)
    if broken := read_rules(ruleset, names=names).broken:
        error = f"{len(broken)} of its rules cannot be read any more, so this version cannot go live again as it was."
        return {"changes": [], "error": f"{error} Write a draft instead.", "refused": True}
    lost = list(lost_rules(engine_ruleset(ruleset, names=names), ruleset.placement.store))
    said = [f"“{each.rule.name}” will be on for nobody. {each.describe()}." for each in lost]
    return {"changes": diff_lines(changes_of(ruleset)), "lost": said}


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:300]
