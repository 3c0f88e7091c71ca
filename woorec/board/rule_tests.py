"""Rule tests of a placement: what every list must keep to, whatever the rules become.

Mia writes one when a promise was broken once ("never above 400 euro for a new visitor"); Petra reads them before she
publishes. They are asked on demand and before each publish, on lists that really differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.models import Customer
from rules.asked import Asked
from rules.engine.errors import RuleError
from rules.engine.names import with_names
from rules.forms.rule_tests import RuleTestForm
from rules.kept_tests import MOVED, TestFields, delete_rule_test, save_rule_test
from rules.models import Placement, RuleTest, Segment, Study
from rules.rule_tests import Expectation
from rules.services import Stale
from rules.studies import latest_study
from woorec.board.desk import Desk, name_of, open_desk, vocabulary
from woorec.board.look import offered_customers
from woorec.board.studies import begin, is_of_today, last_done, shown_progress
from woorec.board.tabs import placement_tabs
from woorec.board.views import board_view, breadcrumbs, may
from woorec.board.words import say_day
from woorec.numbers import needed_revision
from woorec.personas import personas
from woorec.study_lists import name_of as name_in_store

SHOWN_FAILURES = 5
NEEDS_SEED = (Placement.Surface.PRODUCT, Placement.Surface.CART)
UNREADABLE = "This test cannot be read any more. Open it, mend it and save it."
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """One list that is not as expected."""

    number: int
    who: str
    what: str
    url: str
    is_exact: bool  # the board shows this very list


@dataclass(frozen=True, slots=True)
class TestLine:
    """A test with what came of it last. `state` is passed, failed, waiting (never asked) or warning (not of today)."""

    __test__ = False

    row: RuleTest
    sentence: str
    state: str
    outcome: str
    url: str
    failures: tuple[Failure, ...] = ()
    more: int = 0


@board_view
@require_GET
def rule_tests(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will list the tests of a placement with their last outcome."""
    desk = open_desk(request, store_code, code)
    version = desk.draft.version
    last = latest_study(version, Study.Kind.RULE_TESTS) if version else None
    done = last_done(version, Study.Kind.RULE_TESTS) if version else None
    lines = [_line(desk, row, done) for row in desk.placement.rule_tests.all()]
    can_edit = request.user.has_perm("rules.change_ruletest")
    context = {
        "desk": desk,
        "breadcrumbs": breadcrumbs(desk, "Tests"),
        "tabs": placement_tabs(
            desk.placement, "rule-tests", can_configure=request.user.has_perm("rules.change_placement")
        ),
        "lines": lines,
        "lists": sum(line.row.lists for line in lines),
        "progress": shown_progress(last, done),
        "can_edit": can_edit,
        "can_run": request.user.has_perm("rules.change_rule") and version is not None,
        "can_stop": request.user.has_perm("rules.change_rule"),
        "failed": sum(line.state == "failed" for line in lines),
        "is_stale": done is not None and not is_of_today(done, desk),
    }
    return render(request, "woorec/board/tests.html", context)


@board_view
@may("rules.change_rule")
@require_POST
def rule_tests_run(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will ask every test on the draft."""
    desk = open_desk(request, store_code, code)
    return begin(request, desk, Study.Kind.RULE_TESTS, page="rule-tests")


@board_view
@may("rules.add_ruletest")
@require_http_methods(["GET", "POST"])
def rule_test_new(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will write a new test."""
    desk = open_desk(request, store_code, code)
    if request.method == "POST":
        return _save(request, desk, row=None)
    return _editor(request, desk, _form(request, desk, row=None), row=None)


@board_view
@require_http_methods(["GET", "POST"])
def rule_test_edit(request: HttpRequest, store_code: str, code: str, test_id: int) -> HttpResponse:
    """This will show a test with all it says, and save it for who may edit."""
    desk = open_desk(request, store_code, code)
    row = get_object_or_404(RuleTest, pk=test_id, placement=desk.placement)
    if request.method == "POST":
        return may("rules.change_ruletest")(_save)(request, desk, row=row)
    return _editor(request, desk, _form(request, desk, row=row), row=row)


@board_view
@may("rules.delete_ruletest")
@require_http_methods(["GET", "POST"])
def rule_test_delete(request: HttpRequest, store_code: str, code: str, test_id: int) -> HttpResponse:
    """This will take a test away, after asking."""
    desk = open_desk(request, store_code, code)
    row = get_object_or_404(RuleTest, pk=test_id, placement=desk.placement)
    context: dict[str, object] = {"desk": desk, "test": row, "back": desk.url("rule-tests")}
    if request.method == "GET":
        return render(request, "woorec/board/test_delete.html", context)
    try:
        delete_rule_test(desk.placement, by=request.user, test_id=row.pk, revision=needed_revision(request))
    except Stale as error:
        return render(request, "woorec/board/test_delete.html", context | {"error": str(error)}, status=409)
    messages.success(request, f"“{row.name}” is deleted. Nothing is asked of it any more.")
    return redirect(desk.url("rule-tests"))


def _save(request: HttpRequest, desk: Desk, *, row: RuleTest | None) -> HttpResponse:
    form = _form(request, desk, row=row)
    if not form.is_valid() or form.expectation is None:
        return _editor(request, desk, form, row=row, status=422)
    cleaned = form.cleaned_data
    fields = TestFields(cleaned["name"], cleaned["owner"], cleaned["lists"], form.expectation)
    try:
        saved = save_rule_test(
            desk.placement,
            fields,
            by=request.user,
            test_id=row.pk if row else None,
            revision=needed_revision(request) if row else None,
        )
    except Stale:
        return _editor(request, desk, form, row=row, status=409, alert=MOVED)
    messages.success(request, f"“{saved.name}” is saved. It is asked before the next publish.")
    return redirect(desk.url("rule-tests"))


def _form(request: HttpRequest, desk: Desk, *, row: RuleTest | None) -> RuleTestForm:
    made_up = [(each.code, each.name) for each in personas(desk.snapshot, at=desk.now)]
    real = [(f"c{each.pk}", str(each)) for each in _customers(request, desk)]
    segments = list(Segment.objects.filter(store=desk.store).values_list("code", "name"))
    return RuleTestForm(
        request.POST if request.method == "POST" else None,
        vocabulary=vocabulary(desk), shoppers=[*made_up, *real], segments=segments, row=row,
        initial={"owner": name_of(request.user)},
    )  # fmt: skip


def _customers(request: HttpRequest, desk: Desk) -> list[Customer]:
    return offered_customers(desk.store) if request.user.has_perm("events.view_customer") else []


def _editor(
    request: HttpRequest, desk: Desk, form: RuleTestForm, *, row: RuleTest | None, status: int = 200, alert: str = ""
) -> HttpResponse:
    title = row.name if row else "New test"
    fresh = RuleTest.objects.filter(pk=row.pk).first() if row else None
    context = {
        "desk": desk,
        "form": form,
        "builder": form.condition,
        "test": row,
        "revision": fresh.revision if fresh else 0,
        "title": title,
        "alert": alert,
        "breadcrumbs": [*breadcrumbs(desk, "Tests")[:2], {"label": "Tests", "url": desk.url("rule-tests")},
                        {"label": title, "url": ""}],
        "can_edit": request.user.has_perm("rules.change_ruletest"),
        "can_delete": row is not None and request.user.has_perm("rules.delete_ruletest"),
        "needs_seed": desk.placement.surface in NEEDS_SEED,
        "sentence": _sentence(desk, row) if row and not form.is_bound else "",
    }  # fmt: skip
    return render(request, "woorec/board/test.html", context, status=status)


def _line(desk: Desk, row: RuleTest, done: Study | None) -> TestLine:
    found = _found(done, row)
    url = desk.url("rule-test", row.pk)
    if found is None or done is None:
        return TestLine(row, _sentence(desk, row), "waiting", "Not asked yet.", url)
    when = say_day(done.finished_at) if done.finished_at else ""
    failing = [_failure(desk, each) for each in found["failing"][:SHOWN_FAILURES]]
    return TestLine(
        row=row,
        sentence=_sentence(desk, row),
        state=_state(found, row, is_current=is_of_today(done, desk)),
        outcome=f"{_outcome(found)} {when}{_since(found, row)}.",
        url=url,
        failures=tuple(failing),
        more=max(0, found["failed"] - len(failing)),
    )


def _state(found: Json, row: RuleTest, *, is_current: bool) -> str:
    if not is_current or found["revision"] != row.revision:
        return "warning"
    return "passed" if found["passed"] else "failed"


def _outcome(found: Json) -> str:
    if found["passed"]:
        return f"Passed in all {found['lists']} lists,"
    if found["failed"]:
        return f"Failed in {found['failed']} of {found['lists']} lists,"
    return f"Failed. {found['said']} Asked"


def _since(found: Json, row: RuleTest) -> str:
    return "; the test was changed since" if found["revision"] != row.revision else ""


def _found(done: Study | None, row: RuleTest) -> Json | None:
    tests = done.result.get("tests", []) if done else []
    return next((each for each in tests if each["id"] == row.pk), None)


def _failure(desk: Desk, found: Json) -> Failure:
    asked = Asked.from_json(found["asked"])
    named = [f"{each['position']}: {each['name']}" for each in found["products"]]
    what = f"Place {', place '.join(named)}" if named else "Too few products fit."
    if not found["is_shown"]:
        what = "This list cannot be shown."
    url = f"{desk.plain_url}?{asked.query}" if asked.query else desk.plain_url
    return Failure(found["list"], found["who"], what, url, asked.is_on_the_board)


def _sentence(desk: Desk, row: RuleTest) -> str:
    try:
        expectation = with_names(Expectation.from_json(row.expectation), desk.names)
    except RuleError:
        return UNREADABLE
    names = partial(name_in_store, desk.snapshot)
    return expectation.describe(placement=desk.placement.name, lists=row.lists, names=names)
